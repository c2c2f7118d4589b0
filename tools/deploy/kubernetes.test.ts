import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '@fileonion/testing';
import { deployTools } from './install';
import { calledBy, callersOf, labelsSelected, manifestsOf, renderOverlay, type Manifest } from './manifests';

// The table of the README: who calls whom.
const calls: Record<string, string[]> = {
  gateway: ['keys', 'requests', 'shares', 'teams', 'webhooks'],
  keys: ['teams'],
  requests: ['teams'],
  shares: ['requests'],
  teams: [],
  webhooks: [],
};
const apps = Object.keys(calls);

describe.each(['local', 'production'])('the overlay %s', (overlay) => {
  let yaml: string;
  let manifests: Manifest[];
  let python: string;
  beforeAll(async () => {
    const tools = await deployTools();
    python = tools.python;
    yaml = renderOverlay(tools.kustomize, overlay);
    manifests = manifestsOf(yaml);
  }, 300_000);

  const deployments = () => manifests.filter(({ kind }) => kind === 'Deployment');
  const containers = () =>
    manifests
      .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
      .flatMap(({ spec }) =>
        spec.template.spec.containers.map((container: Json) => ({ container, pod: spec.template.spec })),
      );

  test('is valid by the Kubernetes schemas', () => {
    const folder = mkdtempSync(join(tmpdir(), 'manifests-'));
    try {
      const file = join(folder, 'all.yaml');
      writeFileSync(file, yaml);
      execFileSync(python, ['-m', 'kubernetes_validate', '-k', '1.36', '--strict', file], {
        stdio: 'pipe',
        timeout: 60_000,
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('runs exactly the six apps', () => {
    expect(
      deployments()
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(apps.sort());
  });

  test('gives no container root, rights or a token, and none of the apps a writable file system', () => {
    for (const { container, pod } of containers()) {
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      expect(pod.automountServiceAccountToken).toBe(false);
      expect(container.securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      });
      if (container.name === 'app') expect(container.securityContext.readOnlyRootFilesystem).toBe(true);
      expect(container.resources.limits.memory).toBeDefined();
    }
  });

  test('lets every app be called by its callers of the architecture alone, and call nobody else', () => {
    for (const app of apps) {
      const callers = apps.filter((other) => calls[other]!.includes(app)).sort();
      if (app !== 'gateway') expect([app, callersOf(manifests, app)]).toEqual([app, callers]);
      expect([app, calledBy(manifests, app)]).toEqual([app, calls[app]]);
    }
  });

  test('selects pods that there are, wherever it selects pods by their labels', () => {
    const templates = manifests.flatMap(({ spec }) => spec?.template?.metadata?.labels ?? []);
    const selects = (labels: Record<string, string>) =>
      templates.some((pod: Json) => Object.entries(labels).every(([name, value]) => pod[name] === value));
    expect(labelsSelected(manifests).filter((labels) => !selects(labels))).toEqual([]);
  });

  test('spreads the pods of each app over nodes', () => {
    for (const { spec } of deployments()) {
      const [{ labelSelector }] = spec.template.spec.topologySpreadConstraints;
      expect(spec.template.metadata.labels).toMatchObject(labelSelector.matchLabels);
    }
  });

  test('denies what no policy allows', () => {
    const deny = manifests.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'default-deny');
    expect(deny?.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  });

  test('asks no registry for an image whose version nobody chose', () => {
    for (const { container } of containers()) {
      const version = /:([^/:]+)$/.exec(container.image)?.[1];
      expect([container.image, version !== undefined || container.imagePullPolicy === 'IfNotPresent']).toEqual([
        container.image,
        true,
      ]);
    }
  });

  test('gives each app the addresses of exactly the services that it calls', () => {
    for (const { metadata, spec } of deployments()) {
      const names = spec.template.spec.containers[0].env.map(({ name }: { name: string }) => name);
      const called = names
        .filter((name: string) => name.endsWith('_ADDRESS'))
        .map((name: string) => name.split('_')[0]!.toLowerCase());
      expect([metadata.name, called.sort()]).toEqual([metadata.name, calls[metadata.name]]);
    }
  });

  test('asks every app on the port of operators, which needs no certificate', () => {
    for (const { spec } of deployments()) {
      const [app] = spec.template.spec.containers;
      expect(app.livenessProbe.httpGet).toEqual({ path: '/livez', port: 'ops' });
      expect(app.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'ops' });
    }
  });

  test('has time to drain: the grace period covers the wait before SIGTERM and the drain of 10 s', () => {
    for (const { spec } of deployments()) {
      const {
        terminationGracePeriodSeconds,
        containers: [app],
      } = spec.template.spec;
      expect(terminationGracePeriodSeconds).toBeGreaterThanOrEqual(app.lifecycle.preStop.sleep.seconds + 10 + 15);
    }
  });

  test('has for each app a Service, a budget, an autoscaler and an account, and headless Services for gRPC', () => {
    for (const app of apps) {
      for (const kind of [
        'Service',
        'PodDisruptionBudget',
        'HorizontalPodAutoscaler',
        'ServiceAccount',
        'NetworkPolicy',
      ]) {
        expect(manifests.some((manifest) => manifest.kind === kind && manifest.metadata.name === app)).toBe(true);
      }
      const service = manifests.find(({ kind, metadata }) => kind === 'Service' && metadata.name === app)!;
      if (app !== 'gateway') expect(service.spec.clusterIP).toBe('None');
    }
  });
});
