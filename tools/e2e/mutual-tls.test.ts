import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { certificateAuthority, startReceiver, eventually, type WebhookReceiver } from '@fileonion/testing';
import { startTestStack, type RunningStack } from './running-stack';

const authority = certificateAuthority();
const certificate = authority.issue('program');

let stack: RunningStack;
let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await startReceiver();
  stack = await startTestStack({ env: { ...certificate } });
}, 120_000);
afterAll(async () => {
  await Promise.all([stack?.stop(), receiver?.stop()]);
  authority.remove();
}, 60_000);

test('with certificates all programs go on to call each other', async () => {
  const api = stack.api();
  await api.must('POST', '/api/v2/webhooks', { url: receiver.url, events: ['*'] });
  const request = await api.must('POST', '/api/v2/requests', { title: 'Encrypted' });
  await api.must('POST', '/api/v2/shares', { type: 'link', resourceId: request.id });
  await eventually(() => expect(receiver.ofType('share.created')).toHaveLength(1));
});

test.each(['teams', 'keys', 'requests', 'shares', 'webhooks'])('%s refuses who has no certificate', async (service) => {
  const { promise: refusal, resolve: refuse } = Promise.withResolvers<string | undefined>();
  const [host, port] = addressOf(service).split(':');
  const ca = readFileSync(certificate.TLS_CA_FILE);
  const socket = connect({ host, port: Number(port), ca, ALPNProtocols: ['h2'] });
  socket.on('error', ({ code }: NodeJS.ErrnoException) => refuse(code)).resume();
  expect(await refusal).toBe('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED');
});

/** Where the gateway calls a service. */
function addressOf(service: string): string {
  const variables = readFileSync(`/proc/${stack.facts().pids['gateway']}/environ`, 'utf8').split('\0');
  const name = `${service.toUpperCase()}_ADDRESS=`;
  return variables.find((line) => line.startsWith(name))!.slice(name.length);
}
