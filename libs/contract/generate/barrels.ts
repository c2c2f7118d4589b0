/**
 * One module per package below proto/fileonion: `teams.ts` re-exports all of fileonion.teams.v2, so that a new .proto
 * file needs no edit anywhere else.
 */
export function barrels(files: string[]): Map<string, string> {
  const modules = new Map<string, string>();
  for (const file of files) {
    const name = `${file.split('/')[1]}.ts`;
    const line = `export * from './ts/${file.replace(/\.proto$/, '')}';\n`;
    modules.set(name, (modules.get(name) ?? '') + line);
  }
  return modules;
}
