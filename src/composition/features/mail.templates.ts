import type { MailTemplates } from '#application/mail/mail-templates.js';
import type {
  HandlebarsMailTemplates,
  MailTemplateSources,
} from '#infrastructure/handlebars/mail/handlebars-mail-templates.js';
import { pathOf } from '#infrastructure/handlebars/mail/template-files.js';
import type { ValuesOf } from '../define-settings.js';
import type { FeatureSet } from '../feature-set.js';
import type { mailSettings } from './mail.settings.js';

/**
 * Whatever is not of this release is checked before it is of use; ours are, in its tests, so that they and their
 * library are loaded for the first message only.
 */
export async function loadMailTemplates(
  features: FeatureSet,
  settings: ValuesOf<typeof mailSettings>,
): Promise<MailTemplates> {
  const sources = templateSources(features, settings);
  let loaded: Promise<HandlebarsMailTemplates> | undefined;
  // Once; again after a failure.
  const load = () => {
    loaded ??= loadHandlebars(sources).catch((error) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
  const isOurs = sources.overrides === null && sources.folders.every(({ mayHaveLayout }) => mayHaveLayout);
  if (!isOurs) await load();
  return {
    definitions: sources.definitions,
    render: async (...message) => (await load()).render(...message),
  };
}

async function loadHandlebars(sources: MailTemplateSources): Promise<HandlebarsMailTemplates> {
  const library = await import('#infrastructure/handlebars/mail/handlebars-mail-templates.js');
  return library.HandlebarsMailTemplates.load(sources);
}

/** The folders of all features, each with the messages of those whose it is. Layouts are where the built-in ones are. */
function templateSources(
  { features }: FeatureSet,
  { templates, defaultLocale, sender }: ValuesOf<typeof mailSettings>,
): MailTemplateSources {
  const built = features.find(({ name }) => name === 'mail')?.mailTemplates?.href;
  const sending = features.filter(({ mails = [] }) => mails.length > 0);
  const folders = Map.groupBy(sending, ({ mailTemplates }) => mailTemplates?.href);
  return {
    definitions: sending.flatMap(({ mails = [] }) => mails),
    folders: [...folders].flatMap(([href, owners]) =>
      href === undefined
        ? []
        : [
            {
              folder: pathOf(new URL(href)),
              names: owners.flatMap(({ mails = [] }) => mails.map(({ name }) => name)),
              mayHaveLayout: href === built,
            },
          ],
    ),
    overrides: templates ?? null,
    defaultLocale,
    service: sender.name,
  };
}
