import type { RequestContext } from '#application/shared/request-context.js';
import { UserId } from '#domain/shared/ids.js';
import type { UserAdministration } from './user-administration.js';
import type { UserView } from './user-queries.js';

export interface DeactivateUserCommand {
  readonly id: string;
}

export type DeactivateUserResult = UserView;

export class DeactivateUser {
  constructor(private readonly administration: UserAdministration) {}

  /** Ends the sessions of the user. @throws AppError as UserAdministration.change. */
  async execute(command: DeactivateUserCommand, context: RequestContext): Promise<DeactivateUserResult> {
    return this.administration.change(UserId.parse(command.id), null, context, (user, at) =>
      user.deactivate(at),
    );
  }
}
