import { eventTypes, reasons, routes } from '@fileonion/contract';
import { html, inline, prose } from '../pages/html';
import { startRig, type Rig } from './gateway-under-test';

let rig: Rig;
beforeAll(async () => (rig = await startRig()));
afterAll(() => rig.stop());

const get = async (path: string, init?: RequestInit) => {
  const response = await fetch(rig.urls[0] + path, init);
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};

describe('the OpenAPI document', () => {
  it('is served without credentials, and has every route', async () => {
    const { status, type, text } = await get('/openapi.json');
    expect([status, type]).toEqual([200, 'application/json; charset=utf-8']);
    const document = JSON.parse(text);
    expect(document.openapi).toMatch(/^3\.1\./);
    const operations = Object.values<Record<string, unknown>>(document.paths).reduce(
      (sum, path) => sum + Object.keys(path).length,
      0,
    );
    expect(operations).toBe(routes.length);
  });
});

describe.each(['/docs', '/docs/errors', '/docs/webhooks'])('the page %s', (path) => {
  it('is HTML with and without a final slash, whatever the credentials', async () => {
    const page = await get(path);
    expect([page.status, page.type]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toMatch(/^<!doctype html>/);
    expect(await get(`${path}/`, { headers: { authorization: 'Bearer nonsense' } })).toEqual(page);
  });

  it('needs nothing from elsewhere, and runs no script', async () => {
    const { text } = await get(path);
    expect(text).not.toMatch(/<(script|link|img|iframe|object|embed)\b/i);
    expect(text).not.toMatch(/\b(src|srcset|on\w+)=/i);
    expect(text).not.toMatch(/@import|url\(/i);
  });

  it('has each anchor once, and links only to those that there are', async () => {
    const { text } = await get(path);
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of text.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
    for (const [, target] of text.matchAll(/href="(\/[^"#]*)"/g)) expect((await get(target!)).status).toBe(200);
  });

  it('answers a HEAD', async () => {
    const { status, type, text } = await get(path, { method: 'HEAD' });
    expect([status, type, text]).toEqual([200, 'text/html; charset=utf-8', '']);
  });
});

it('the reference has an anchor for every operation', async () => {
  const { text } = await get('/docs');
  for (const { operationId } of routes) expect(text).toContain(`id="${operationId}"`);
});

it('the reference says of a list what its elements may be', async () => {
  const { text } = await get('/docs');
  const [body = ''] = text.slice(text.indexOf('<article id="createApiKey">')).split('</table>');
  const scopes = ['read', 'write', 'manage_clients', 'manage_webhooks', 'full_access'];
  expect(body).toContain(`Each: One of ${scopes.map((scope) => `<code>${scope}</code>`).join(', ')}.`);
});

it('the page of errors has an anchor for every code', async () => {
  const { text } = await get('/docs/errors');
  for (const code of Object.keys(reasons)) expect(text).toContain(`id="${code}"`);
});

it('the page of webhooks has an anchor for every event type', async () => {
  const { text } = await get('/docs/webhooks');
  for (const { name } of eventTypes) expect(text).toContain(`id="${name}"`);
});

describe('HTML', () => {
  it('escapes what is put in, and nothing twice', () => {
    expect(html`<p>${'<b>"&\''}</p>`.text).toBe('<p>&#60;b&#62;&#34;&#38;&#39;</p>');
    expect(html`<p>${html`<b>${'<'}</b>`}${undefined}${[html`1`, html`2`]}</p>`.text).toBe('<p><b>&#60;</b>1\n2</p>');
  });

  it('shows code, strong text, paragraphs and lists of comments', () => {
    expect(inline('a `<b>` **c**').text).toBe('a <code>&#60;b&#62;</code> <strong>c</strong>');
    expect(prose('a\n\n- b\n- c').text.replace(/\s+/g, '')).toBe('<p>a</p><ul><li>b</li><li>c</li></ul>');
  });
});
