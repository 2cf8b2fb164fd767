import { parseRoles, type Role } from '#domain/access/role.js';
import { UserId } from '#domain/shared/ids.js';
import { invalidField, parseAll } from '#domain/shared/validation.js';
import { DisplayName } from '#domain/users/display-name.js';
import { Email } from '#domain/users/email.js';
import { Locale } from '#domain/users/locale.js';
import { type Metadata, parseMetadata } from '#domain/users/metadata.js';
import type { NewUser, UserState } from '#domain/users/user.js';
import { Username } from '#domain/users/username.js';
import type { ForeignHashes } from './foreign-hashes.js';
import { digestOf } from './seen-accounts.js';

/** An account as files have it, in the order of the columns of CSV. */
export interface AccountRecord {
  readonly id: string;
  readonly email: string;
  readonly emailVerifiedAt: Date | null;
  readonly username: string;
  readonly displayName: string | null;
  readonly locale: string | null;
  readonly metadata: Metadata;
  readonly roles: readonly Role[];
  readonly isActive: boolean;
  readonly mustChangePassword: boolean;
  readonly createdAt: Date;
  readonly passwordHash?: string | null;
}

/** What may be in a record, beside which there is nothing: a misspelt name must not lose what it stands for. */
export const recordFields = [
  'id',
  'email',
  'emailVerified',
  'emailVerifiedAt',
  'username',
  'displayName',
  'locale',
  'metadata',
  'roles',
  'isActive',
  'mustChangePassword',
  'createdAt',
  'passwordHash',
  'passwordSalt',
] as const;

type Fields = Readonly<Record<string, unknown>>;

export function recordOf(state: UserState, withHash: boolean): AccountRecord {
  const { id, emailVerifiedAt, metadata, roles, isActive, mustChangePassword, createdAt, passwordHash } =
    state;
  return {
    id,
    email: state.email.value,
    emailVerifiedAt,
    username: state.username.value,
    displayName: state.displayName?.value ?? null,
    locale: state.locale?.value ?? null,
    metadata,
    roles,
    isActive,
    mustChangePassword,
    createdAt,
    ...(withHash && { passwordHash: passwordHash?.encoded ?? null }),
  };
}

export interface RecordDefaults {
  readonly newId: () => string;
  readonly now: Date;
  /** Of addresses of which the record says nothing. */
  readonly areEmailsVerified: boolean;
  readonly hashes: ForeignHashes;
  /** Those that there are. */
  readonly roles: ReadonlySet<Role>;
}

function parseKnownRoles(names: readonly string[], known: ReadonlySet<Role>): readonly Role[] {
  const roles = parseRoles(names);
  return roles.every((role) => known.has(role)) ? roles : refuse('roles', 'must name roles that there are');
}

/**
 * The values are those of JSON, or of CSV, where all are text; null, empty and absent are one.
 * @throws AppError VALIDATION_ERROR with all that is wrong, and no value.
 */
export function parseRecord(given: Fields, defaults: RecordDefaults): NewUser {
  const fields = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== null && value !== ''),
  );
  const { now } = defaults;
  const read = reader(fields, now);
  const unknown = Object.keys(fields).filter((name) => !(recordFields as readonly string[]).includes(name));
  const { emailVerified, emailVerifiedAt, passwordHash, createdAt, ...account } = parseAll({
    ...Object.fromEntries(unknown.map((name) => [`?${name}`, () => refuse(shown(name), 'is not known')])),
    id: () => UserId.parse(read.text('id') ?? defaults.newId()),
    email: () => Email.parse(read.text('email') ?? refuse('email', 'is required')),
    username: () => Username.parse(read.text('username') ?? usernameFor(read.text('email') ?? '')),
    displayName: () => optional(read.text('displayName'), (text) => DisplayName.parse(text)),
    locale: () => optional(read.text('locale'), (text) => Locale.parse(text)),
    metadata: () => parseMetadata(read.object('metadata') ?? {}),
    roles: () => parseKnownRoles(read.list('roles') ?? ['user'], defaults.roles),
    isActive: () => read.flag('isActive') ?? true,
    mustChangePassword: () => read.flag('mustChangePassword') ?? false,
    emailVerified: () => read.flag('emailVerified'),
    emailVerifiedAt: () => read.time('emailVerifiedAt'),
    createdAt: () => read.time('createdAt') ?? now,
    passwordHash: () => parseHash(read.text('passwordHash'), read.text('passwordSalt'), defaults.hashes),
  }) as ReturnType<typeof parsedTypes>;
  const isVerified = emailVerified ?? defaults.areEmailsVerified;
  return {
    ...account,
    createdAt,
    passwordHash,
    emailVerifiedAt: emailVerifiedAt ?? (isVerified ? now : null),
    mustChangePassword: account.mustChangePassword && passwordHash !== null,
  };
}

/** For the compiler: the names of unknown fields are not among those of known ones. */
declare function parsedTypes(): Required<Omit<NewUser, 'mustChangePassword' | 'emailVerifiedAt'>> & {
  readonly mustChangePassword: boolean;
  readonly emailVerified: boolean | undefined;
  readonly emailVerifiedAt: Date | undefined;
};

function reader(fields: Fields, now: Date) {
  const text = (name: string): string | undefined => {
    const value = fields[name];
    if (value === undefined || typeof value === 'string') return value;
    return refuse(name, 'must be text');
  };
  return {
    text,
    flag(name: string): boolean | undefined {
      const value = fields[name];
      if (value === undefined || typeof value === 'boolean') return value;
      if (value === 'true' || value === 'false') return value === 'true';
      return refuse(name, 'must be true or false');
    },
    time(name: string): Date | undefined {
      const value = text(name);
      if (value === undefined) return undefined;
      const time = new Date(isoTime.test(value) ? value : Number.NaN);
      if (Number.isNaN(time.getTime()))
        return refuse(name, 'must be a time (ISO 8601), such as 2026-03-14T09:26:53Z');
      return time <= now ? time : refuse(name, 'must not be in the future');
    },
    list(name: string): readonly string[] | undefined {
      const value = fields[name];
      if (typeof value === 'string') return value.split(/[\s,;|]+/).filter((item) => item !== '');
      const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
      return value === undefined || isList ? value : refuse(name, 'must be a list of names');
    },
    object(name: string): Metadata | undefined {
      const value = typeof fields[name] === 'string' ? parsedJson(fields[name]) : fields[name];
      const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
      return value === undefined || isObject ? (value as Metadata) : refuse(name, 'must be a JSON object');
    },
  };
}

const isoTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function optional<T>(text: string | undefined, parse: (text: string) => T): T | null {
  return text === undefined ? null : parse(text);
}

function parseHash(hash: string | undefined, salt: string | undefined, hashes: ForeignHashes) {
  if (hash === undefined) return null;
  return (
    hashes.parse(hash, salt ?? null) ??
    refuse('passwordHash', 'is of no form that can be verified, or beyond its limits')
  );
}

/** The same each time, so that an import that is run again finds it. */
function usernameFor(email: string): string {
  const local = email
    .slice(0, email.lastIndexOf('@'))
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]/g, '');
  const suffix = digestOf(email.trim().toLowerCase()).toString(36);
  return `${local.replace(/^[._-]+/, '').slice(0, 40) || 'user'}-${suffix}`;
}

/** What somebody has put into the first line of a file may be anything. */
function shown(name: string): string {
  return /^[\w.-]{1,40}$/.test(name) ? name : 'a field';
}

function refuse(field: string, message: string): never {
  throw invalidField(field, message);
}
