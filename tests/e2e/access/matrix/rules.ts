import { names, type Principal } from './cast.js';

/** `200`, or status and code: `403 FORBIDDEN`. */
export type Verdict = string;

/** What a route demands, as the matrix states it: whom it refuses, and how. */
export interface Rule {
  /** As the route declares it. */
  readonly access: 'public' | 'signed-in';
  readonly permission?: string;
  readonly isFresh?: true;
  /** Null where the principal gets past the door, and has the answer of the row. */
  refusalOf(principal: Principal): Verdict | null;
}

const unauthenticated = '401 UNAUTHENTICATED';
const forbidden = '403 FORBIDDEN';
const stepUp = '401 STEP_UP_REQUIRED';
export const noTenant = '404 TENANT_NOT_FOUND';

const programs: readonly Principal[] = ['program', 'idleProgram'];
const keys: readonly Principal[] = ['key', 'fullKey'];

/** Of the service. Nobody else in the cast has any. */
const moderatorMay = ['users:read', 'users:write', 'sessions:revoke'];
function has(principal: Principal, permission: string): boolean {
  if (principal === 'moderator') return moderatorMay.includes(permission);
  if (principal === 'key') return permission === 'users:read';
  return ['admin', 'staleAdmin', 'program', 'fullKey'].includes(principal);
}

/** In the tenant. Null: does not belong to it. What a key has is also what its owner has there, of the same name. */
const tenantAdminMay = [
  'tenant:write',
  'members:write',
  'roles:write',
  'service_accounts:write',
  'webhooks:write',
];
const shared = ['roles:write', 'service_accounts:write', 'webhooks:write'];
function heldInTenant(principal: Principal): readonly string[] | null {
  switch (principal) {
    case 'tenantOwner':
    case 'staleOwner':
      return [...tenantAdminMay, 'tenant:own'];
    case 'tenantAdmin':
      return tenantAdminMay;
    case 'fullKey':
      return shared;
    case 'member':
    case 'key':
    case 'impersonator':
      return [];
    default:
      return null;
  }
}

/** Whoever is not fresh: they cannot prove it with what they have, or have proved it too long ago. */
const isStale = (principal: Principal) =>
  ['staleAdmin', 'staleOwner', 'impersonator', ...keys].includes(principal);

export const anyone: Rule = { access: 'public', refusalOf: () => null };

type Check = (principal: Principal) => Verdict | null;
function signedIn(told: Pick<Rule, 'permission' | 'isFresh'>, ...checks: readonly Check[]): Rule {
  const refusalOf = (principal: Principal) => {
    if (principal === 'visitor') return unauthenticated;
    for (const check of checks) {
      const refusal = check(principal);
      if (refusal !== null) return refusal;
    }
    return null;
  };
  return { access: 'signed-in', ...told, refusalOf };
}
const refusing =
  (who: readonly Principal[], verdict: Verdict): Check =>
  (principal) =>
    who.includes(principal) ? verdict : null;

const noPrograms = refusing(programs, forbidden);
const sessionAlone = refusing([...programs, ...keys, 'impersonator'], forbidden);
const freshness: Check = (principal) => (isStale(principal) ? stepUp : null);

/** One's own, to be read by whatever credential. */
export const mine = signedIn({ permission: 'a user, by whatever credential' }, noPrograms);
/** One's own, changed by oneself or somebody in one's place: no key. */
export const person = signedIn(
  { permission: 'a user, and no key of theirs' },
  noPrograms,
  refusing(keys, forbidden),
);
/** About signing in: neither a key nor somebody in one's place. */
const ownSession = "a session of one's own";
export const session = signedIn({ permission: ownSession }, sessionAlone);
export const fresh = signedIn({ permission: ownSession, isFresh: true }, noPrograms, freshness);
export const freshWithPassword: Rule = { ...fresh, permission: 'the password, again' };
export const aKey: Rule = signedIn(
  { permission: 'a key' },
  refusing(
    names.filter((name) => ![...programs, ...keys].includes(name)),
    forbidden,
  ),
);

const without =
  (permission: string): Check =>
  (principal) =>
    has(principal, permission) ? null : forbidden;

export const needs = (permission: string) => signedIn({ permission }, without(permission));
const orTheSame = (permission: string) => `${permission}, or the same in a tenant`;
/** Of all things of the whole service. */
export const needsHere = (permission: string) =>
  signedIn({ permission: orTheSame(permission) }, without(permission));
/** Of one of them, which is not there for whoever may the same in a tenant of theirs. */
export const needsOne = (permission: string, notFound: Verdict) =>
  signedIn({ permission: orTheSame(permission) }, (principal) =>
    has(principal, permission) ? null : heldInTenant(principal)?.includes(permission) ? notFound : forbidden,
  );
/** Of something of the tenant. */
export const orInTenant = (permission: string) => inTenant(permission, orTheSame(permission));
/** Of somebody else. */
export const needsOrSelf = (permission: string) =>
  signedIn({ permission: `${permission}, or self` }, without(permission));
export const ofOneself = (permission: string) =>
  signedIn({ permission: `${permission}, or self` }, noPrograms);
/** A program, or a key, never is. */
export const needsFresh = (permission: string) =>
  signedIn({ permission, isFresh: true }, without(permission), (principal) =>
    programs.includes(principal) ? stepUp : freshness(principal),
  );
export const needsFreshSession = (permission: string) =>
  signedIn({ permission, isFresh: true }, sessionAlone, without(permission), freshness);

const outsiders: Check = (principal) => (heldInTenant(principal) === null ? noTenant : null);
const withoutInTenant =
  (permission: string): Check =>
  (principal) =>
    heldInTenant(principal)?.includes(permission) ? null : forbidden;

export const memberOf = signedIn({ permission: 'membership in the tenant' }, outsiders);
export const inTenant = (permission: string, told = `${permission} in the tenant`) =>
  signedIn({ permission: told }, outsiders, withoutInTenant(permission));
/** None but owners gets as far as being asked how fresh they are. */
export const owner = signedIn(
  { permission: 'the role owner in the tenant', isFresh: true },
  outsiders,
  withoutInTenant('tenant:own'),
  freshness,
);
/** Leaving, which a key and somebody in one's place do not. */
export const leaving = signedIn(
  { permission: 'members:write in the tenant, or self' },
  outsiders,
  refusing([...keys, 'impersonator'], forbidden),
);
