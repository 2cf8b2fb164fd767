import { expect, it } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import { serviceAccountsTokens } from '#composition/features/service-accounts.tokens.js';
import { tenantsTokens } from '#composition/features/tenants.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { ApiKey, type KeyOwner } from '#domain/service-accounts/api-key.js';
import { ServiceAccount } from '#domain/service-accounts/service-account.js';
import type { ApiKeyId, ServiceAccountId, TenantId, UserId } from '#domain/shared/ids.js';
import { Tenant } from '#domain/tenants/tenant.js';
import { TenantSlug } from '#domain/tenants/tenant-slug.js';
import { DisplayName } from '#domain/users/display-name.js';
import { aTenantId, aUserId, testIds } from '#testing/ids.js';
import { describeOnEveryStore, type Store } from '#testing/stores.js';
import { codeOf } from '../../support/failures.js';
import { aStoredUser, remove } from '../mfa/support.js';

const at = new Date('2026-03-01T12:00:00.000Z');
const later = new Date('2026-03-01T13:00:00.000Z');

/** In a tenant that there is. */
async function inTenant(store: Store, createdBy?: UserId) {
  const tenants = await store.get(tenantsTokens.repository);
  const id = aTenantId();
  const tenant = Tenant.create(
    { id, name: DisplayName.parse('T', 'name'), slug: TenantSlug.of('T', id), metadata: {} },
    at,
  );
  await store.run(() => tenants.add(tenant));
  const work = await store.get(platform.unitOfWork);
  const scoped = <T>(body: () => Promise<T>) => work.scoped(id, systemContext, body);
  return { id, tenant, scoped, account: await scoped(() => anAccount(store, id, createdBy)) };
}

async function anAccount(store: Store, tenantId: TenantId | null = null, createdBy = aUserId()) {
  const accounts = await store.get(serviceAccountsTokens.accounts);
  const account = ServiceAccount.create(
    {
      id: testIds.next() as ServiceAccountId,
      name: 'Import',
      permissions: ['users:read', 'audit:read'],
      tenantId,
      createdBy,
    },
    at,
  );
  await store.run(() => accounts.add(account));
  return account;
}

async function aKey(store: Store, owner: KeyOwner, expiresAt: Date | null = null) {
  const keys = await store.get(serviceAccountsTokens.keys);
  const id = testIds.next() as ApiKeyId;
  const { secretHash } = (await store.get(serviceAccountsTokens.secrets)).make(id);
  const permissions = owner.kind === 'user' ? ['users:read'] : null;
  const key = ApiKey.create({ id, owner, name: 'Key', permissions, secretHash, expiresAt }, null, at);
  await store.run(() => keys.add(key));
  return key;
}

