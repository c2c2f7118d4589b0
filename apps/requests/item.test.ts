import { ItemStatus, ReviewDecision } from '@fileonion/contract/requests';
import { newItem, reviewedItem, skippedItem, submittedItem, tooMuchText, type ItemRow } from './item';

const { PENDING, SUBMITTED, APPROVED, DECLINED, SKIPPED } = ItemStatus;
const now = new Date('2030-01-01');

function anItem(parts: Partial<ItemRow> = {}): ItemRow {
  return {
    ...newItem({ name: 'Passport', description: undefined, required: false, checklist: [] }, 'item', now),
    ...parts,
  };
}

/** What becomes of an item of each status, `refused` where that is not possible. */
function outcomes(change: (item: ItemRow) => ItemRow, parts: Partial<ItemRow> = {}) {
  return [PENDING, SUBMITTED, APPROVED, DECLINED, SKIPPED].map((status) => {
    try {
      return change(anItem({ ...parts, status })).status;
    } catch (error) {
      return (error as { reason?: string }).reason === 'transition_not_allowed' ? 'refused' : error;
    }
  });
}

describe('an item', () => {
  it('is submitted unless it is approved', () => {
    expect(outcomes((item) => submittedItem(item, now))).toEqual([
      SUBMITTED,
      SUBMITTED,
      'refused',
      SUBMITTED,
      SUBMITTED,
    ]);
  });

  it('is skipped while nothing has come that could be reviewed', () => {
    expect(outcomes(skippedItem)).toEqual([SKIPPED, 'refused', 'refused', SKIPPED, SKIPPED]);
  });

  it('is never skipped when it is required', () => {
    expect(new Set(outcomes(skippedItem, { required: true }))).toEqual(new Set(['refused']));
  });

  it.each([
    [ReviewDecision.APPROVED, APPROVED],
    [ReviewDecision.DECLINED, DECLINED],
  ])('is reviewed as %s once it was submitted, whatever was decided before', (decision, status) => {
    expect(outcomes((item) => reviewedItem(item, decision, now))).toEqual([
      'refused',
      status,
      status,
      status,
      'refused',
    ]);
  });

  it('stays the same object when what is asked for has happened', () => {
    const submitted = anItem({ status: SUBMITTED });
    const approved = anItem({ status: APPROVED });
    expect(submittedItem(submitted, now)).toBe(submitted);
    expect(reviewedItem(approved, ReviewDecision.APPROVED, now)).toBe(approved);
  });
});

describe('the text of items', () => {
  it('is measured in bytes over all of them', () => {
    const item = anItem({ description: 'ä'.repeat(5000), checklist: [] });
    expect(tooMuchText(Array.from({ length: 26 }, () => item))).toBe(false);
    expect(tooMuchText(Array.from({ length: 27 }, () => item))).toBe(true);
  });
});
