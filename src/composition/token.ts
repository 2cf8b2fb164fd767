declare const provided: unique symbol;

/** Names a dependency of type T. */
export type Token<T> = symbol & { readonly [provided]: T };

export function token<T>(description: string): Token<T> {
  return Symbol(description) as Token<T>;
}

/** All that the features have contributed to a list. */
export interface All<T> {
  readonly kind: string;
  readonly [provided]: T;
}

export function all<T>(kind: string): All<readonly T[]> {
  return { kind } as All<readonly T[]>;
}

export type Dependency<T> = Token<T> | All<T>;
