import { setTimeout as sleep } from 'node:timers/promises';
import { helpFor, type Command } from './command';
import { readConfig, tracingConfig, type baseConfig, type Config } from './config';
import { inWords } from './in-words';
import { createLogger, type Logger } from './logger';

// A collector that is away must not hold up the end.
const lastTracesMs = 2000;

/** A started service. */
export interface Started {
  /** `host:port` of its server. */
  readonly address: string;
  stop(): Promise<void>;
}

/** What a program does. */
export interface MainOptions<Spec extends Pick<typeof baseConfig, 'LOG_LEVEL'>> {
  name: string;
  /** The program's variables. */
  env: Record<string, string | undefined>;
  spec: Spec;
  start: (config: Config<Spec>, logger: Logger) => Promise<Started>;
  /** What the image can do besides: `main.js <command> …` runs one of these and exits. */
  commands?: Record<string, Command<Config<Spec>>>;
}

/** Runs a program: exit code 0 after SIGTERM or SIGINT, 1 after a fault. */
export async function runMain<Spec extends Pick<typeof baseConfig, 'LOG_LEVEL'>>(
  options: MainOptions<Spec>,
): Promise<void> {
  const [name, ...args] = process.argv.slice(2);
  const help = helpFor(options.commands ?? {}, process.argv.slice(2));
  if (help) return void process.stdout.write(`${help}\n`);
  let logger: Logger | undefined;
  try {
    const command = name === undefined ? undefined : commandOf(options.commands, name);
    const spec = { ...tracingConfig, ...options.spec };
    const config = readConfig(spec, options.env) as unknown as Config<Spec> & Config<typeof tracingConfig>;
    logger = createLogger({ name: options.name, level: config.LOG_LEVEL });
    if (!command) return await serve(options, config, logger);
    await command.run(config, args, logger);
    process.exit(0);
  } catch (error) {
    // Who gives a command reads what it says; who runs a service reads its log.
    if (name === undefined) logger?.fatal({ err: error }, 'The start failed');
    process.stderr.write(`${inWords(error)}\n`);
    process.exit(1);
  }
}

async function serve<Spec extends Pick<typeof baseConfig, 'LOG_LEVEL'>>(
  options: MainOptions<Spec>,
  config: Config<Spec> & Config<typeof tracingConfig>,
  logger: Logger,
): Promise<void> {
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'Uncaught');
    process.exit(1);
  });
  const sendRest = await startTracing(options.name, config);
  // Until it has started there is nothing to end, and nobody waits for it.
  let stop: Started['stop'] = async () => undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      logger.info({ signal }, 'Stopping');
      void stop()
        .then(sendRest)
        .then(() => process.exit(0));
    });
  }
  const service = await options.start(config, logger);
  stop = service.stop;
  logger.info({ address: service.address }, 'Started');
}

/** Exports traces where that is wanted. The exporter is not even loaded where it is not. */
async function startTracing(name: string, config: Config<typeof tracingConfig>): Promise<() => Promise<void>> {
  if (!config.OTEL_EXPORTER_OTLP_ENDPOINT) return async () => undefined;
  const { exportTraces } = await import('./export-traces');
  const sendRest = exportTraces(name, config.OTEL_TRACES_SAMPLER_ARG);
  return () => Promise.race([sendRest().catch(() => undefined), sleep(lastTracesMs)]);
}

function commandOf<Settings>(commands: Record<string, Command<Settings>> = {}, name: string): Command<Settings> {
  const command = commands[name];
  if (!command) throw new Error(`No command "${name}"; there are: ${Object.keys(commands).join(', ') || 'none'}.`);
  return command;
}
