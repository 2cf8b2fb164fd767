import { byteLength } from '#domain/shared/unicode.js';
import { invalidField } from '#domain/shared/validation.js';

export const metadataMaxBytes = 4_096;

/** What an application keeps with an account: a JSON object, of which the service makes nothing. @public */
export type Metadata = Readonly<Record<string, unknown>>;

/** @throws AppError VALIDATION_ERROR. */
export function parseMetadata(raw: Metadata, field = 'metadata'): Metadata {
  if (byteLength(JSON.stringify(raw)) > metadataMaxBytes) {
    throw invalidField(field, `must have at most ${metadataMaxBytes} bytes as JSON`);
  }
  return raw;
}
