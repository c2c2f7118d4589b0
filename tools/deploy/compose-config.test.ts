import { spawnSync } from 'node:child_process';
import { workspaceRoot } from '@fileonion/embedded';

// The plugin and the older program; neither needs an engine to read the file.
const forms = [['docker', 'compose'], ['docker-compose']];
const form = forms.find((command) => run([...command, 'version']).status === 0);

const name = 'docker compose takes docker-compose.yml';
if (form) {
  test.each([[[]], [['--profile', 'infra']]])(`${name}, with the options %j`, (options) => {
    const { status, stderr } = run([...form, ...options, 'config', '-q']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
} else {
  test.skip(`${name}: not checked, there is neither docker compose nor docker-compose`, () => undefined);
}

function run([program = '', ...args]: string[]) {
  return spawnSync(program, args, { cwd: workspaceRoot(), encoding: 'utf8', timeout: 15_000 });
}
