import type { MailLinks, Mails } from '#application/mail/mails.js';
import type { MailAllowance } from '#application/mail-requests/mail-allowance.js';
import { mailLimited } from '#domain/tenants/errors.js';
import type { Invitation } from '#domain/tenants/members.js';
import type { Tenant } from '#domain/tenants/tenant.js';
import type { User } from '#domain/users/user.js';
import { invitationMail } from './mails.js';
import { invitationSeconds } from './tenant-settings.js';

/** Within the unit of work that invites. */
export class InvitationMails {
  constructor(
    private readonly allowance: MailAllowance,
    private readonly mails: Mails,
    private readonly links: MailLinks,
  ) {}

  /** @param invitee null where nobody has the address. @throws AppError MAIL_LIMITED. */
  async send(
    { email }: Invitation,
    token: string,
    { tenant, inviter, invitee }: { tenant: Tenant; inviter: User | null; invitee: User | null },
  ): Promise<void> {
    if (!(await this.allowance.takeSparingly(email))) throw mailLimited({ retryAfter: 3_600 });
    const recipient = { email, locale: invitee?.state.locale?.value ?? null };
    await this.mails.send(invitationMail, recipient, {
      tenant: tenant.state.name.value,
      inviter: inviter?.state.username.value ?? '',
      link: this.links.to('invitation', token),
      seconds: invitationSeconds,
    });
  }
}
