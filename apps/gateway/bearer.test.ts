import { bearerToken, looksLikeJwt } from './bearer';

describe('bearerToken', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER   abc  ', 'abc'],
    ['Bearer a b', 'a b'],
    ['Bearer ü', 'ü'],
    ['Bearer a.b-c_d~e+f/g==', 'a.b-c_d~e+f/g=='],
  ])('reads the token of %p', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });

  it.each([undefined, '', 'Bearer', 'Bearer ', 'Basic dXNlcjpwdw==', 'abc', 'Bearerabc'])(
    'finds no token in %p',
    (header) => {
      expect(bearerToken(header)).toBeUndefined();
    },
  );
});

describe('looksLikeJwt', () => {
  it('takes three base64url parts', () => {
    expect(looksLikeJwt('eyJh.eyJz.c2ln')).toBe(true);
  });

  it.each(['', 'abc', 'a.b', 'a.b.', 'a.b.c.d', 'a.b.c=', 'a.b c.d'])('refuses %p', (token) => {
    expect(looksLikeJwt(token)).toBe(false);
  });
});
