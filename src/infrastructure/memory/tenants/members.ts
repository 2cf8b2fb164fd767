import type { Clock } from '#application/shared/clock.js';
import type { MemberQueries, MemberView } from '#application/tenants/member-queries.js';
import { roleTaken } from '#domain/access/errors.js';
import type { TenantId, UserId } from '#domain/shared/ids.js';
import { alreadyMember } from '#domain/tenants/errors.js';
import type { Invitation, Invitations, Member, Members, TenantRoles } from '#domain/tenants/members.js';
import type { TenantRole } from '#domain/tenants/tenant-role.js';
import type { MemoryDatabase } from '../database.js';
import { userTable } from '../users/repository.js';
import { invitationTable, memberTable, tenantRoleTable, userTenantTable } from './tables.js';

const byId = (left: string, right: string) => (left < right ? -1 : 1);

export class MemoryMembers implements Members, MemberQueries {
  constructor(private readonly database: MemoryDatabase) {
    database.table(userTenantTable);
  }

  async add(member: Member): Promise<void> {
    const { tenantId, userId } = member;
    const key = `${tenantId} ${userId}`;
    this.database.write(() => {
      if (this.#members.get(key) !== undefined) throw alreadyMember();
      this.#members.set(key, member);
      this.database.table(userTenantTable).set(key, { tenantId, userId });
    });
  }

  async saveRoles(userId: UserId, roles: readonly string[]): Promise<void> {
    this.database.write(() => {
      const [member] = this.#members.where((one) => one.userId === userId);
      if (member) this.#members.set(`${member.tenantId} ${userId}`, { ...member, roles });
    });
  }

  async remove(userId: UserId): Promise<void> {
    this.database.write(() => this.#members.deleteWhere((member) => member.userId === userId));
  }

  async find(userId: UserId): Promise<(Member & MemberView) | null> {
    return this.#views((member) => member.userId === userId)[0] ?? null;
  }

  async count(): Promise<number> {
    return this.#members.all().length;
  }

  async countHolders(role: string): Promise<number> {
    return this.#members.where(({ roles }) => roles.includes(role)).length;
  }

  async list(after: UserId | null, limit: number): Promise<readonly MemberView[]> {
    return this.#views(({ userId }) => after === null || userId > after)
      .toSorted((left, right) => byId(left.userId, right.userId))
      .slice(0, limit);
  }

  get #members() {
    return this.database.table(memberTable);
  }

  #views(isWanted: (member: Readonly<Member>) => boolean): (Member & MemberView)[] {
    const users = this.database.table(userTable);
    return this.#members.where(isWanted).flatMap((member) => {
      const user = users.get(member.userId);
      if (user === undefined) return [];
      const { email, username, displayName } = user;
      const shown = { email: email.value, username: username.value, displayName: displayName?.value ?? null };
      return [{ ...member, ...shown }];
    });
  }
}

export class MemoryInvitations implements Invitations {
  constructor(
    private readonly database: MemoryDatabase,
    private readonly clock: Clock,
  ) {}

  async put(given: Omit<Invitation, 'expiresAt'>, tokenHash: string, seconds: number): Promise<Invitation> {
    const invitation = { ...given, expiresAt: new Date(this.clock.now().getTime() + seconds * 1000) };
    this.database.write(() => {
      const isOver = (one: Readonly<Invitation>) => one.email.equals(given.email) || !this.#isOpen(one);
      this.#invitations.deleteWhere(isOver);
      this.#invitations.set(`${given.tenantId} ${given.id}`, { ...invitation, tokenHash });
    });
    return invitation;
  }

  async take(hash: string): Promise<Invitation | null> {
    return this.database.write(() => {
      const [row] = this.#invitations.where((one) => one.tokenHash === hash && this.#isOpen(one));
      if (row === undefined) return null;
      this.#invitations.delete(`${row.tenantId} ${row.id}`);
      return invitationOf(row);
    });
  }

  async remove(id: string): Promise<boolean> {
    return this.database.write(
      () => this.#invitations.deleteWhere((one) => one.id === id && this.#isOpen(one)) > 0,
    );
  }

  async list(after: string | null, limit: number): Promise<readonly Invitation[]> {
    return this.#open()
      .filter(({ id }) => after === null || id > after)
      .toSorted((left, right) => byId(left.id, right.id))
      .slice(0, limit)
      .map(invitationOf);
  }

  async count(): Promise<number> {
    return this.#open().length;
  }

  async isGiven(role: string): Promise<boolean> {
    return this.#open().some(({ roles }) => roles.includes(role));
  }

  get #invitations() {
    return this.database.table(invitationTable);
  }

  #isOpen({ expiresAt }: Readonly<Invitation>): boolean {
    return expiresAt > this.clock.now();
  }

  #open() {
    return this.#invitations.where((one) => this.#isOpen(one));
  }
}

function invitationOf({
  tokenHash: _tokenHash,
  ...invitation
}: Invitation & { readonly tokenHash: string }): Invitation {
  return invitation;
}

export class MemoryTenantRoles implements TenantRoles {
  constructor(private readonly database: MemoryDatabase) {}

  async list(): Promise<readonly TenantRole[]> {
    return this.#roles
      .all()
      .map(({ tenantId: _tenantId, ...role }) => role)
      .toSorted((left, right) => byId(left.name, right.name));
  }

  async add(tenantId: TenantId, role: TenantRole): Promise<void> {
    this.database.write(() => {
      const key = `${tenantId} ${role.name}`;
      if (this.#roles.get(key) !== undefined) throw roleTaken();
      this.#roles.set(key, { ...role, tenantId });
    });
  }

  async save(role: TenantRole): Promise<void> {
    this.database.write(() => {
      const [stored] = this.#roles.where(({ name }) => name === role.name);
      if (stored) this.#roles.set(`${stored.tenantId} ${role.name}`, { ...role, tenantId: stored.tenantId });
    });
  }

  async remove(name: string): Promise<void> {
    this.database.write(() => this.#roles.deleteWhere((role) => role.name === name));
  }

  get #roles() {
    return this.database.table(tenantRoleTable);
  }
}
