import { describe, expect, it } from 'vitest';
import { type Asking, covers, mayDo, outranks } from '#domain/access/decision.js';
import { definePermission } from '#domain/access/permission.js';
import { assignRoles, writeRoles } from '#domain/access/permissions.js';
import { allRoles } from '#domain/access/role.js';
import { RolePermissions } from '#domain/access/role-permissions.js';
import { readAudit } from '#domain/audit/permissions.js';
import { manageJobs } from '#domain/jobs/permissions.js';
import { revokeSessions } from '#domain/sessions/permissions.js';
import { changeEmails, deleteUsers, readUsers, writeUsers } from '#domain/users/permissions.js';

const catalogue = [
  assignRoles,
  writeRoles,
  readUsers,
  writeUsers,
  changeEmails,
  deleteUsers,
  revokeSessions,
  readAudit,
  manageJobs,
];
const roles = new RolePermissions(catalogue);
const user = (...names: Parameters<RolePermissions['of']>[0]): Asking => ({
  kind: 'user',
  held: roles.of(names),
});
const all = roles.of(['admin']);

describe('the decision on what somebody holds', () => {
  it('is taken on the union of several roles', () => {
    expect(mayDo(user('user', 'moderator'), 'users:read')).toBe(true);
  });

  it('AUT-04 lets nobody hand out what they have not', () => {
    expect(covers(user('admin'), all)).toBe(true);
    expect(covers(user('moderator'), roles.of(['user', 'moderator']))).toBe(true);
    expect(covers(user('moderator'), all)).toBe(false);
    expect(covers({ kind: 'service', held: new Set(['users:read']) }, ['users:read'])).toBe(true);
    expect(covers({ kind: 'visitor' }, [])).toBe(false);
    expect(covers({ kind: 'system' }, ['whatever:there-is'])).toBe(true);
  });

  it('AUT-04 lets those act who have strictly more, or everything', () => {
    const pairs = allRoles.flatMap((own) =>
      allRoles.map((other) => [own, other, outranks(user(own), roles.of([other]), all)]),
    );
    expect(pairs).toEqual([
      ['admin', 'admin', true],
      ['admin', 'moderator', true],
      ['admin', 'user', true],
      ['moderator', 'admin', false],
      ['moderator', 'moderator', false],
      ['moderator', 'user', true],
      ['user', 'admin', false],
      ['user', 'moderator', false],
      ['user', 'user', false],
    ]);
    expect(outranks({ kind: 'visitor' }, new Set(), all)).toBe(false);
    expect(outranks({ kind: 'system' }, all, all)).toBe(true);
  });

  it('a permission given to users does not take from moderators their power over them', () => {
    const extended = new RolePermissions([
      ...catalogue,
      definePermission('projects:create', 'Make.', ['user']),
    ]);
    const moderator: Asking = { kind: 'user', held: extended.of(['moderator']) };
    expect(mayDo(moderator, 'projects:create')).toBe(true);
    expect(outranks(moderator, extended.of(['user']), extended.of(['admin']))).toBe(true);
  });
});
