import { createLogger } from '@fileonion/service-kit';

function linesOf(log: (logger: ReturnType<typeof createLogger>) => void): string {
  let lines = '';
  log(createLogger({ name: 'test', destination: { write: (line: string) => void (lines += line) } }));
  return lines;
}

const random = 'Zk3v9QmTx7LbN2pRw8YcHs4DfGj6KaE1';

test.each([
  ['an API key', `fo_live_${random}abc123`],
  ['a webhook secret', `whsec_${random}`],
  ['a session token', `eyJhbGciOi.eyJzdWIi.${random}`],
  ['a bearer', `Authorization: Bearer ${random}`],
  ['a share link', `https://api.example/api/v2/shares/link/${random}`],
  ['the credentials of a URL', `mongodb://root:${random}@db/`],
  ['the password of a URL that names no user', `redis://:${random}@redis/`],
])('%s is never written, wherever it stands', (_, text) => {
  const lines = linesOf((logger) => {
    logger.info(`before ${text} after`);
    logger.info({ deep: { down: { there: [text] } } }, 'x');
    logger.error({ err: new Error(`failed for ${text}`, { cause: new Error(text) }) }, 'x');
    logger.child({ text }).info('x');
  });
  expect(lines).not.toContain(random);
  for (const line of lines.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
});

test.each(['key', 'token', 'secret', 'password', 'authorization'])('what is named %s is never written', (name) => {
  const lines = linesOf((logger) => {
    logger.info({ [name]: random }, 'x');
    logger.info({ headers: { [name]: random } }, 'x');
    logger.info({ request: { headers: { [name]: random } } }, 'x');
  });
  expect(lines).not.toContain(random);
});

test('a command that Redis refuses is never written with its arguments', () => {
  const command = { name: 'hello', args: ['3', 'AUTH', 'default', random] };
  const lines = linesOf((logger) => logger.warn({ err: Object.assign(new Error('WRONGPASS'), { command }) }, 'x'));
  expect(lines).toContain('WRONGPASS');
  expect(lines).not.toContain(random);
});

test('a masked key and an id stay readable', () => {
  const lines = linesOf((logger) => logger.info({ keyId: '0192', maskedKey: 'fo_live_Zk3v…' }, 'Key used'));
  expect(lines).toContain('fo_live_Zk3v…');
  expect(lines).toContain('"keyId":"0192"');
});
