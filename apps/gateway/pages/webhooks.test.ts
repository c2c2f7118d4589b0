import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifying } from './webhooks';

test('the page and docs/webhooks.md tell the same of how deliveries are verified', () => {
  const document = readFileSync(join(__dirname, '../../../docs/webhooks.md'), 'utf8');
  expect(onOneLine(document)).toContain(onOneLine(verifying));
});

function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
