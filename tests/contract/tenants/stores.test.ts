import { expect, it } from 'vitest';
import { tenantsTokens } from '#composition/features/tenants.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import type { TenantId } from '#domain/shared/ids.js';
import type { Member } from '#domain/tenants/members.js';
import { Tenant } from '#domain/tenants/tenant.js';
import { TenantSlug } from '#domain/tenants/tenant-slug.js';
import { DisplayName } from '#domain/users/display-name.js';
import { Email } from '#domain/users/email.js';
import type { User } from '#domain/users/user.js';
import { aTenantId, aUserId, nextSerial, testIds } from '#testing/ids.js';
import { describeOnEveryStore, type Store } from '#testing/stores.js';
import { aUser } from '../../support/builders/user.js';

const at = new Date('2026-03-01T12:00:00.123Z');
const later = new Date('2026-03-02T12:00:00.456Z');
const names = (tenants: readonly Tenant[]) => tenants.map(({ id }) => id);

async function aTenant(store: Store, slug = `slug-${nextSerial()}`, id = aTenantId()): Promise<Tenant> {
  const repository = await store.get(tenantsTokens.repository);
  const name = DisplayName.parse('Analytical Engines');
  const traits = { id, name, slug: TenantSlug.rehydrate(slug), metadata: { plan: 'pro', seats: 7 } };
  const tenant = Tenant.create(traits, at);
  await store.run(() => repository.add(tenant));
  return tenant;
}

async function somebody(store: Store): Promise<User> {
  const users = await store.get(usersTokens.repository);
  const user = aUser();
  await store.run(() => users.add(user));
  return user;
}

async function aMember(store: Store, tenantId: TenantId, ...roles: string[]): Promise<Member> {
  const members = await store.get(tenantsTokens.members);
  const member = { tenantId, userId: (await somebody(store)).id, roles, joinedAt: at };
  await store.scoped(tenantId, () => members.add(member));
  return member;
}

