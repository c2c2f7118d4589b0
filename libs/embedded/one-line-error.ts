/** A fault that its message explains in full: whoever shows it needs no stack. */
export class OneLineError extends Error {
  override readonly name = 'OneLineError';
}
