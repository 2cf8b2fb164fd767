import { failureText as textOf } from '../shared/failure-text.js';

/** Why an event could not be handled, in words that hold no secret. */
export class EventFailure extends Error {
  override readonly name: string = 'EventFailure';
}

export class HandlerTimeoutError extends EventFailure {
  override readonly name = 'HandlerTimeoutError';
}

/** Whom events are handed on to is away, which is no fault of an event: it is tried again for as long as that lasts. */
export class AwayError extends EventFailure {
  override readonly name = 'AwayError';
}

/** Trying again does not help. */
export class UnknownVersionError extends EventFailure {
  override readonly name = 'UnknownVersionError';
}

/** Somebody else has taken the subscription over. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** What is recorded of an event whose handling ended with its process. */
export const processEnded = 'The process that handled it ended, or was cut off';

/** What is stored about a failed event. */
export function failureText(error: unknown): string {
  return textOf(error, (each) => each instanceof EventFailure);
}
