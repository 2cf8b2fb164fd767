import Joi from 'joi';
import { Password } from '#domain/auth/password.js';
import { Email } from '#domain/users/email.js';
import { Username } from '#domain/users/username.js';
import type { EncryptionKey, FirstAdminConfig } from '../config.js';
import { InvalidVariable } from '../configuration-error.js';
import { parseEncryptionKeys } from '../encryption-keys.js';
import {
  checkedInProduction,
  parsed,
  requiredInProduction,
  secret,
  type VariableMeta,
  when,
} from '../variable-types.js';
import { isDefaultSecret, isPatternedKey } from './weak-secrets.js';

export interface SecretVariables {
  readonly ENCRYPTION_KEY: readonly EncryptionKey[];
  readonly ADMIN_EMAIL?: string;
  readonly ADMIN_USERNAME: string;
  readonly ADMIN_PASSWORD?: string;
}

const generateKey = 'Make one with `openssl rand -base64 32`.';

function refusePatternedKeys(keys: readonly EncryptionKey[]): readonly EncryptionKey[] {
  if (!keys.some(({ secret }) => isPatternedKey(secret))) return keys;
  throw new InvalidVariable('has a key that is not random, which production refuses', generateKey);
}

function refuseDefaultPassword(password: string): string {
  if (!isDefaultSecret(password)) return password;
  throw new InvalidVariable(
    'is a default password, which production refuses',
    'Choose a password of your own.',
  );
}

export const secretVariables: Record<keyof SecretVariables, Joi.Schema> = {
  ENCRYPTION_KEY: requiredInProduction(
    checkedInProduction(secret(parsed(parseEncryptionKeys)), refusePatternedKeys),
  )
    .default([])
    .description(
      'Encrypts secrets in the database: 32 random bytes in base64 or hexadecimal. May be several, ' +
        'comma-separated: the first encrypts, all decrypt. To replace one, append the new key at the end on every ' +
        'instance, then move it to the front, and remove the old one when the signing keys that it encrypts have ' +
        'been replaced (`node dist/src/rotate-signing-key.js`) and retired. ' +
        `${generateKey} Outside production one is made in \`DATA_DIR\` when it is not set.`,
    )
    .example('<base64>')
    .meta({
      defaultText: 'none',
      productionRule: 'keys that are not random are refused',
    } satisfies VariableMeta),
  ADMIN_EMAIL: parsed((text) => Email.parse(text).value)
    .description('Makes the first administrator at start, unless there is one.')
    .example('admin@example.com'),
  ADMIN_USERNAME: parsed((text) => Username.parse(text).value)
    .default('admin')
    .description('Username of the first administrator.')
    .example('root'),
  ADMIN_PASSWORD: when(
    checkedInProduction(
      secret(Joi.string().custom((text: string) => Password.parse(text).value)),
      refuseDefaultPassword,
    ),
    'ADMIN_EMAIL',
    Joi.exist(),
    when(Joi.any(), 'NODE_ENV', 'production', Joi.required()),
  )
    .description(
      'Password of the first administrator. Outside production a random one is made and printed once.',
    )
    .example('<a long one>')
    .meta({
      productionRule: 'required when `ADMIN_EMAIL` is set; default passwords are refused',
    } satisfies VariableMeta),
};

export function toFirstAdminConfig(variables: SecretVariables): FirstAdminConfig | null {
  const { ADMIN_EMAIL: email, ADMIN_USERNAME: username, ADMIN_PASSWORD: password = null } = variables;
  return email === undefined ? null : { email, username, password };
}
