import type { OpaqueTokens } from '#application/shared/opaque-tokens.js';
import { tokenInvalid } from '#domain/one-time-tokens/errors.js';
import type { TokenPurpose } from '#domain/one-time-tokens/token-purpose.js';
import { constantTimeEquals } from '#domain/shared/constant-time.js';
import type { Email } from '#domain/users/email.js';
import type { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { OneTimeToken, OneTimeTokenStore } from './one-time-token-store.js';

const prefix = 'ght_';

type Bond = Exclude<TokenPurpose['boundTo'], 'nothing'>;

export interface IssueOptions {
  /** Until it expires. */
  readonly seconds: number;
  /** That it leads to, where that is not the one that the account has. */
  readonly email?: Email;
}

/** A token that is good, and whose it is. */
export interface ClaimedToken extends OneTimeToken {
  readonly user: User;
}

/**
 * Tokens for links: each for one purpose, used once, replaced by the next of its purpose, and dead once the account is
 * inactive or the address or password that it was made for is another one (ASVS 6.4.1, 6.5.1). @public
 */
export class OneTimeTokens {
  constructor(
    private readonly store: OneTimeTokenStore,
    private readonly secrets: OpaqueTokens,
    private readonly users: UserRepository,
  ) {}

  /** Part of the unit of work. @param user read for update in it, and saved if it was changed. */
  async issue(purpose: TokenPurpose, user: User, { seconds, email }: IssueOptions): Promise<string> {
    const { value, hash } = this.secrets.make(prefix);
    await this.store.put({
      hash,
      userId: user.id,
      purpose: purpose.name,
      slot: slotOf(purpose, email),
      email: email?.value ?? null,
      binding: this.bindingOf(purpose, user),
      seconds,
    });
    return value;
  }

  /** Whether `redeem` would take it now: asked before work that nobody is to have for nothing. @throws as `redeem`. */
  async check(token: string, ...purposes: readonly TokenPurpose[]): Promise<ClaimedToken> {
    const found = await this.store.find(this.secrets.hashOf(token), purposes.map(nameOf));
    const user = found && (await this.users.findById(found.userId));
    return this.#claimed(found, user, purposes);
  }

  /**
   * Uses the token up, as a part of the unit of work: what rolls back its effect gives it back. The account is locked
   * first, so that it dies with a change of address or password that is on its way.
   * @throws AppError TOKEN_INVALID, whatever is wrong with it.
   */
  async redeem(token: string, ...purposes: readonly TokenPurpose[]): Promise<ClaimedToken> {
    const hash = this.secrets.hashOf(token);
    const names = purposes.map(nameOf);
    const found = await this.store.find(hash, names);
    const user = found && (await this.users.findByIdForUpdate(found.userId));
    this.#claimed(found, user, purposes);
    return this.#claimed(await this.store.take(hash, names), user, purposes);
  }

  /**
   * Part of the unit of work: takes a token back, so that it is good for nobody.
   * @returns null for none that was still good.
   */
  withdraw(purpose: TokenPurpose, user: Pick<User, 'id'>, email?: Email): Promise<OneTimeToken | null> {
    return this.store.withdraw(user.id, purpose.name, slotOf(purpose, email));
  }

  /**
   * Part of the unit of work. Removes what has died with a change of address or password, so that it stays dead even if
   * they are the same again one day.
   * @param wayBack that was used: those that lead to addresses which the account had later are dead too.
   */
  async discardDead(user: User, wayBack: OneTimeToken | null = null): Promise<void> {
    const alive = [this.#digestOf('address', user), this.#digestOf('address and password', user)];
    await this.store.discard(user.id, alive, wayBack?.number ?? null);
  }

  /** Digest of what a token of this purpose dies with; null for nothing. */
  bindingOf({ boundTo }: TokenPurpose, user: User): string | null {
    return boundTo === 'nothing' ? null : this.#digestOf(boundTo, user);
  }

  #digestOf(what: Bond, { state: { email, passwordVersion } }: User): string {
    const parts = what === 'address' ? [email.value] : [email.value, String(passwordVersion)];
    return this.secrets.hashOf(JSON.stringify(parts));
  }

  #claimed(token: OneTimeToken | null, user: User | null, purposes: readonly TokenPurpose[]): ClaimedToken {
    const purpose = purposes.find(({ name }) => name === token?.purpose);
    if (token === null || user?.state.isActive !== true || purpose === undefined) throw tokenInvalid();
    const binding = this.bindingOf(purpose, user) ?? '';
    if (!constantTimeEquals(token.binding ?? '', binding)) throw tokenInvalid();
    return { ...token, user };
  }
}

function nameOf({ name }: TokenPurpose): string {
  return name;
}

/** Ways back to several addresses are good beside each other. */
function slotOf({ boundTo }: TokenPurpose, email?: Email): string {
  return boundTo === 'nothing' ? (email?.value ?? '') : '';
}