describeOnEveryStore('ServiceAccountRepository', {}, (store) => {
  it('gives back what was stored', async () => {
    const account = await anAccount(store);
    const queries = await store.get(serviceAccountsTokens.accountQueries);
    expect(await queries.findById(account.id)).toEqual(account.state);
    expect(account.state.permissions).toEqual(['audit:read', 'users:read']);
  });

  it('stores the next version, and refuses a stale one', async () => {
    const { id } = await anAccount(store);
    const accounts = await store.get(serviceAccountsTokens.accounts);
    const read = () => store.run(() => accounts.findByIdForUpdate(id)) as Promise<ServiceAccount>;
    const [one, other] = [await read(), await read()];
    one.change({ name: 'Other', isActive: false }, later);
    await store.run(() => accounts.save(one));
    expect((await read()).state).toEqual({ ...one.state, version: 2 });
    other.change({ name: 'Late' }, later);
    expect(await codeOf(store.run(() => accounts.save(other)))).toBe('VERSION_CONFLICT');
    expect(await codeOf(store.run(() => accounts.remove(other)))).toBe('VERSION_CONFLICT');
  });

  it('lists by cursor, each once', async () => {
    const made = [await anAccount(store), await anAccount(store), await anAccount(store)];
    const queries = await store.get(serviceAccountsTokens.accountQueries);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof queries.list>> = await queries.list(null, cursor, 2);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([...new Set(seen)].sort());
    expect(seen).toEqual(expect.arrayContaining(made.map(({ id }) => id)));
    expect(await codeOf(queries.list(null, 'no id', 2))).toBe('VALIDATION_ERROR');
  });

  it('lists what somebody has made, of whichever tenant, and no more of it than that', async () => {
    const [maker, nobody] = [aUserId(), aUserId()];
    const house = await anAccount(store, null, maker);
    const ours = await inTenant(store, maker);
    await anAccount(store);
    const queries = await store.get(serviceAccountsTokens.accountQueries);
    const first = await queries.listMadeBy(maker, null, 1);
    const rest = await queries.listMadeBy(maker, first.nextCursor, 1);
    expect(rest.nextCursor).toBeNull();
    expect([...first.items, ...rest.items]).toEqual(
      [house, ours.account]
        .map(({ state: { id, tenantId, createdAt } }) => ({ id, tenantId, createdAt }))
        .sort((left, right) => (left.id < right.id ? -1 : 1)),
    );
    expect(await queries.listMadeBy(nobody, null, 1)).toEqual({ items: [], nextCursor: null });
  });

  it('keeps those of tenants apart: read by whoever looks up a key, written in the scope of their tenant alone', async () => {
    const [house, ours, theirs] = [await anAccount(store), await inTenant(store), await inTenant(store)];
    const accounts = await store.get(serviceAccountsTokens.accounts);
    const queries = await store.get(serviceAccountsTokens.accountQueries);
    expect(await queries.findById(ours.account.id)).toEqual(ours.account.state);
    expect(await ours.scoped(() => queries.findById(ours.account.id))).toEqual(ours.account.state);
    for (const other of [theirs.account, house]) {
      expect(await ours.scoped(() => queries.findById(other.id))).toBeNull();
      expect(await ours.scoped(() => accounts.findByIdForUpdate(other.id))).toBeNull();
      other.change({ name: 'Taken over' }, later);
      expect(await codeOf(ours.scoped(() => accounts.save(other)))).toBe('VERSION_CONFLICT');
      expect(await codeOf(ours.scoped(() => accounts.remove(other)))).toBe('VERSION_CONFLICT');
    }
    await expect(ours.scoped(() => anAccount(store, theirs.id))).rejects.toThrow();
    await expect(ours.scoped(() => anAccount(store))).rejects.toThrow();
    await expect(anAccount(store, ours.id)).rejects.toThrow();
    await expect(store.run(() => accounts.save(ours.account))).rejects.toThrow();
    const listed = await ours.scoped(() => queries.list(ours.id, null, 10));
    expect(listed.items).toEqual([ours.account.state]);
    expect(await ours.scoped(() => queries.countOfTenant(ours.id))).toBe(1);
    expect((await ours.scoped(() => queries.list(theirs.id, null, 10))).items).toEqual([]);
    const outside = await queries.list(null, null, 200);
    expect(outside.items.filter(({ tenantId }) => tenantId !== null)).toEqual([]);
  });

  it('go with their tenant, and their keys with them', async () => {
    const { tenant, scoped, account } = await inTenant(store);
    const key = await scoped(() => aKey(store, { kind: 'service', id: account.id }));
    const keys = await store.get(serviceAccountsTokens.storedKeys);
    expect(await keys.findHolder(key.state.id)).toMatchObject({ tenantId: tenant.id });
    const tenants = await store.get(tenantsTokens.repository);
    await store.run(() => tenants.remove(tenant));
    await (await store.get(tenantsTokens.retention)).deleteOverFor(-1, 100);
    expect(await (await store.get(serviceAccountsTokens.accountQueries)).findById(account.id)).toBeNull();
    expect(await keys.findHolder(key.state.id)).toBeNull();
  });

  it('takes its keys with it, and rolls back with the unit of work', async () => {
    const account = await anAccount(store);
    const key = await aKey(store, { kind: 'service', id: account.id });
    const accounts = await store.get(serviceAccountsTokens.accounts);
    const keys = await store.get(serviceAccountsTokens.storedKeys);
    const failing = store.run(async () => {
      await accounts.remove(account);
      throw new Error('later');
    });
    await expect(failing).rejects.toThrow('later');
    expect(await keys.findOwnerId(key.state.id)).toBe(account.id);
    await store.run(() => accounts.remove(account));
    expect([await keys.findOwnerId(key.state.id), await keys.findHolder(key.state.id)]).toEqual([null, null]);
  });
});

