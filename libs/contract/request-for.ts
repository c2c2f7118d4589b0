import { decodeRequest } from './decode-request';
import { routes } from './routes';

/**
 * The encoded request of a public route, from what an operator gave as options of a command, so that both are held to the
 * same rules. Throws, naming the options at fault.
 *
 * @param body what a caller would send; a field that is undefined is absent
 * @param prefix what stands before a field's name in its option: `owner-` where `email` is given as `--owner-email`
 */
export function requestFor(operationId: string, body: Record<string, unknown>, prefix = ''): Uint8Array {
  const route = routes.find((known) => known.operationId === operationId);
  if (!route) throw new Error(`The contract has no route ${operationId}`);
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
  const decoded = decodeRequest(route, { params: {}, query: new URLSearchParams(), body: given });
  if (decoded.ok) return decoded.bytes;
  const faults = decoded.notFound ? [] : decoded.violations;
  throw new Error(faults.map(({ pointer = '', detail }) => `--${prefix}${optionAt(pointer)}: ${detail}`).join('\n'));
}

/** `/expiresIn` is given as `--expires-in`, and `/scopes/0` among `--scopes`. */
function optionAt(pointer: string): string {
  return (pointer.split('/')[1] ?? '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
