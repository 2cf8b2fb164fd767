import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { parseName } from '#domain/service-accounts/account-name.js';
import { sessionRevoked } from '#domain/sessions/errors.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { KeyIssue, NewKeyView } from './key-issue.js';

export interface CreateMyKeyCommand {
  readonly name: string;
  readonly permissions: readonly string[];
  readonly expiresAt?: Date | undefined;
}

export class CreateMyKey {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly users: UserRepository,
    private readonly issue: KeyIssue,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws AppError VALIDATION_ERROR; STEP_UP_REQUIRED; FORBIDDEN for more than one has; TOO_MANY_KEYS; SESSION_REVOKED. */
  async execute(command: CreateMyKeyCommand, context: RequestContext): Promise<NewKeyView> {
    const name = parseName(command.name);
    const { userId: id } = this.authorizer.requireFreshUser(context);
    await this.authorizer.requireGranting(context, command.permissions, id);
    const permissions = [...new Set(command.permissions)].sort();
    const owner = { kind: 'user', id } as const;
    const wanted = { owner, tenantId: null, name, permissions, expiresAt: command.expiresAt ?? null };
    return this.unitOfWork.run(context, async () => {
      if ((await this.users.findByIdForUpdate(id)) === null) throw sessionRevoked();
      return this.issue.issue(wanted);
    });
  }
}
