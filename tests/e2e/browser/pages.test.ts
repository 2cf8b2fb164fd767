import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService } from '#testing/e2e-service.js';
import {
  browserProgram,
  inaccessible,
  launch,
  open,
  unreachable,
  unreadable,
  watch,
  widths,
} from './support.js';

/** Where to keep pictures of the pages, to look at them. */
const shots = process.env.SCREENSHOTS;

/** Swagger UI draws a hundred routes. */
const timeout = 180_000;

const pages = [
  '/',
  '/docs',
  '/docs/events',
  '/dev/mailbox',
  '/errors',
  '/errors/UNAUTHENTICATED',
  ...[
    'verify-email',
    'finish-registration',
    'set-password',
    'reset-password',
    'change-email',
    'revert-email',
    'sign-in',
    'invitation',
  ].map((name) => `/account/${name}#token=ght_example`),
  '/account/verify-email',
];

describe.skipIf(browserProgram === null)('in a browser', () => {
  let service: E2eService;
  let browser: Browser;
  beforeAll(async () => {
    service = await E2eService.start();
    await service.person();
    await service.drainEvents();
    await service.drainJobs();
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  describe.each(widths)('of %d pixels', (width) => {
    it.each(pages)('%s can be read, and complains of nothing', { timeout }, async (path) => {
      const context = await browser.newContext({ viewport: { width, height: 800 } });
      const { page, complaints } = await watch(context);
      await open(page, service.service.url + path);
      if (shots) {
        const name = `${path.replaceAll(/[^a-zA-Z-]+/g, '_')}-${width}.png`;
        await page.screenshot({ path: join(shots, name), fullPage: path !== '/docs' });
      }
      expect(await unreadable(page)).toEqual([]);
      expect(await inaccessible(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await context.close();
    });
  });

  it.each(pages)('%s can be used without a mouse', { timeout }, async (path) => {
    const context = await browser.newContext();
    const { page } = await watch(context);
    await open(page, service.service.url + path);
    expect(await unreachable(page)).toEqual([]);
    await context.close();
  });
});
