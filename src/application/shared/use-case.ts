/** What all use cases are, to those who know nothing else of them: the context is the last argument. */
export interface UseCase {
  execute(...parameters: never): Promise<unknown>;
}

/** What a controller needs of a use case. */
export type Executes<U extends UseCase> = Pick<U, 'execute'>;
