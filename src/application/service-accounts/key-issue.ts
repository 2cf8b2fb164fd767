import type { Clock } from '#application/shared/clock.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import { ApiKey, type ApiKeyState } from '#domain/service-accounts/api-key.js';
import type { ApiKeyRepository } from '#domain/service-accounts/api-key-repository.js';
import { tooManyKeys } from '#domain/service-accounts/errors.js';
import type { ApiKeyId, TenantId } from '#domain/shared/ids.js';
import { invalidField } from '#domain/shared/validation.js';
import { type ApiKeyView, keyViewOf } from './api-key-queries.js';
import type { ApiKeySecrets } from './api-key-secrets.js';

export interface KeySettings {
  readonly maxPerAccount: number;
}

export interface NewKeyView extends ApiKeyView {
  /** Shown this once. */
  readonly key: string;
}

interface Wanted extends Pick<ApiKeyState, 'owner' | 'name' | 'permissions' | 'expiresAt'> {
  /** Of the service account. */
  readonly tenantId: TenantId | null;
}

/** Makes keys, within a unit of work that has locked their owner. */
export class KeyIssue {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly secrets: ApiKeySecrets,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly settings: KeySettings,
  ) {}

  /**
   * @param inPlaceOf which does not count among those that there are.
   * @throws AppError VALIDATION_ERROR for an end that has passed; TOO_MANY_KEYS.
   */
  async issue({ tenantId, ...wanted }: Wanted, inPlaceOf?: ApiKey): Promise<NewKeyView> {
    const at = this.clock.now();
    if (wanted.expiresAt !== null && wanted.expiresAt <= at) {
      throw invalidField('expiresAt', 'must be in the future');
    }
    const alive = await this.keys.findAliveByOwner(wanted.owner, at);
    const others = alive.filter(({ state }) => state.id !== inPlaceOf?.state.id);
    if (others.length >= this.settings.maxPerAccount) throw tooManyKeys();
    const id = this.ids.next() as ApiKeyId;
    const { key, secretHash } = this.secrets.make(id);
    const issued = ApiKey.create({ ...wanted, id, secretHash }, tenantId, at);
    await this.keys.add(issued);
    return { ...keyViewOf(issued.state), key };
  }
}
