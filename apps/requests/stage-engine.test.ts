import { ItemStatus } from '@fileonion/contract/requests';
import fc from 'fast-check';
import { defaultStages } from './stage';
import { automaticStage, canExpire, completes, isOpen } from './stage-engine';

const { PENDING, SUBMITTED, APPROVED, DECLINED, SKIPPED } = ItemStatus;

const required = (status: ItemStatus) => ({ required: true, status });
const optional = (status: ItemStatus) => ({ required: false, status });

describe('the stage that items move a request to', () => {
  it.each([
    ['stays without items', [], undefined],
    ['stays while nothing has come', [required(PENDING)], undefined],
    ['is Partial when some required items are submitted', [required(SUBMITTED), required(PENDING)], 'partial'],
    [
      'is Needs Review when all required items are submitted',
      [required(SUBMITTED), required(SUBMITTED)],
      'needs_review',
    ],
    ['is Needs Review while one is approved and one waits', [required(APPROVED), required(SUBMITTED)], 'needs_review'],
    ['is Approved when all required items are approved', [required(APPROVED), required(APPROVED)], 'approved'],
    ['is Partial while one is declined', [required(APPROVED), required(DECLINED)], 'partial'],
    ['does not wait for items that are not required', [required(APPROVED), optional(PENDING)], 'approved'],
    ['does not count items that are not required', [required(PENDING), optional(SUBMITTED)], undefined],
    ['counts all items when none is required', [optional(SUBMITTED), optional(PENDING)], 'partial'],
    ['leaves skipped items out', [optional(SKIPPED), optional(APPROVED)], 'approved'],
    ['is Needs Review when everything was skipped', [optional(SKIPPED)], 'needs_review'],
  ])('%s', (_, items, stage) => {
    expect(automaticStage('sent', items)).toBe(stage);
  });

  it('never lies before the stage that the request is in', () => {
    const order = ['sent', 'read', 'partial', 'needs_review', 'approved'];
    const item = fc.record({
      required: fc.boolean(),
      status: fc.constantFrom(PENDING, SUBMITTED, APPROVED, DECLINED, SKIPPED),
    });
    fc.assert(
      fc.property(fc.constantFrom(...order), fc.array(item, { maxLength: 6 }), (stage, items) => {
        const next = automaticStage(stage, items);
        return next === undefined || order.indexOf(next) > order.indexOf(stage);
      }),
    );
  });

  it.each(['closed', 'expired', 'archived', undefined])('is none from %s', (stage) => {
    expect(automaticStage(stage, [required(APPROVED)])).toBeUndefined();
  });
});

describe('stages', () => {
  const keysWhere = (predicate: (key: string) => boolean) =>
    defaultStages.map(({ key }) => key as string).filter(predicate);

  it('are open until Approved, and an organization’s own always', () => {
    expect(keysWhere(isOpen)).toEqual(['sent', 'read', 'partial', 'needs_review']);
    expect(isOpen(undefined)).toBe(true);
  });

  it('expire unless they are Approved, Closed, Archived or an organization’s own', () => {
    expect(keysWhere(canExpire)).toEqual(['sent', 'read', 'partial', 'needs_review']);
    expect(canExpire(undefined)).toBe(false);
  });

  it('complete a request once, by Approved or Closed', () => {
    expect(keysWhere((key) => completes('sent', key))).toEqual(['approved', 'closed']);
    expect(completes('approved', 'closed')).toBe(false);
  });
});
