import { versionConflict } from '#domain/shared/errors.js';

/** The versions a client accepts to change (RFC 9110 §13.1.1, If-Match); null when it named none. */
export type ExpectedVersions = readonly number[] | null;

/** @throws AppError VERSION_CONFLICT when the client has seen another version. */
export function requireVersion(expected: ExpectedVersions, actual: number): void {
  if (expected !== null && !expected.includes(actual)) throw versionConflict();
}
