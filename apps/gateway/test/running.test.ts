import { Agent, request, type IncomingMessage } from 'node:http';
import { apiClient, eventually } from '@fileonion/testing';
import { startRig, type Rig } from './gateway-under-test';

const path = '/api/v2/teams';

let rig: Rig;
afterEach(() => rig.stop());

/** Lets calls of a list wait within their service until they are released. */
function holdCalls({ stubs }: Rig) {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  let held = 0;
  stubs.answer('listTeams', async () => {
    held++;
    await released;
    return { teams: [] };
  });
  return { release, holding: (count: number) => eventually(() => expect(held).toBe(count)) };
}

/** A call on a connection that is kept, of which it can be told whether the connection was used before. */
function keptCall(
  agent: Agent,
  url: string,
  token: string,
): Promise<{ status: number; reused: boolean; connection?: string }> {
  return new Promise((resolve, reject) => {
    const call = request(url, { agent, headers: { authorization: `Bearer ${token}` } }, (response: IncomingMessage) => {
      response
        .resume()
        .on('end', () =>
          resolve({ status: response.statusCode!, reused: call.reusedSocket, connection: response.headers.connection }),
        );
    });
    call.on('error', reject).end();
  });
}

describe('a gateway that is stopped', () => {
  it('says at once that it is not ready, and answers what is at work', async () => {
    rig = await startRig();
    const { release, holding } = holdCalls(rig);
    const [{ opsAddress }] = rig.gateways as [Rig['gateways'][0]];
    const ready = async () => (await fetch(`http://${opsAddress}/readyz`)).status;
    expect(await ready()).toBe(200);

    const call = apiClient(rig.urls[0]!, rig.stubs.keys.issueKey().token).call('GET', path);
    await holding(1);
    const stopped = rig.stop();
    expect(await ready()).toBe(503);
    release();
    const { status, headers } = await call;
    expect([status, headers.get('connection')]).toEqual([200, 'close']);
    await stopped;
  });

  it('answers a request that was on its way on a kept connection, and closes it then', async () => {
    rig = await startRig();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { token } = rig.stubs.keys.issueKey();
    expect(await keptCall(agent, rig.urls[0] + path, token)).toMatchObject({ status: 404, connection: 'keep-alive' });
    const stopped = rig.stop();
    expect(await keptCall(agent, rig.urls[0] + path, token)).toEqual({
      status: 404,
      reused: true,
      connection: 'close',
    });
    await stopped;
    await expect(keptCall(agent, rig.urls[0] + path, token)).rejects.toThrow('ECONNREFUSED');
  });
});

it('calls beyond a number at work are refused with Retry-After, and no others', async () => {
  rig = await startRig({ MAX_IN_FLIGHT: 2 });
  const { release, holding } = holdCalls(rig);
  const client = apiClient(rig.urls[0]!, rig.stubs.keys.issueKey().token);
  const held = [client.call('GET', path), client.call('GET', path)];
  await holding(2);
  const { status, body, headers } = await client.call('GET', path);
  expect([status, body.error.code, headers.get('retry-after')]).toEqual([503, 'unavailable', '1']);
  release();
  expect((await Promise.all(held)).map((answer) => answer.status)).toEqual([200, 200]);
  expect((await client.call('GET', path)).status).toBe(200);
});

it('the last use of each key is reported, at the latest on stopping', async () => {
  rig = await startRig();
  const [one, other] = [rig.stubs.keys.issueKey(), rig.stubs.keys.issueKey()];
  const before = Date.now();
  for (const { token } of [one, other, one]) await apiClient(rig.urls[0]!, token).call('GET', path);
  await apiClient(rig.urls[0]!, rig.stubs.keys.openSession().token).call('GET', path);
  await rig.gateways[0]!.stop();
  expect(rig.stubs.keys.uses.map(({ keyId, organizationId }) => [keyId, organizationId])).toEqual(
    expect.arrayContaining([one, other].map(({ principal }) => [principal.apiKey!.id, principal.organizationId])),
  );
  expect(rig.stubs.keys.uses).toHaveLength(2);
  for (const { lastUsedAt } of rig.stubs.keys.uses) expect(lastUsedAt!.getTime()).toBeGreaterThanOrEqual(before);
});

it('metrics count calls by method, route and status, and never by path', async () => {
  rig = await startRig();
  await apiClient(rig.urls[0]!).call('GET', '/api/v2/shares/link/the-secret-token');
  await apiClient(rig.urls[0]!).call('GET', '/api/v2/nowhere/the-secret-token');
  const metrics = await (await fetch(`http://${rig.gateways[0]!.opsAddress}/metrics`)).text();
  expect(metrics).toMatch(
    /http_request_duration_seconds_count\{.*method="GET",route="\/api\/v2\/shares\/link\/\{token\}",status="404"\} 1/,
  );
  expect(metrics).toMatch(/http_request_duration_seconds_count\{.*method="GET",route="unknown",status="404"\} 1/);
  expect(metrics).not.toContain('the-secret-token');
});
