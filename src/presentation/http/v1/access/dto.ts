import { permissionNameForm, permissionNameMaxLength } from '#domain/access/permission.js';
import { roleNameForm, roleNameMaxLength } from '#domain/access/role.js';
import { maxPermissions, roleDescriptionMaxLength } from '#domain/access/role-definition.js';
import { NullableText, Optional, Text, TextList } from '../../validation/decorators.js';

const description = { max: roleDescriptionMaxLength * 2, description: 'What it is for.' };

function RoleNameField(): PropertyDecorator {
  return Text({
    // Counted by the domain.
    max: roleNameMaxLength * 2,
    example: 'support',
    schema: { pattern: roleNameForm, maxLength: roleNameMaxLength },
  });
}

function PermissionNameField(): PropertyDecorator {
  return Text({
    max: permissionNameMaxLength * 2,
    example: 'invoices:read',
    schema: { pattern: permissionNameForm, maxLength: permissionNameMaxLength },
  });
}

function PermissionsField(): PropertyDecorator {
  return TextList({
    maxItems: maxPermissions,
    max: permissionNameMaxLength,
    description: 'None that the caller has not.',
    example: ['users:read', 'invoices:read'],
  });
}

/** The name in a path; whatever cannot be one is not found. */
export class NameParams {
  @Text({ max: permissionNameMaxLength, example: 'support' })
  name!: string;
}

export class CreatePermissionDto {
  @PermissionNameField()
  name!: string;

  @Text({ ...description, example: 'Read invoices.', schema: { minLength: 1 } })
  description!: string;
}

export class CreateRoleDto {
  @RoleNameField()
  name!: string;

  @Optional()
  @NullableText({ ...description, example: 'Answers customers.' })
  description?: string | null;

  @PermissionsField()
  permissions!: string[];
}

export class ChangeRoleDto {
  @Optional()
  @NullableText({ ...description, example: 'Answers customers.' })
  description?: string | null;

  @Optional()
  @PermissionsField()
  permissions?: string[];
}
