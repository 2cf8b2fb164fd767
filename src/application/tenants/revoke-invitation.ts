import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { parseId, TenantId } from '#domain/shared/ids.js';
import { invitationNotFound } from '#domain/tenants/errors.js';
import type { Invitations } from '#domain/tenants/members.js';
import type { TenantChange } from './tenant-change.js';

export interface RevokeInvitationCommand {
  readonly id: string;
  readonly invitationId: string;
}

export class RevokeInvitation {
  constructor(
    private readonly change: TenantChange,
    private readonly invitations: Invitations,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError VALIDATION_ERROR, TENANT_NOT_FOUND, FORBIDDEN or INVITATION_NOT_FOUND. */
  async execute(command: RevokeInvitationCommand, context: RequestContext): Promise<void> {
    const id = TenantId.parse(command.id);
    const invitationId = parseId(command.invitationId, 'invitationId');
    await this.change.run(context, id, 'members:write', async ({ tenant }) => {
      if (!(await this.invitations.remove(invitationId))) throw invitationNotFound();
      tenant.noteRevoked(invitationId, this.clock.now());
    });
  }
}
