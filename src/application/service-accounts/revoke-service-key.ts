import type { RequestContext } from '#application/shared/request-context.js';
import { ApiKeyId, ServiceAccountId } from '#domain/shared/ids.js';
import { parseAll } from '#domain/shared/validation.js';
import type { KeyRevocation } from './key-revocation.js';
import type { ServiceAccountAccess } from './service-account-access.js';

export interface RevokeServiceKeyCommand {
  readonly serviceAccountId: string;
  readonly keyId: string;
}

export class RevokeServiceKey {
  constructor(
    private readonly access: ServiceAccountAccess,
    private readonly revocation: KeyRevocation,
  ) {}

  /** @throws AppError VALIDATION_ERROR; FORBIDDEN without `service_accounts:write`; KEY_NOT_FOUND. */
  async execute(command: RevokeServiceKeyCommand, context: RequestContext): Promise<void> {
    const { id, keyId } = parseAll({
      id: () => ServiceAccountId.parse(command.serviceAccountId),
      keyId: () => ApiKeyId.parse(command.keyId, 'kid'),
    });
    await this.access.change(context, id, () => this.revocation.revoke(keyId, { kind: 'service', id }));
  }
}
