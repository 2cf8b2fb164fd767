/** What docs/operations.md promises for the default time limits: no request is without an answer for longer. */
export const answerBoundMs = 15_000;

/** From the end of a fault to the first request that succeeds, on each instance. */
export const recoveryBoundMs = 2_000;

/** Readiness asks its dependencies for 2 s, and a question that was asked before the fault may still be open. */
export const readinessBoundMs = 4_500;
