import type { SessionId } from '#domain/shared/ids.js';

/** For so long sessions are kept after their end, and with them what they tell of devices. */
export const knownForSeconds = 30 * 86_400;

export interface Devices {
  /**
   * Which of these sessions began on a device, that is from a network and with a program, with which their user had not
   * signed in before, as far as sessions are kept. None is the first sign-in of an account younger than that.
   */
  newAmong(sessions: readonly SessionId[]): Promise<readonly SessionId[]>;
}
