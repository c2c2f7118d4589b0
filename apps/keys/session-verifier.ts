import { AppError } from '@fileonion/errors';
import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWTPayload, type RemoteJWKSet } from 'jose';
import { fetchJson } from './fetch-json';
import { fetchKeySetAddress } from './oidc-discovery';

/** What a genuine session token says. */
interface SessionClaims {
  issuer: string;
  subject: string;
  /** Empty when the token names none. */
  email: string;
  emailVerified: boolean;
  /** From then on the token is refused. */
  notAfter: Date;
}

/** Tells genuine session tokens from others. */
export interface SessionVerifier {
  /** Throws `invalid_credentials`, or `unavailable` when the issuer cannot be asked for its keys. */
  verify(token: string): Promise<SessionClaims>;
}

// Asymmetric ones only: with a shared secret, whoever verifies could also sign.
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

const clockToleranceSeconds = 60;
/** The last that a timestamp of Protobuf can tell; an issuer may name a later one. */
const lastMoment = Date.UTC(9999, 11, 31);
const rediscoverAfterMs = 3_600_000;

/** A verifier of the tokens of one OpenID Connect issuer. Its keys are fetched when they are first needed. */
export function createSessionVerifier({ issuer, audience }: { issuer: string; audience: string }): SessionVerifier {
  const keySet = remembered(() => discover(issuer), rediscoverAfterMs);
  return {
    async verify(token) {
      const keys = await keySet();
      try {
        const options = {
          issuer,
          audience,
          algorithms,
          clockTolerance: clockToleranceSeconds,
          requiredClaims: ['sub', 'exp'],
        };
        return claimsOf((await jwtVerify(token, keys, options)).payload, issuer);
      } catch (error) {
        throw refusalOf(error);
      }
    },
  };
}

async function discover(issuer: string): Promise<RemoteJWKSet> {
  const address = await fetchKeySetAddress(issuer);
  // Keys that the issuer has added are fetched when a token names one; made-up names cannot make us ask all the time.
  return createRemoteJWKSet(address, {
    cooldownDuration: 5000,
    cacheMaxAge: 600_000,
    [customFetch]: async (url) => Response.json(await fetchJson(url)),
  });
}

function claimsOf({ sub, exp, email, email_verified: verified }: JWTPayload, issuer: string): SessionClaims {
  if (typeof sub !== 'string' || sub === '' || exp === undefined) throw new AppError('invalid_credentials');
  return {
    issuer,
    subject: sub,
    email: typeof email === 'string' ? email : '',
    emailVerified: verified === true,
    notAfter: new Date(Math.min((exp + clockToleranceSeconds) * 1000, lastMoment)),
  };
}

function refusalOf(error: unknown): unknown {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) {
    return new AppError('unavailable', undefined, { retryAfterSeconds: 5, cause: error });
  }
  return error instanceof errors.JOSEError ? new AppError('invalid_credentials', undefined, { cause: error }) : error;
}

/** Shares one result among all who ask, and asks anew when it is too old. A failure is not remembered. */
function remembered<T>(make: () => Promise<T>, forMs: number): () => Promise<T> {
  let made: { at: number; value: Promise<T> } | undefined;
  return () => {
    if (made && performance.now() - made.at < forMs) return made.value;
    const current = { at: performance.now(), value: make() };
    made = current;
    current.value.catch(() => {
      if (made === current) made = undefined;
    });
    return current.value;
  };
}
