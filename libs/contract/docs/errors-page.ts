import { faultCodes } from '../fault-codes';
import type { ReasonRow } from '../generate/enum-tables';

/** Every code of an error, with its status and what it means; the heading of a code is its anchor. */
export function errorsPage(reasons: readonly ReasonRow[]): string {
  const sorted = [...reasons].sort((a, b) => a.httpStatus - b.httpStatus);
  const sections = sorted.map(({ code, httpStatus, title, description }) =>
    [`## ${code}`, `**${httpStatus}** ${title}.`, description].join('\n\n'),
  );
  const faults = Object.entries(faultCodes).map(([code, meaning]) => `- \`${code}\`: ${meaning}`);
  return `${['# Errors', preface, ...sections, '# Faults', faultsPreface, faults.join('\n')].join('\n\n')}\n`;
}

const preface =
  'Generated from `proto/` by `npm run docs`. These are the values of `error.code`; they never change their meaning. ' +
  'What `validation_failed` lists in `error.errors` is at the end.';

const faultsPreface =
  'The values of `code` in `error.errors`. Each fault has a `pointer` into the body (RFC 6901) or names a `parameter`. ' +
  'The first hundred are listed.';
