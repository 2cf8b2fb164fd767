import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { forbidden } from '#domain/access/errors.js';
import { type Day, dayOf } from '#domain/activity/day-range.js';
import { countedDays } from './counted-days.js';
import type { CurrentGeneration, SignInActivity } from './sign-in-activity.js';

/** The log, as a subscription reads it. */
export interface ReadableLog {
  /** At most `limit` behind `after`, not beyond `end`, in order. */
  read(
    subscription: Subscription,
    after: number,
    end: number,
    limit: number,
  ): Promise<readonly StoredEvent[]>;
}

export interface RebuildActivityResult {
  /** Events that were counted. */
  readonly count: number;
  /** Days up to this one stay as they were, since the log no longer has all of their events; null for none. */
  readonly keptThrough: Day | null;
}

const batchSize = 500;
/** Around midnight events of the next day may come before some of the last. */
const marginMs = 3_600_000;

/** Counts anew what the log has, beside what is read, and puts it in its place in one step. */
export class RebuildActivity {
  constructor(
    private readonly activity: SignInActivity,
    private readonly log: ReadableLog,
    private readonly subscription: Subscription,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws AppError FORBIDDEN for anybody but the system; Error when another one has begun since. */
  async execute(context: RequestContext): Promise<RebuildActivityResult> {
    if (context.principal?.kind !== 'system') throw forbidden();
    const generation = await this.unitOfWork.run(context, () => this.activity.begin());
    let [count, position] = [0, 0];
    const next = async ({ position: end }: CurrentGeneration) => {
      const events = await this.log.read(this.subscription, position, end, batchSize);
      await this.unitOfWork.run(context, () => this.activity.add(generation, countedDays(events)));
      return events;
    };
    const countUpTo = async (current: CurrentGeneration) => {
      for (let events = await next(current); events.length > 0; events = await next(current)) {
        count += events.length;
        position = events.at(-1)?.position ?? position;
      }
    };
    await countUpTo(await this.activity.current());
    const reached = { count, position };
    return this.unitOfWork.run(context, async () => {
      // It may run again.
      ({ count, position } = reached);
      const current = await this.activity.hold();
      await countUpTo(current);
      const keptThrough = await this.#keptThrough(current);
      await this.activity.publish(generation, keptThrough);
      return { count, keptThrough };
    });
  }

  /** Asked at the end, as the log may be trimmed meanwhile: what is left now was there all the time. */
  async #keptThrough({ position, firstPosition }: CurrentGeneration): Promise<Day | null> {
    if (firstPosition === null) return null;
    const [first] = await this.log.read(this.subscription, 0, position, 1);
    if (first === undefined) return '9999-12-31';
    return first.position <= firstPosition ? null : dayOf(new Date(first.occurredAt.getTime() + marginMs));
  }
}
