import type { RequestContext } from '#application/shared/request-context.js';
import { parseRole } from '#domain/access/role.js';
import { UserId } from '#domain/shared/ids.js';
import type { UserAdministration } from './user-administration.js';
import type { UserView } from './user-queries.js';

export interface GrantRoleCommand {
  readonly id: string;
  readonly role: string;
}

export type GrantRoleResult = UserView;

export class GrantRole {
  constructor(private readonly administration: UserAdministration) {}

  /** @throws AppError VALIDATION_ERROR for an unknown role, and as UserAdministration.change. */
  async execute(command: GrantRoleCommand, context: RequestContext): Promise<GrantRoleResult> {
    const role = parseRole(command.role);
    return this.administration.change(UserId.parse(command.id), null, context, (user, at) =>
      user.grantRole(role, at),
    );
  }
}
