// Compiles proto/ into libs/contract/generated; `nx contract:generate` runs it. The generator is TypeScript and shares
// its rules with the codec, so it is bundled first and then called.
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const contract = dirname(fileURLToPath(import.meta.url));
const root = join(contract, '../..');
const scratch = join(root, '.cache');
const bundle = join(scratch, `generate-${process.pid}.mjs`);

mkdirSync(scratch, { recursive: true });
try {
  await build({
    entryPoints: [join(contract, 'generate/main.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  const { generate } = await import(pathToFileURL(bundle).href);
  generate({ root, scratch, target: join(contract, 'generated') });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(bundle, { force: true });
}
