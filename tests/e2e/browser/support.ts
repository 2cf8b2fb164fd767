import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { installed } from '../../faults/support/program.js';

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

/** What somebody with this width has trouble with. */
export async function unreadable(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const problems: string[] = [];
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > innerWidth) {
      const wide = [...document.querySelectorAll('body *')].filter(
        (element) => element.getBoundingClientRect().right > innerWidth + 1,
      );
      problems.push(
        `${scrollWidth} wide: ${wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 120))}`,
      );
    }
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const element = node.parentElement;
      if (element === null || node.textContent?.trim() === '' || !element.checkVisibility()) continue;
      const size = Number.parseFloat(getComputedStyle(element).fontSize);
      if (size < 12) problems.push(`${size} px: ${element.outerHTML.slice(0, 120)}`);
    }
    return [...new Set(problems)];
  });
}

/** What of axe's rules is violated in a way that it calls serious or critical. */
export async function inaccessible(page: Page): Promise<readonly string[]> {
  // By the protocol of the debugger, which no policy of the page holds up.
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe is a global of the page
    const results = await (globalThis as any).axe.run(document, { iframes: false });
    return results.violations as {
      id: string;
      impact: string;
      nodes: { html: string; failureSummary: string }[];
    }[];
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}

/** What cannot be reached with the tabulator key, or does not show that it has the focus. */
export async function unreachable(page: Page): Promise<readonly string[]> {
  const controls = await page.evaluate(() => {
    const selector = 'a[href], button, input, select, textarea, summary, iframe, [tabindex]';
    const all = [...document.querySelectorAll<HTMLElement>(selector)].filter(
      (element) =>
        element.tabIndex >= 0 &&
        element.checkVisibility({ visibilityProperty: true }) &&
        !(element as HTMLButtonElement).disabled,
    );
    for (const [index, element] of all.entries()) element.dataset.control = String(index);
    const unfocused = all.map((element) => looksOf(element));
    Object.assign(globalThis, { looksOf, unfocused });
    (document.activeElement as HTMLElement | null)?.blur();
    return all.map((element) => element.outerHTML.slice(0, 120));

    function looksOf(element: Element): string {
      const { outline, boxShadow, borderColor, backgroundColor, textDecoration } = getComputedStyle(element);
      return [outline, boxShadow, borderColor, backgroundColor, textDecoration].join(' | ');
    }
  });
  const missing = new Map(controls.entries());
  const unseen: string[] = [];
  for (let presses = 0; presses <= controls.length && missing.size > 0; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      if (element?.dataset.control === undefined) return null;
      const index = Number(element.dataset.control);
      // biome-ignore lint/suspicious/noExplicitAny: set above
      const { looksOf, unfocused } = globalThis as any;
      const isSeen = element.tagName === 'IFRAME' || looksOf(element) !== unfocused[index];
      return { index, isSeen };
    });
    if (focused === null) continue;
    missing.delete(focused.index);
    if (!focused.isSeen) unseen.push(`no visible focus: ${controls[focused.index]}`);
  }
  return [...[...missing.values()].map((control) => `not reached: ${control}`), ...unseen];
}
