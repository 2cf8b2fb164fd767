import type { FastifyInstance } from 'fastify';
import type { Cipher } from '#application/shared/cipher.js';
import type { Clock } from '#application/shared/clock.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import type { Logger } from '#application/shared/logger.js';
import type { OpaqueTokens } from '#application/shared/opaque-tokens.js';
import type { RateLimiter } from '#application/shared/rate-limiter.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { EncryptionKey } from '#infrastructure/crypto/encryption-keys.js';
import type { CurrentTransaction, Transaction } from '#infrastructure/shared/transaction.js';
import type { Lifecycle } from '#presentation/http/plugins/shutdown.js';
import type { FeatureSet } from '../feature-set.js';
import type { Settings } from '../settings.js';
import { token } from '../token.js';

/** What every feature may ask for. */
export const platform = {
  lifecycle: token<Lifecycle>('Lifecycle'),
  features: token<FeatureSet>('FeatureSet'),
  settings: token<Settings>('Settings'),
  logger: token<Logger>('Logger'),
  logDestination: token<NodeJS.WritableStream>('LogDestination'),
  clock: token<Clock>('Clock'),
  ids: token<IdGenerator>('IdGenerator'),
  unitOfWork: token<UnitOfWork>('UnitOfWork'),
  currentTransaction: token<Pick<CurrentTransaction<Transaction>, 'get'>>('CurrentTransaction'),
  encryptionKeys: token<readonly EncryptionKey[]>('EncryptionKeys'),
  cipher: token<Cipher>('Cipher'),
  opaqueTokens: token<OpaqueTokens>('OpaqueTokens'),
  rateLimiter: token<RateLimiter>('RateLimiter'),
  app: token<FastifyInstance>('App'),
};
