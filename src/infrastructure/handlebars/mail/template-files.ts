import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OperatorError } from '../../operator-error.js';

/** What a message, or the layout around it, consists of. */
export type TemplatePart = 'subject.txt' | 'txt' | 'html';

export interface TemplateFile {
  readonly path: string;
  readonly locale: string;
  readonly name: string;
  readonly part: TemplatePart;
  readonly source: string;
}

/** A folder `<locale>/<name>.<part>`. */
export interface TemplateFolder {
  readonly folder: string;
  /** Of the messages whose files may be there. */
  readonly names: readonly string[];
  readonly mayHaveLayout: boolean;
}

/** What stands around the body of every message. */
export const layoutName = 'layout';

const fileForm = /^([a-z0-9-]+)\.(subject\.txt|txt|html)$/;

/** @throws OperatorError for a folder that cannot be read, and for a file in it that is no template. */
export async function readTemplates(folder: TemplateFolder): Promise<readonly TemplateFile[]> {
  const locales = await entriesOf(folder.folder);
  const files = await Promise.all(locales.map((locale) => readLocale(folder, locale)));
  return files.flat();
}

/** The path of a folder that a manifest names. */
export function pathOf(folder: URL): string {
  return fileURLToPath(folder);
}

async function readLocale(folder: TemplateFolder, locale: string): Promise<readonly TemplateFile[]> {
  const path = join(folder.folder, locale);
  if (!isLocale(locale)) {
    throw new OperatorError(
      `${path}: folders of templates have the names of locales, such as "en" or "de-AT"`,
    );
  }
  const entries = await entriesOf(path);
  return Promise.all(
    entries.map(async (entry) => ({
      path: join(path, entry),
      locale,
      ...parseName(folder, join(path, entry), entry),
      source: await readFile(join(path, entry), 'utf8'),
    })),
  );
}

function parseName(
  { names, mayHaveLayout }: TemplateFolder,
  path: string,
  entry: string,
): Pick<TemplateFile, 'name' | 'part'> {
  const [, name = '', part] = fileForm.exec(entry) ?? [];
  const isLayout = mayHaveLayout && name === layoutName && part !== 'subject.txt';
  if (part !== undefined && (isLayout || names.includes(name))) return { name, part: part as TemplatePart };
  const known = [...(mayHaveLayout ? [layoutName] : []), ...names].join(', ');
  throw new OperatorError(
    `${path} is no template of any mail. Files are called <mail>.subject.txt, <mail>.txt and <mail>.html, of ${known}`,
  );
}

/** BCP 47, in its canonical spelling, so that there are no two folders of one locale. */
export function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text)[0] === text;
  } catch {
    return false;
  }
}

/** But for what begins with a dot, as editors and file systems leave behind. */
async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder);
    return entries.filter((entry) => !entry.startsWith('.')).sort();
  } catch (cause) {
    const { code = 'error' } = cause as NodeJS.ErrnoException;
    throw new OperatorError(`The folder of mail templates ${folder} cannot be read (${code})`, { cause });
  }
}
