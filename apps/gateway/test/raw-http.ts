import { connect } from 'node:net';

/** The body of a refusal. */
interface Envelope {
  data: unknown;
  error: { code: string; detail: string };
  meta: { requestId: string };
}

/** What came back on a connection. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  /** The parsed envelope; empty where there is no body. */
  body: Envelope;
}

/** Sends bytes as they are and reads one answer, for requests that no HTTP client would make. */
export async function rawHttp(url: string, request: string | Buffer): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.write(request);
  let text = '';
  for await (const chunk of socket) {
    text += chunk;
    const answer = parse(text);
    if (answer) {
      socket.destroy();
      return answer;
    }
  }
  throw new Error(`The connection was closed after ${JSON.stringify(text)}`);
}

function parse(text: string): RawAnswer | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [statusLine, ...lines] = text.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const body = text.slice(end + 4);
  if (Buffer.byteLength(body) < Number(headers['content-length'] ?? 0)) return undefined;
  return {
    status: Number(statusLine?.split(' ')[1]),
    headers,
    body: (body === '' ? {} : JSON.parse(body)) as Envelope,
  };
}
