/**
 * The fields that an update names in its mask, as far as they are among `names`. One that is named and has no value is
 * there as `undefined`: it is to be cleared.
 */
export function maskedFields<Request extends { updateMask: string[] | undefined }, Name extends keyof Request & string>(
  request: Request,
  names: readonly Name[],
): Partial<Pick<Request, Name>> {
  const named = new Set(request.updateMask?.map(camelCase));
  return Object.fromEntries(names.filter((name) => named.has(name)).map((name) => [name, request[name]])) as Partial<
    Pick<Request, Name>
  >;
}

function camelCase(path: string): string {
  return path.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
