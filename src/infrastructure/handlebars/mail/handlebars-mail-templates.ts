import Handlebars from 'handlebars';
import { PermanentFailure } from '#application/jobs/job.js';
import type { MailData, MailDefinition } from '#application/mail/mail.js';
import type { MailTemplates, RenderedMail } from '#application/mail/mail-templates.js';
import { OperatorError } from '../../operator-error.js';
import { layoutName, readTemplates, type TemplateFile, type TemplateFolder } from './template-files.js';
import { duration, time } from './template-helpers.js';
import { parseTemplate, type Vocabulary } from './template-syntax.js';
import { linkName, templateValues } from './template-values.js';

export interface MailTemplateSources {
  readonly definitions: readonly MailDefinition[];
  readonly folders: readonly TemplateFolder[];
  /** Whose files take the place of those of the same name in the folders; null for none. */
  readonly overrides: string | null;
  /** BCP 47, of people who have told none. */
  readonly defaultLocale: string;
  /** What the service calls itself, which every template may name as `service`. */
  readonly service: string;
}

/** Of our own: whatever somebody registers with the one that all share is not known here. */
const engine = Handlebars.create();

type Template = (values: MailData, locale: string) => string;

/** In which every message of ours is written. */
const lastLocale = 'en';
const parts = ['subject.txt', 'txt', 'html'] as const;
const layoutParts = ['txt', 'html'] as const;

/** Files of Handlebars' language, of which so little is allowed that none of them can run anything. */
export class HandlebarsMailTemplates implements MailTemplates {
  readonly definitions: readonly MailDefinition[];
  readonly #templates = new Map<string, Template>();
  readonly #defaultLocale: string;
  readonly #service: string;

  private constructor({ definitions, defaultLocale, service }: MailTemplateSources) {
    this.definitions = definitions;
    this.#defaultLocale = defaultLocale;
    this.#service = service;
  }

  /** @throws OperatorError naming the file, for whatever would go wrong with any message in any locale. */
  static async load(sources: MailTemplateSources): Promise<HandlebarsMailTemplates> {
    const { definitions, overrides } = sources;
    const names = definitions.map(({ name }) => name);
    const own = overrides === null ? [] : [{ folder: overrides, names, mayHaveLayout: true }];
    const files = await Promise.all([...sources.folders, ...own].map(readTemplates));
    const templates = new HandlebarsMailTemplates(sources);
    // The operator's come last, and so take the place of others.
    const effective = new Map(files.flat().map((file) => [keyOf(file.locale, file.name, file.part), file]));
    for (const [key, file] of effective) templates.#templates.set(key, templates.#compile(file));
    templates.#check([...effective.values()]);
    return templates;
  }

  render(name: string, locale: string | null, data: MailData): RenderedMail {
    const found = this.#chain(locale).find((each) => this.#has(each, name));
    if (found === undefined) throw new PermanentFailure(`There are no templates of the mail ${name}`);
    try {
      return this.#render(name, found, data);
    } catch (cause) {
      throw new PermanentFailure(`The mail ${name} cannot be written in ${found}`, { cause });
    }
  }

  #render(name: string, locale: string, data: MailData): RenderedMail {
    const values = Object.assign(templateValues(data), { service: this.#service });
    const [subject, text, html] = parts.map((part) => this.#fill(locale, name, part, values)) as [
      string,
      string,
      string,
    ];
    const around = this.#chain(locale).find((each) => this.#has(each, layoutName, layoutParts)) ?? lastLocale;
    const laidOut = (part: 'txt' | 'html', body: string) =>
      this.#fill(around, layoutName, part, Object.assign(values, { locale, body: body.trim() })).trim();
    return {
      subject: subject.replaceAll(/\s+/g, ' ').trim(),
      text: `${laidOut('txt', text)}\n`,
      html: `${laidOut('html', html)}\n`,
      locale,
    };
  }

  #fill(locale: string, name: string, part: (typeof parts)[number], values: MailData): string {
    const template = this.#templates.get(keyOf(locale, name, part));
    if (template === undefined) throw new Error(`There is no ${keyOf(locale, name, part)}`);
    return template(values, locale);
  }

