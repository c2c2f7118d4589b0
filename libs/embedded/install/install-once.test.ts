import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installOnce } from './install-once';

const newFolder = () => join(mkdtempSync(join(tmpdir(), 'install-')), 'package');

test('of several that install the same at once, one does the work and all find it done', async () => {
  const folder = newFolder();
  let fills = 0;
  const recipe = {
    title: 'a package',
    proof: 'proof',
    async fill(partial: string) {
      fills++;
      await Promise.resolve();
      writeFileSync(join(partial, 'proof'), '');
    },
  };
  await Promise.all([installOnce(recipe, folder), installOnce(recipe, folder), installOnce(recipe, folder)]);
  await installOnce(recipe, folder);
  expect(fills).toBe(1);
  expect(existsSync(join(folder, 'proof'))).toBe(true);
});

test('a failed installation says why, leaves nothing behind and can be repeated', async () => {
  const folder = newFolder();
  const recipe = {
    title: 'a package',
    proof: 'proof',
    fill(partial: string): Promise<void> {
      writeFileSync(join(partial, 'half'), '');
      return Promise.reject(new Error('no network'));
    },
  };
  await expect(installOnce(recipe, folder)).rejects.toThrow(
    'Installing a package failed, nothing was kept: no network',
  );
  expect(readdirSync(join(folder, '..'))).toEqual([]);

  await installOnce({ ...recipe, fill: async (partial) => writeFileSync(join(partial, 'proof'), '') }, folder);
  expect(readdirSync(folder)).toEqual(['proof']);
});
