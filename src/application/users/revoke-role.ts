import type { RequestContext } from '#application/shared/request-context.js';
import { parseRole } from '#domain/access/role.js';
import { UserId } from '#domain/shared/ids.js';
import type { UserAdministration } from './user-administration.js';
import type { UserView } from './user-queries.js';

export interface RevokeRoleCommand {
  readonly id: string;
  readonly role: string;
}

export type RevokeRoleResult = UserView;

export class RevokeRole {
  constructor(private readonly administration: UserAdministration) {}

  /** @throws AppError VALIDATION_ERROR for an unknown role, and as UserAdministration.change. */
  async execute(command: RevokeRoleCommand, context: RequestContext): Promise<RevokeRoleResult> {
    const role = parseRole(command.role);
    return this.administration.change(UserId.parse(command.id), null, context, (user, at) =>
      user.revokeRole(role, at),
    );
  }
}
