import type { UserId } from '#domain/shared/ids.js';

export interface TrustedDevice {
  readonly userId: UserId;
  /** Of the account then: with another password the device is a stranger again. */
  readonly passwordVersion: number;
}

/** Devices on which their owner need not show the second factor, by the digest of their token. */
export interface TrustedDevices {
  /** Within a unit of work. @param seconds for which it is trusted, by the clock of the store. */
  add(digest: string, device: TrustedDevice, seconds: number): Promise<void>;
  isTrusted(digest: string, device: TrustedDevice): Promise<boolean>;
  /** Of those that are trusted still, until when. @param device of which user, and with which password now. */
  listTrusted(device: TrustedDevice): Promise<readonly Date[]>;
  /** Within a unit of work. */
  forgetAll(userId: UserId): Promise<void>;
}
