import type { RequestContext } from '#application/shared/request-context.js';
import { UserId } from '#domain/shared/ids.js';
import type { UserAdministration } from './user-administration.js';
import type { UserView } from './user-queries.js';

export interface ActivateUserCommand {
  readonly id: string;
}

export type ActivateUserResult = UserView;

export class ActivateUser {
  constructor(private readonly administration: UserAdministration) {}

  /** @throws AppError as UserAdministration.change. */
  async execute(command: ActivateUserCommand, context: RequestContext): Promise<ActivateUserResult> {
    return this.administration.change(UserId.parse(command.id), null, context, (user, at) =>
      user.activate(at),
    );
  }
}
