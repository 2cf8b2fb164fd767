import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { ApiKeyId } from '#domain/shared/ids.js';
import type { KeyRevocation } from './key-revocation.js';

export class RevokeMyKey {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly revocation: KeyRevocation,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws AppError VALIDATION_ERROR; UNAUTHENTICATED; FORBIDDEN without a session; KEY_NOT_FOUND also for somebody else's. */
  async execute(command: { readonly id: string }, context: RequestContext): Promise<void> {
    const keyId = ApiKeyId.parse(command.id);
    const { userId: id } = this.authorizer.requireSession(context);
    await this.unitOfWork.run(context, () => this.revocation.revoke(keyId, { kind: 'user', id }));
  }
}
