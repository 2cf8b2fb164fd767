import { createHmac, randomBytes } from 'node:crypto';
import type { WebhookSigner } from '#application/webhooks/webhook-signer.js';

/** Lets receivers' libraries and secret scanners tell it. */
const prefix = 'whsec_';
const secretBytes = 32;

export class HmacWebhookSigner implements WebhookSigner {
  newSecret(): string {
    return prefix + randomBytes(secretBytes).toString('base64');
  }

  sign(secret: string, id: string, timestamp: number, body: string): string {
    const key = Buffer.from(secret.slice(prefix.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  }
}
