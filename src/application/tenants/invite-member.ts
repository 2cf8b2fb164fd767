import type { Clock } from '#application/shared/clock.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { forbidden } from '#domain/access/errors.js';
import { TenantId } from '#domain/shared/ids.js';
import { alreadyMember, tooManyMembers } from '#domain/tenants/errors.js';
import type { Invitations, Members } from '#domain/tenants/members.js';
import { Email } from '#domain/users/email.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { InvitationMails } from './invitation-mails.js';
import type { InvitationTokens } from './invitation-tokens.js';
import { type InvitationView, invitationViewOf } from './invitation-view.js';
import type { TenantChange } from './tenant-change.js';
import { invitationSeconds, type TenantSettings } from './tenant-settings.js';

export interface InviteMemberCommand {
  readonly id: string;
  readonly email: string;
  readonly roles: readonly string[];
}

export interface InvitationParts {
  readonly members: Members;
  readonly invitations: Invitations;
  readonly users: UserRepository;
  readonly tokens: InvitationTokens;
  readonly mails: InvitationMails;
}

/** In place of an earlier invitation to the same address. */
export class InviteMember {
  constructor(
    private readonly change: TenantChange,
    private readonly parts: InvitationParts,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly settings: TenantSettings,
  ) {}

  /**
   * @throws AppError VALIDATION_ERROR, TENANT_NOT_FOUND, ALREADY_MEMBER, TOO_MANY_MEMBERS, MAIL_LIMITED; FORBIDDEN also for
   * roles with more than one has oneself.
   */
  async execute(command: InviteMemberCommand, context: RequestContext): Promise<InvitationView> {
    const tenantId = TenantId.parse(command.id);
    const email = Email.parse(command.email);
    const { members, invitations, users, tokens, mails } = this.parts;
    const [id, token] = [this.ids.next(), tokens.make(tenantId)];
    return this.change.run(context, tenantId, 'members:write', async ({ tenant, actor, grants }) => {
      const roles = grants.parse(command.roles);
      if (!actor.covers(roles)) throw forbidden();
      const invitee = await users.findByEmail(email);
      if (invitee !== null && (await members.find(invitee.id)) !== null) throw alreadyMember();
      const given = { tenantId, id, email, roles, invitedBy: actor.id, createdAt: this.clock.now() };
      const invitation = await invitations.put(given, token.hash, invitationSeconds);
      const count = (await members.count()) + (await invitations.count());
      if (count > this.settings.maxMembers) throw tooManyMembers();
      const inviter = await (actor.userId && users.findById(actor.userId));
      await mails.send(invitation, token.value, { tenant, inviter, invitee });
      tenant.noteInvited(id, roles, given.createdAt);
      return invitationViewOf(invitation);
    });
  }
}
