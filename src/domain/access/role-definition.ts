import { AggregateRoot } from '#domain/shared/aggregate-root.js';
import { invalidField } from '#domain/shared/validation.js';
import { builtIn } from './errors.js';
import { roleChanged, roleCreated, roleDeleted } from './events.js';
import type { Role } from './role.js';

export const roleDescriptionMaxLength = 500;
/** Of one role. */
export const maxPermissions = 500;

export interface RoleState {
  readonly name: Role;
  readonly description: string | null;
  /** Sorted. None of a built-in role: what that allows, the features say. */
  readonly permissions: readonly string[];
  readonly isBuiltIn: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}

type RoleDescription = Pick<RoleState, 'description' | 'permissions'>;

/** A role and what it allows. */
export class RoleDefinition extends AggregateRoot {
  #state: RoleState;

  private constructor(state: RoleState) {
    super();
    this.#state = state;
  }

  static create(role: RoleDescription & Pick<RoleState, 'name'>, at: Date): RoleDefinition {
    const permissions = canonical(role.permissions);
    const created = new RoleDefinition({
      ...role,
      permissions,
      isBuiltIn: false,
      createdAt: at,
      updatedAt: at,
      version: 1,
    });
    created.record(roleCreated(role.name, { permissions }, at));
    return created;
  }

  static rehydrate(state: RoleState): RoleDefinition {
    return new RoleDefinition(state);
  }

  get state(): RoleState {
    return this.#state;
  }

  /**
   * What is absent stays.
   * @returns the permissions that came and went.
   * @throws AppError BUILT_IN.
   */
  change(change: Partial<RoleDescription>, at: Date): { granted: string[]; revoked: string[] } {
    if (this.#state.isBuiltIn) throw builtIn();
    const { name, permissions: before } = this.#state;
    const { description, permissions } = { ...this.#state, ...change };
    const [old, now] = [new Set(before), new Set(permissions)];
    const difference = { granted: [...now.difference(old)].sort(), revoked: [...old.difference(now)].sort() };
    const isSame = difference.granted.length + difference.revoked.length === 0;
    if (isSame && description === this.#state.description) return difference;
    this.#state = { ...this.#state, description, permissions: canonical(permissions), updatedAt: at };
    this.record(roleChanged(name, difference, at));
    return difference;
  }

  /** @throws AppError BUILT_IN. */
  delete(at: Date): void {
    if (this.#state.isBuiltIn) throw builtIn();
    this.record(roleDeleted(this.#state.name, {}, at));
  }

  /** Called by the repository that has stored it as the next version. */
  saved(): void {
    this.#state = { ...this.#state, version: this.#state.version + 1 };
  }
}

function canonical(permissions: readonly string[]): readonly string[] {
  return [...new Set(permissions)].sort();
}

/** @throws AppError VALIDATION_ERROR. */
export function parseDescription(text: string): string {
  const description = text.normalize('NFC').trim();
  if (description === '') throw invalidField('description', 'must not be empty');
  if (description.length > roleDescriptionMaxLength) {
    throw invalidField('description', `must have at most ${roleDescriptionMaxLength} characters`);
  }
  return description;
}
