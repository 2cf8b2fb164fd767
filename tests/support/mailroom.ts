import type { JobDefinition, JobHandler, JobPayload } from '#application/jobs/job.js';
import type { Jobs } from '#application/jobs/jobs.js';
import type { MailData, MailDefinition } from '#application/mail/mail.js';
import type { MailLinks, Mails, Recipient } from '#application/mail/mails.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { ServiceContainer } from '#composition/container.js';
import { contributed } from '#composition/contributions.js';
import type { Feature } from '#composition/define-feature.js';
import { eventsTokens } from '#composition/features/events.tokens.js';
import { jobsTokens } from '#composition/features/jobs.tokens.js';
import { mailTokens } from '#composition/features/mail.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { overriding } from '#testing/overriding.js';

interface QueuedJob {
  readonly name: string;
  /** As it is kept: plain data, not the object that was handed in. */
  readonly payload: string;
}

export interface SentMail {
  /** Name of its definition. */
  readonly mail: string;
  readonly to: string;
  readonly locale: string | null;
  readonly data: MailData;
}

/** Keeps jobs until they are asked for. */
export class MemoryJobs implements Jobs {
  readonly queue: QueuedJob[] = [];
  /** Whatever was ever handed in. */
  readonly payloads: string[] = [];

  constructor(private readonly unitOfWork: UnitOfWork) {}

  async enqueue<Payload extends JobPayload>(job: JobDefinition<Payload>, payload: Payload): Promise<true> {
    const kept = JSON.stringify(payload);
    this.unitOfWork.afterCommit(() => {
      this.queue.push({ name: job.name, payload: kept });
      this.payloads.push(kept);
    });
    return true;
  }
}

/** Keeps messages as if they had left. */
export class MemoryMails implements Mails {
  readonly sent: SentMail[] = [];

  constructor(private readonly unitOfWork: UnitOfWork) {}

  async send<Data extends MailData>(mail: MailDefinition<Data>, to: Recipient, data: Data): Promise<void> {
    for (const name of Object.keys(mail.samples)) {
      if (data[name] === undefined) throw new Error(`The mail ${mail.name} lacks ${name}`);
    }
    this.unitOfWork.afterCommit(() => {
      this.sent.push({ mail: mail.name, to: to.email.value, locale: to.locale, data });
    });
  }
}

const links: MailLinks = { to: (page, token) => `https://gatehouse.test/${page}#token=${token}` };

/** What a test kit and a running service have in common. */
type Service = Pick<ServiceContainer, 'get'>;

/** Stands in for the post of a service: jobs are done when the test says so, and messages are there to be read. */
export class Mailroom {
  readonly feature: Feature;
  #jobs: MemoryJobs | undefined;
  #mails: MemoryMails | undefined;

  constructor() {
    this.feature = overriding((wiring) => {
      wiring.replace(
        jobsTokens.jobs,
        (unitOfWork: UnitOfWork) => {
          this.#jobs = new MemoryJobs(unitOfWork);
          return this.#jobs;
        },
        [platform.unitOfWork],
      );
      wiring.replace(
        mailTokens.mails,
        (unitOfWork: UnitOfWork) => {
          this.#mails = new MemoryMails(unitOfWork);
          return this.#mails;
        },
        [platform.unitOfWork],
      );
      wiring.replace(mailTokens.links, () => links, []);
    });
  }

  get sent(): readonly SentMail[] {
    return this.#mails?.sent ?? [];
  }

  get waiting(): readonly QueuedJob[] {
    return this.#jobs?.queue ?? [];
  }

  /** Of all jobs there have been. */
  get payloads(): readonly string[] {
    return this.#jobs?.payloads ?? [];
  }

  /** Has all events handled and all jobs done. */
  async deliver(service: Service): Promise<void> {
    await (await service.get(eventsTokens.runner)).drain();
    const handlers = await service.get(contributed.jobs);
    for (let queued = this.#jobs?.queue.shift(); queued; queued = this.#jobs?.queue.shift()) {
      const { name, payload } = queued;
      const handler = handlers.find(({ job }) => job.name === name) as JobHandler;
      const run = { id: name, attempt: 1, signal: new AbortController().signal };
      await handler.handle({ ...run, payload: handler.job.parse(JSON.parse(payload)) });
    }
  }

  /** What this address has got, oldest first. */
  to(email: string): readonly SentMail[] {
    return this.sent.filter(({ to }) => to === email);
  }

  /** The token of the last message of this sort to this address. */
  token(email: string, mail: string): string {
    const last = this.to(email).findLast((each) => each.mail === mail);
    const token = /#token=(.+)$/.exec(String(last?.data.link))?.[1];
    if (token === undefined) throw new Error(`No ${mail} with a link was sent to ${email}`);
    return token;
  }
}
