/** What becomes of those whose address is not verified. */
export type EmailVerification = 'off' | 'optional' | 'required';

export interface EmailAddressSettings {
  readonly verification: EmailVerification;
  readonly verificationHours: number;
  readonly changeHours: number;
  readonly wayBackDays: number;
}
