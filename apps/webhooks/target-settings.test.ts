import { createTargetSettings } from './target-settings';
import type { PreparedTarget, Sender } from './sender';
import type { TargetRow } from './target';

const target = { _id: 'target', kind: 'webhook' } as TargetRow;

function settingsWith(prepare: Sender['prepare']) {
  const giveUp = jest.fn(async () => undefined);
  const sender = { prepare };
  const senders = { webhook: sender, action: sender };
  return { giveUp, settings: createTargetSettings({ senders, deliveries: { giveUp }, now: () => new Date() }) };
}

describe('the settings of a target', () => {
  it('are read once for all who ask within a second', async () => {
    const prepare = jest.fn(async () => ({}) as PreparedTarget);
    const { settings } = settingsWith(prepare);
    const [one, other] = await Promise.all([settings.of(target), settings.of(target)]);
    expect([other, await settings.of(target)]).toEqual([one, one]);
    expect(prepare).toHaveBeenCalledTimes(1);
  });

  it('are read anew once they have changed, also where that was while they were read', async () => {
    const versions: PromiseWithResolvers<PreparedTarget>[] = [Promise.withResolvers(), Promise.withResolvers()];
    const [before, after] = [{}, {}] as [PreparedTarget, PreparedTarget];
    let reads = 0;
    const { settings } = settingsWith(() => versions[reads++]!.promise);
    const first = settings.of(target);
    settings.forget(target._id);
    versions[0]!.resolve(before);
    versions[1]!.resolve(after);
    expect(await first).toBe(before);
    expect(await settings.of(target)).toBe(after);
    expect(await settings.of(target)).toBe(after);
  });

  it('are read anew after a read that failed, or that found the target switched off', async () => {
    const found = [() => Promise.reject(new Error('away')), async () => undefined, async () => ({}) as PreparedTarget];
    let reads = 0;
    const { settings, giveUp } = settingsWith(() => found[reads++]!());
    await expect(settings.of(target)).rejects.toThrow('away');
    expect(await settings.of(target)).toBeUndefined();
    expect(giveUp).toHaveBeenCalledTimes(1);
    expect(await settings.of(target)).toBeDefined();
  });
});
