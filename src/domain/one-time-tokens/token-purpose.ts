/** What a token is good for, which is nothing else. @public */
export interface TokenPurpose {
  /** Lower case, with dashes: the only one of its name. */
  readonly name: string;
  /**
   * Of what the account has, what the token dies with when it is another one. One that is bound to nothing leads back to
   * an earlier address, whatever has become of the account since, and there is one for each such address.
   */
  readonly boundTo: 'address' | 'address and password' | 'nothing';
}

/** Defines a purpose: `tokens.issue(resetPassword, user, { seconds })`. @public */
export function definePurpose(name: string, boundTo: TokenPurpose['boundTo']): TokenPurpose {
  return Object.freeze({ name, boundTo });
}
