// Bundles one program: `node scripts/build-app.mjs apps/teams` or `… tools/stack`.
// An app becomes two files: main.js has everything in it, for images and processes of their own; start.js leaves the
// packages outside, so that several services in one process load each package once.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import protobuf from 'protobufjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const project = process.argv[2];
if (!project || !existsSync(join(root, project, 'main.ts'))) {
  console.error('Usage: node scripts/build-app.mjs apps/<app> | tools/<tool>');
  process.exit(1);
}
const outdir = join(root, 'dist', project);

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  sourcemap: true,
  keepNames: true,
  tsconfig: 'tsconfig.base.json',
  logLevel: 'error',
  plugins: [{ name: 'inline-health-proto', setup: inlineHealthProto }],
};
const main = { entryPoints: [join(project, 'main.ts')], outfile: join(outdir, 'main.js') };

const bundles = [build({ ...common, ...main, packages: project.startsWith('apps/') ? 'bundle' : 'external' })];
if (project.startsWith('apps/')) {
  const contents = `export * from './start'; export * from './config';`;
  const start = { stdin: { contents, resolveDir: join(root, project) }, outfile: join(outdir, 'start.js') };
  bundles.push(build({ ...common, ...start, packages: 'external' }));
}
// esbuild has already said what is wrong.
await Promise.all(bundles).catch(() => process.exit(1));

/** grpc-health-check reads its .proto beside its own file at run time, where a bundle has none: it is put into the bundle. */
function inlineHealthProto(builder) {
  builder.onLoad({ filter: /grpc-health-check\/build\/src\/health\.js$/ }, ({ path }) => {
    const proto = readFileSync(join(path, '../../../proto/health/v1/health.proto'), 'utf8');
    const json = JSON.stringify(protobuf.parse(proto, { keepCase: true }).root.toJSON());
    const source = readFileSync(path, 'utf8');
    const contents = source.replace("loadSync)('health/v1/health.proto'", () => `fromJSON)(${json}`);
    if (contents === source) throw new Error('grpc-health-check loads its .proto in another way now.');
    return { contents };
  });
}
