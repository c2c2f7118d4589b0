import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@fileonion/embedded';
import { apiClient } from '@fileonion/testing';
import { composeApps, composeServices } from './compose';
import { startBundles } from './running-bundles';

const apps = composeApps();

describe('docker-compose.yml', () => {
  test('runs the six apps read-only, each with a health check, after what it depends on is healthy', () => {
    expect(apps.map(([name]) => name).sort()).toEqual(['gateway', 'keys', 'requests', 'shares', 'teams', 'webhooks']);
    for (const [, service] of apps) {
      expect(service.read_only).toBe(true);
      expect(service.healthcheck?.test).toBeDefined();
      expect(Object.values(service.depends_on ?? {}).every(({ condition }) => condition === 'service_healthy')).toBe(
        true,
      );
    }
  });

  test('gives no app the address of a store that it does not wait for', () => {
    const stores = { MONGODB_URI: 'mongo', REDIS_URL: 'redis', KAFKA_BROKERS: 'kafka' };
    for (const [name, { environment = {}, depends_on = {} }] of apps) {
      const given = Object.entries(stores).flatMap(([key, store]) => (key in environment ? [store] : []));
      const awaited = Object.values(stores).filter((store) => store in depends_on);
      expect([name, given]).toEqual([name, awaited]);
    }
  });

  test('starts everything unless told otherwise', () => {
    const [, profile] = /^COMPOSE_PROFILES=(\w+)$/m.exec(readFileSync(join(workspaceRoot(), '.env'), 'utf8')) ?? [];
    expect(Object.values(composeServices()).every(({ profiles }) => profiles.includes(profile!))).toBe(true);
  });

  test('has Kafka send programs on this machine on to the port at which they find it', () => {
    const { environment = {}, ports = [] } = composeServices()['kafka']!;
    const [, published, container] = /^127\.0\.0\.1:(\d+):(\d+)$/.exec(ports[0]!) ?? [];
    const listener = environment['KAFKA_LISTENERS']!.split(',').find((entry) => entry.endsWith(`://:${container}`));
    const name = listener?.split(':')[0];
    expect(environment['KAFKA_ADVERTISED_LISTENERS']!.split(',')).toContain(`${name}://localhost:${published}`);
  });

  test('has a profile with the servers alone', () => {
    const servers = Object.entries(composeServices()).filter(([, { profiles }]) => profiles.includes('infra'));
    expect(servers.map(([name]) => name).sort()).toEqual(['kafka', 'mongo', 'redis']);
  });
});

test('the bundles run with its environment, make an organization and a key by their commands, and stop with 0', async () => {
  const bundles = await startBundles();
  const organization = ['--name', 'Acme', '--owner-email', 'owner@example.com', '--plan', 'professional'];
  const made = JSON.parse(bundles.command('teams', 'create-organization', ...organization));
  const who = ['--organization', made.organizationId, '--user', made.ownerUserId];
  const key = bundles.command('keys', 'create-api-key', ...who, '--name', 'first', '--scopes', 'full_access').trim();
  const me = await apiClient(bundles.gateway, key).must('GET', '/api/v2/me');
  expect(me.organization.id).toBe(made.organizationId);
  expect(await bundles.stop()).toEqual([0, 0, 0, 0, 0, 0]);
}, 120_000);

test('the bundles have source maps', () => {
  for (const [name] of apps) expect(existsSync(join(workspaceRoot(), `dist/apps/${name}/main.js.map`))).toBe(true);
});
