/** Why an event could not be handled, in words that hold no secret. */
export class EventFailure extends Error {
  override readonly name: string = 'EventFailure';
}

export class HandlerTimeoutError extends EventFailure {
  override readonly name = 'HandlerTimeoutError';

  constructor(timeoutMs: number) {
    super(`It took longer than ${timeoutMs} ms`);
  }
}

export class UnknownVersionError extends EventFailure {
  override readonly name = 'UnknownVersionError';

  constructor(event: { readonly name: string; readonly version: number }) {
    super(
      `Version ${event.version} of ${event.name} is not known to this version of the service: upgrade, retry`,
    );
  }
}

/** What is recorded of an event whose handling ended with its process. */
export const processEnded = 'The process that handled it ended, or was cut off';

/** Somebody else has taken the subscription over. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}
