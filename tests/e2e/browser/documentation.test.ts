import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { E2eService } from '#testing/e2e-service.js';
import { colourOf } from './in-page.js';
import { browserProgram, inaccessible, launch, open, unreadable, watch } from './support.js';

describe.skipIf(browserProgram === null)('/docs in a browser', () => {
  let service: E2eService;
  let browser: Browser;
  beforeAll(async () => {
    service = await E2eService.start({ env: { STORAGE: 'memory' } });
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });
  const openDocs = async () => {
    const context: BrowserContext = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    onTestFinished(() => context.close());
    const watched = await watch(context);
    await open(watched.page, `${service.service.url}/docs`);
    return watched;
  };

  /** A tag is closed, and has drawn none of its routes, until it is opened. */
  const operationOf = async (page: Page, tag: string, method: string, path: string) => {
    const heading = page.locator(`#operations-tag-${tag}`);
    if ((await heading.getAttribute('data-is-open')) !== 'true') await heading.click();
    return page.locator('.opblock', { has: page.locator(`[data-path="${path}"]`) }).filter({
      has: page.locator('.opblock-summary-method', { hasText: method }),
    });
  };

  it('is under our own name and colour, without a bar for other documents', async () => {
    const { page } = await openDocs();
    expect(await page.title()).toBe('Gatehouse');
    const title = page.locator('.info .title');
    expect(await title.evaluate(colourOf)).toBe('rgb(11, 110, 79)');
    expect(await page.locator('.topbar, .download-url-wrapper').count()).toBe(0);
  });

  it('remembers who is signed in, and answers what is tried', async () => {
    const person = await service.person();
    const { page, complaints } = await openDocs();
    await page.locator('button.authorize').click();
    await page.locator('.modal-ux input').fill(person.token);
    expect(await inaccessible(page)).toEqual([]);
    await page.locator('.modal-ux .btn.authorize').click();
    await page.reload();
    const operation = await operationOf(page, 'me', 'GET', '/api/v1/me');
    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Try it out' }).click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    const answer = operation.locator('.live-responses-table');
    await answer.waitFor();
    expect(await answer.locator('.response-col_status').last().innerText()).toMatch(/^200/);
    expect(await answer.innerText()).toContain(person.user.email);
    expect(await unreadable(page)).toEqual([]);
    expect(await inaccessible(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('fills in a body with which the route works', async () => {
    const { page, complaints } = await openDocs();
    for (const [path, status] of [
      ['/api/v1/auth/register', '201'],
      ['/api/v1/auth/login', '200'],
    ] as const) {
      const operation = await operationOf(page, 'auth', 'POST', path);
      await operation.locator('.opblock-summary-control').click();
      await operation.getByRole('button', { name: 'Try it out' }).click();
      await operation.getByRole('button', { name: 'Execute' }).click();
      const answer = operation.locator('.live-responses-table');
      await answer.waitFor();
      expect(await answer.locator('.response-col_status').last().innerText()).toMatch(
        new RegExp(`^${status}`),
      );
    }
    expect(complaints).toEqual([]);
  });
});
