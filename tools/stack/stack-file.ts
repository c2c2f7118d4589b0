import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StackFacts } from '@fileonion/embedded';
import { writeJson } from './json-file';

/** What is known when everything is ready. */
type ReadyFacts = Omit<StackFacts, 'pids' | 'ops'>;

/** stack.json: where everything is while the stack runs. Its presence says that everything is ready. */
export interface StackFile {
  write(facts: ReadyFacts): void;
  /** Notes the pid of a part; a restarted one has another. */
  setPid(part: string, pid: number): void;
  /** Notes where a service answers its operators. */
  setOps(part: string, url: string): void;
  remove(): void;
}

/** Removes what a killed stack may have left. */
export function createStackFile(dataDir: string): StackFile {
  const file = join(dataDir, 'stack.json');
  const pids: Record<string, number> = { stack: process.pid };
  const ops: Record<string, string> = {};
  let written: ReadyFacts | undefined;
  const save = () => written && writeJson(file, { ...written, pids, ops } satisfies StackFacts);
  const stackFile: StackFile = {
    write(facts) {
      written = facts;
      save();
    },
    setPid(part, pid) {
      pids[part] = pid;
      save();
    },
    setOps(part, url) {
      ops[part] = url;
      save();
    },
    remove() {
      written = undefined;
      rmSync(file, { force: true });
    },
  };
  stackFile.remove();
  return stackFile;
}
