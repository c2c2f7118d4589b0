import fc from 'fast-check';
import { fingerprintOf } from './fingerprint';
import { findTarget, type RouteTarget } from './target';

const createTeam = findTarget('POST', '/api/v2/teams') as RouteTarget;
const renameTeam = (id: string) => findTarget('PUT', `/api/v2/teams/${id}`) as RouteTarget;

describe('fingerprintOf', () => {
  it('ignores the order of members, at every depth', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, inner]) => [name, reversed(inner)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (body) => {
        expect(fingerprintOf(createTeam, reversed(body))).toBe(fingerprintOf(createTeam, body));
      }),
    );
  });

  it('tells different bodies apart, the order of list elements included', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        fc.pre(one !== other);
        expect(fingerprintOf(createTeam, [one, other])).not.toBe(fingerprintOf(createTeam, [other, one]));
      }),
    );
  });

  it('tells paths apart', () => {
    const body = { name: 'A' };
    expect(fingerprintOf(renameTeam('a'), body)).not.toBe(fingerprintOf(renameTeam('b'), body));
    expect(fingerprintOf(renameTeam('a'), body)).not.toBe(fingerprintOf(createTeam, body));
  });

  it('counts an absent body as an empty object, and a path with a final slash as the one without', () => {
    expect(fingerprintOf(createTeam, undefined)).toBe(fingerprintOf(createTeam, {}));
    expect(fingerprintOf(findTarget('POST', '/api/v2/teams/') as RouteTarget, {})).toBe(fingerprintOf(createTeam, {}));
  });
});
