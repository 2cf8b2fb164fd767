/** What a controller needs of a use case. */
export type Executes<UseCase extends { execute: unknown }> = Pick<UseCase, 'execute'>;
