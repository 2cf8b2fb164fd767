import { OperatorError } from '#infrastructure/operator-error.js';

export interface FeatureNames {
  /** That of the feature and its folders, in lower case, with dashes. */
  readonly plural: string;
  /** That of its entity. */
  readonly singular: string;
}

/** What the feature in `templates/feature` is called: two words, so that their spellings differ. */
const template: FeatureNames = { plural: 'sticky-notes', singular: 'sticky-note' };

const form = /^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/;

/** @throws OperatorError for a name that could not be that of a folder, or whose singular has to be told. */
export function namesOf(plural: string, singular: string = singularOf(plural)): FeatureNames {
  for (const name of [plural, singular]) {
    if (!form.test(name)) {
      throw new OperatorError(
        `"${name}" is no name for a feature: use lower case, with dashes between words`,
      );
    }
  }
  if (singular === plural) {
    throw new OperatorError(
      `Name the feature in the plural, such as "notes", or its entity as a second word: ${plural} <singular>`,
    );
  }
  return { plural, singular };
}

function singularOf(plural: string): string {
  if (/ies$/.test(plural)) return plural.replace(/ies$/, 'y');
  if (/(ss|x|ch|sh)es$/.test(plural)) return plural.slice(0, -2);
  return plural.replace(/(?<=[^s])s$/, '');
}

/** Writes the names wherever a text has those of the template, in the same spelling. */
export function renamer(names: FeatureNames): (text: string) => string {
  const pairs = (['plural', 'singular'] as const).flatMap((number) => {
    const spelled = Object.values(spellingsOf(names[number]));
    return Object.values(spellingsOf(template[number])).map((from, index) => [from, spelled[index]] as const);
  });
  const renamed = new Map(pairs);
  // Plurals come first, since each begins as its singular does.
  const known = new RegExp([...renamed.keys()].join('|'), 'g');
  return (text) => text.replace(known, (found) => renamed.get(found) as string);
}

/**
 * Files that are written declare these names, beside whatever they import or use.
 * @throws OperatorError when the template needs one of them for something else.
 */
export function requireFree(names: FeatureNames, templates: Iterable<string>): void {
  const declared = [names.plural, names.singular].map((name) => spellingsOf(name).pascal);
  declared.push(identifierOf(names));
  for (const text of templates) {
    const code = text.replace(/\/\/.*|\/\*[\s\S]*?\*\/|'[^'\n]*'|`[^`]*`/g, '');
    const clash = declared.find((name) => new RegExp(`\\b${name}\\b`).test(code));
    if (clash !== undefined) {
      throw new OperatorError(
        `"${clash}" means something else in the code of a feature: choose a longer name, such as team-${names.plural}`,
      );
    }
  }
}

/** What the feature is called in code. */
export function identifierOf({ plural }: FeatureNames): string {
  return spellingsOf(plural).camel;
}

function spellingsOf(name: string) {
  const words = name.split('-');
  const capitalized = words.map(capitalize);
  return {
    kebab: name,
    snake: words.join('_'),
    constant: words.join('_').toUpperCase(),
    pascal: capitalized.join(''),
    camel: [words[0], ...capitalized.slice(1)].join(''),
    prose: words.join(' '),
    sentence: capitalize(words.join(' ')),
  };
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
