/** What an `Authorization: Bearer …` header brings, good or bad; undefined when it brings no bearer token. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^bearer +(\S.*)$/i.exec(header ?? '')?.[1]?.trimEnd();
}

/** Whether a token has the form of a signed JWT. What has not, is no session and needs no look-up. */
export function looksLikeJwt(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
}
