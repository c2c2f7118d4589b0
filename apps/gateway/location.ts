import { routes, type Route } from '@fileonion/contract';

/** Stands in a template for the id of the new object. */
const newId = '{new_id}';

const singles = new Map(routes.filter(isSingle).map((route) => [withNewId(route), route]));
const creators = routes.filter(({ method }) => method === 'POST');
const places = placesOfTypes();
const templates = new Map(creators.map((route) => [route, templateOf(route)]));

/** The path of the object that a POST has made; undefined where the answer is no object with an id. */
export function locationOf(route: Route, params: Record<string, string>, data: unknown): string | undefined {
  const id = (data as { id?: unknown } | null)?.id;
  if (typeof id !== 'string') return undefined;
  const values: Record<string, string> = { ...params, new_id: id };
  return templates.get(route)?.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}

/** Below the POST's own path, unless objects of this type are known to be elsewhere, as with the successor of a key. */
function templateOf(route: Route): string {
  const below = `${route.template}/${newId}`;
  return singles.has(below) ? below : (places.get(typeOf(route)) ?? below);
}

function placesOfTypes(): Map<string, string> {
  const found = new Map<string, string>();
  for (const route of creators) {
    const below = `${route.template}/${newId}`;
    if (singles.has(below)) found.set(typeOf(route), below);
  }
  for (const [template, route] of singles) found.set(typeOf(route), template);
  return found;
}

/** Whether a route gets one object by its id alone. */
function isSingle({ method, listField, segments }: Route): boolean {
  const variables = segments.filter(({ variable }) => variable !== undefined);
  return method === 'GET' && !listField && variables.length === 1 && segments.at(-1)?.variable !== undefined;
}

function withNewId({ template }: Route): string {
  return template.replace(/\{\w+\}$/, newId);
}

function typeOf({ output, responseField }: Route): string {
  const field = output.fields.find(({ jsonName }) => jsonName === responseField);
  return field?.message?.typeName ?? output.typeName;
}
