/** The name of something on a server that installations share, such as a database. */
export function namespaced(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}-${name}`;
}
