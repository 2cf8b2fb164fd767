import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { forbidden } from '#domain/access/errors.js';
import { TenantId, UserId } from '#domain/shared/ids.js';
import { lastOwner, memberNotFound } from '#domain/tenants/errors.js';
import type { Members } from '#domain/tenants/members.js';
import type { MemberQueries, MemberView } from './member-queries.js';
import type { TenantChange } from './tenant-change.js';

export interface ChangeMemberCommand {
  readonly id: string;
  readonly userId: string;
  readonly roles: readonly string[];
}

export class ChangeMember {
  constructor(
    private readonly change: TenantChange,
    private readonly members: Members,
    private readonly queries: MemberQueries,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError VALIDATION_ERROR, TENANT_NOT_FOUND, MEMBER_NOT_FOUND, LAST_OWNER; FORBIDDEN also for roles, given or
   * taken, with more than one has oneself.
   */
  async execute(command: ChangeMemberCommand, context: RequestContext): Promise<MemberView> {
    const id = TenantId.parse(command.id);
    const userId = UserId.parse(command.userId, 'userId');
    return this.change.run(context, id, 'members:write', async ({ tenant, actor, grants }) => {
      const roles = grants.parse(command.roles);
      const member = await this.members.find(userId);
      if (member === null) throw memberNotFound();
      if (!actor.covers([...member.roles, ...roles])) throw forbidden();
      const isDemoted = member.roles.includes('owner') && !roles.includes('owner');
      if (isDemoted && (await this.members.countHolders('owner')) === 1) throw lastOwner();
      if (roles.join() !== member.roles.join()) {
        await this.members.saveRoles(userId, roles);
        tenant.noteRolesOf(userId, roles, this.clock.now());
      }
      return (await this.queries.find(userId)) as MemberView;
    });
  }
}
