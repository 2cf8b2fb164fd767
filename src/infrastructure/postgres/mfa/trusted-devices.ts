import type { TrustedDevice, TrustedDevices } from '#application/mfa/trusted-devices.js';
import type { UserId } from '#domain/shared/ids.js';
import type { Database } from '../database.js';

export class PostgresTrustedDevices implements TrustedDevices {
  constructor(private readonly database: Database) {}

  async add(digest: string, { userId, passwordVersion }: TrustedDevice, seconds: number): Promise<void> {
    await this.database.write((manager) =>
      manager.query(insertDevice, [digest, userId, passwordVersion, seconds]),
    );
  }

  async isTrusted(digest: string, { userId, passwordVersion }: TrustedDevice): Promise<boolean> {
    const rows: unknown[] = await this.database.read((manager) =>
      manager.query(selectTrusted, [digest, userId, passwordVersion]),
    );
    return rows.length === 1;
  }

  async listTrusted({ userId, passwordVersion }: TrustedDevice): Promise<readonly Date[]> {
    const rows: { expiresAt: Date }[] = await this.database.read((manager) =>
      manager.query(selectOfUser, [userId, passwordVersion]),
    );
    return rows.map(({ expiresAt }) => expiresAt);
  }

  async forgetAll(userId: UserId): Promise<void> {
    await this.database.write((manager) =>
      manager.query('DELETE FROM mfa_trusted_devices WHERE user_id = $1', [userId]),
    );
  }
}

const insertDevice = `
  INSERT INTO mfa_trusted_devices (digest, user_id, password_version, expires_at)
  VALUES ($1, $2, $3, now() + make_interval(secs => $4))`;

const selectTrusted = `
  SELECT FROM mfa_trusted_devices
  WHERE digest = $1 AND user_id = $2 AND password_version = $3 AND expires_at > now()`;

const selectOfUser = `
  SELECT expires_at AS "expiresAt" FROM mfa_trusted_devices
  WHERE user_id = $1 AND password_version = $2 AND expires_at > now() ORDER BY expires_at`;
