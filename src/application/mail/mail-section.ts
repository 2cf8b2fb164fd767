import {
  allPages,
  type DataExportSection,
  exportPageSize,
} from '#application/data-export/data-export-section.js';
import type { UserId } from '#domain/shared/ids.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { MailHistory } from './mail-history.js';

/** That messages were sent to the address of the account: to nobody who has not shown that they read what is sent there. */
export class MailSection implements DataExportSection {
  readonly name = 'mails';

  constructor(
    private readonly users: UserRepository,
    private readonly history: MailHistory,
  ) {}

  async collect(userId: UserId): Promise<unknown> {
    const user = await this.users.findById(userId);
    if (!user?.state.emailVerifiedAt) return [];
    const { value } = user.state.email;
    return allPages((cursor) => this.history.pageTo(value, exportPageSize, cursor));
  }
}
