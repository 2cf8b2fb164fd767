import { describe, expect, it } from 'vitest';
import { sessionsSchema } from '#presentation/http/v1/sessions/presenter.js';
import { ChangeMyAccountDto, PatchUserDto } from '#presentation/http/v1/users/dto.js';
import { sessionFields, userFields } from '#presentation/http/v1/users/field-access.js';
import { userSchema } from '#presentation/http/v1/users/user-presenter.js';
import { schemaOfDto } from '#presentation/http/validation/dto.js';

const namesOf = (schema: object) => Object.keys((schema as { properties: object }).properties).sort();
const writable = (by: 'ownerWrites' | 'othersWrite', isWanted: (told: string) => boolean) =>
  Object.keys(userFields)
    .filter((name) => isWanted(userFields[name]?.[by] ?? ''))
    .sort();

describe('the table of fields', () => {
  it('has what a user and a session show, and no more', () => {
    expect(Object.keys(userFields).sort()).toEqual(namesOf(userSchema));
    expect(Object.keys(sessionFields).sort()).toEqual(namesOf(sessionsSchema.items as object));
  });

  it('says of what the DTOs take who writes it', () => {
    expect(writable('ownerWrites', (told) => told === 'yes')).toEqual(
      namesOf(schemaOfDto(ChangeMyAccountDto)),
    );
    expect(writable('othersWrite', (told) => told !== '-')).toEqual(namesOf(schemaOfDto(PatchUserDto)));
  });
});
