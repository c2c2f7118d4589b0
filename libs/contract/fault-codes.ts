/** What the codes in `error.errors` mean. */
export const faultCodes = {
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
  blank: 'the text is only white space and invisible characters.',
  too_short: 'the text has too few characters.',
  too_long: 'the text has too many characters.',
  too_few: 'the list has too few elements.',
  too_many: 'the list has too many elements, or the object too many members.',
  too_deep: 'objects and lists are nested too deeply.',
  duplicate: 'the list has an element twice.',
  incomplete: 'the list lacks elements that it must have.',
  same_stage: 'both stages are the same.',
  not_found: 'it names an object that does not exist.',
  not_allowed: 'it does not go together with another field.',
  address_not_allowed: 'the URL points to a private or reserved address.',
  https_required: 'the URL must begin with https.',
  forbidden_header: 'the header cannot be set.',
  disabled: 'the object is switched off.',
};

/** The kind of a fault. */
export type FaultCode = keyof typeof faultCodes;
