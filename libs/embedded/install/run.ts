import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs a command; a failure is an Error with the last line that it printed. */
export async function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  try {
    const options = { env: { ...process.env, ...env }, timeout: 10 * 60_000, maxBuffer: 64 * 1024 * 1024 };
    const { stdout, stderr } = await execute(command, args, options);
    return stdout + stderr;
  } catch (error) {
    throw new Error(lastLine(error as Partial<Record<'stdout' | 'stderr' | 'message', string>>), { cause: error });
  }
}

/** Whether a command runs and its output satisfies a condition. */
export async function works(command: string, args: string[], accept: (output: string) => boolean): Promise<boolean> {
  return run(command, args).then(accept, () => false);
}

function lastLine({ stderr, stdout, message }: Partial<Record<'stdout' | 'stderr' | 'message', string>>): string {
  const text = stderr?.trim() || stdout?.trim() || message || 'it failed without a word';
  return text.split('\n').at(-1) as string;
}
