import type { Principal } from '@fileonion/contract/api';
import { aPrincipal } from '@fileonion/testing';
import type { Credential } from './credentials';
import type { Arrival } from './loaded-principal';
import { createPrincipals } from './principals';

/**
 * A model of what may happen at once: a load (gateway and keys service), a change of what it reads, and a fault. Every
 * order of their steps is tried; in each, calls arrive after every step that follows the change's answer, and all of them
 * must be judged by the new state. The gateway's part is the real code.
 */
const faults = {
  none: () => [],
  'Redis restarts empty': (world: World) => [
    () => world.setRedis({ keys: false, gateway: false }),
    () => world.setRedis({ keys: true, gateway: true }, 'empty'),
  ],
  'Redis restarts with what it had some time ago': (world: World) => [
    () => world.setRedis({ keys: false, gateway: false }),
    () => world.setRedis({ keys: true, gateway: true }, 'older'),
  ],
  'Redis is away for both': (world: World) => [
    () => world.setRedis({ keys: false, gateway: false }),
    () => world.setRedis({ keys: true, gateway: true }),
  ],
  'the keys service is without Redis': (world: World) => [
    () => world.setRedis({ keys: false, gateway: true }),
    () => world.setRedis({ keys: true, gateway: true }),
  ],
  'the gateway is without Redis': (world: World) => [
    () => world.setRedis({ keys: true, gateway: false }),
    () => world.setRedis({ keys: true, gateway: true }),
  ],
};

type Step = () => void | Promise<void>;
type World = ReturnType<typeof createWorld>;

const credential: Credential = { kind: 'session', id: 'one', token: 'a.b.c', organizationId: '' };
const states = { old: aPrincipal(), new: aPrincipal() };

/** The clock, the database, Redis and a gateway in front of them. */
function createWorld() {
  let now = 0;
  let fact: keyof typeof states = 'old';
  let answered = false;
  let epoch: string | undefined = 'epoch 0';
  let epochs = 0;
  let sees = { keys: true, gateway: true };
  let stepped: { answer?: { epoch: string | undefined; principal: Principal }; arrive(): void } | undefined;
  const calls: Promise<Principal>[] = [];

  const currentEpoch = () => (sees.keys ? (epoch ??= `epoch ${++epochs}`) : undefined);
  const load = () => ({ epoch: currentEpoch(), principal: states[fact] });
  let holdNext = false;
  const principals = createPrincipals(
    () => {
      if (!holdNext) return Promise.resolve(load());
      holdNext = false;
      return new Promise((resolve) => (stepped = { arrive: () => resolve(stepped!.answer!) }));
    },
    () => now,
    1,
  );
  const arrival = (): Arrival => ({ arrivedAt: now, requestId: '', traceparent: '', address: '' });

  async function judge(arrived: Arrival): Promise<Principal> {
    const candidate = await principals.candidate(credential, arrived);
    if (principals.inForce(candidate, arrived, sees.gateway ? epoch : undefined)) return candidate.principal;
    return (await principals.loadedAfter(arrived, credential)).principal;
  }

  return {
    principals,
    calls,
    tick: () => void (now += 1),
    /** Fills the cache of the gateway. */
    warm: () => judge(arrival()).then(() => undefined),
    load: [
      () => {
        holdNext = true;
        void principals.loadedAfter(arrival(), credential);
      },
      () => void (stepped!.answer = { epoch: currentEpoch(), principal: states.old }),
      () => void (stepped!.answer!.principal = states[fact]),
      () => stepped!.arrive(),
    ] satisfies Step[],
    change: [
      () => void (fact = 'new'),
      // Without Redis the answer waits until nothing older can be kept.
      () => void (sees.keys ? (epoch = `epoch ${++epochs}`) : (now += 6_000)),
      () => void (answered = true),
    ] satisfies Step[],
    setRedis(next: typeof sees, content?: 'empty' | 'older') {
      if (next.gateway !== sees.gateway) principals.forget();
      sees = next;
      if (content === 'empty') epoch = undefined;
      if (content === 'older') epoch = 'epoch 0';
    },
    call() {
      if (answered) calls.push(judge(arrival()));
    },
  };
}

/** Every order in which the steps of several sequences can happen. */
function* interleavings(sequences: readonly (readonly number[])[]): Generator<number[]> {
  if (sequences.every((sequence) => sequence.length === 0)) yield [];
  for (const [index, [first, ...rest]] of sequences.entries()) {
    if (first === undefined) continue;
    for (const order of interleavings(sequences.with(index, rest))) yield [index, ...order];
  }
}

async function play(order: number[], fault: keyof typeof faults, warm: boolean): Promise<Principal[]> {
  const world = createWorld();
  if (warm) await world.warm();
  const sequences: Step[][] = [[...world.load], [...world.change], [...faults[fault](world)]];
  for (const index of order) {
    world.tick();
    await sequences[index]!.shift()!();
    await new Promise(process.nextTick);
    world.tick();
    world.call();
  }
  return Promise.all(world.calls);
}

describe.each(Object.keys(faults) as (keyof typeof faults)[])('when %s', (fault) => {
  it.each([
    ['an empty', false],
    ['a warm', true],
  ])(
    'every call after the answer to a change is judged by it, in any order of events and with %s cache',
    async (_, warm) => {
      const lengths = [4, 3, fault === 'none' ? 0 : 2];
      const sequences = lengths.map((length) => Array.from({ length }, (_step, index) => index));
      let judged = 0;
      for (const order of interleavings(sequences)) {
        const principals = await play(order, fault, warm);
        judged += principals.length;
        if (principals.some((principal) => principal !== states.new))
          throw new Error(`Judged by the old state: ${order.join(' ')}`);
      }
      expect(judged).toBeGreaterThan(30);
    },
  );
});
