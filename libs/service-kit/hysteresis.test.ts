import { observe, type Hysteresis } from './hysteresis';

function after(ready: boolean, observations: boolean[]): boolean {
  const start: Hysteresis = { ready, contrary: 0 };
  return observations.reduce(observe, start).ready;
}

test('a ready service falls after three failures in a row, not before', () => {
  expect(after(true, [false, false])).toBe(true);
  expect(after(true, [false, false, true, false, false])).toBe(true);
  expect(after(true, [false, false, false])).toBe(false);
});

test('a fallen service rises after two successes in a row, not before', () => {
  expect(after(false, [true])).toBe(false);
  expect(after(false, [true, false, true])).toBe(false);
  expect(after(false, [true, true])).toBe(true);
});
