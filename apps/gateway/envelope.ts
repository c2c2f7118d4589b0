import { reasons, type Access, type EncodedResponse } from '@fileonion/contract';
import type { AppError } from '@fileonion/errors';
import type { Response } from 'express';

/** The status of a success: a create that found its object there already has created nothing. */
export function statusOfSuccess({ successStatus }: Access, existed: boolean): number {
  return successStatus === 201 && existed ? 200 : successStatus;
}

/** Whether a status says that there is a new object. */
export function isCreation(status: number): boolean {
  return status === 201;
}

/** The body of a success. */
export function successBody(requestId: string, data: unknown, pagination: EncodedResponse['page']): object {
  return { data, meta: pagination ? { requestId, pagination } : { requestId } };
}

/** The status and the body of a refusal: the members of RFC 9457 with a stable code and every fault of the input. */
export function failure(requestId: string, error: AppError): { status: number; body: object } {
  const { reason: code, violations: errors } = error;
  const { httpStatus: status, title } = reasons[code];
  const type = `/docs/errors#${code}`;
  // What broke inside may speak of the inside.
  const detail = code === 'internal' ? title : error.message;
  return { status, body: { data: null, error: { status, code, title, detail, type, errors }, meta: { requestId } } };
}

/** Sends JSON; to a HEAD, only what its headers would be. */
export function sendJson(res: Response, status: number, body: object): void {
  send(res, status, 'application/json; charset=utf-8', JSON.stringify(body));
}

/** Sends the OpenAPI document. */
export function sendDocument(res: Response, document: string): void {
  send(res, 200, 'application/json; charset=utf-8', document);
}

/** Sends a page. */
export function sendHtml(res: Response, html: string): void {
  send(res, 200, 'text/html; charset=utf-8', html);
}

/** Answers OPTIONS. */
export function sendAllowed(res: Response, methods: string[]): void {
  res.statusCode = 204;
  res.setHeader('Allow', methods.join(', '));
  res.end();
}

function send(res: Response, status: number, type: string, text: string): void {
  res.statusCode = status;
  res.setHeader('Content-Type', type);
  res.setHeader('Content-Length', Buffer.byteLength(text));
  res.end(text);
}

/** A whole HTTP/1.1 answer to what could not even be parsed as a request. */
export function rawFailure(requestId: string, error: AppError): string {
  const { status, body } = failure(requestId, error);
  const text = JSON.stringify(body);
  const headers = [
    `HTTP/1.1 ${status} ${reasons[error.reason].title}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    `X-Request-Id: ${requestId}`,
    'Connection: close',
  ];
  return `${headers.join('\r\n')}\r\n\r\n${text}`;
}
