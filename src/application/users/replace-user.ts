import type { ExpectedVersions } from '#application/shared/expected-version.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { UserId } from '#domain/shared/ids.js';
import { type AccountChange, applyChange, parseChange } from './account-change.js';
import type { UserAdministration } from './user-administration.js';
import type { UserView } from './user-queries.js';

export interface ReplaceUserCommand extends Required<AccountChange> {
  readonly id: string;
  readonly expectedVersions: ExpectedVersions;
}

export type ReplaceUserResult = UserView;

export class ReplaceUser {
  constructor(private readonly administration: UserAdministration) {}

  /** @throws AppError VALIDATION_ERROR, and as UserAdministration.change. */
  async execute(command: ReplaceUserCommand, context: RequestContext): Promise<ReplaceUserResult> {
    const { id, expectedVersions, ...replacement } = command;
    const change = parseChange(replacement);
    return this.administration.change(UserId.parse(id), expectedVersions, context, (user, at) =>
      applyChange(user, change, at),
    );
  }
}
