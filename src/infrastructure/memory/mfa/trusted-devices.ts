import type { TrustedDevice, TrustedDevices } from '#application/mfa/trusted-devices.js';
import type { Clock } from '#application/shared/clock.js';
import type { UserId } from '#domain/shared/ids.js';
import type { MemoryDatabase } from '../database.js';
import { deviceTable } from './tables.js';

export class MemoryTrustedDevices implements TrustedDevices {
  constructor(
    private readonly database: MemoryDatabase,
    private readonly clock: Clock,
  ) {}

  async add(digest: string, device: TrustedDevice, seconds: number): Promise<void> {
    const expiresAt = new Date(this.clock.now().getTime() + seconds * 1000);
    this.database.write(() => this.#devices.set(digest, { ...device, expiresAt }));
  }

  async isTrusted(digest: string, { userId, passwordVersion }: TrustedDevice): Promise<boolean> {
    const known = this.#devices.get(digest);
    if (known === undefined || known.expiresAt <= this.clock.now()) return false;
    return known.userId === userId && known.passwordVersion === passwordVersion;
  }

  async listTrusted({ userId, passwordVersion }: TrustedDevice): Promise<readonly Date[]> {
    const now = this.clock.now();
    return this.#devices
      .where((row) => row.userId === userId && row.passwordVersion === passwordVersion && row.expiresAt > now)
      .map(({ expiresAt }) => expiresAt)
      .sort((a, b) => a.getTime() - b.getTime());
  }

  async forgetAll(userId: UserId): Promise<void> {
    this.database.write(() => this.#devices.deleteWhere((row) => row.userId === userId));
  }

  get #devices() {
    return this.database.table(deviceTable);
  }
}
