import { AggregateRoot } from '#domain/shared/aggregate-root.js';
import type { ApiKeyId, ServiceAccountId, TenantId, UserId } from '#domain/shared/ids.js';
import { keyCreated, keyRevoked, keyRotated } from './events.js';

export type KeyOwner =
  | { readonly kind: 'user'; readonly id: UserId }
  | { readonly kind: 'service'; readonly id: ServiceAccountId };

export interface ApiKeyState {
  readonly id: ApiKeyId;
  readonly owner: KeyOwner;
  readonly name: string;
  /** Names that a personal key is limited to; null with a service account, whose own they are. */
  readonly permissions: readonly string[] | null;
  /** SHA-256 of the secret, base64url. */
  readonly secretHash: string;
  readonly createdAt: Date;
  /** Null: it ends when it is revoked. */
  readonly expiresAt: Date | null;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

export type NewApiKey = Pick<
  ApiKeyState,
  'id' | 'owner' | 'name' | 'permissions' | 'secretHash' | 'expiresAt'
>;

/** Why a key was ended. */
export type KeyEnd = 'revoked' | 'password_reset' | 'email_reverted';

export class ApiKey extends AggregateRoot {
  #state: ApiKeyState;

  private constructor(
    state: ApiKeyState,
    /** Whose service account has it; null for one of the whole service, and for a user. */
    private readonly tenantId: TenantId | null,
  ) {
    super();
    this.#state = state;
  }

  static create(key: NewApiKey, tenantId: TenantId | null, at: Date): ApiKey {
    const created = new ApiKey({ ...key, createdAt: at, lastUsedAt: null, revokedAt: null }, tenantId);
    created.record(keyCreated(key.id, created.#owned, at));
    return created;
  }

  static rehydrate(state: ApiKeyState, tenantId: TenantId | null): ApiKey {
    return new ApiKey(state, tenantId);
  }

  get state(): ApiKeyState {
    return this.#state;
  }

  isAlive(at: Date): boolean {
    return isAlive(this.#state, at);
  }

  revoke(reason: KeyEnd, at: Date): void {
    if (this.#state.revokedAt !== null) return;
    this.#state = { ...this.#state, revokedAt: at };
    this.record(keyRevoked(this.#state.id, { ...this.#owned, reason }, at));
  }

  /** It ends then, or before where it does so anyway. */
  retire(endsAt: Date, at: Date): void {
    const { id, expiresAt } = this.#state;
    const end = expiresAt !== null && expiresAt < endsAt ? expiresAt : endsAt;
    this.#state = { ...this.#state, expiresAt: end };
    this.record(keyRotated(id, { ...this.#owned, endsAt: end.toISOString() }, at));
  }

  get #owned() {
    const { owner, name } = this.#state;
    const isUser = owner.kind === 'user';
    return {
      tenantId: isUser ? null : this.tenantId,
      userId: isUser ? owner.id : null,
      serviceAccountId: isUser ? null : owner.id,
      name,
    };
  }
}

export function isAlive({ revokedAt, expiresAt }: Pick<ApiKeyState, 'revokedAt' | 'expiresAt'>, at: Date) {
  return revokedAt === null && (expiresAt === null || expiresAt > at);
}
