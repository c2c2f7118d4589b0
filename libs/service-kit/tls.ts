import { readFileSync } from 'node:fs';
import { credentials, ServerCredentials, type ChannelCredentials } from '@grpc/grpc-js';
import type { Config, tlsConfig } from './config';

/** Where a program's certificate, its key and those of the authorities are; without them calls are not encrypted. */
export type TlsFiles = Partial<Config<typeof tlsConfig>>;

/** How a client proves who it is, and verifies servers. */
export function clientCredentials(files: TlsFiles): ChannelCredentials {
  const pem = read(files);
  return pem ? credentials.createSsl(pem.ca, pem.key, pem.cert) : credentials.createInsecure();
}

/** How a server proves who it is. With certificates it serves nobody who has none of the same authorities. */
export function serverCredentials(files: TlsFiles): ServerCredentials {
  const pem = read(files);
  if (!pem) return ServerCredentials.createInsecure();
  return ServerCredentials.createSsl(pem.ca, [{ private_key: pem.key, cert_chain: pem.cert }], true);
}

function read({ TLS_CERT_FILE: cert, TLS_KEY_FILE: key, TLS_CA_FILE: ca }: TlsFiles) {
  if (!cert || !key || !ca) return undefined;
  return { cert: readFileSync(cert), key: readFileSync(key), ca: readFileSync(ca) };
}
