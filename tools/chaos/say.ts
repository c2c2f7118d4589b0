/** Writes a line for the person who started the run. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
