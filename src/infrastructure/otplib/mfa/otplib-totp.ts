import type { Totp, TotpProvision } from '#application/mfa/totp.js';
import type { TotpCode } from '#domain/mfa/totp-code.js';

const driftSeconds = 30;

/** The libraries are loaded for the first who has, or gets, an app. */
export class OtplibTotp implements Totp {
  /** @param issuer what apps call this service. */
  constructor(private readonly issuer: string) {}

  async newSecret(): Promise<string> {
    const { generateSecret } = await import('otplib');
    return generateSecret();
  }

  async stepOf(code: TotpCode, secret: string, at: Date): Promise<number | null> {
    const { verifySync } = await import('otplib');
    const epoch = Math.floor(at.getTime() / 1000);
    const found = verifySync({ secret, token: code.value, epoch, epochTolerance: driftSeconds });
    return found.valid && 'timeStep' in found ? found.timeStep : null;
  }

  async provision(secret: string, account: string): Promise<TotpProvision> {
    const [{ generateURI }, { default: qrCode }] = await Promise.all([import('otplib'), import('qrcode')]);
    const otpauthUri = generateURI({ issuer: this.issuer, label: account, secret });
    const svg = await qrCode.toString(otpauthUri, { type: 'svg' });
    return { otpauthUri, qrCode: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}` };
  }
}
