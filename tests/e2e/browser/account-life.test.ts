import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { E2eService, password } from '#testing/e2e-service.js';
import { wrongTotpCode } from '../../support/totp.js';
import { MfaScene } from '../mfa/support.js';
import { focusedId } from './in-page.js';
import { browserProgram, inaccessible, launch, watch } from './support.js';

const another = 'another horse of staples';

describe.skipIf(browserProgram === null)('what is mailed, in a browser', () => {
  let service: E2eService;
  let browser: Browser;
  beforeAll(async () => {
    service = await E2eService.start();
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });
  const inMailbox = async (of = service) => {
    await of.drainEvents();
    await of.drainJobs();
    const context = await browser.newContext({ viewport: { width: 360, height: 800 } });
    onTestFinished(() => context.close());
    const { page, complaints } = await watch(context);
    await page.goto(`${of.service.url}/dev/mailbox`);
    const follow = async (subject: string) => {
      const mail = page.locator('article', { hasText: subject }).first();
      const href = await mail.getByRole('link').first().getAttribute('href');
      // Links name the service as it is configured; in the test it listens elsewhere on the same machine.
      const { pathname, hash } = new URL(href ?? '');
      await page.goto(of.service.url + pathname + hash);
    };
    return { page, complaints, follow };
  };

  it('an invitation is accepted by whoever has a second factor', async () => {
    const scene = await MfaScene.start();
    onTestFinished(() => scene.service.stop());
    const person = await scene.enrolled();
    const { token } = await scene.service.root();
    const tenant = await scene.http.post('/api/v1/tenants', { name: 'Analysts' }, { token });
    const invited = { email: person.user.email, roles: ['member'] };
    await scene.http.post(`/api/v1/tenants/${tenant.data.id}/invitations`, invited, { token });
    const { page, complaints, follow } = await inMailbox(scene.service);
    await follow('invit');
    await page.getByLabel('Email address').fill(person.user.email);
    await page.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    await page.getByText('asks for a second factor').waitFor();
    expect(await page.evaluate(focusedId)).toBe('code');
    expect(await inaccessible(page)).toEqual([]);
    await page.keyboard.type(wrongTotpCode(person.secret, scene.clock.now()));
    await page.keyboard.press('Enter');
    await page.getByText('This code is wrong').waitFor();
    await page.getByLabel('Code of your').fill(scene.code(person.secret));
    await page.keyboard.press('Enter');
    await page.getByText('You are a member now.').waitFor();
    const members = await scene.http.get(`/api/v1/tenants/${tenant.data.id}/members`, { token });
    expect(members.text).toContain(person.user.id);
    // The browser itself tells of the two answers with 401.
    expect(complaints).toEqual([expect.stringContaining('401'), expect.stringContaining('401')]);
  });

  it('an address is verified', async () => {
    const person = await service.person();
    const { page, complaints, follow } = await inMailbox();
    await follow('Verify your email address');
    expect(page.url()).not.toContain('#');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Your address is confirmed.').waitFor();
    const me = await service.http.get('/api/v1/me', { token: person.token });
    expect(me.data.emailVerifiedAt).not.toBeNull();
    expect(await inaccessible(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('a forgotten password is set anew, after one that is too weak', async () => {
    const person = await service.person();
    await service.http.post('/api/v1/auth/password/forgot', { email: person.user.email });
    const { page, complaints, follow } = await inMailbox();
    await follow('Set another password');
    await page.keyboard.press('Tab');
    await page.keyboard.type('aaaaaaaaaaaa');
    await page.keyboard.press('Enter');
    await page.getByText('too easy to guess').waitFor();
    expect(await page.evaluate(focusedId)).toBe('password');
    expect(await inaccessible(page)).toEqual([]);
    // The browser itself tells of the answer with 422.
    expect(complaints.splice(0)).toEqual([expect.stringContaining('422')]);
    await page.getByLabel('New password').fill(another);
    await page.keyboard.press('Enter');
    await page.getByText('Your password is changed.').waitFor();
    const signIn = (secret: string) =>
      service.http.post('/api/v1/auth/login', { email: person.user.email, password: secret });
    expect([(await signIn(password)).status, (await signIn(another)).status]).toEqual([401, 200]);
    expect(complaints).toEqual([]);
  });
});
