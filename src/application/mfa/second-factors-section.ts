import type { DataExportSection } from '#application/data-export/data-export-section.js';
import type { UserId } from '#domain/shared/ids.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { FactorOverview } from './factor-overview.js';
import type { TrustedDevices } from './trusted-devices.js';

export class SecondFactorsSection implements DataExportSection {
  readonly name = 'secondFactors';

  constructor(
    private readonly overview: FactorOverview,
    private readonly devices: TrustedDevices,
    private readonly users: UserRepository,
  ) {}

  async collect(userId: UserId): Promise<unknown> {
    return { ...(await this.overview.of(userId)), trustedDevices: await this.#devicesOf(userId) };
  }

  async #devicesOf(userId: UserId) {
    const user = await this.users.findById(userId);
    if (user === null) return [];
    const { passwordVersion } = user.state;
    const trusted = await this.devices.listTrusted({ userId, passwordVersion });
    return trusted.map((trustedUntil) => ({ trustedUntil }));
  }
}
