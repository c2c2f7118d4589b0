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

const faultCodes = {
  required: 'it must be given.',
  not_nullable: 'it cannot be `null`.',
  unknown_field: 'there is no such field.',
  unknown_parameter: 'there is no such query parameter.',
  duplicate_parameter: 'the query parameter is given more than once.',
  invalid_type: 'it is of another type: text instead of a number, a fraction instead of a whole number.',
  invalid_value: 'it is none of the values that are allowed.',
  invalid_format: 'it is no UUID in lower case, no e-mail address, no RFC 3339 time, or does not match the pattern.',
  invalid_characters: 'it holds control characters other than tabs and line ends, or half of a surrogate pair.',
  out_of_range: 'the number is too small or too large.',
  too_short: 'the text has too few characters.',
  too_long: 'the text has too many characters.',
  too_few: 'the list has too few elements.',
  too_many: 'the list has too many elements.',
  too_deep: 'objects and lists are nested too deeply.',
  duplicate: 'the list has an element twice.',
  incomplete: 'the list lacks elements that it must have.',
  same_stage: 'both stages are the same.',
  not_found: 'it names an object that does not exist.',
};
