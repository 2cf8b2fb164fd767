import type { TotpCode } from '#domain/mfa/totp-code.js';

/** Time-based one-time passwords (RFC 6238): SHA-1, six digits, 30 seconds, which is what every app knows. */
export interface Totp {
  /** 160 random bits in base32 (RFC 4226 §4, R6). */
  newSecret(): Promise<string>;
  /** The time step of which this is the code, at most one before or after that of `at`; else null. */
  stepOf(code: TotpCode, secret: string, at: Date): Promise<number | null>;
  /** What an app is given, as a URI and as a picture of it. @param account name of the account. */
  provision(secret: string, account: string): Promise<TotpProvision>;
}

export interface TotpProvision {
  readonly otpauthUri: string;
  /** An SVG in a data URI. */
  readonly qrCode: string;
}
