import { describe, expect, it } from 'vitest';
import { CustomPermission } from '#domain/access/custom-permission.js';
import { parseRole } from '#domain/access/role.js';
import { RoleDefinition } from '#domain/access/role-definition.js';
import type { User } from '#domain/users/user.js';
import { aUserId } from '#testing/ids.js';
import { aUser } from '../../support/builders/user.js';
import type { AdapterTarget } from '../adapters.js';
import { outcomes, times, useAdapters } from '../fixture.js';

const at = new Date('2026-03-01T12:00:00.123Z');
const later = new Date('2026-03-02T08:00:00.456Z');
const [support, editor] = [parseRole('support'), parseRole('editor')];

function aRole(name = support, permissions = ['users:read', 'invoices:read']): RoleDefinition {
  return RoleDefinition.create({ name, description: 'Answers customers.', permissions }, at);
}

export function accessContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);
  const roles = () => fixture.adapters.access;
  const queries = () => fixture.adapters.accessQueries;
  const add = (role: RoleDefinition) => fixture.run(() => roles().addRole(role));
  const addPermission = (name: string) =>
    fixture.run(() =>
      roles().addPermission(CustomPermission.create({ name, description: `Of ${name}.` }, at)),
    );

  describe('roles', () => {
    it('come back as they were stored, with their events', async () => {
      const role = aRole();
      await add(role);
      expect((await roles().findRole(support))?.state).toEqual(role.state);
      expect(await queries().findRole(support)).toEqual(role.state);
      expect(await fixture.takeEvents()).toMatchObject([
        {
          name: 'role.created',
          subjectId: 'support',
          payload: { permissions: ['invoices:read', 'users:read'] },
        },
      ]);
    });

    it('are listed behind the built-in ones, by name', async () => {
      await add(aRole(support));
      await add(aRole(editor));
      const listed = await queries().listRoles();
      expect(listed.map(({ name, isBuiltIn }) => [name, isBuiltIn])).toEqual([
        ['admin', true],
        ['moderator', true],
        ['user', true],
        ['editor', false],
        ['support', false],
      ]);
      expect((await roles().findRole('admin'))?.state).toMatchObject({ isBuiltIn: true, permissions: [] });
    });

    it.each([support, parseRole('admin')])('of a name that there is are refused: %s', async (name) => {
      await add(aRole());
      await expect(add(aRole(name))).rejects.toMatchObject({ code: 'ROLE_TAKEN' });
    });

    it('are changed as their next version, and not when they are stale', async () => {
      await add(aRole());
      const stale = (await roles().findRole(support)) as RoleDefinition;
      const role = (await roles().findRole(support)) as RoleDefinition;
      expect(role.change({ description: null, permissions: ['users:read', 'a:b'] }, later)).toEqual({
        granted: ['a:b'],
        revoked: ['invoices:read'],
      });
      await fixture.run(() => roles().saveRole(role));
      expect((await roles().findRole(support))?.state).toEqual(role.state);
      expect(role.state).toMatchObject({ version: 2, updatedAt: later, description: null });
      stale.change({ description: 'Mine.' }, later);
      await expect(fixture.run(() => roles().saveRole(stale))).rejects.toMatchObject({
        code: 'VERSION_CONFLICT',
      });
      await expect(fixture.run(() => roles().removeRole(stale))).rejects.toMatchObject({
        code: 'VERSION_CONFLICT',
      });
    });

    it('are removed', async () => {
      const role = aRole();
      await add(role);
      role.delete(later);
      await fixture.run(() => roles().removeRole(role));
      expect(await roles().findRole(support)).toBeNull();
      expect(await queries().findRole(support)).toBeNull();
      expect((await fixture.takeEvents()).map(({ name }) => name)).toEqual(['role.created', 'role.deleted']);
    });

    it('are found by what they allow', async () => {
      await add(aRole(support, ['users:read']));
      await add(aRole(editor, ['users:read', 'a:b']));
      expect(await queries().rolesWith('users:read')).toEqual(['editor', 'support']);
      expect(await queries().rolesWith('a:b')).toEqual(['editor']);
      expect(await queries().rolesWith('users')).toEqual([]);
    });

    it('go with the transaction that made them', async () => {
      const failing = fixture.run(async () => {
        await roles().addRole(aRole());
        throw new Error('undo');
      });
      await expect(failing).rejects.toThrow('undo');
      expect(await roles().findRole(support)).toBeNull();
      expect(await fixture.takeEvents()).toEqual([]);
      await expect(roles().addRole(aRole())).rejects.toThrow(/unit of work/);
    });

    it('are made once, whoever makes them at the same time', async () => {
      const results = await Promise.allSettled(times(5, () => add(aRole())));
      expect(outcomes(results)).toEqual({ fulfilled: 1, codes: times(4, () => 'ROLE_TAKEN') });
    });
  });

  describe('permissions', () => {
    it('are kept, listed by name and removed', async () => {
      await addPermission('b:read');
      await addPermission('a:read');
      expect(await queries().listCustomPermissions()).toEqual([
        { name: 'a:read', description: 'Of a:read.' },
        { name: 'b:read', description: 'Of b:read.' },
      ]);
      await expect(addPermission('a:read')).rejects.toMatchObject({ code: 'PERMISSION_TAKEN' });
      const found = (await roles().findPermission('a:read')) as CustomPermission;
      expect(found.state).toEqual({ name: 'a:read', description: 'Of a:read.', createdAt: at });
      found.delete(later);
      await fixture.run(() => roles().removePermission(found));
      expect(await roles().findPermission('a:read')).toBeNull();
      expect((await fixture.takeEvents()).map(({ name, subjectId }) => [name, subjectId])).toEqual([
        ['permission.created', 'b:read'],
        ['permission.created', 'a:read'],
        ['permission.deleted', 'a:read'],
      ]);
    });
  });

  describe('powers', () => {
    const hold = (...parameters: Parameters<typeof fixture.adapters.powers.hold>) =>
      fixture.adapters.powers.hold(...parameters);

    it('tell what the actor has now', async () => {
      const { id } = await fixture.addUser(aUser({ roles: ['moderator', 'user'] }));
      expect(await fixture.run(() => hold({ actorId: id }))).toEqual({
        roles: ['moderator', 'user'],
        isActive: true,
      });
      expect(await fixture.run(() => hold({ actorId: aUserId() }))).toBeNull();
      expect(await fixture.run(() => hold({ actorId: null, targetId: id, isExclusive: true }))).toBeNull();
      expect(await fixture.run(() => hold({ actorId: id, targetId: id }))).toMatchObject({ isActive: true });
    });

    it('are held outside of no unit of work', async () => {
      await expect(async () => hold({ actorId: aUserId() })).rejects.toThrow(/unit of work/);
    });

    it('AUT-05 let administrators who demote each other in a ring do so one after the other', async () => {
      const ring = await Promise.all(times(5, () => fixture.addUser(aUser({ roles: ['admin', 'user'] }))));
      const results = await Promise.allSettled(
        ring.map(({ id: actorId }, index) =>
          fixture.run(async () => {
            const targetId = (ring[(index + 1) % ring.length] as User).id;
            const actor = await hold({ actorId, targetId, isExclusive: true });
            if (!actor?.roles.includes('admin')) throw new Error('no administrator any more');
            const target = (await fixture.adapters.users.findByIdForUpdate(targetId)) as User;
            target.revokeRole('admin', later);
            await fixture.adapters.users.save(target);
          }),
        ),
      );
      const { fulfilled, codes } = outcomes(results);
      expect(fulfilled).toBeLessThan(5);
      expect(new Set(codes)).toEqual(new Set(['Error: no administrator any more']));
      expect(await fixture.adapters.users.findActiveHolders([['admin']])).not.toEqual([]);
    });
  });
}
