import { findTarget, isOpen } from './target';

const kindOf = (method: string, url: string) => findTarget(method, url).kind;

describe('findTarget', () => {
  it.each([
    '/api/v2/teams',
    '/api/v2/teams/',
    '/api/v2/teams?limit=1',
    '/api/v2/teams/?limit=1',
    '/api/v2/te%61ms',
    'http://api.example/api/v2/teams',
  ])('finds the route of %s', (url) => {
    expect(findTarget('GET', url)).toMatchObject({ kind: 'route', route: { template: '/api/v2/teams' } });
  });

  it('finds what GET finds for HEAD', () => {
    expect(findTarget('HEAD', '/api/v2/teams')).toMatchObject({ kind: 'route', route: { method: 'GET' } });
  });

  it.each([
    '/',
    '/api/v2',
    '/api/v2/team',
    '/API/v2/teams',
    '/api/v2//teams',
    '/api/v2/teams//',
    '/api/v2%2Fteams',
    '/docs/other',
    '*',
    '',
  ])('finds nothing under %p', (url) => {
    expect(kindOf('GET', url)).toBe('unknown');
  });

  it.each([
    '/api/v2/teams/%',
    '/api/v2/teams/%zz',
    '/api/v2/teams/%ff',
    '/api/v2/teams?q=%',
    '/api/v2/teams?q=%c3%28',
    '/%zz',
  ])('takes %s for malformed', (url) => {
    expect(kindOf('GET', url)).toBe('malformed');
  });

  it('offers the methods of a path that has others', () => {
    const target = findTarget('PATCH', '/api/v2/teams');
    expect(target.kind === 'other-method' && target.allow.toSorted()).toEqual(['GET', 'HEAD', 'OPTIONS', 'POST']);
  });

  it.each(['/openapi.json', '/docs', '/docs/', '/docs/errors', '/docs/errors/'])(
    'finds the page %s, open to everyone',
    (url) => {
      expect(kindOf('GET', url)).toBe('page');
      expect(kindOf('HEAD', url)).toBe('page');
      expect(kindOf('POST', url)).toBe('other-method');
      expect(isOpen(findTarget('GET', url))).toBe(true);
      expect(isOpen(findTarget('POST', url))).toBe(true);
    },
  );

  it('is open for public routes only', () => {
    expect(isOpen(findTarget('GET', '/api/v2/shares/link/abc'))).toBe(true);
    expect(isOpen(findTarget('POST', '/api/v2/shares/link/abc'))).toBe(true);
    expect(isOpen(findTarget('GET', '/api/v2/teams'))).toBe(false);
    expect(isOpen(findTarget('PATCH', '/api/v2/teams'))).toBe(false);
    expect(isOpen(findTarget('GET', '/nowhere'))).toBe(false);
  });
});
