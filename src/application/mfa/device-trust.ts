import type { User } from '#domain/users/user.js';
import type { MfaSecrets } from './mfa-secrets.js';
import type { MfaSettings } from './mfa-settings.js';
import type { TrustedDevices } from './trusted-devices.js';

const daySeconds = 86_400;

/** Lets devices be remembered, where the settings allow it. */
export class DeviceTrust {
  constructor(
    private readonly devices: TrustedDevices,
    private readonly secrets: MfaSecrets,
    private readonly settings: MfaSettings,
  ) {}

  /** @param token of a device, where it showed one. */
  async isTrusted({ id: userId, state }: User, token: string | undefined): Promise<boolean> {
    if (token === undefined || this.settings.rememberDays === 0) return false;
    const { passwordVersion } = state;
    return this.devices.isTrusted(this.secrets.digestOf(token), { userId, passwordVersion });
  }

  /** Within a unit of work. @returns what the device is to show; undefined where none is remembered. */
  async remember({ id: userId, state }: User): Promise<string | undefined> {
    const seconds = this.settings.rememberDays * daySeconds;
    if (seconds === 0) return undefined;
    const { value, hash } = this.secrets.newToken('device');
    await this.devices.add(hash, { userId, passwordVersion: state.passwordVersion }, seconds);
    return value;
  }
}
