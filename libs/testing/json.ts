/** JSON that a test reads deep into. The contract describes it; a type here would say it again, and hide what is missing. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;
