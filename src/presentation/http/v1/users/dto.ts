import { type UserSort, userSorts } from '#application/users/user-queries.js';
import { isRoleName, type Role, roleNameForm, roleNameMaxLength } from '#domain/access/role.js';
import { Flag, OneOf, Optional, property, Text } from '../../validation/decorators.js';
import { partialOf } from '../../validation/dto.js';
import { FlagParameter, InstantParameter, IntegerParameter } from '../../validation/query-decorators.js';
import { CursorQueryDto, defaultPageSize, maxPage, maxPageSize } from '../shared/lists.js';
import {
  DisplayNameField,
  EmailField,
  LocaleField,
  MetadataField,
  NewPasswordField,
  PasswordField,
  RolesField,
  UsernameField,
} from './account-fields.js';

export class ChangeMyAccountDto {
  @Optional()
  @UsernameField()
  username?: string;

  @Optional()
  @DisplayNameField()
  displayName?: string | null;

  @Optional()
  @LocaleField()
  locale?: string | null;
}

export class DeleteMyAccountDto {
  @PasswordField()
  password!: string;
}

export class ChangeMyPasswordDto {
  @PasswordField()
  currentPassword!: string;

  @NewPasswordField()
  newPassword!: string;
}

export class CreateUserDto {
  @EmailField()
  email!: string;

  @UsernameField()
  username!: string;

  @Optional()
  @NewPasswordField()
  password?: string;

  @Optional()
  @RolesField()
  roles?: string[];
}

export class ReplaceUserDto {
  @EmailField()
  email!: string;

  @UsernameField()
  username!: string;

  @RolesField()
  roles!: string[];

  @Flag({ description: 'False ends the sessions of the user.' })
  isActive!: boolean;

  @Optional()
  @MetadataField()
  metadata?: Record<string, unknown>;
}

export class PatchUserDto extends partialOf(ReplaceUserDto) {}

/** Any name that a role can have: nobody has one that there is not. */
function RoleNameParameter(): PropertyDecorator {
  return property(
    (value) =>
      isRoleName(value) ? null : `must match ${roleNameForm}, with at most ${roleNameMaxLength} characters`,
    { type: 'string', pattern: roleNameForm, maxLength: roleNameMaxLength },
    { description: 'Those who have this role.', example: 'moderator' },
  );
}

export class ListUsersQueryDto extends CursorQueryDto {
  @Optional()
  @RoleNameParameter()
  role?: Role;

  @Optional()
  @FlagParameter()
  isActive?: boolean;

  @Optional()
  @InstantParameter({ description: 'Inclusive.' })
  createdAfter?: Date;

  @Optional()
  @InstantParameter({ description: 'Exclusive.' })
  createdBefore?: Date;

  @Optional()
  @Text({ max: 253, example: 'example.com' })
  emailDomain?: string;

  @Optional()
  @Text({ max: 254, description: 'Any part of the username or email, without regard to case.' })
  search?: string;

  @Optional()
  @OneOf(userSorts, { schema: { default: 'createdAt' } })
  sort?: UserSort;

  @Optional()
  // No `default`: /docs would send it along with `limit`, which it cannot be combined with.
  @IntegerParameter({ min: 1, max: maxPage, description: 'By default the first.' })
  page?: number;

  @Optional()
  @IntegerParameter({ min: 1, max: maxPageSize, description: `By default ${defaultPageSize}.` })
  pageSize?: number;
}
