import jwt from 'jsonwebtoken';
import type { Clock } from '#application/shared/clock.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import { clientId } from '../sessions/access-token-form.js';
import type { SigningKeyRing } from '../signing-keys/signing-key-ring.js';

/**
 * Of its own (RFC 8725 §3.11): this service takes nothing but `at+jwt` for an access token, and another one can tell that
 * it is called by this service and not by one of its users.
 */
export const serviceTokenType = 'service+jwt';
const lifeSeconds = 60;
/** That a token has at least when it is sent. */
const marginSeconds = 15;

/** What this service shows when it calls another one: who it is, for a minute, and for that one only. */
export class ServiceTokens {
  readonly #issued = new Map<string, { readonly token: string; readonly exp: number }>();

  constructor(
    private readonly keys: Pick<SigningKeyRing, 'signingKey'>,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
    private readonly issuer: string,
  ) {}

  /** @param audience of which there are as many as services. */
  async tokenFor(audience: string): Promise<string> {
    const now = Math.floor(this.clock.now().getTime() / 1000);
    const issued = this.#issued.get(audience);
    // One from the future: the clock was set back.
    if (issued !== undefined && issued.exp - now >= marginSeconds && issued.exp - now <= lifeSeconds)
      return issued.token;
    const { kid, algorithm, privateKey } = await this.keys.signingKey();
    const exp = now + lifeSeconds;
    const claims = {
      iss: this.issuer,
      aud: audience,
      sub: clientId,
      client_id: clientId,
      jti: this.ids.next(),
      iat: now,
      exp,
    };
    const header = { alg: algorithm, typ: serviceTokenType, kid };
    const token = jwt.sign(claims, privateKey, { algorithm, header });
    this.#issued.set(audience, { token, exp });
    return token;
  }
}
