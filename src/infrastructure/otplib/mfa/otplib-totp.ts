import { generateSecret, generateURI, verifySync } from 'otplib';
import qrCode from 'qrcode';
import type { Totp, TotpProvision } from '#application/mfa/totp.js';
import type { TotpCode } from '#domain/mfa/totp-code.js';

const driftSeconds = 30;

export class OtplibTotp implements Totp {
  /** @param issuer what apps call this service. */
  constructor(private readonly issuer: string) {}

  newSecret(): string {
    return generateSecret();
  }

  stepOf(code: TotpCode, secret: string, at: Date): number | null {
    const epoch = Math.floor(at.getTime() / 1000);
    const found = verifySync({ secret, token: code.value, epoch, epochTolerance: driftSeconds });
    return found.valid && 'timeStep' in found ? found.timeStep : null;
  }

  async provision(secret: string, account: string): Promise<TotpProvision> {
    const otpauthUri = generateURI({ issuer: this.issuer, label: account, secret });
    const svg = await qrCode.toString(otpauthUri, { type: 'svg' });
    return { otpauthUri, qrCode: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}` };
  }
}
