export const breakerStates = ['closed', 'half-open', 'open'] as const;

/** `open`: nobody calls it for a while; `half-open`: the next call is a probe, and the others wait for how that goes. */
export type BreakerState = (typeof breakerStates)[number];

export interface ServiceBreaker {
  readonly service: string;
  readonly state: BreakerState;
  /** Since the start of this process: attempts that were begun, those that failed, and those that an open breaker spared. */
  readonly attempts: number;
  readonly failures: number;
  readonly spared: number;
}

/** How this process finds the services that it calls. */
export interface ServiceBreakers {
  /** In the order of the settings. */
  list(): readonly ServiceBreaker[];
}