describeOnEveryStore('TenantRepository', {}, (store) => {
  const repository = () => store.get(tenantsTokens.repository);

  it('gives back what it was given', async () => {
    const tenant = await aTenant(store);
    expect((await (await repository()).findById(tenant.id))?.state).toEqual(tenant.state);
    expect(await (await repository()).findById(aTenantId())).toBeNull();
  });

  it('stores the next version, and refuses one that is stale, or deleted', async () => {
    const tenants = await repository();
    const tenant = await aTenant(store);
    const stale = Tenant.rehydrate(tenant.state);
    const changes = {
      name: DisplayName.parse('Difference Engines'),
      slug: TenantSlug.rehydrate(`changed-${nextSerial()}`),
      metadata: {},
    };
    tenant.change(changes, later);
    await store.run(() => tenants.save(tenant));
    expect(tenant.state).toMatchObject({ ...changes, version: 2, createdAt: at, updatedAt: later });
    expect((await tenants.findById(tenant.id))?.state).toEqual(tenant.state);
    for (const change of [() => tenants.save(stale), () => tenants.remove(stale)]) {
      await expect(store.run(change)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    }
    await store.run(() => tenants.remove(tenant));
    await expect(store.run(() => tenants.save(tenant))).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
  });

  it('has each slug once, also that of one which is deleted', async () => {
    const tenants = await repository();
    const tenant = await aTenant(store, 'taken');
    await store.run(() => tenants.remove(tenant));
    await expect(aTenant(store, 'taken')).rejects.toMatchObject({ code: 'SLUG_TAKEN' });
  });

  it('lists all, and those of a member, in pages, without those that are deleted', async () => {
    const tenants = await repository();
    // Ids of one millisecond are in no order.
    const [first, second, third] = [aTenantId(), aTenantId(), aTenantId()].sort();
    const made = [
      await aTenant(store, undefined, first),
      await aTenant(store, undefined, second),
      await aTenant(store, undefined, third),
    ] as const;
    const { userId } = await aMember(store, made[0].id, 'owner');
    const members = await store.get(tenantsTokens.members);
    for (const { id } of made.slice(1)) {
      await store.scoped(id, () => members.add({ tenantId: id, userId, roles: ['member'], joinedAt: at }));
    }
    await store.run(() => tenants.remove(made[1]));
    expect(names(await tenants.list(userId, null, 5))).toEqual([made[0].id, made[2].id]);
    expect(names(await tenants.list(userId, null, 1))).toEqual([made[0].id]);
    expect(names(await tenants.list(userId, made[0].id, 5))).toEqual([made[2].id]);
    expect(await tenants.countOf(userId)).toBe(2);
    expect(await tenants.countOf(aUserId())).toBe(0);
    const behind = names(await tenants.list(null, made[0].id, 500));
    expect(behind).toContain(made[2].id);
    expect(behind).not.toContain(made[1].id);
  });

  it('locks a tenant until the end of the transaction, and writes in none', async () => {
    const tenants = await repository();
    const { id } = await aTenant(store);
    const order: string[] = [];
    const turn = (name: string) =>
      store.run(async () => {
        await tenants.findByIdForUpdate(id);
        order.push(`${name} begins`);
        await tenants.findById(id);
        order.push(`${name} ends`);
      });
    await Promise.all([turn('a'), turn('b'), turn('c')]);
    for (let index = 0; index < order.length; index += 2) {
      expect(order[index + 1]?.[0]).toBe(order[index]?.[0]);
    }
    await expect(tenants.findByIdForUpdate(id)).rejects.toThrow();
  });

  it('has rows and events rolled back together', async () => {
    const tenants = await repository();
    const id = aTenantId();
    const name = DisplayName.parse('Never');
    const tenant = Tenant.create({ id, name, slug: TenantSlug.rehydrate('never'), metadata: {} }, at);
    const failing = store.run(async () => {
      await tenants.add(tenant);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await tenants.findById(id)).toBeNull();
  });
});

describeOnEveryStore('Members', {}, (store) => {
  const stored = () => store.get(tenantsTokens.members);

  it('are given back, counted and listed as users', async () => {
    const members = await stored();
    const { id } = await aTenant(store);
    const owner = await aMember(store, id, 'owner');
    const editor = await aMember(store, id, 'editor', 'member');
    await store.scoped(id, async () => {
      expect(await members.find(owner.userId)).toMatchObject(owner);
      expect(await members.find(aUserId())).toBeNull();
      expect(await members.count()).toBe(2);
      expect(await members.countHolders('owner')).toBe(1);
      expect(await members.countHolders('nothing')).toBe(0);
      const [first, second] = [owner, editor].sort((left, right) => (left.userId < right.userId ? -1 : 1));
      expect(await members.list(null, 1)).toMatchObject([{ userId: first?.userId, joinedAt: at }]);
      expect(await members.list(first?.userId ?? null, 5)).toMatchObject([{ userId: second?.userId }]);
    });
  });

  it('join once, get other roles, and go with their place in the list', async () => {
    const members = await stored();
    const tenants = await store.get(tenantsTokens.repository);
    const { id } = await aTenant(store);
    const member = await aMember(store, id, 'member');
    const again = store.scoped(id, () => members.add(member));
    await expect(again).rejects.toMatchObject({ code: 'ALREADY_MEMBER' });
    await store.scoped(id, () => members.saveRoles(member.userId, ['admin']));
    const found = await store.scoped(id, () => members.find(member.userId));
    expect(found).toMatchObject({ roles: ['admin'], joinedAt: at });
    await store.scoped(id, () => members.remove(member.userId));
    expect(await store.scoped(id, () => members.find(member.userId))).toBeNull();
    expect(await tenants.list(member.userId, null, 5)).toEqual([]);
  });

  it('are in the scope of their tenant, and nowhere else', async () => {
    const members = await stored();
    const tenants = await store.get(tenantsTokens.repository);
    const [{ id }, other] = [await aTenant(store), await aTenant(store)];
    const member = await aMember(store, id, 'owner');
    const { userId } = member;
    for (const scoped of [
      <T>(work: () => Promise<T>) => store.scoped(other.id, work),
      <T>(work: () => Promise<T>) => store.run(work),
    ]) {
      expect(await scoped(() => members.find(userId))).toBeNull();
      expect(await scoped(() => members.count())).toBe(0);
      expect(await scoped(() => members.list(null, 5))).toEqual([]);
      await scoped(() => members.saveRoles(userId, ['nothing']));
      await scoped(() => members.remove(userId));
      const planted = { ...member, userId: (await somebody(store)).id };
      await expect(scoped(() => members.add(planted))).rejects.toThrow();
    }
    expect(await store.scoped(id, () => members.find(userId))).toMatchObject({ roles: ['owner'] });
    expect(names(await tenants.list(userId, null, 5))).toEqual([id]);
  });
});

describeOnEveryStore('Invitations', {}, (store) => {
  const stored = () => store.get(tenantsTokens.invitations);
  const given = (tenantId: TenantId, email: string, ...roles: string[]) => ({
    tenantId,
    id: testIds.next(),
    email: Email.parse(email),
    roles,
    invitedBy: aUserId(),
    createdAt: at,
  });

  it('are given back once, by their token, and never after their time', async () => {
    const invitations = await stored();
    const { id } = await aTenant(store);
    const put = await store.scoped(id, () =>
      invitations.put(given(id, 'ada@example.com', 'editor'), 'hash 1', 60),
    );
    expect(put).toMatchObject({ tenantId: id, roles: ['editor'], createdAt: at });
    await store.scoped(id, async () => {
      expect(await invitations.list(null, 5)).toEqual([put]);
      expect(await invitations.isGiven('editor')).toBe(true);
      expect(await invitations.isGiven('member')).toBe(false);
      expect(await invitations.take('hash 2')).toBeNull();
      expect(await invitations.take('hash 1')).toEqual(put);
      expect(await invitations.take('hash 1')).toBeNull();
      await invitations.put(given(id, 'bob@example.com'), 'hash 3', -1);
      expect(await invitations.take('hash 3')).toBeNull();
      expect(await invitations.list(null, 5)).toEqual([]);
      expect(await invitations.count()).toBe(0);
    });
  });

  it('replace each other for an address, and can be taken back', async () => {
    const invitations = await stored();
    const { id } = await aTenant(store);
    await store.scoped(id, async () => {
      await invitations.put(given(id, 'ada@example.com'), 'first', 60);
      const second = await invitations.put(given(id, 'ada@example.com'), 'second', 60);
      const other = await invitations.put(given(id, 'eve@example.com'), 'third', 60);
      expect(await invitations.take('first')).toBeNull();
      const listed = [second.id, other.id].sort();
      expect((await invitations.list(null, 1)).map((one) => one.id)).toEqual(listed.slice(0, 1));
      expect((await invitations.list(listed[0] ?? null, 5)).map((one) => one.id)).toEqual(listed.slice(1));
      expect(await invitations.remove(second.id)).toBe(true);
      expect(await invitations.remove(second.id)).toBe(false);
      expect(await invitations.count()).toBe(1);
    });
  });

  it('are in the scope of their tenant, and nowhere else', async () => {
    const invitations = await stored();
    const [{ id }, other] = [await aTenant(store), await aTenant(store)];
    const own = await store.scoped(id, () => invitations.put(given(id, 'ada@example.com'), 'own', 60));
    await store.scoped(other.id, async () => {
      expect(await invitations.list(null, 5)).toEqual([]);
      expect(await invitations.take('own')).toBeNull();
      expect(await invitations.remove(own.id)).toBe(false);
      await invitations.put(given(other.id, 'ada@example.com'), 'own', 60);
    });
    expect(await store.scoped(id, () => invitations.take('own'))).toEqual(own);
  });
});

describeOnEveryStore('TenantRoles', {}, (store) => {
  const stored = () => store.get(tenantsTokens.roles);
  const role = (name: string) => ({
    name,
    description: 'What it is for',
    permissions: ['posts:write'],
    createdAt: at,
    updatedAt: at,
  });

  it('are given back by name, changed and removed, each tenant its own', async () => {
    const roles = await stored();
    const [{ id }, other] = [await aTenant(store), await aTenant(store)];
    await store.scoped(id, async () => {
      await roles.add(id, role('writer'));
      await roles.add(id, role('editor'));
      expect(await roles.list()).toEqual([role('editor'), role('writer')]);
    });
    const again = store.scoped(id, () => roles.add(id, role('writer')));
    await expect(again).rejects.toMatchObject({ code: 'ROLE_TAKEN' });
    await store.scoped(other.id, async () => {
      expect(await roles.list()).toEqual([]);
      await roles.save({ ...role('writer'), permissions: [] });
      await roles.remove('editor');
      await roles.add(other.id, role('writer'));
    });
    const changed = { ...role('writer'), description: null, permissions: ['a:b', 'c:d'], updatedAt: later };
    await store.scoped(id, async () => {
      await roles.save(changed);
      await roles.remove('editor');
      expect(await roles.list()).toEqual([changed]);
    });
    expect(await store.scoped(other.id, () => roles.list())).toEqual([role('writer')]);
  });
});

describeOnEveryStore('The retention of tenants', {}, (store) => {
  it('removes those that are deleted, with all that is theirs, and no other', async () => {
    const [tenants, members, retention] = [
      await store.get(tenantsTokens.repository),
      await store.get(tenantsTokens.members),
      await store.get(tenantsTokens.retention),
    ];
    const [gone, kept] = [await aTenant(store), await aTenant(store)];
    const leaving = await aMember(store, gone.id, 'owner');
    const staying = await aMember(store, kept.id, 'owner');
    await store.run(() => tenants.remove(gone));
    const delayed = await retention.deleteOverFor(3_600, 10);
    expect(delayed).toBe(0);
    // By the clock of the store, on which it has just been deleted.
    expect(await retention.deleteOverFor(-1, 10)).toBe(1);
    expect(await store.scoped(gone.id, () => members.find(leaving.userId))).toBeNull();
    expect(await store.scoped(kept.id, () => members.find(staying.userId))).not.toBeNull();
    const anew = await aTenant(store, gone.state.slug.value);
    expect(anew.state.slug.value).toBe(gone.state.slug.value);
  });
});
