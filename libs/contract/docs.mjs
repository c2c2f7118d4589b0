// Writes the generated references to docs/, or with --check fails where the committed ones are stale. Expects that
// `generate` has run. An OpenAPI document that is not valid is not written.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Validator } from '@seriousme/openapi-schema-validator';

const contract = dirname(fileURLToPath(import.meta.url));
const source = join(contract, 'generated/docs');
const target = join(contract, '../../docs');
const names = readdirSync(source);

await validate(readFileSync(join(source, 'openapi.json'), 'utf8'));
if (process.argv.includes('--check')) check();
else write();

async function validate(document) {
  const { valid, errors } = await new Validator().validate(JSON.parse(document));
  if (valid) return;
  console.error('docs/openapi.json would be no valid OpenAPI document:', errors);
  process.exit(1);
}

function write() {
  mkdirSync(target, { recursive: true });
  for (const name of names) writeFileSync(join(target, name), readFileSync(join(source, name)));
}

function check() {
  const stale = names.map((name) => ({ name, difference: differenceOf(name) })).filter(({ difference }) => difference);
  for (const { name, difference } of stale) console.error(`docs/${name} is stale: ${difference}`);
  if (stale.length === 0) return;
  console.error('Run `npm run docs` and commit what it writes.');
  process.exitCode = 1;
}

/** A word on where two texts part; undefined where they do not. */
function differenceOf(name) {
  const wanted = readFileSync(join(source, name), 'utf8').split('\n');
  const found = readOrNothing(join(target, name)).split('\n');
  const at = wanted.findIndex((line, index) => line !== found[index]);
  if (at < 0 && wanted.length === found.length) return undefined;
  const line = at < 0 ? wanted.length : at;
  return `${found.length} lines instead of ${wanted.length}, different from line ${line + 1}:\n  - ${found[line] ?? ''}\n  + ${wanted[line] ?? ''}`;
}

function readOrNothing(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
