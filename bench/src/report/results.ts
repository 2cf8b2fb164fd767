import type { Outcome } from '../generator/job.ts';
import type { Spread } from '../statistics.ts';

export interface Target {
  readonly is: 'at least' | 'at most';
  readonly limit: number;
}

export type Unit = 'x' | '/s' | 'ms' | 's' | 'MiB' | '%' | '';

/** A ratio or a limit; with a target, a promise. */
export interface Finding {
  readonly workload: string;
  readonly what: string;
  readonly unit: Unit;
  readonly value: Spread;
  readonly target: Target | null;
  /** Null without a target. */
  readonly isMet: boolean | null;
}

/** What one side did. */
export interface Measurement {
  readonly workload: string;
  readonly side: string;
  readonly unit: Unit;
  readonly value: Spread;
  /** Milliseconds, medians of the rounds, where single requests were timed. */
  readonly p50: number | null;
  readonly p99: number | null;
}

/** Collects what the workloads find. */
export class Results {
  readonly findings: Finding[] = [];
  readonly measurements: Measurement[] = [];
  /** What should not have happened: failed requests and the like. */
  readonly problems: string[] = [];
  readonly notes: string[] = [];

  find(workload: string, what: string, unit: Unit, value: Spread, target: Target | null = null): void {
    const isMet =
      target === null
        ? null
        : target.is === 'at least'
          ? value.median >= target.limit
          : value.median <= target.limit;
    this.findings.push({ workload, what, unit, value, target, isMet });
  }

  measure(
    workload: string,
    side: string,
    unit: Unit,
    value: Spread,
    latency: { p50: number; p99: number } | null = null,
  ): void {
    this.measurements.push({
      workload,
      side,
      unit,
      value,
      p50: latency?.p50 ?? null,
      p99: latency?.p99 ?? null,
    });
  }

  problem(text: string): void {
    if (!this.problems.includes(text)) this.problems.push(text);
  }

  note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text);
  }

  /** Notes whatever was not a success. */
  check(what: string, { statuses, timeouts, connectionErrors }: Outcome): void {
    const failed = Object.entries(statuses).filter(([status]) => !status.startsWith('2'));
    for (const [status, count] of failed) this.problem(`${what}: ${count} answers were ${status}`);
    if (timeouts > 0) this.problem(`${what}: ${timeouts} requests timed out`);
    if (connectionErrors > 0) this.problem(`${what}: ${connectionErrors} requests lost their connection`);
  }
}

export const atLeast = (limit: number): Target => ({ is: 'at least', limit });
export const atMost = (limit: number): Target => ({ is: 'at most', limit });
