import type { MailTemplateSources } from '#infrastructure/handlebars/mail/handlebars-mail-templates.js';
import { pathOf } from '#infrastructure/handlebars/mail/template-files.js';
import type { ValuesOf } from '../define-settings.js';
import type { FeatureSet } from '../feature-set.js';
import type { mailSettings } from './mail.settings.js';

/** The folders of all features, each with the messages of those whose it is. Layouts are where the built-in ones are. */
export function templateSources(
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
