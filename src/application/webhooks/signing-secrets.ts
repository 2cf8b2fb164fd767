import type { Cipher } from '#application/shared/cipher.js';
import type { WebhookId } from '#domain/webhooks/webhook.js';
import type { DueDelivery } from './delivery-queue.js';
import type { WebhookSigner } from './webhook-signer.js';

/** Secrets as they are kept: encrypted, since they have to sign. */
export class SigningSecrets {
  constructor(
    private readonly cipher: Cipher,
    private readonly signer: WebhookSigner,
  ) {}

  make(id: WebhookId): { readonly secret: string; readonly sealed: string } {
    const secret = this.signer.newSecret();
    return { secret, sealed: this.cipher.encrypt(secret, contextOf(id)) };
  }

  /** With the first key. @throws Error where the secret needs a key that is not there. */
  resealed(sealed: string, id: WebhookId): string {
    return this.cipher.encrypt(this.cipher.decrypt(sealed, contextOf(id)), contextOf(id));
  }

  /** The headers that prove where a delivery comes from, signed with each secret that is in force. */
  headersFor(delivery: DueDelivery, at: Date): Readonly<Record<string, string>> {
    const { webhookId, eventId, body, sealedSecret, sealedPreviousSecret } = delivery;
    const timestamp = Math.floor(at.getTime() / 1000);
    const signatures = [sealedSecret, sealedPreviousSecret]
      .filter((sealed) => sealed !== null)
      .map((sealed) => this.cipher.decrypt(sealed, contextOf(webhookId)))
      .map((secret) => this.signer.sign(secret, eventId, timestamp, body));
    return {
      'webhook-id': eventId,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatures.join(' '),
    };
  }
}

function contextOf(id: WebhookId): string {
  return `webhook ${id}`;
}
