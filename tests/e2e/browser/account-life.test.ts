import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { E2eService, password } from '#testing/e2e-service.js';
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
  const inMailbox = async () => {
    await service.drainEvents();
    await service.drainJobs();
    const context = await browser.newContext({ viewport: { width: 360, height: 800 } });
    onTestFinished(() => context.close());
    const { page, complaints } = await watch(context);
    await page.goto(`${service.service.url}/dev/mailbox`);
    const follow = async (subject: string) => {
      const mail = page.locator('article', { hasText: subject }).first();
      const href = await mail.getByRole('link').first().getAttribute('href');
      // Links name the service as it is configured; in the test it listens elsewhere on the same machine.
      const { pathname, hash } = new URL(href ?? '');
      await page.goto(service.service.url + pathname + hash);
    };
    return { page, complaints, follow };
  };

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
