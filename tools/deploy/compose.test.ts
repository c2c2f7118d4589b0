import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiClient, eventually } from '@fileonion/testing';
import { composeApps, composeServices } from './compose';

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

  test('has a profile with the servers alone', () => {
    const servers = Object.entries(composeServices()).filter(([, { profiles }]) => profiles.includes('infra'));
    expect(servers.map(([name]) => name).sort()).toEqual(['kafka', 'mongo', 'redis']);
  });
});

describe('the bundles, each in a folder of its own without packages, with the environment of docker-compose.yml', () => {
  const namespace = `compose-${process.pid}-${Date.now()}`;
  const children: ChildProcess[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'compose-'));
  const ports: Record<string, { port: number; ops: number }> = {};
  let output = '';

  beforeAll(async () => {
    for (const [name] of apps) {
      ports[name] = { port: await freePort(), ops: await freePort() };
      copyFileSync(join(__dirname, `../../dist/apps/${name}/main.js`), join(folder, `${name}.js`));
    }
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGTERM');
    await eventually(
      () => expect(children.every(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null)).toBe(true),
      { within: 30_000 },
    );
    rmSync(folder, { recursive: true, force: true });
  }, 40_000);

  test('become healthy, make an organization and a key by their commands, serve a call, and stop with 0', async () => {
    for (const [name, { environment = {} }] of apps) {
      const child = spawn(process.execPath, [join(folder, `${name}.js`)], {
        cwd: folder,
        env: localEnvironment(name, environment),
      });
      child.stdout.on('data', (chunk) => (output += chunk));
      child.stderr.on('data', (chunk) => (output += chunk));
      children.push(child);
    }
    for (const [name] of apps) await eventually(() => expectReady(name), { within: 60_000 });

    const { organizationId, ownerUserId } = JSON.parse(
      command(
        'teams',
        'create-organization',
        '--name',
        'Acme',
        '--owner-email',
        'owner@example.com',
        '--plan',
        'professional',
      ),
    );
    const { key } = JSON.parse(
      command(
        'keys',
        'create-api-key',
        '--organization',
        organizationId,
        '--user',
        ownerUserId,
        '--name',
        'first',
        '--scopes',
        'full_access',
      ),
    );
    const me = await apiClient(`http://127.0.0.1:${ports['gateway']!.port}`, key).must('GET', '/api/v2/me');
    expect(me.organization.id).toBe(organizationId);

    for (const child of children) child.kill('SIGTERM');
    await eventually(() => expect(children.map(({ exitCode }) => exitCode)).toEqual(children.map(() => 0)), {
      within: 30_000,
    });
  }, 120_000);

  async function expectReady(name: string): Promise<void> {
    const response = await fetch(`http://127.0.0.1:${ports[name]!.ops}/readyz`, {
      signal: AbortSignal.timeout(2_000),
    }).catch(() => undefined);
    if (!response?.ok) throw new Error(`${name} is not ready:\n${output.slice(-2000)}`);
  }

  /** The environment of the file, with its host names mapped to the servers and ports of this test. */
  function localEnvironment(name: string, environment: Record<string, string>): NodeJS.ProcessEnv {
    const mapped = Object.entries(environment).map(([key, value]) => {
      const service = /^(\w+)_ADDRESS$/.exec(key)?.[1]?.toLowerCase();
      return [key, service ? `127.0.0.1:${ports[service]!.port}` : value];
    });
    const { port, ops } = ports[name]!;
    const { MONGODB_URI, REDIS_URL, KAFKA_BROKERS } = process.env;
    const stores = Object.entries({ MONGODB_URI, REDIS_URL, KAFKA_BROKERS }).filter(([key]) => key in environment);
    return {
      ...Object.fromEntries(mapped),
      ...Object.fromEntries(stores),
      NODE_ENV: 'production',
      NAMESPACE: namespace,
      HOST: '127.0.0.1',
      PORT: `${port}`,
      OPS_PORT: `${ops}`,
    };
  }

  function command(name: string, ...args: string[]): string {
    const environment = apps.find(([app]) => app === name)![1].environment ?? {};
    return execFileSync(process.execPath, [join(folder, `${name}.js`), ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: localEnvironment(name, environment),
      timeout: 30_000,
    });
  }
});

test('the bundles have source maps', () => {
  for (const [name] of apps) expect(existsSync(join(__dirname, `../../dist/apps/${name}/main.js.map`))).toBe(true);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
