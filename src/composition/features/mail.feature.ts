import { RetentionJob } from '#application/jobs/retention-job.js';
import { DeliverMail } from '#application/mail/deliver-mail.js';
import { DevMailer } from '#application/mail/dev-mailer.js';
import { DroppingMails } from '#application/mail/dropping-mails.js';
import { MailSection } from '#application/mail/mail-section.js';
import { mailTest } from '#application/mail/mail-test.js';
import { NoMailer } from '#application/mail/no-mailer.js';
import { PageLinks } from '#application/mail/page-links.js';
import { QueueingMails } from '#application/mail/queueing-mails.js';
import { sendMail } from '#application/mail/send-mail.js';
import { HandlebarsMailTemplates } from '#infrastructure/handlebars/mail/handlebars-mail-templates.js';
import { MemoryDevMailbox } from '#infrastructure/memory/mail/dev-mailbox.js';
import {
  MemoryMailMessages,
  mailRetention as memoryRetention,
} from '#infrastructure/memory/mail/messages.js';
import { TypeOrmDevMailbox } from '#infrastructure/postgres/mail/dev-mailbox.js';
import {
  mailRetention as postgresRetention,
  TypeOrmMailMessages,
} from '#infrastructure/postgres/mail/messages.js';
import { devMailSchema, mailMessageSchema } from '#infrastructure/postgres/mail/schema.js';
import { DevMailboxController } from '#presentation/http/mail/dev-mailbox-controller.js';
import { defineFeature } from '../define-feature.js';
import { httpSettings } from '../platform/http.feature.js';
import { loggingSettings } from '../platform/logging.feature.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { runtimeSettings } from '../platform/runtime.feature.js';
import type { Wiring } from '../wiring.js';
import { jobsTokens } from './jobs.tokens.js';
import { mailCommands } from './mail.commands.js';
import { dkimSettings, mailSettings } from './mail.settings.js';
import { loadSmtpMailer } from './mail.smtp.js';
import { templateSources } from './mail.templates.js';
import { mailTokens } from './mail.tokens.js';
import { usersTokens } from './users.tokens.js';

const offWarning =
  'Mail is off: no links or notices are sent, and what would be is dropped. Set SMTP_URL, MAIL_FROM and PUBLIC_URL to turn it on';

/** Where messages go. */
type Mode = 'smtp' | 'mailbox' | 'off';

function modeOf(wiring: Wiring): Mode {
  if (wiring.settings(mailSettings).server !== undefined) return 'smtp';
  return wiring.settings(runtimeSettings).environment === 'production' ? 'off' : 'mailbox';
}

/** Messages to people: handed in within a unit of work, sent by a job. */
export const mail = defineFeature({
  name: 'mail',
  settings: [mailSettings, dkimSettings],
  entities: [mailMessageSchema, devMailSchema],
  commands: mailCommands,
  mails: [mailTest],

  bind(wiring) {
    const { mails, templates, mailer, messages, mailbox } = mailTokens;
    wiring.singleton(
      templates,
      (features, settings) => HandlebarsMailTemplates.load(templateSources(features, settings)),
      [platform.features, mailSettings.token],
    );
    wiring.singleton(
      mailTokens.links,
      ({ publicUrl, port }, lifecycle) =>
        new PageLinks(() => publicUrl || `http://localhost:${lifecycle.port ?? port}`),
      [httpSettings.token, platform.lifecycle],
    );
    const mode = modeOf(wiring);
    wiring.value(mailTokens.isOn, mode !== 'off');
    if (mode === 'off') {
      wiring.instance(mails, DroppingMails, [platform.logger]);
    } else {
      wiring.singleton(
        mails,
        (stored, jobs, cipher, ids, { sender }) =>
          new QueueingMails(stored, jobs, cipher, ids, sender.address.domain),
        [messages, jobsTokens.jobs, platform.cipher, platform.ids, mailSettings.token],
      );
    }
    if (mode === 'off') wiring.instance(mailer, NoMailer, []);
    if (mode === 'smtp') {
      wiring.singleton(
        mailer,
        loadSmtpMailer,
        [mailSettings.token, dkimSettings.token, runtimeSettings.token],
        (connected) => connected.close(),
      );
    }
    if (mode === 'mailbox') {
      wiring.singleton(
        mailer,
        (kept, logger, destination, { environment }, { format }) => {
          const isWatched = environment === 'development' && format === 'pretty';
          return new DevMailer(kept, logger, isWatched ? (line) => destination.write(`${line}\n`) : null);
        },
        [mailbox, platform.logger, platform.logDestination, runtimeSettings.token, loggingSettings.token],
      );
      wiring.controller(DevMailboxController, { mailbox });
    }
    // Whatever is wrong with templates or the mail server's settings is told before anything listens.
    wiring.contribute(
      'first-start step',
      'mail',
      (_templates, _mailer, logger) => ({
        async run() {
          if (mode === 'off') logger.warn(offWarning);
        },
      }),
      [templates, mailer, platform.logger],
    );
    wiring.contribute(
      'job',
      sendMail.name,
      (stored, rendered, sender, cipher) => new DeliverMail(stored, rendered, sender, cipher),
      [messages, templates, mailer, platform.cipher],
    );
    wiring.contribute('data export section', 'mails', (...parts) => new MailSection(...parts), [
      usersTokens.repository,
      mailTokens.history,
    ]);
    wiring.contribute(
      'job',
      'mail.remove-old',
      (retention, { retentionHours }) =>
        new RetentionJob('mail.remove-old', retention, retentionHours * 3600),
      [mailTokens.retention, mailSettings.token],
    );
  },

  memory(wiring) {
    const { database } = memoryTokens;
    wiring.instance(mailTokens.messages, MemoryMailMessages, [database, platform.clock]);
    wiring.instance(mailTokens.history, MemoryMailMessages, [database, platform.clock]);
    wiring.instance(mailTokens.mailbox, MemoryDevMailbox, [platform.clock]);
    wiring.singleton(mailTokens.retention, memoryRetention, [database, platform.clock]);
  },

  postgres(wiring) {
    const { database } = postgresTokens;
    wiring.instance(mailTokens.messages, TypeOrmMailMessages, [database]);
    wiring.instance(mailTokens.history, TypeOrmMailMessages, [database]);
    wiring.instance(mailTokens.mailbox, TypeOrmDevMailbox, [database]);
    wiring.singleton(mailTokens.retention, postgresRetention, [database]);
  },
});
