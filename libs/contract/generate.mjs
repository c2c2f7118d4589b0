// Compiles proto/ into libs/contract/generated; `nx contract:generate` runs it.
import { load, root, run, scratch } from './load.mjs';

await run(async () => {
  const { generate } = await load('generate/main.ts');
  generate({ root, scratch, target: `${root}/libs/contract/generated` });
});
