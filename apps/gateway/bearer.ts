/** The token of a `Authorization: Bearer …` header; undefined when no bearer token was sent. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^bearer +([\x21-\x7e]+) *$/i.exec(header ?? '')?.[1];
}

/** Whether a token has the form of a signed JWT. What has not, is no session and needs no look-up. */
export function looksLikeJwt(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
}
