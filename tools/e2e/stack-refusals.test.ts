import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@fileonion/embedded';
import { runStack } from './running-stack';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'refusals-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let settings: { DATA_DIR: string; PORT: string };
beforeEach(async () => {
  settings = { DATA_DIR: join(folder, 'data'), PORT: String(await freePort()) };
});

const nowhere = { MONGODB_URI: 'mongodb://user:hunter2@127.0.0.1:1/', REDIS_URL: 'redis://:hunter2@127.0.0.1:1' };

test.each([
  [
    'MONGODB_URI',
    'in-process',
    { MONGODB_URI: nowhere.MONGODB_URI },
    'MONGODB_URI cannot be reached: mongodb://127.0.0.1:1/',
  ],
  ['REDIS_URL', 'in-process', { REDIS_URL: nowhere.REDIS_URL }, 'REDIS_URL cannot be reached: redis://127.0.0.1:1'],
  ['KAFKA_BROKERS', 'in-process', { KAFKA_BROKERS: '127.0.0.1:1' }, 'KAFKA_BROKERS cannot be reached: 127.0.0.1:1'],
  ['KAFKA_BROKERS', 'processes', { KAFKA_BROKERS: '127.0.0.1:1' }, 'KAFKA_BROKERS cannot be reached: 127.0.0.1:1'],
])(
  'a given %s that does not answer (%s) is never replaced: one clear line, exit code 1',
  async (_, mode, given, line) => {
    const { code, output } = await runStack(mode, { ...settings, ...given });
    expect(code).toBe(1);
    expect(output.split('\n').filter((text) => text.startsWith(line))).toHaveLength(1);
    expect(output).not.toContain('hunter2');
    expect(output.trim().split('\n').length).toBeLessThanOrEqual(2);
  },
);

test.each([
  [{}, 'MONGODB_URI, REDIS_URL, KAFKA_BROKERS'],
  [{ MONGODB_URI: nowhere.MONGODB_URI, KAFKA_BROKERS: '127.0.0.1:1' }, 'REDIS_URL'],
])('production without a server names what is missing and starts nothing embedded: %j', async (given, missing) => {
  const env = { ...settings, NODE_ENV: 'production', ...given };
  expect(await runStack('in-process', env)).toEqual({
    code: 1,
    output: `NODE_ENV=production needs ${missing}: embedded servers are for evaluation and tests only.\n`,
  });
});

test('a missing Java that cannot be installed is one line that names what to install', async () => {
  const { MONGODB_URI, REDIS_URL } = process.env;
  const { code, output } = await runStack('processes', { ...settings, MONGODB_URI, REDIS_URL, PATH: '/nonexistent' });
  expect(code).toBe(1);
  // Root has it installed, which fails here as well: there is no program on the path.
  expect(output.trim().split('\n').at(-1)).toMatch(
    process.getuid?.() === 0
      ? /^apt-get could not install default-jre-headless: /
      : /^Java 17 or newer is missing\. Please install, on Debian: apt-get install default-jre-headless$/,
  );
});

test.each([
  ['PORT', { PORT: 'http' }, 'PORT is not a number between 1 and 65535.\n'],
  ['GATEWAYS', { GATEWAYS: '0' }, 'GATEWAYS is not a number between 1 and 10.\n'],
])('a wrong %s is one clear line', async (_, given, output) => {
  expect(await runStack('processes', { ...settings, ...given })).toEqual({ code: 1, output });
});
