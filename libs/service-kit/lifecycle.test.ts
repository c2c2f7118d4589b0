import { createLifecycle, createLogger } from '@fileonion/service-kit';

const logger = createLogger({ name: 'test', level: 'silent' });

test('parts stop in the reverse order of their start, once, though one fails', async () => {
  const stopped: string[] = [];
  const lifecycle = createLifecycle(logger);
  lifecycle.onStop('database', () => stopped.push('database'));
  lifecycle.onStop('broken', () => Promise.reject(new Error('x')));
  lifecycle.onStop('server', async () => stopped.push('server'));
  await Promise.all([lifecycle.stop(), lifecycle.stop()]);
  expect(stopped).toEqual(['server', 'database']);
});
