/** What a child process does when it is asked to, by name. */
export type Role = Record<string, (argument: never) => unknown>;

/** What a parent asks. */
export interface Question {
  id: number;
  name: string;
  argument: unknown;
}

/** What it is answered. */
export interface Answer {
  id: number;
  value?: unknown;
  error?: string;
}

/** What a process has used so far. */
export interface Usage {
  cpuMs: number;
}

/** What a process takes. */
export interface Memory {
  rssMb: number;
  /** What its objects and buffers take, without what is garbage. */
  liveMb: number;
}

/** Answers what the parent process asks, and ends with it. */
export function serveParent(role: Role): void {
  const known: Role = { ...role, usage, memory };
  process.on('message', async ({ id, name, argument }: Question) => {
    process.send!(await answer(known, id, name, argument as never));
  });
  process.on('disconnect', () => process.exit());
}

async function answer(role: Role, id: number, name: string, argument: never): Promise<Answer> {
  try {
    return { id, value: await role[name]!(argument) };
  } catch (error) {
    return { id, error: (error as Error).stack };
  }
}

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000 };
}

function memory(): Memory {
  const { rss } = process.memoryUsage();
  globalThis.gc!();
  const { heapUsed, external } = process.memoryUsage();
  return { rssMb: rss / 2 ** 20, liveMb: (heapUsed + external) / 2 ** 20 };
}
