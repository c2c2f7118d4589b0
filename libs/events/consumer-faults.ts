import { AppError } from '@fileonion/errors';

/** Whether another try may succeed. Only faults that are certain to come back are given up; of an unknown one, nobody knows. */
export function mayPass(error: unknown): boolean {
  if (error instanceof AppError) return ['unavailable', 'deadline_exceeded', 'internal'].includes(error.reason);
  return !(error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError);
}
