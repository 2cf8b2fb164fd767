import { tenantRoleNameMaxLength, tenantRolePermissionsMax } from '#domain/tenants/tenant-role.js';
import { slugMaxLength, slugMinLength } from '#domain/tenants/tenant-slug.js';
import { displayNameMaxLength } from '#domain/users/display-name.js';
import { NullableText, OneOf, Optional, Text, TextList } from '../../validation/decorators.js';
import { partialOf } from '../../validation/dto.js';
import { TokenField } from '../one-time-tokens/token-field.js';
import { IdParams } from '../shared/id-params.js';
import { CursorQueryDto } from '../shared/lists.js';
import { EmailField, MetadataField } from '../users/account-fields.js';

function NameField(): PropertyDecorator {
  return Text({
    // Code units, of which a character may have several.
    max: 4 * displayNameMaxLength,
    description: `1 to ${displayNameMaxLength} characters.`,
    example: 'Analytical Engines',
  });
}

function SlugField(): PropertyDecorator {
  return Text({
    max: slugMaxLength,
    description: `The only one of its kind: ${slugMinLength} to ${slugMaxLength} of a-z, 0-9 and "-".`,
    example: 'analytical-engines',
    schema: { minLength: slugMinLength },
  });
}

function TenantRolesField(): PropertyDecorator {
  return TextList({
    maxItems: 20,
    max: tenantRoleNameMaxLength,
    description: 'Roles of the tenant, each at most as powerful as the caller.',
    example: ['member'],
    schema: { minItems: 1 },
  });
}

class TenantDto {
  @NameField()
  name!: string;

  @SlugField()
  slug!: string;

  @MetadataField()
  metadata!: Record<string, unknown>;
}

export class CreateTenantDto {
  @NameField()
  name!: string;

  @Optional()
  @SlugField()
  slug?: string;

  @Optional()
  @MetadataField()
  metadata?: Record<string, unknown>;
}

export class ChangeTenantDto extends partialOf(TenantDto) {}

export class DeleteTenantDto {
  @SlugField()
  slug!: string;
}

export class ListTenantsQueryDto extends CursorQueryDto {
  @Optional()
  @OneOf(['mine', 'all'], { schema: { default: 'mine' }, description: 'All need tenants:read.' })
  scope?: 'mine' | 'all';
}

export class MemberParams extends IdParams {
  @Text({ max: 64, schema: { format: 'uuid' }, example: '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41' })
  userId!: string;
}

export class InvitationParams extends IdParams {
  @Text({ max: 64, schema: { format: 'uuid' }, example: '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41' })
  iid!: string;
}

export class TenantRoleParams extends IdParams {
  @Text({ max: tenantRoleNameMaxLength, example: 'editor' })
  name!: string;
}

export class ChangeMemberDto {
  @TenantRolesField()
  roles!: string[];
}

export class InviteMemberDto {
  @EmailField()
  email!: string;

  @TenantRolesField()
  roles!: string[];
}

export class AcceptInvitationDto {
  @TokenField()
  token!: string;
}

function PermissionsField(): PropertyDecorator {
  return TextList({
    maxItems: tenantRolePermissionsMax,
    max: tenantRoleNameMaxLength,
    description: 'Like resource:action; each one that the caller has in the tenant.',
    example: ['members:write'],
  });
}

export class CreateTenantRoleDto {
  @Text({ max: tenantRoleNameMaxLength, example: 'editor' })
  name!: string;

  @Optional()
  @NullableText({ max: 400, example: 'Edits what others have written.' })
  description?: string | null;

  @PermissionsField()
  permissions!: string[];
}

export class ChangeTenantRoleDto {
  @Optional()
  @NullableText({ max: 400, example: 'Edits what others have written.' })
  description?: string | null;

  @Optional()
  @PermissionsField()
  permissions?: string[];
}
