import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { forbidden } from '#domain/access/errors.js';
import { emailNotVerified } from '#domain/auth/errors.js';
import { tokenInvalid } from '#domain/one-time-tokens/errors.js';
import { tooManyMembers } from '#domain/tenants/errors.js';
import type { Invitations } from '#domain/tenants/members.js';
import type { TenantStores } from './create-tenant.js';
import type { InvitationTokens } from './invitation-tokens.js';
import type { TenantSettings } from './tenant-settings.js';
import { type TenantView, viewOf } from './tenant-view.js';

export interface AcceptanceParts extends TenantStores {
  readonly invitations: Invitations;
  readonly tokens: InvitationTokens;
}

/** Only for whoever reads what is sent to the address that was invited. */
export class AcceptInvitation {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly parts: AcceptanceParts,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly settings: TenantSettings,
  ) {}

  /**
   * A refusal other than TOKEN_INVALID leaves the invitation as it is.
   * @throws AppError TOKEN_INVALID, FORBIDDEN to the owner of another address, EMAIL_NOT_VERIFIED, ALREADY_MEMBER or
   * TOO_MANY_MEMBERS.
   */
  async execute(command: { readonly token: string }, context: RequestContext): Promise<TenantView> {
    const { userId } = this.authorizer.requireSession(context);
    const { tenants, members, users, invitations, tokens } = this.parts;
    const presented = tokens.parse(command.token);
    if (presented === null) throw tokenInvalid();
    const { tenantId, hash } = presented;
    return this.unitOfWork.scoped(tenantId, context, async () => {
      const tenant = await tenants.findByIdForUpdate(tenantId);
      const invitation = tenant && (await invitations.take(hash));
      const user = await users.findById(userId);
      if (!tenant || !invitation || !user) throw tokenInvalid();
      if (!user.state.email.equals(invitation.email)) throw forbidden();
      if (user.state.emailVerifiedAt === null) throw emailNotVerified();
      if ((await members.count()) >= this.settings.maxMembers) throw tooManyMembers();
      const { roles } = invitation;
      const now = this.clock.now();
      await members.add({ tenantId, userId, roles, joinedAt: now });
      tenant.noteJoined(userId, roles, now);
      await tenants.note(tenant);
      return viewOf(tenant);
    });
  }
}
