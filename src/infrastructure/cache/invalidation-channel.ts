import type { AccountId } from '#domain/shared/ids.js';

export interface InvalidationListener {
  /** What is remembered of these accounts may be wrong. */
  changed(accounts: readonly AccountId[]): void;
  /** Any number of messages may have been missed. */
  missed(): void;
}

/** How instances tell each other which accounts have changed. Who tells it may hear it too. */
export interface InvalidationChannel {
  /**
   * Whether what was published longer ago than the channel's time-out has been heard here. False while the
   * channel is down: then nothing that is remembered may be believed.
   */
  isTrusted(): boolean;

  /** To be called in the transaction that changes the accounts: the others are told when it is committed. */
  publish(accounts: readonly AccountId[]): Promise<void>;

  /** Tells the others soon. Nothing depends on it, so it neither waits nor fails. */
  hint(accounts: readonly AccountId[]): void;

  /** Connects, without waiting for it: until then the channel is not trusted. */
  start(listener: InvalidationListener): void;

  close(): Promise<void>;
}
