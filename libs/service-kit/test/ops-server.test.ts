import { createMetrics, startOps } from '@fileonion/service-kit';

test('livez, readyz and metrics tell an operator how the service is', async () => {
  let ready = true;
  const metrics = createMetrics({ service: 'teams' });
  const ops = await startOps({ host: '127.0.0.1', port: 0, ready: () => ready, registry: metrics.registry });
  const status = async (path: string) => (await fetch(`http://${ops.address}${path}`)).status;
  expect(await status('/livez')).toBe(200);
  expect(await status('/readyz')).toBe(200);
  ready = false;
  expect(await status('/readyz')).toBe(503);
  expect(await status('/livez')).toBe(200);
  expect(await status('/other')).toBe(404);
  metrics.rpcServer.observe({ method: '/a/B', code: 'ok' }, 0.1);
  const text = await (await fetch(`http://${ops.address}/metrics`)).text();
  expect(text).toContain('rpc_server_duration_seconds_count{service="teams",method="/a/B",code="ok"} 1');
  await ops.stop();
});

test('two services in one process have metrics of their own', async () => {
  const [one, other] = [createMetrics({ service: 'one' }), createMetrics({ service: 'other' })];
  one.rpcServer.observe({ method: '/a/B', code: 'ok' }, 0.1);
  expect(await other.registry.metrics()).not.toContain('/a/B');
});
