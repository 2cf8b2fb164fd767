import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { ApiKeyRepository } from '#domain/service-accounts/api-key-repository.js';
import { keyEnded, keyNotFound } from '#domain/service-accounts/errors.js';
import { ApiKeyId, ServiceAccountId } from '#domain/shared/ids.js';
import { parseAll } from '#domain/shared/validation.js';
import type { KeyIssue, NewKeyView } from './key-issue.js';
import type { ServiceAccountAccess } from './service-account-access.js';

export interface RotateServiceKeyCommand {
  readonly serviceAccountId: string;
  readonly keyId: string;
  /** For so long the old key is good beside the new one. */
  readonly overlapSeconds: number;
}

export class RotateServiceKey {
  constructor(
    private readonly access: ServiceAccountAccess,
    private readonly keys: ApiKeyRepository,
    private readonly issue: KeyIssue,
    private readonly clock: Clock,
  ) {}

  /**
   * The new key has the name of the old one, and lives as long as that was to live.
   * @throws AppError as for a new key; KEY_NOT_FOUND; KEY_ENDED for one that has expired or was revoked.
   */
  async execute(command: RotateServiceKeyCommand, context: RequestContext): Promise<NewKeyView> {
    const { id, keyId } = parseAll({
      id: () => ServiceAccountId.parse(command.serviceAccountId),
      keyId: () => ApiKeyId.parse(command.keyId, 'kid'),
    });
    return this.access.issueFor(context, id, async (tenantId) => {
      const at = this.clock.now();
      const key = await this.keys.findForUpdate(keyId, { kind: 'service', id });
      if (key === null) throw keyNotFound();
      if (!key.isAlive(at)) throw keyEnded();
      const { owner, name, permissions, createdAt, expiresAt } = key.state;
      const lifetimeMs = expiresAt && expiresAt.getTime() - createdAt.getTime();
      const end = lifetimeMs && new Date(at.getTime() + lifetimeMs);
      const wanted = { owner, tenantId, name, permissions, expiresAt: end || null };
      const issued = await this.issue.issue(wanted, key);
      key.retire(new Date(at.getTime() + command.overlapSeconds * 1000), at);
      await this.keys.save(key);
      return issued;
    });
  }
}
