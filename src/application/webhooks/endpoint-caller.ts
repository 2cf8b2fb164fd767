/** What an endpoint has answered, or why it has not. */
export type EndpointAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string; readonly durationMs: number }
  | {
      readonly kind: 'failed';
      /** For the owner of the webhook; of no host but its own. */
      readonly reason: string;
      readonly durationMs: number;
      /** False where nobody was called, so that nothing is known of the host. */
      readonly wasCalled: boolean;
    };

/**
 * Calls addresses that others have chosen: never one that is not public, wherever its name leads when it is called,
 * unless that is allowed. It follows no redirect, and waits and reads no longer than it says.
 */
export interface EndpointCaller {
  /** @throws Error when `signal` is aborted: then nothing is known of the outcome. */
  post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<EndpointAnswer>;
}

/** Whether a host may be called, as far as can be told now; at each call it is told again. */
export interface EndpointGuard {
  /** @returns why not, for whoever wants it called; null where nothing speaks against it. */
  refusalOf(url: string): Promise<string | null>;
}