  #compile(file: TemplateFile): Template {
    const program = parseTemplate(file, this.#vocabularyOf(file));
    const compiled = engine.compile(program, {
      strict: true,
      noEscape: file.part !== 'html',
      knownHelpersOnly: true,
      knownHelpers: { duration: true, time: true },
    });
    const isMarkup = file.part === 'html';
    return (values, locale) =>
      compiled(isMarkup ? withPlainLinks(values) : values, {
        helpers: {
          duration: (seconds: unknown) => duration(seconds, locale),
          time: (instant: unknown) => time(instant, locale),
        },
      });
  }

  #vocabularyOf({ name, part }: TemplateFile): Vocabulary {
    if (name === layoutName) {
      return { placeholders: ['body', 'service', 'locale'], raw: part === 'html' ? ['body'] : [] };
    }
    const { samples = {} } = this.definitions.find((definition) => definition.name === name) ?? {};
    return { placeholders: [...Object.keys(samples), 'service'], raw: [] };
  }

  /** RFC 4647 §3.4 (lookup): from what is asked for to less and less of it, then the default in the same way. */
  #chain(locale: string | null): readonly string[] {
    return [...truncations(locale ?? ''), ...truncations(this.#defaultLocale), lastLocale];
  }

  #has(locale: string, name: string, needed: readonly (typeof parts)[number][] = parts): boolean {
    return needed.every((part) => this.#templates.has(keyOf(locale, name, part)));
  }

  #check(files: readonly TemplateFile[]): void {
    for (const { locale, name, path } of files) {
      const needed = name === layoutName ? layoutParts : parts;
      const missing = needed.find((part) => !this.#templates.has(keyOf(locale, name, part)));
      if (missing !== undefined) {
        throw new OperatorError(`There is ${path}, but no ${keyOf(locale, name, missing)} to go with it`);
      }
    }
    for (const { name, samples } of this.definitions) {
      if (!this.#chain(null).some((locale) => this.#has(locale, name))) {
        const wanted = parts.map((part) => keyOf(this.#defaultLocale, name, part)).join(', ');
        throw new OperatorError(`The mail ${name} has no templates: ${wanted}, or the same in ${lastLocale}`);
      }
      const locales = new Set(files.filter((file) => file.name === name).map(({ locale }) => locale));
      for (const locale of locales) this.#try(name, locale, samples);
    }
  }

  /** @throws OperatorError when the samples do not make a message of it. */
  #try(name: string, locale: string, samples: MailData): void {
    try {
      const { subject } = this.#render(name, locale, samples);
      if (subject === '') throw new Error('its subject is empty');
    } catch (cause) {
      const reason = (cause as Error).message;
      throw new OperatorError(`The templates ${locale}/${name} do not work: ${reason}`, { cause });
    }
  }
}

function keyOf(locale: string, name: string, part: (typeof parts)[number]): string {
  return `${locale}/${name}.${part}`;
}

/** `de-AT`: `de-AT`, `de`. Nothing for what is no locale. */
function truncations(locale: string): readonly string[] {
  const subtags = locale.split('-');
  return locale === '' ? [] : subtags.map((_, index) => subtags.slice(0, subtags.length - index).join('-'));
}

/**
 * Links have been checked for quotes and brackets, so `&` is all that means something in an attribute; Handlebars would
 * write `=` as a reference, too, which what only looks for links does not read.
 */
function withPlainLinks(values: MailData): MailData {
  const links = Object.entries(values).filter(([name]) => linkName.test(name));
  const plain = links.map(([name, link]) => [
    name,
    new engine.SafeString(String(link).replaceAll('&', '&amp;')),
  ]);
  return Object.assign(Object.create(null), values, Object.fromEntries(plain));
}
