import type { Saga } from './saga.js';

/** Stores sagas. Events are appended in the transaction of the change. */
export interface SagaRepository {
  /** @returns false where one of this name about the same is not over yet; then nothing is stored. */
  add(saga: Saga): Promise<boolean>;
  /** @throws AppError VERSION_CONFLICT. */
  save(saga: Saga): Promise<void>;
  findById(id: string): Promise<Saga | null>;
  /** Those that have been due for so long, the oldest first. */
  findOverdue(seconds: number, limit: number): Promise<readonly Saga[]>;
}
