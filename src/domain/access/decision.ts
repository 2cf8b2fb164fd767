/** What is known of whoever asks, when it is decided what they may do. */
export type Asking =
  | { readonly kind: 'visitor' }
  /** @param held what the roles allow. */
  | { readonly kind: 'user'; readonly held: ReadonlySet<string> }
  | { readonly kind: 'service'; readonly held: ReadonlySet<string> }
  | { readonly kind: 'system' };

/** The decision: the service itself may do everything, a visitor nothing, everybody else what they hold. */
export function mayDo(asking: Asking, permission: string): boolean {
  return covers(asking, [permission]);
}

/** Nobody hands out more than they have themselves. */
export function covers(asking: Asking, permissions: Iterable<string>): boolean {
  if (asking.kind === 'system') return true;
  const held = asking.kind === 'visitor' ? new Set<string>() : asking.held;
  return new Set(permissions).isSubsetOf(held) && asking.kind !== 'visitor';
}

/**
 * Whoever acts on somebody has more than they have, except for those who have everything: no moderator acts on another.
 * @param all permissions that there are.
 */
export function outranks(asking: Asking, theirs: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  if (asking.kind === 'system') return true;
  if (asking.kind === 'visitor' || !covers(asking, theirs)) return false;
  return asking.held.size > theirs.size || covers(asking, all);
}
