import type { ExpectedVersions } from '#application/shared/expected-version.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { UserId } from '#domain/shared/ids.js';
import { type AccountChange, applyChange, parseChange } from './account-change.js';
import type { UserAdministration } from './user-administration.js';
import type { UserView } from './user-queries.js';

export interface PatchUserCommand extends AccountChange {
  readonly id: string;
  readonly expectedVersions: ExpectedVersions;
}

export type PatchUserResult = UserView;

export class PatchUser {
  constructor(private readonly administration: UserAdministration) {}

  /** @throws AppError VALIDATION_ERROR, and as UserAdministration.change. */
  async execute(command: PatchUserCommand, context: RequestContext): Promise<PatchUserResult> {
    const { id, expectedVersions, ...patch } = command;
    const change = parseChange(patch);
    return this.administration.change(UserId.parse(id), expectedVersions, context, (user, at) =>
      applyChange(user, change, at),
    );
  }
}
