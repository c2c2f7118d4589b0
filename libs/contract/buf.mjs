// `buf.mjs lint` checks the style of proto/, `buf.mjs breaking [ref]` that it breaks no caller of an older version.
import { load, root, run } from './load.mjs';

const [command, ref] = process.argv.slice(2);

await run(async () => {
  const { lint, breaking } = await load('generate/buf.ts');
  if (command === 'lint') lint(root);
  else breaking(root, ref);
});
