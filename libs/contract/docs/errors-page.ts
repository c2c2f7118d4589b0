import type { ReasonRow } from '../generate/enum-tables';

/** Every code of an error, with its status and what it means; the heading of a code is its anchor. */
export function errorsPage(reasons: readonly ReasonRow[]): string {
  const sorted = [...reasons].sort((a, b) => a.httpStatus - b.httpStatus);
  const sections = sorted.map(({ code, httpStatus, title, description }) =>
    [`## ${code}`, `**${httpStatus}** ${title}.`, description].join('\n\n'),
  );
  return `${['# Errors', preface, ...sections].join('\n\n')}\n`;
}

const preface =
  'Generated from `proto/` by `npm run docs`. These are the values of `error.code`; they never change their meaning. ' +
  'The kinds of faults that `validation_failed` lists are in `error.errors`.';
