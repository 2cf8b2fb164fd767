import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { installed } from '../../faults/support/program.js';
import { focusedControl, numberControls, unreadableInPage, violationsInPage } from './in-page.js';

/** Null where tests in a browser are skipped. */
export const browserProgram = installed('TEST_CHROMIUM_PROGRAM');

export const widths = [360, 1400] as const;

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserProgram?.() ?? '',
    // Its own sandbox does not run as root; what it opens here is ours.
    chromiumSandbox: process.getuid?.() !== 0,
    // A page is not to depend on the graphics of the machine.
    args: ['--disable-gpu', '--hide-scrollbars'],
  });
}

/** A page, and all that it complained of: errors and warnings of the console, of its policy too, and what did not load. */
export interface Watched {
  readonly page: Page;
  readonly complaints: string[];
}

export async function watch(context: BrowserContext): Promise<Watched> {
  // For what hangs, as elsewhere.
  context.setDefaultTimeout(240_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('requestfailed', (request) =>
    complaints.push(`${request.url()}: ${request.failure()?.errorText ?? 'failed'}`),
  );
  return { page, complaints };
}

/** Swagger UI has drawn its tags only some time after its page has loaded. */
export async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  if (new URL(url).pathname === '/docs') await page.locator('.opblock-tag').first().waitFor();
}

/** What somebody with this width has trouble with. */
export function unreadable(page: Page): Promise<readonly string[]> {
  return page.evaluate(unreadableInPage);
}

/** What of axe's rules is violated in a way that it calls serious or critical. */
export async function inaccessible(page: Page): Promise<readonly string[]> {
  // By the protocol of the debugger, which no policy of the page holds up.
  await page.evaluate(axe);
  return (await page.evaluate(violationsInPage))
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}

/** What cannot be reached with the tabulator key, or does not show that it has the focus. */
export async function unreachable(page: Page): Promise<readonly string[]> {
  const controls = await page.evaluate(numberControls);
  const missing = new Map(controls.entries());
  const unseen: string[] = [];
  for (let presses = 0; presses <= controls.length && missing.size > 0; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(focusedControl);
    if (focused === null) continue;
    missing.delete(focused.index);
    if (!focused.isSeen) unseen.push(`no visible focus: ${controls[focused.index]}`);
  }
  return [...[...missing.values()].map((control) => `not reached: ${control}`), ...unseen];
}
