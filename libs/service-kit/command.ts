import type { Logger } from './logger';

/** What an image can do besides serving: `main.js <command> …` runs it and exits. */
export interface Command<Settings> {
  /** Its options and what it does, for `--help`. */
  usage: string;
  run(config: Settings, args: string[], logger: Logger): Promise<void>;
}

const asksForHelp = ['--help', '-h', 'help'];

/** What to print where arguments ask for help; undefined where they do not. Help needs no configuration. */
export function helpFor(
  commands: Record<string, { usage: string }>,
  [first = '', ...rest]: string[],
): string | undefined {
  if (asksForHelp.includes(first)) {
    const serving = 'main.js\n  Serves until SIGTERM. Settings are variables of the environment.';
    return [serving, ...Object.entries(commands).map(([name, command]) => helpOn(name, command))].join('\n\n');
  }
  const command = commands[first];
  return command && rest.some((argument) => asksForHelp.includes(argument)) ? helpOn(first, command) : undefined;
}

function helpOn(name: string, { usage }: { usage: string }): string {
  return `main.js ${name} ${usage}`.replace(' \n', '\n');
}
