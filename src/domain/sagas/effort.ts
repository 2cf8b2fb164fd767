/** What is tried until it is done: a step, or undoing one. */
export interface Effort {
  readonly state: 'waiting' | 'done' | 'failed';
  /** Begun ones, also those that a lost process has cut off. */
  readonly attempts: number;
  /** The first attempt. */
  readonly begunAt: Date | null;
  /** Not before then. */
  readonly dueAt: Date;
  /** Of the last failure, without secrets. */
  readonly error: string | null;
}

/** How long something is tried. */
export interface EffortRules {
  /** The first one included. */
  readonly attempts: number;
  /** Since the first attempt; null for as long as there are attempts left. */
  readonly withinSeconds: number | null;
  readonly firstRetrySeconds: number;
  readonly maxRetrySeconds: number;
}

export function newEffort(at: Date): Effort {
  return { state: 'waiting', attempts: 0, begunAt: null, dueAt: at, error: null };
}

/** Whether a failed attempt was the last one. */
export function isExhausted({ attempts, begunAt }: Effort, rules: EffortRules, at: Date): boolean {
  const seconds = begunAt === null ? 0 : (at.getTime() - begunAt.getTime()) / 1000;
  return attempts >= rules.attempts || (rules.withinSeconds !== null && seconds >= rules.withinSeconds);
}

/** @param chance of [0, 1): what failed together is not tried again together. */
export function delayed(effort: Effort, rules: EffortRules, chance: number, at: Date): Effort {
  const doubled = rules.firstRetrySeconds * 2 ** Math.min(effort.attempts - 1, 30) * (1 + chance);
  const seconds = Math.min(rules.maxRetrySeconds, doubled);
  return { ...effort, dueAt: new Date(at.getTime() + seconds * 1000) };
}
