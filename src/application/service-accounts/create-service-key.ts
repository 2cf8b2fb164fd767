import type { RequestContext } from '#application/shared/request-context.js';
import { parseName } from '#domain/service-accounts/account-name.js';
import { ServiceAccountId } from '#domain/shared/ids.js';
import type { KeyIssue, NewKeyView } from './key-issue.js';
import type { ServiceAccountAccess } from './service-account-access.js';

export interface CreateServiceKeyCommand {
  readonly serviceAccountId: string;
  readonly name: string;
  readonly expiresAt?: Date | undefined;
}

export class CreateServiceKey {
  constructor(
    private readonly access: ServiceAccountAccess,
    private readonly issue: KeyIssue,
  ) {}

  /**
   * @throws AppError VALIDATION_ERROR; SERVICE_ACCOUNT_NOT_FOUND; TOO_MANY_KEYS; FORBIDDEN without
   * `service_accounts:write`, or where the account has more than oneself.
   */
  async execute(command: CreateServiceKeyCommand, context: RequestContext): Promise<NewKeyView> {
    const id = ServiceAccountId.parse(command.serviceAccountId);
    const name = parseName(command.name);
    const owner = { kind: 'service', id } as const;
    const wanted = { owner, name, permissions: null, expiresAt: command.expiresAt ?? null };
    return this.access.issueFor(context, id, (tenantId) => this.issue.issue({ ...wanted, tenantId }));
  }
}
