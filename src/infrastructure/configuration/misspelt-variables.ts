import { distance } from 'fastest-levenshtein';
import type { MisspeltVariable } from './configuration-error.js';
import type { EnvironmentVariables } from './secret-files.js';
import type { Setting } from './setting.js';

/** Short names have neighbours that mean something: HOME is not HOST. */
const shortName = 8;

/** Variables that are no settings, but are named almost like one. Their values are nobody's business here. */
export function findMisspelt(
  settings: readonly Setting<unknown>[],
  environment: EnvironmentVariables,
): readonly MisspeltVariable[] {
  const known = settings.flatMap(({ variable, documentation }) =>
    documentation.isSecret ? [variable, `${variable}_FILE`] : [variable],
  );
  return Object.keys(environment)
    .filter((name) => environment[name] !== undefined && !known.includes(name))
    .flatMap((name) => {
      const nearest = nearestTo(name, known);
      return nearest === null ? [] : [{ name, nearest }];
    });
}

function nearestTo(name: string, known: readonly string[]): string | null {
  const [best] = known
    .map((candidate) => ({ candidate, typos: typosBetween(name, candidate) }))
    .filter(({ candidate, typos }) => typos <= (candidate.length < shortName ? 1 : 2))
    .sort((one, other) => one.typos - other.typos);
  return best?.candidate ?? null;
}

/** Two letters that have changed places are one slip; so is another case. */
function typosBetween(name: string, candidate: string): number {
  const upper = name.toUpperCase();
  const edits = distance(upper, candidate);
  const isSwapped = edits === 2 && [...upper].sort().join() === [...candidate].sort().join();
  return isSwapped ? 1 : edits;
}
