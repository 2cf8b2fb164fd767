import { type JobHandler, PermanentFailure } from '#application/jobs/job.js';
import { inBackground } from '../shared/background.js';
import { failureText } from '../shared/failure-text.js';
import type { JobClaim, JobFailure } from './job-store.js';

class JobTimeout extends Error {
  override readonly name = 'JobTimeout';
}

/** What was stored is not what the job expects. */
class InvalidPayload extends PermanentFailure {}

export type AttemptEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: unknown; readonly failure: JobFailure }
  /** It was told to end before it had. */
  | { readonly kind: 'given up' };

/** One call of a handler, which is over when the handler or its time is. */
export class JobAttempt {
  readonly #abort = new AbortController();
  #isGivenUp = false;

  constructor(
    readonly claim: JobClaim,
    private readonly handler: JobHandler,
  ) {}

  async run(): Promise<AttemptEnd> {
    const { signal } = this.#abort;
    const { job } = this.handler;
    const { promise: cutOff, reject } = Promise.withResolvers<never>();
    signal.addEventListener('abort', () => reject(signal.reason));
    cutOff.catch(() => undefined);
    const late = new JobTimeout(`It took longer than ${job.timeoutSeconds} s`);
    const timer = setTimeout(() => this.#abort.abort(late), job.timeoutSeconds * 1000);
    try {
      await Promise.race([inBackground(() => this.#handle(signal)), cutOff]);
      return { kind: 'done' };
    } catch (error) {
      return this.#isGivenUp ? { kind: 'given up' } : { kind: 'failed', error, failure: failureOf(error) };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends it for us; the handler hears of it and goes on for nobody. */
  giveUp(reason: string): void {
    this.#isGivenUp = true;
    this.#abort.abort(new Error(reason));
  }

  async #handle(signal: AbortSignal): Promise<void> {
    const { id, attempt } = this.claim;
    await this.handler.handle({ id, attempt, payload: this.#payload(), signal });
  }

  #payload() {
    try {
      return this.handler.job.parse(this.claim.payload);
    } catch (cause) {
      throw new InvalidPayload('What was stored is no payload of this job', { cause });
    }
  }
}

function failureOf(error: unknown): JobFailure {
  const isOurs = (each: Error) => each instanceof PermanentFailure || each instanceof JobTimeout;
  return { message: failureText(error, isOurs), isPermanent: error instanceof PermanentFailure };
}
