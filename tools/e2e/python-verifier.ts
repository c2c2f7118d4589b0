import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ensurePrerequisites, installOnce, python, run, workspaceRoot } from '@fileonion/embedded';
import type { ReceivedCall } from '@fileonion/testing';

const version = '1.1.0';
const mostMs = 30_000;

const program = `
import json, sys
from standardwebhooks import Webhook, WebhookVerificationError
run = json.load(sys.stdin)
def accepts(call):
    try:
        Webhook(run["secret"]).verify(call["body"], call["headers"])
        return True
    except WebhookVerificationError:
        return False
print(json.dumps([accepts(call) for call in run["calls"]]))`;

/** Has calls verified by Python's `standardwebhooks`. @returns for each whether it was accepted. */
export async function acceptedByPython(
  secret: string,
  calls: Pick<ReceivedCall, 'body' | 'headers'>[],
): Promise<boolean[]> {
  const folder = join(workspaceRoot(), '.cache', `standardwebhooks-${version}`);
  await installOnce({ title: 'standardwebhooks', proof: 'bin/python3', fill: install }, folder);
  const input = JSON.stringify({ secret, calls: calls.map(({ body, headers }) => ({ body, headers })) });
  const output = execFileSync(join(folder, 'bin/python3'), ['-c', program], { input, timeout: mostMs });
  return JSON.parse(output.toString());
}

async function install(folder: string): Promise<void> {
  await ensurePrerequisites([python]);
  await run('python3', ['-m', 'venv', folder]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--require-hashes'];
  const pins = join(workspaceRoot(), 'tools/e2e/requirements.txt');
  await run(join(folder, 'bin/python3'), [...pip, '--requirement', pins]);
}
