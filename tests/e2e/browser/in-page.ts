// biome-ignore-all lint/suspicious/noExplicitAny: run in a page, of whose types nothing else here is to know.

declare const document: any;
declare const innerWidth: number;
declare const NodeFilter: any;
declare function getComputedStyle(element: any): any;

/** What somebody with the width of this page has trouble with. */
export function unreadableInPage(): string[] {
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
    const { width } = element.getBoundingClientRect();
    if (width < size && node.textContent.trim().length > 3) {
      problems.push(`letter by letter: ${element.outerHTML.slice(0, 120)}`);
    }
  }
  return [...new Set(problems)];
}

/** Gives each control that can be used a number, and remembers how it looks without the focus. */
export function numberControls(): string[] {
  const selector = 'a[href], button, input, select, textarea, summary, iframe, [tabindex]';
  const all: any[] = [...document.querySelectorAll(selector)].filter(
    (element) =>
      element.tabIndex >= 0 && element.checkVisibility({ visibilityProperty: true }) && !element.disabled,
  );
  const looksOf = (element: any): string => {
    const { outline, boxShadow, borderColor, backgroundColor, textDecoration } = getComputedStyle(element);
    return [outline, boxShadow, borderColor, backgroundColor, textDecoration].join(' | ');
  };
  for (const [index, element] of all.entries()) element.dataset.control = String(index);
  Object.assign(globalThis, { looksOf, unfocused: all.map(looksOf) });
  document.activeElement?.blur();
  return all.map((element) => element.outerHTML.slice(0, 120));
}

/** Which of them has the focus, and whether one sees that. */
export function focusedControl(): { index: number; isSeen: boolean } | null {
  const element = document.activeElement;
  if (element?.dataset.control === undefined) return null;
  const index = Number(element.dataset.control);
  const { looksOf, unfocused } = globalThis as any;
  return { index, isSeen: element.tagName === 'IFRAME' || looksOf(element) !== unfocused[index] };
}

export async function violationsInPage(): Promise<
  { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[]
> {
  return (await (globalThis as any).axe.run(document, { iframes: false })).violations;
}

export function focusedId(): string {
  return document.activeElement?.id;
}

export function colourOf(element: unknown): string {
  return getComputedStyle(element).color;
}
