import { join } from 'node:path';
import {
  ensurePrerequisites,
  installOnce,
  python,
  run,
  works,
  workspaceRoot,
  type Prerequisite,
} from '@fileonion/embedded';

/** The programs that check the deployment files. */
export interface DeployTools {
  /** Path of kustomize. */
  kustomize: string;
  /** Path of the Python whose module `kubernetes_validate` holds the schemas. */
  python: string;
}

const kustomizeVersion = 'v5.8.1';
const validateVersion = '1.37.0';

const go: Prerequisite = {
  title: 'Go is',
  debianPackages: ['golang-go'],
  isThere: () => works('go', ['version'], (output) => output.includes('go version')),
};

/** Installs the programs that are missing. Versions are pinned, and verified by the checksums of Go modules and of pip. */
export async function deployTools(): Promise<DeployTools> {
  const kustomize = join(workspaceRoot(), '.cache', `kustomize-${kustomizeVersion}`);
  const validate = join(workspaceRoot(), '.cache', `kubernetes-validate-${validateVersion}`);
  await installOnce({ title: 'kustomize', proof: 'kustomize', fill: installKustomize }, kustomize);
  await installOnce({ title: 'kubernetes-validate', proof: 'bin/python3', fill: installValidator }, validate);
  return { kustomize: join(kustomize, 'kustomize'), python: join(validate, 'bin/python3') };
}

async function installKustomize(folder: string): Promise<void> {
  await ensurePrerequisites([go]);
  await run('go', ['install', `sigs.k8s.io/kustomize/kustomize/v5@${kustomizeVersion}`], { GOBIN: folder });
}

async function installValidator(folder: string): Promise<void> {
  await ensurePrerequisites([python]);
  await run('python3', ['-m', 'venv', folder]);
  const pins = join(workspaceRoot(), 'tools/deploy/requirements.txt');
  await run(join(folder, 'bin/python3'), [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--require-hashes',
    '--requirement',
    pins,
  ]);
}
