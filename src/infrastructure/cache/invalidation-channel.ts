import type { UserId } from '#domain/shared/ids.js';

export interface InvalidationListener {
  /** Something of the account has changed. */
  changed(userId: UserId): void;
  loggedIn(userId: UserId, at: Date): void;
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

  /**
   * To be called in the transaction that changes the account: the other instances are told when it is
   * committed. To be told for nothing, where it was not, costs them a reading.
   */
  publishChange(userId: UserId): Promise<void>;

  /** Tells the others soon. Nothing depends on it, so it neither waits nor fails. */
  publishLogin(userId: UserId, at: Date): void;

  /** Before `start`. */
  subscribe(listener: InvalidationListener): void;

  /** Connects, without waiting for it: until then the channel is not trusted. */
  start(): void;

  close(): Promise<void>;
}