describeOnEveryStore('ApiKeyRepository', {}, (store) => {
  const ofUser = async () => ({ kind: 'user', id: (await aStoredUser(store)).id }) as const;

  it('tells of a key and its owner, as both are', async () => {
    const account = await anAccount(store);
    const stored = await store.get(serviceAccountsTokens.storedKeys);
    const service = await aKey(store, { kind: 'service', id: account.id }, later);
    const { id, owner, secretHash, expiresAt, revokedAt } = service.state;
    expect(await stored.findHolder(id)).toEqual({
      ...{ id, owner, secretHash, expiresAt, revokedAt },
      permissions: account.state.permissions,
      roles: [],
      hasSecondFactor: false,
      isActive: true,
      tenantId: null,
    });
    const personal = await aKey(store, await ofUser());
    expect(await stored.findHolder(personal.state.id)).toMatchObject({
      owner: personal.state.owner,
      permissions: ['users:read'],
      roles: ['user'],
      isActive: true,
      tenantId: null,
    });
    expect(await stored.findHolder(testIds.next() as ApiKeyId)).toBeNull();
  });

  it('is found by its owner alone, and no more once it has ended', async () => {
    const keys = await store.get(serviceAccountsTokens.keys);
    const owner = await ofUser();
    const [lasting, ending] = [await aKey(store, owner), await aKey(store, owner, later)];
    const alive = async (when: Date) =>
      (await store.run(() => keys.findAliveByOwner(owner, when))).map(({ state }) => state.id);
    expect(await alive(at)).toEqual([lasting.state.id, ending.state.id].sort());
    expect(await alive(later)).toEqual([lasting.state.id]);
    const other = await ofUser();
    expect(await store.run(() => keys.findForUpdate(lasting.state.id, other))).toBeNull();
    const found = (await store.run(() => keys.findForUpdate(lasting.state.id, owner))) as ApiKey;
    expect(found.state).toEqual(lasting.state);
    found.revoke('revoked', later);
    await store.run(() => keys.save(found));
    expect(await alive(later)).toEqual([]);
    const queries = await store.get(serviceAccountsTokens.keyQueries);
    const listed = await queries.listByOwner(owner, 10);
    expect(listed.map(({ id }) => id)).toEqual([lasting.state.id, ending.state.id].sort().reverse());
    expect(listed.find(({ id }) => id === lasting.state.id)?.revokedAt).toEqual(later);
    expect(JSON.stringify(listed)).not.toContain(lasting.state.secretHash);
  });

  it('notes the latest use only', async () => {
    const owner = await ofUser();
    const { state } = await aKey(store, owner);
    const stored = await store.get(serviceAccountsTokens.storedKeys);
    await stored.write(state.id, later);
    await stored.write(state.id, at);
    expect((await stored.listByOwner(owner, 1))[0]?.lastUsedAt).toEqual(later);
  });

  it('goes with its user, and is for nobody who is gone', async () => {
    const user = await aStoredUser(store);
    const key = await aKey(store, { kind: 'user', id: user.id });
    await remove(store, user);
    const stored = await store.get(serviceAccountsTokens.storedKeys);
    expect(await stored.findOwnerId(key.state.id)).toBeNull();
    expect(await codeOf(aKey(store, { kind: 'user', id: aUserId() as UserId }))).toBe('USER_NOT_FOUND');
    const nobody = { kind: 'service', id: testIds.next() as ServiceAccountId } as const;
    expect(await codeOf(aKey(store, nobody))).toBe('SERVICE_ACCOUNT_NOT_FOUND');
  });

  it('throws outside a unit of work', async () => {
    const key = await aKey(store, await ofUser());
    const keys = await store.get(serviceAccountsTokens.keys);
    await expect(keys.save(key)).rejects.toThrow(/unit of work/);
    await expect(keys.findForUpdate(key.state.id, key.state.owner)).rejects.toThrow(/unit of work/);
  });
});
