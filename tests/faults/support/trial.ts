import { beforeAll, describe, expect, it } from 'vitest';
import { answerBoundMs, readinessBoundMs, recoveryBoundMs } from './bounds.js';
import { noteFigures } from './figures.js';
import { isFailure, Load, type Violations } from './load.js';
import { ReadinessWatch } from './readiness-watch.js';
import { until } from './until.js';

/**
 * Whether an instance can work while the fault lasts, and so what readiness has to say. `may-fail`: the fault goes away
 * by itself before readiness has to know.
 */
export type Expectation = 'works' | 'fails' | 'may-fail' | 'is-away';

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

/** Tests named after what must hold, that is all of it, under load, while the fault lasts and after it. */
export function describeFault(name: string, prepare: () => Promise<Fault>): void {
  describe(name, () => {
    let report: Report;

    beforeAll(async () => {
      report = await suffer(name, await prepare());
    });

    it(`answers every request within ${answerBoundMs / 1_000} s`, () => {
      expect(report.unanswered).toEqual([]);
    });

    it('loses no change that was acknowledged', () => {
      expect(report.lostChanges).toEqual([]);
    });

    it('ends no session of an honest client', () => {
      expect(report.endedSessions).toEqual([]);
      expect(report.oddAnswers).toEqual([]);
    });

    it('says truly whether it is ready', () => {
      expect(report.untrueReadiness).toEqual([]);
    });

    it(`works again within ${recoveryBoundMs / 1_000} s, on every instance`, () => {
      expect(Math.max(...report.recoveryMs)).toBeLessThanOrEqual(recoveryBoundMs);
    });

    it('fails no request at an instance that can work', () => {
      expect(report.failures).toEqual([]);
    });
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
    urls.every((_, instance) => watch.answers.findLast((answer) => answer.instance === instance)?.status === 200),
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
      const isDuring = sentAt > beganAt + readinessBoundMs && answeredAt < endedAt;
      const isOutside = answeredAt < beganAt || (sentAt > overAt);
      const expectation = meanwhile[instance];
      if (expectation === 'works' || isOutside) return status !== 200;
      return isDuring && expectation !== 'may-fail' && status !== (expectation === 'fails' ? 503 : null);
    })
    .map(({ instance, sentAt, status }) => `${status} of instance ${instance} after ${Math.round(sentAt - beganAt)} ms`);
  return {
    ...load.violations,
    unanswered: slowest
      .filter(({ ms }) => ms > answerBoundMs)
      .map(({ operation, ms, status }) => `${operation}: ${status} after ${Math.round(ms)} ms`),
    failures: load.answers
      .filter(({ instance, status }) => meanwhile[instance] === 'works' && isFailure(status))
      .filter(({ operation }) => !turnedAway.includes(operation))
      .map(({ operation, instance, status }) => `${operation} at instance ${instance}: ${status}`),
    recoveryMs,
    untrueReadiness,
  };
}

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
