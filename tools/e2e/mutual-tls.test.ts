import { certificateAuthority, startReceiver, eventually, type WebhookReceiver } from '@fileonion/testing';
import { startTestStack, type RunningStack } from './running-stack';

const authority = certificateAuthority();

let stack: RunningStack;
let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await startReceiver();
  stack = await startTestStack({ env: { ...authority.issue('program') } });
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
