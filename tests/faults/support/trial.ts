import { beforeAll, describe, expect, it } from 'vitest';
import { answerBoundMs, readinessBoundMs, recoveryBoundMs } from './bounds.js';
import { noteFigures } from './figures.js';
import { isFailure, Load, type Violations } from './load.js';
import { ReadinessWatch } from './readiness-watch.js';
import { until } from './until.js';

/**
 * Whether an instance can work while the fault lasts, and so what readiness has to say. `may-fail`: the fault goes away
 * by itself before readiness has to know. `works-somewhere`: instances behind a balancer, which asks them itself.
 */
export type Expectation = 'works' | 'works-somewhere' | 'fails' | 'may-fail' | 'is-away';

export interface Fault {
  /** Of the instances, or of what stands before them. */
  urls: readonly string[];
  /** What each of the URLs is to say of itself meanwhile. */
  meanwhile: readonly Expectation[];
  /** Operations that an instance that works may turn away. */
  turnedAway?: readonly string[];
  begin(): Promise<void> | void;
  /** Comes before the end, when requests have been answered that were sent during the fault. */
  during?(load: Load): Promise<void>;
  end(): Promise<void> | void;
}

interface Report extends Violations {
  readonly unanswered: readonly string[];
  readonly failures: readonly string[];
  readonly recoveryMs: readonly number[];
  readonly untrueReadiness: readonly string[];
}

/** What must hold under load, while a fault lasts and after it. */
const promises = {
  answers: {
    title: `answers every request within ${answerBoundMs / 1_000} s`,
    judge: ({ unanswered }: Report) => expect(unanswered).toEqual([]),
  },
  changes: {
    title: 'loses no change that was acknowledged',
    judge: ({ lostChanges }: Report) => expect(lostChanges).toEqual([]),
  },
  sessions: {
    title: 'ends no session of an honest client',
    judge: ({ endedSessions }: Report) => expect(endedSessions).toEqual([]),
  },
  sense: {
    title: 'gives no odd answer',
    judge: ({ oddAnswers }: Report) => expect(oddAnswers).toEqual([]),
  },
  readiness: {
    title: 'says truly whether it is ready',
    judge: ({ untrueReadiness }: Report) => expect(untrueReadiness).toEqual([]),
  },
  recovery: {
    title: `works again within ${recoveryBoundMs / 1_000} s, on every instance`,
    judge: ({ recoveryMs }: Report) => expect(Math.max(...recoveryMs)).toBeLessThanOrEqual(recoveryBoundMs),
  },
  unaffected: {
    title: 'fails no request at an instance that can work',
    judge: ({ failures }: Report) => expect(failures).toEqual([]),
  },
};

/**
 * A test of each promise, under this fault.
 * @param broken promises that are not kept yet.
 */
export function describeFault(
  name: string,
  prepare: () => Promise<Fault>,
  broken: readonly (keyof typeof promises)[] = [],
): void {
  describe(name, () => {
    let report: Report;

    beforeAll(async () => {
      report = await suffer(name, await prepare());
    });

    for (const [promise, { title, judge }] of Object.entries(promises)) {
      const test = broken.some((one) => one === promise) ? it.fails : it;
      test(title, () => judge(report));
    }
  });
}

async function suffer(name: string, fault: Fault): Promise<Report> {
  const { urls, meanwhile, turnedAway = [], begin, during, end } = fault;
  const load = new Load(urls);
  const watch = new ReadinessWatch(urls);
  await load.start();
  await load.awaitRounds();

  const beganAt = performance.now();
  await begin();
  await Promise.all([load.awaitAnswers(), untilReadinessHadToTell(watch, beganAt, meanwhile)]);
  await during?.(load);
  const endedAt = performance.now();
  await end();
  const recoveryMs = await Promise.all(urls.map((_, instance) => recoveryOf(load, instance)));
  await load.awaitRounds();
  await until('every instance is ready', () =>
    urls.every(
      (_, instance) => watch.answers.findLast((answer) => answer.instance === instance)?.status === 200,
    ),
  );
  const overAt = performance.now();
  await load.stop();
  await watch.stop();

  const slowest = load.answers.toSorted((one, other) => other.ms - one.ms);
  await noteFigures({
    fault: name,
    requests: load.answers.length,
    failures: load.answers.filter(({ status }) => isFailure(status)).length,
    slowestMs: slowest[0]?.ms ?? 0,
    recoveryMs: Math.max(...recoveryMs),
  });
  const untrueReadiness = watch.answers
    .filter(({ instance, sentAt, answeredAt, status }) => {
      if (answeredAt < beganAt || sentAt > overAt) return status !== 200;
      const said = saidOf[meanwhile[instance] ?? 'works'];
      if (said === 'anything') return false;
      const isDue = said === 200 || (sentAt > beganAt + readinessBoundMs && answeredAt < endedAt);
      return isDue && status !== said;
    })
    .map(
      ({ instance, sentAt, status }) =>
        `${status} of instance ${instance} after ${Math.round(sentAt - beganAt)} ms`,
    );
  return {
    ...load.violations,
    unanswered: slowest
      .filter(({ ms }) => ms > answerBoundMs)
      .map(({ operation, ms, status }) => `${operation}: ${status} after ${Math.round(ms)} ms`),
    failures: load.answers
      .filter(({ instance, status }) => meanwhile[instance]?.startsWith('works') && isFailure(status))
      .filter(({ operation }) => !turnedAway.includes(operation))
      .map(({ operation, instance, sentAt, ms, status, reason }) => {
        const time = `${Math.round(sentAt - beganAt)} ms after the begin, for ${Math.round(ms)} ms`;
        return `${operation} at instance ${instance}: ${status ?? reason}, ${time}`;
      }),
    recoveryMs,
    untrueReadiness,
  };
}

const saidOf: Readonly<Record<Expectation, number | null | 'anything'>> = {
  works: 200,
  fails: 503,
  'is-away': null,
  'may-fail': 'anything',
  'works-somewhere': 'anything',
};

/** Readiness was asked and has answered at each instance, later than it may still be mistaken. */
function untilReadinessHadToTell(
  watch: ReadinessWatch,
  beganAt: number,
  meanwhile: readonly Expectation[],
): Promise<void> {
  const isTold = (place: number) =>
    watch.answers.some(({ instance, sentAt }) => instance === place && sentAt > beganAt + readinessBoundMs);
  return until('readiness has answered', () => meanwhile.every((_, place) => isTold(place)));
}

/** @returns the time from now to the first change that this instance makes. */
async function recoveryOf(load: Load, instance: number): Promise<number> {
  const from = performance.now();
  const body = { email: `nobody-${from}@example.com`, password: 'a wrong one, once' };
  await load.send('recovery', 'POST', '/auth/login', { body, expected: [401], instance });
  return performance.now() - from;
}
