import { randomUUID } from 'node:crypto';
import type { JobDefinition, JobHandler, JobPayload } from '#application/jobs/job.js';
import type { Jobs } from '#application/jobs/jobs.js';
import type { MailData, MailDefinition } from '#application/mail/mail.js';
import type { Mails, Recipient } from '#application/mail/mails.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { Feature } from '#composition/define-feature.js';
import { jobsTokens } from '#composition/features/jobs.tokens.js';
import { mailTokens } from '#composition/features/mail.tokens.js';
import { builtInFeatures } from '#composition/features.js';
import { platform } from '#composition/platform/platform.tokens.js';
import type { Token } from '#composition/token.js';
import type { Wiring } from '#composition/wiring.js';
import { overriding } from '#testing/overriding.js';

export interface SentMail {
  readonly name: string;
  readonly to: string;
  readonly locale: string | null;
  readonly data: MailData;
}

/** Stand in for jobs and mail: what is committed is kept here, and jobs run when the test says so. */
export class StandIns {
  readonly enqueued: { readonly job: JobDefinition; readonly payload: JobPayload }[] = [];
  readonly sent: SentMail[] = [];

  readonly feature: Feature = overriding((wiring) => {
    bind(wiring, 'jobs', jobsTokens.jobs, (unitOfWork) => this.#jobs(unitOfWork));
    bind(wiring, 'mail', mailTokens.mails, (unitOfWork) => this.#mails(unitOfWork));
    bind(wiring, 'mail', mailTokens.links, () => ({
      to: (page, token) => `https://app.test/${page}#${token}`,
    }));
  });

  /** Runs what waits, by the handlers of all features. */
  async runJobs(handlers: readonly JobHandler[]): Promise<void> {
    for (let next = this.enqueued.shift(); next !== undefined; next = this.enqueued.shift()) {
      const { job, payload } = next;
      const handler = handlers.find((one) => one.job.name === job.name);
      if (handler === undefined) throw new Error(`Nobody does ${job.name}`);
      const { signal } = new AbortController();
      await handler.handle({ id: randomUUID(), payload: job.parse(payload), attempt: 1, signal });
    }
  }

  /** Those to one address, the last one first. */
  to(address: string): readonly SentMail[] {
    return this.sent.filter(({ to }) => to === address).reverse();
  }

  #jobs(unitOfWork: UnitOfWork): Jobs {
    return {
      // Whether it was added, which is asked by none who are tested with it.
      enqueue: async (job, payload) => {
        unitOfWork.afterCommit(() => {
          this.enqueued.push({ job: job as unknown as JobDefinition, payload });
        });
        return true as never;
      },
    };
  }

  #mails(unitOfWork: UnitOfWork): Mails {
    return {
      send: async (mail: MailDefinition, { email, locale }: Recipient, data: MailData) => {
        const strange = Object.keys(data).find((name) => !(name in mail.samples));
        if (strange !== undefined) throw new Error(`${mail.name} has no sample of ${strange}`);
        unitOfWork.afterCommit(() => {
          this.sent.push({ name: mail.name, to: email.value, locale, data });
        });
      },
    };
  }
}

function bind<T>(wiring: Wiring, feature: string, token: Token<T>, create: (unitOfWork: UnitOfWork) => T) {
  const isThere = builtInFeatures.some(({ name }) => name === feature);
  wiring[isThere ? 'replace' : 'singleton'](token, create, [platform.unitOfWork]);
}
