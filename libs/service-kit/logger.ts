import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger };

/** How a logger is made. */
export interface LoggerOptions {
  /** The service. */
  name: string;
  level?: string;
  /** Where lines go; standard output by default. */
  destination?: DestinationStream;
}

const secretFields = ['key', 'token', 'secret', 'password', 'authorization', 'pepper', 'clientSecret', 'url'];
const secretPaths = [
  ...secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
  // A refused command of Redis stands in its error, with the password if it was AUTH.
  'err.command.args',
];

// Credentials are recognised by their shape as well, because they may stand in the middle of a message or a URL.
const secretShapes: [RegExp, string][] = [
  [/fo_live_[0-9A-Za-z]{8,}/g, 'fo_live_[redacted]'],
  [/whsec_[0-9A-Za-z+/=_-]{8,}/g, 'whsec_[redacted]'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[redacted]'],
  [/(bearer|basic) [^\s"\\]+/gi, '$1 [redacted]'],
  [/(\/link\/)[\w-]{8,}/g, '$1[redacted]'],
  [/(:\/\/)[^\s"@/]*:[^\s"@/]+@/g, '$1[redacted]@'],
];

/** A JSON logger that writes no credential: neither under a telling name nor in a telling shape. */
export function createLogger({ name, level = 'info', destination }: LoggerOptions): Logger {
  const options = {
    name,
    level,
    redact: { paths: secretPaths, censor: '[redacted]' },
    hooks: { streamWrite: redactShapes },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** A text without the credentials that are recognised by their shape. */
export function redactShapes(line: string): string {
  return secretShapes.reduce((text, [shape, replacement]) => text.replace(shape, replacement), line);
}
