import type { CredentialEnding, SessionsEnd } from '#application/sessions/session-termination.js';
import type { ApiKeyRepository } from '#domain/service-accounts/api-key-repository.js';

/** An account that was taken back from somebody keeps no keys of theirs; one that is in order does (ASVS 7.4.3). */
export class EndKeysWithSessions implements CredentialEnding {
  constructor(private readonly keys: ApiKeyRepository) {}

  async sessionsEnd({ userId, reason, at }: SessionsEnd): Promise<void> {
    if (reason !== 'password_reset' && reason !== 'email_reverted') return;
    const alive = await this.keys.findAliveByOwner({ kind: 'user', id: userId }, at);
    for (const key of alive) key.revoke(reason, at);
    await this.keys.save(...alive);
  }
}
