import { createRetryBudget } from './retry-budget';

test('of many failing calls, about a tenth is tried again', () => {
  const budget = createRetryBudget();
  let second = 0;
  for (let call = 0; call < 1000; call++) {
    budget.earn();
    if (budget.spend()) second += 1;
  }
  expect(second).toBeGreaterThan(90);
  expect(second).toBeLessThan(120);
});
