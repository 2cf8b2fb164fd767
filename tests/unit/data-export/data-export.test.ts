import { describe, expect, it } from 'vitest';
import { allPages } from '#application/data-export/data-export-section.js';
import { ExportMyData } from '#application/data-export/export-my-data.js';
import { systemContext } from '#application/shared/request-context.js';
import { contributed } from '#composition/contributions.js';
import { accessTokens } from '#composition/features/access.tokens.js';
import { auditTokens } from '#composition/features/audit.tokens.js';
import { authTokens } from '#composition/features/auth.tokens.js';
import { mailTokens } from '#composition/features/mail.tokens.js';
import { serviceAccountsTokens } from '#composition/features/service-accounts.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import type { User } from '#domain/users/user.js';
import { password, TestKit } from '#testing/test-kit.js';

async function scene() {
  const kit = new TestKit();
  const exportMyData = new ExportMyData(
    await kit.get(accessTokens.authorizer),
    await kit.get(contributed.dataExportSections),
  );
  return { kit, exportMyData };
}

describe('ExportMyData', () => {
  it('gives account, sessions, also those that have ended, and what is on record, without secrets', async () => {
    const { kit, exportMyData } = await scene();
    const user = await kit.person();
    const { accessToken, refreshToken } = await kit.logIn(user);
    const context = await kit.bearer(accessToken);
    const change = await kit.get(usersTokens.changeMyPassword);
    await kit.logIn(user);
    await change.execute({ currentPassword: password, newPassword: 'another long phrase' }, context);
    await kit.drainEvents();
    const document = (await exportMyData.execute(context)) as {
      account: object;
      sessions: { endReason: string | null }[];
      auditEntries: { about: { action: string }[]; by: object[] };
      signInActivity: object[];
    };
    expect(document.account).toMatchObject({ id: user.id, email: user.email });
    expect(document.sessions.map(({ endReason }) => endReason).sort()).toEqual(
      [null, 'password_changed'].sort(),
    );
    const today = kit.clock.now().toISOString().slice(0, 10);
    expect(document.signInActivity).toEqual([
      { day: today, signIns: 2, lockouts: 0, devices: expect.any(Number) },
    ]);
    const actions = document.auditEntries.about.map(({ action }) => action);
    expect(actions).toEqual(
      expect.arrayContaining([
        'user.registered',
        'user.logged_in',
        'session.opened',
        'user.password_changed',
      ]),
    );
    const text = JSON.stringify(document);
    for (const secret of [password, 'another long phrase', refreshToken, 'cheap1', 'Hash']) {
      expect(text).not.toContain(secret);
    }
  });

  it('gives what is counted against an account, and the programs that its owner has made', async () => {
    const { kit, exportMyData } = await scene();
    const user = await kit.person('admin');
    const context = await kit.as(user);
    const logIn = await kit.get(authTokens.logIn);
    const wrong = { email: user.email, password: 'not the password' };
    await expect(logIn.execute(wrong, kit.visitor('198.51.100.7'))).rejects.toThrow();
    const create = await kit.get(serviceAccountsTokens.createServiceAccount);
    const { id, createdAt } = await create.execute({ name: 'reports', permissions: [] }, context);
    const theirs = await kit.as(await kit.person('admin'));
    await create.execute({ name: 'not mine', permissions: [] }, theirs);
    expect(await exportMyData.execute(context)).toMatchObject({
      signInFailures: [{ from: 'other networks', failures: 1, forgottenInSeconds: 86_400 }],
      serviceAccounts: [{ id, tenantId: null, createdAt }],
    });
  });

  it('gives nothing of others: neither what they are nor whence they came', async () => {
    const { kit, exportMyData } = await scene();
    const user = await kit.person();
    const admin = await kit.person('admin');
    const administrator = { ...(await kit.as(admin)), ip: '203.0.113.99', userAgent: 'Secret/1.0' };
    const changeUser = await kit.get(usersTokens.changeUser);
    const rename = { id: user.id, username: 'renamed', expectedVersions: null };
    await changeUser.execute(rename, administrator);
    await kit.drainEvents();
    const mine = JSON.stringify(await exportMyData.execute(await kit.as(user)));
    expect(mine).toContain('user.renamed');
    expect(mine).not.toContain('203.0.113.99');
    expect(mine).not.toContain('Secret/1.0');
    const theirs = JSON.stringify(await exportMyData.execute(await kit.as(admin)));
    expect(theirs).toContain('user.renamed');
    expect(theirs).not.toContain('"renamed"');
    expect(theirs).not.toContain(user.email);
  });

  it('is for whoever has signed in of late', async () => {
    const { kit, exportMyData } = await scene();
    await expect(exportMyData.execute(kit.visitor())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const context = await kit.as(await kit.person());
    kit.clock.advance(601);
    await expect(exportMyData.execute(context)).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
  });

  it('reads page by page', async () => {
    const cursors: (string | null)[] = [];
    const items = await allPages(async (cursor) => {
      cursors.push(cursor);
      return { items: [cursors.length], nextCursor: cursors.length < 3 ? `after ${cursors.length}` : null };
    });
    expect(items).toEqual([1, 2, 3]);
    expect(cursors).toEqual([null, 'after 1', 'after 2']);
  });

  it('finds all entries of somebody of whom there are more than a page', async () => {
    const { kit, exportMyData } = await scene();
    const user = await kit.person();
    const trail = await kit.get(auditTokens.trail);
    const context = await kit.as(user);
    for (let count = 0; count < 501; count += 1) {
      await trail.record(context, {
        action: 'test.entry',
        outcome: 'failure',
        targetId: user.id,
        details: {},
      });
    }
    const { auditEntries } = (await exportMyData.execute(context)) as {
      auditEntries: { about: { action: string }[] };
    };
    expect(auditEntries.about.filter(({ action }) => action === 'test.entry')).toHaveLength(501);
  });

  it('gives what mail was sent to an address, to those who have shown that they read it', async () => {
    const { kit, exportMyData } = await scene();
    await kit.drainEvents();
    const user = await kit.person();
    await kit.drainEvents();
    const history = await kit.get(mailTokens.history);
    const sent = (await history.pageTo(user.email, 10, null)).items;
    expect(sent.map(({ template }) => template)).toContain('verify-email');
    const context = await kit.as(user);
    expect(await exportMyData.execute(context)).toMatchObject({ mails: [] });
    const users = await kit.get(usersTokens.repository);
    await (await kit.get(platform.unitOfWork)).run(systemContext, async () => {
      const stored = (await users.findByIdForUpdate(user.id)) as User;
      stored.verifyEmail(kit.clock.now());
      await users.save(stored);
    });
    expect(await exportMyData.execute(context)).toMatchObject({ mails: sent });
  });
});
