/** Standard Webhooks 1.0, symmetric signatures. */
export interface WebhookSigner {
  /** `whsec_` and 256 random bits in base64. */
  newSecret(): string;
  /** @returns `v1,<base64>`: HMAC-SHA256 of id, timestamp and body, joined by dots. */
  sign(secret: string, id: string, timestamp: number, body: string): string;
}
