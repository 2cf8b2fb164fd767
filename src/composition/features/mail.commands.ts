import { mailTest } from '#application/mail/mail-test.js';
import { Email } from '#domain/users/email.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import type { CommandDefinition } from '../define-feature.js';
import { platform } from '../platform/platform.tokens.js';
import { mailSettings } from './mail.settings.js';
import { mailTokens } from './mail.tokens.js';

const list: CommandDefinition = {
  usage: 'mail list',
  description: 'List the messages that this service sends, its extensions included',
  async run({ get, list: show }) {
    const { definitions } = await get(mailTokens.templates);
    const mails = definitions.map(({ name, description }) => ({ name, description }));
    await show(mails, ({ name, description }) => `${name}: ${description}`);
  },
};

const preview: CommandDefinition = {
  usage: 'mail preview <name>',
  description: 'Show a message, filled in with its samples, as this service would write it',
  options: {
    '--locale <locale>': 'of the reader (BCP 47)',
    '--html': 'the part in HTML instead of the text',
  },
  examples: ['mail preview recovery.reset-password --locale de'],
  async run({ parameters: { name = '' }, options: { locale, html }, get, tell }) {
    const templates = await get(mailTokens.templates);
    const definition = templates.definitions.find((each) => each.name === name);
    if (definition === undefined) {
      throw new OperatorError(`There is no mail ${name}. \`gatehouse mail list\` shows those that there are`);
    }
    const mail = templates.render(name, typeof locale === 'string' ? locale : null, definition.samples);
    tell(mail, html === true ? mail.html : `${mail.subject}\n\n${mail.text}`);
  },
};

const test: CommandDefinition = {
  usage: 'mail test <address>',
  description: 'Send a message now, and tell what the mail server says to it',
  async run({ parameters: { address = '' }, get, tell }) {
    const { server, sender } = await get(mailSettings.token);
    if (server === undefined) throw new OperatorError('There is no mail server: set SMTP_URL');
    const to = Email.parse(address, 'address').value;
    const id = (await get(platform.ids)).next();
    const mail = (await get(mailTokens.templates)).render(mailTest.name, null, {
      sentAt: new Date().toISOString(),
    });
    try {
      const mailer = await get(mailTokens.mailer);
      const messageId = `<${id}@${sender.address.domain}>`;
      await mailer.deliver({ id, messageId, to, ...mail }, new AbortController().signal);
    } catch (cause) {
      throw new OperatorError((cause as Error).message, { cause });
    }
    tell({ id, to }, 'The mail server has taken it.');
  },
};

export const mailCommands = [list, preview, test];
