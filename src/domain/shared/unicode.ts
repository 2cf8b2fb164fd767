/**
 * One spelling for identifiers: compatibility-composed (NFKC) and case-folded.
 * Returns null where the result could pass for another identifier: a character that only becomes ASCII by
 * folding (fullwidth letters and signs, the Kelvin sign, long s, dotted capital I), a lone surrogate, or an
 * invisible, control or white-space character. Folding is by character, because `toLowerCase` on a whole
 * word makes the Greek sigma depend on its place. (Unicode TR 36 §2; CVE-2019-19844, CVE-2026-73420.)
 */
export function foldIdentifier(raw: string): string | null {
  if (!raw.isWellFormed() || unsafeCharacter.test(raw)) return null;
  for (const character of raw) {
    if (character > '\u007f' && ascii.test(fold(character))) return null;
  }
  return fold(raw);
}

/** Scripts whose letters are taken for each other's, or for those of others (Unicode TR 39 §4). */
const imitable = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Cherokee',
  'Coptic',
  'Georgian',
  'Hebrew',
  'Arabic',
].map((script) => ({
  own: new RegExp(`\\p{Script=${script}}`, 'u'),
  others: new RegExp(`[^\\P{L}\\p{Script=${script}}]`, 'u'),
}));

/** Whether letters of a script that is easily imitated stand beside those of another, as a Cyrillic a in a Latin name. */
export function mixesScripts(text: string): boolean {
  return imitable.some(({ own, others }) => own.test(text) && others.test(text));
}

function fold(text: string): string {
  const composed = text.normalize('NFKC');
  const lowered = Array.from(composed, (character) => character.toLowerCase()).join('');
  return lowered.replaceAll('ς', 'σ').normalize('NFKC');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const ascii = /[\u0000-\u007f]/;
const unsafeCharacter = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;

/** In UTF-8. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

export function codePointLength(text: string): number {
  return Array.from(text).length;
}
