import type { Principal } from '@fileonion/contract/api';
import { AppError } from '@fileonion/errors';
import { aPrincipal } from '@fileonion/testing';
import type { Credential } from './credentials';
import type { Arrival } from './loaded-principal';
import { createPrincipals } from './principals';

const credential: Credential = { kind: 'session', id: 'one', token: 'a.b.c', organizationId: '' };

/** Principals whose clock and loads the test moves by hand. */
function setUp() {
  const state = { now: 1000 };
  const pending: { answer: (epoch?: string, principal?: Principal) => void; refuse: (error: AppError) => void }[] = [];
  const principals = createPrincipals(
    () =>
      new Promise((resolve, reject) =>
        pending.push({
          answer: (epoch, principal = aPrincipal()) => resolve({ principal, epoch }),
          refuse: reject,
        }),
      ),
    () => state.now,
  );
  const arrive = (): Arrival => ({
    arrivedAt: (state.now += 2) - 1,
    requestId: '',
    traceparent: '',
    address: '',
  });
  return { state, pending, principals, arrive };
}

async function kept(rig: ReturnType<typeof setUp>) {
  const load = rig.principals.candidate(credential, rig.arrive());
  rig.pending.at(-1)!.answer('epoch');
  return load;
}

it('keeps what was loaded, and confirms it by the epoch', async () => {
  const rig = setUp();
  const first = await kept(rig);
  const later = rig.arrive();
  expect(await rig.principals.candidate(credential, later)).toBe(first);
  expect(rig.principals.inForce(first, later, 'epoch')).toBe(true);
  expect(rig.principals.inForce(first, later, 'another')).toBe(false);
  expect(rig.principals.inForce(first, later, undefined)).toBe(false);
});

it('keeps nothing for 5 s counted from before the load', async () => {
  const rig = setUp();
  const load = rig.principals.candidate(credential, rig.arrive());
  rig.state.now += 3_000;
  rig.pending[0]!.answer('epoch');
  const first = await load;
  rig.state.now += 1_990;
  expect(rig.principals.inForce(first, rig.arrive(), 'epoch')).toBe(true);
  rig.state.now += 10;
  expect(rig.principals.inForce(first, rig.arrive(), 'epoch')).toBe(false);
  void rig.principals.candidate(credential, rig.arrive());
  expect(rig.pending).toHaveLength(2);
});

it('keeps nothing that came without an epoch', async () => {
  const rig = setUp();
  const load = rig.principals.candidate(credential, rig.arrive());
  rig.pending[0]!.answer(undefined);
  await load;
  void rig.principals.candidate(credential, rig.arrive());
  expect(rig.pending).toHaveLength(2);
});

it('trusts a load that began after the arrival, whatever the epoch', async () => {
  const rig = setUp();
  const arrival = rig.arrive();
  const load = rig.principals.candidate(credential, arrival);
  rig.pending[0]!.answer(undefined);
  expect(rig.principals.inForce(await load, arrival, undefined)).toBe(true);
});

it('does not trust a load that began before the arrival, unless the epoch confirms it', async () => {
  const rig = setUp();
  void rig.principals.candidate(credential, rig.arrive());
  const late = rig.arrive();
  const joined = rig.principals.candidate(credential, late);
  rig.pending[0]!.answer('epoch');
  expect(rig.pending).toHaveLength(1);
  expect(rig.principals.inForce(await joined, late, 'newer')).toBe(false);
  expect(rig.principals.inForce(await joined, late, 'epoch')).toBe(true);
});

it('does not believe a refusal of a load that began before the arrival', async () => {
  const rig = setUp();
  const early = rig.principals.candidate(credential, rig.arrive());
  const late = rig.principals.candidate(credential, rig.arrive());
  rig.pending[0]!.refuse(new AppError('disabled_api_key'));
  await expect(early).rejects.toMatchObject({ reason: 'disabled_api_key' });
  rig.pending[1]!.answer('epoch');
  expect(rig.principals.inForce(await late, rig.arrive(), 'epoch')).toBe(true);
});

it('shares the load that follows one that began too early', async () => {
  const rig = setUp();
  void rig.principals.candidate(credential, rig.arrive());
  const waiting = Array.from({ length: 10 }, () => rig.principals.loadedAfter(rig.arrive(), credential));
  rig.pending[0]!.answer('epoch');
  await new Promise((resolve) => setImmediate(resolve));
  expect(rig.pending).toHaveLength(2);
  rig.pending[1]!.answer('epoch');
  expect(new Set(await Promise.all(waiting)).size).toBe(1);
});

it('forgets what is kept and voids what is being loaded', async () => {
  const rig = setUp();
  const first = await kept(rig);
  rig.principals.forget();
  expect(rig.principals.inForce(first, rig.arrive(), 'epoch')).toBe(false);
  const load = rig.principals.candidate(credential, rig.arrive());
  rig.principals.forget();
  rig.pending[1]!.answer('epoch');
  expect(rig.principals.inForce(await load, rig.arrive(), 'epoch')).toBe(false);
  void rig.principals.candidate(credential, rig.arrive());
  expect(rig.pending).toHaveLength(3);
});

it('trusts nothing whose time is over', async () => {
  const rig = setUp();
  const arrival = rig.arrive();
  const load = rig.principals.candidate(credential, arrival);
  rig.pending[0]!.answer('epoch', aPrincipal({ notAfter: new Date(Date.now() - 1) }));
  expect(rig.principals.inForce(await load, arrival, 'epoch')).toBe(false);
});
