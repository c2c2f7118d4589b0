export { AppError, type AppErrorOptions, type Violation } from './app-error';
export { fromServiceError, toServiceError } from './service-error';
