import { createSocket } from 'node:dgram';

/** A name server on the loopback address; `answer` gives the IPv4 addresses of each question for one. */
export async function startDnsServer(answer: (name: string, question: number) => string[]) {
  const socket = createSocket('udp4');
  let questions = 0;
  socket.on('message', (query, { port, address }) => {
    const { name, type, end } = questionOf(query);
    const addresses = type === addressType ? answer(name, questions++) : [];
    socket.send(replyTo(query.subarray(0, end), addresses), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return { server: `127.0.0.1:${socket.address().port}`, stop: () => socket.close() };
}

const headerBytes = 12;
/** The type A of RFC 1035. */
const addressType = 1;

function questionOf(query: Buffer) {
  const labels: string[] = [];
  let at = headerBytes;
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString('ascii', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function replyTo(question: Buffer, addresses: string[]): Buffer {
  const header = Buffer.from(question.subarray(0, headerBytes));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  const answers = addresses.map((address) => {
    // The name is that of the question; class IN, time to live 0.
    const fixed = Buffer.from([0xc0, headerBytes, 0, addressType, 0, 1, 0, 0, 0, 0, 0, 4]);
    return Buffer.concat([fixed, Buffer.from(address.split('.').map(Number))]);
  });
  return Buffer.concat([header, question.subarray(headerBytes), ...answers]);
}
