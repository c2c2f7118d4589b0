export { AppError, type Violation } from './app-error';
export { fromServiceError, toServiceError } from './service-error';
