import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** An OpenID Connect issuer on loopback. */
export async function startIssuer() {
  const published: JWK[] = [];
  const answers = new Map<string, Answer>();
  const fetches: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    fetches.push(path);
    const answer = answers.get(path);
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const json =
    (value: () => unknown): Answer =>
    (_, response) =>
      void response.end(JSON.stringify(value()));
  answers.set(
    '/.well-known/openid-configuration',
    json(() => ({ issuer, jwks_uri: `${issuer}/keys` })),
  );
  answers.set(
    '/keys',
    json(() => ({ keys: published })),
  );

  return {
    issuer,
    fetches,
    /** Replaces what a path answers. */
    answer: (path: string, answer: Answer) => void answers.set(path, answer),
    /** Publishes a new key and returns a signer with it. */
    async addKey(alg = 'RS256', { publish = true } = {}) {
      const { privateKey, publicKey } = await generateKeyPair(alg);
      const kid = `key-${published.length}`;
      if (publish) published.push({ ...(await exportJWK(publicKey)), kid, alg, use: 'sig' });
      return (claims: JWTPayload = {}, expires: string | number = '5 min') =>
        new SignJWT({ email_verified: true, ...claims })
          .setProtectedHeader({ alg, kid })
          .setIssuer(claims.iss ?? issuer)
          .setAudience(claims.aud ?? 'fileonion')
          .setSubject(claims.sub ?? '')
          .setIssuedAt()
          .setExpirationTime(expires)
          .sign(privateKey);
    },
    published,
    stop() {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
