import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Variables that name the files of a certificate. */
export interface CertificateFiles {
  TLS_CERT_FILE: string;
  TLS_KEY_FILE: string;
  TLS_CA_FILE: string;
}

/** An authority of the test's own. */
export interface CertificateAuthority {
  /** Makes a certificate for localhost and 127.0.0.1, good for clients and servers. */
  issue(name: string): CertificateFiles;
  /** Removes its files. */
  remove(): void;
}

/** Makes an authority, by the program `openssl`. */
export function certificateAuthority(): CertificateAuthority {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  const ca = filesOf('ca');
  request(ca, ['-subj', '/CN=Test authority', '-addext', 'basicConstraints=critical,CA:TRUE']);
  return {
    issue(name) {
      const files = filesOf(name);
      const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
      request(files, [...names, '-addext', 'basicConstraints=CA:FALSE', '-CA', ca.cert, '-CAkey', ca.key]);
      return { TLS_CERT_FILE: files.cert, TLS_KEY_FILE: files.key, TLS_CA_FILE: ca.cert };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };

  function filesOf(name: string) {
    return { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
  }
}

function request({ cert, key }: { cert: string; key: string }, options: string[]): void {
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-keyout', key];
  execFileSync('openssl', ['req', '-x509', ...newKey, '-days', '1', '-out', cert, ...options], { stdio: 'pipe' });
}
