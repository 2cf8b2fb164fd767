import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { forbidden } from '#domain/access/errors.js';
import { TenantId, UserId } from '#domain/shared/ids.js';
import { lastOwner, memberNotFound } from '#domain/tenants/errors.js';
import type { Members } from '#domain/tenants/members.js';
import type { TenantChange } from './tenant-change.js';

export interface RemoveMemberCommand {
  readonly id: string;
  readonly userId: string;
}

/** Oneself may always go. */
export class RemoveMember {
  constructor(
    private readonly change: TenantChange,
    private readonly members: Members,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError VALIDATION_ERROR, TENANT_NOT_FOUND, MEMBER_NOT_FOUND, FORBIDDEN or LAST_OWNER. */
  async execute(command: RemoveMemberCommand, context: RequestContext): Promise<void> {
    const id = TenantId.parse(command.id);
    const userId = UserId.parse(command.userId, 'userId');
    const { principal } = context;
    // With a key, or in somebody's place, nobody leaves.
    const isSelf = principal?.kind === 'user' && principal.sessionId !== null && principal.userId === userId;
    await this.change.run(context, id, isSelf ? null : 'members:write', async (scene) => {
      const { tenant, actor } = scene;
      const member = await this.members.find(userId);
      if (member === null) throw memberNotFound();
      if (!isSelf && !actor.covers(member.roles)) throw forbidden();
      const isOwner = member.roles.includes('owner');
      if (isOwner && (await this.members.countHolders('owner')) === 1) throw lastOwner();
      await this.members.remove(userId);
      tenant.noteGone(userId, actor.id, this.clock.now());
    });
  }
}
