import type { RequestAuthenticator } from '#application/auth/request-authenticator.js';
import type { Principal } from '#application/shared/request-context.js';
import { unauthenticated } from '#domain/access/errors.js';
import { constantTimeEquals } from '#domain/shared/constant-time.js';
import type { ApiKeySecrets } from './api-key-secrets.js';
import type { KeyPrincipals } from './key-principals.js';

/** By which scanners for leaked secrets find a key. */
export const keyPrefix = 'ghk_';

export class AuthenticateKey implements RequestAuthenticator {
  readonly name = 'key';

  constructor(
    private readonly secrets: ApiKeySecrets,
    private readonly principals: KeyPrincipals,
  ) {}

  accepts(credential: string): boolean {
    return credential.startsWith(keyPrefix);
  }

  /** @throws AppError UNAUTHENTICATED, for a mistyped key without asking the database; ACCOUNT_INACTIVE. */
  async authenticate(credential: string): Promise<Principal> {
    const shown = this.secrets.parse(credential);
    if (shown === null) throw unauthenticated();
    return this.principals.of(shown.id, ({ secretHash }) => constantTimeEquals(secretHash, shown.secretHash));
  }
}
