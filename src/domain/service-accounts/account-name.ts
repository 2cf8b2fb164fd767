import { DisplayName } from '#domain/users/display-name.js';

/** What a service account or a key is called: as people are. @throws AppError VALIDATION_ERROR. */
export function parseName(raw: string): string {
  return DisplayName.parse(raw, 'name').value;
}
