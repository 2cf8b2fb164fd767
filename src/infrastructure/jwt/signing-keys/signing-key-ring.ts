import type { Cipher } from '#application/shared/cipher.js';
import type { Clock } from '#application/shared/clock.js';
import type { Logger } from '#application/shared/logger.js';
import type { SigningKeyStore, StoredSigningKey } from '#application/signing-keys/signing-key-store.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import { encryptionKeyIdOf } from '../../crypto/aes-gcm-cipher.js';
import { generateSigningKey, type SigningKey, unsealSigningKey } from './signing-key.js';

export interface SigningKeySettings {
  readonly accessTokenSeconds: number;
  /** Between publishing a new signing key and signing with it, so that verifiers have fetched it. */
  readonly keyActivationSeconds: number;
}

const refreshMs = 60_000;
/** Bounds how often tokens with made-up kids can make it read the store. */
const unknownKidMs = 10_000;
/** Clock skew between instances, and the time in which one may not have seen its key replaced. */
const retirementGraceSeconds = 60 + refreshMs / 1000;

/** The signing keys of all instances, read again each minute as they are used. @public */
export class SigningKeyRing {
  #keys: readonly SigningKey[] = [];
  #unusable: readonly StoredSigningKey[] = [];
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | null = null;

  constructor(
    private readonly store: SigningKeyStore,
    private readonly cipher: Cipher,
    private readonly clock: Clock,
    private readonly settings: SigningKeySettings,
    private readonly logger: Logger,
  ) {}

  /**
   * Makes the first key where there is none. To be called before the service listens.
   * @throws OperatorError when a stored key cannot be decrypted.
   */
  async prepare(): Promise<void> {
    await this.#read();
    if (this.#unusable.length > 0) throw unusableKeys(this.#unusable);
    await this.signingKey();
  }

  /** The newest active key. @throws OperatorError when there is none. */
  async signingKey(): Promise<SigningKey> {
    const key = await this.#active();
    if (key !== undefined) return key;
    if (this.#unusable.length > 0) throw unusableKeys(this.#unusable);
    throw new OperatorError('There is no active signing key: all have retired. Rotate the signing keys.');
  }

  /** Null for a kid that is unknown or retired. */
  async verificationKey(kid: string): Promise<SigningKey | null> {
    const isKid = (key: SigningKey) => key.kid === kid;
    const known = (await this.#current()).find(isKid);
    if (known !== undefined) return known;
    if (this.#isOlderThan(unknownKidMs)) await this.#read();
    return (await this.#current()).find(isKid) ?? null;
  }

  /** For how many seconds at least a new key is published by every instance before it signs. */
  get announcedSeconds(): number {
    return Math.max(0, this.settings.keyActivationSeconds - refreshMs / 1000);
  }

  /** Active and upcoming ones, and those that signed tokens which may still be good. */
  async published(): Promise<readonly SigningKey[]> {
    return this.#current();
  }

  /**
   * Adds a key that signs once other services have had time to fetch it; the others retire when the last
   * token they signed has expired (ASVS 11.2.2). Returns its kid.
   */
  async rotate(): Promise<string> {
    const now = this.clock.now();
    const wait = (await this.#active()) === undefined ? 0 : this.settings.keyActivationSeconds;
    const activatesAt = later(now, wait);
    const retiresAt = later(activatesAt, this.settings.accessTokenSeconds + retirementGraceSeconds);
    const key = await generateSigningKey(this.cipher, now, activatesAt);
    const replaced = this.#keys.filter((other) => other.retiresAt === null);
    await this.store.rotate(
      key,
      replaced.map(({ kid }) => ({ kid, retiresAt })),
    );
    await this.store.deleteRetired(now);
    await this.#read();
    return key.kid;
  }

  async #active(): Promise<SigningKey | undefined> {
    const now = this.clock.now();
    const active = (await this.#current()).filter(({ activatesAt }) => activatesAt <= now);
    return active.toSorted((a, b) => a.activatesAt.getTime() - b.activatesAt.getTime()).at(-1);
  }

  #isOlderThan(ms: number): boolean {
    const age = this.clock.now().getTime() - this.#readAt;
    // A negative age: the system clock was set back.
    return age >= ms || age < 0;
  }

  /** Those that have not retired. While the store fails, the keys that were read before serve on. */
  async #current(): Promise<readonly SigningKey[]> {
    if (this.#keys.length === 0) await this.#read();
    else if (this.#isOlderThan(refreshMs)) await this.#read().catch(() => undefined);
    return this.#keys.filter((key) => !hasRetired(key, this.clock.now()));
  }

  /** Once at a time. */
  #read(): Promise<void> {
    this.#reading ??= this.#readNow().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readNow(): Promise<void> {
    const now = this.clock.now();
    this.#readAt = now.getTime();
    let stored = await this.store.list();
    if (stored.length === 0)
      stored = await this.store.addFirst(await generateSigningKey(this.cipher, now, now));
    const unusable: StoredSigningKey[] = [];
    const isRunning = this.#keys.length > 0;
    this.#keys = stored.filter((key) => !hasRetired(key, now)).flatMap((key) => this.#unseal(key, unusable));
    if (isRunning)
      this.#warnOf(unusable.filter(({ kid }) => !this.#unusable.some((known) => known.kid === kid)));
    this.#unusable = unusable;
  }

  /** Once of each: the service does not start with such a key, but another instance may make one while it runs. */
  #warnOf(unusable: readonly StoredSigningKey[]): void {
    if (unusable.length === 0) return;
    this.logger.warn('Access tokens are refused that were signed with a key which cannot be decrypted', {
      reason: unusableKeys(unusable).message,
    });
  }

  #unseal(stored: StoredSigningKey, unusable: StoredSigningKey[]): SigningKey[] {
    const { activatesAt, retiresAt } = stored;
    const known = this.#keys.find(({ kid }) => kid === stored.kid);
    if (known !== undefined) return [{ ...known, activatesAt, retiresAt }];
    try {
      return [unsealSigningKey(stored, this.cipher)];
    } catch {
      unusable.push(stored);
      return [];
    }
  }
}

function unusableKeys(stored: readonly StoredSigningKey[]): OperatorError {
  const kids = stored.map(({ kid }) => kid).join(', ');
  const keyIds = [...new Set(stored.map((key) => encryptionKeyIdOf(key.encryptedPrivateKey)))].join(', ');
  return new OperatorError(
    `The signing keys ${kids} cannot be decrypted with ENCRYPTION_KEY. They were encrypted with the key ` +
      `"${keyIds}": put it back into ENCRYPTION_KEY, behind the current one. If it is lost, delete these ` +
      'signing keys from the database; access tokens signed with them are then refused, and clients refresh.',
  );
}

function hasRetired({ retiresAt }: { readonly retiresAt: Date | null }, now: Date): boolean {
  return retiresAt !== null && retiresAt <= now;
}

function later(date: Date, seconds: number): Date {
  return new Date(date.getTime() + seconds * 1000);
}
