import { Flag, Optional, property, Text, TextList } from '../../validation/decorators.js';
import { InstantParameter } from '../../validation/query-decorators.js';
import { AudienceField } from '../sessions/dto.js';

function NameField(): PropertyDecorator {
  // Code units, of which a character may have several.
  return Text({
    max: 400,
    description: '1 to 100 characters.',
    example: 'Nightly import',
    schema: { minLength: 1 },
  });
}

function PermissionsField(): PropertyDecorator {
  return TextList({
    maxItems: 100,
    max: 128,
    description:
      'Names of permissions, of the tenant where it is for one, none of which the caller is without there.',
    example: ['users:read'],
  });
}

function TenantField(): PropertyDecorator {
  return Text({
    max: 64,
    description: 'That it is for, and confined to.',
    example: '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41',
    schema: { format: 'uuid' },
  });
}

function EndField(): PropertyDecorator {
  return InstantParameter({
    description: 'Until then it is good; without one, until it is revoked.',
    example: '2030-01-01T00:00:00.000Z',
  });
}

export class CreateServiceAccountDto {
  @NameField()
  name!: string;

  @PermissionsField()
  permissions!: string[];

  @Optional()
  @TenantField()
  tenantId?: string;
}

export class ChangeServiceAccountDto {
  @Optional()
  @NameField()
  name?: string;

  @Optional()
  @PermissionsField()
  permissions?: string[];

  @Optional()
  @Flag({ description: 'False: its keys are refused.' })
  isActive?: boolean;
}

export class CreateServiceKeyDto {
  @NameField()
  name!: string;

  @Optional()
  @EndField()
  expiresAt?: Date;
}

export class CreateMyKeyDto extends CreateServiceKeyDto {
  @PermissionsField()
  permissions!: string[];
}

const week = 7 * 86_400;

export class RotateKeyDto {
  @property(
    (value) =>
      Number.isInteger(value) && (value as number) >= 0 && (value as number) <= week
        ? null
        : `must be a whole number from 0 to ${week}`,
    { type: 'integer', minimum: 0, maximum: week },
    { description: 'For so long the old key stays good.', example: 3600 },
  )
  overlapSeconds!: number;
}

export class ExchangeKeyDto {
  static readonly mayBeAbsent = true;

  @Optional()
  @TenantField()
  tenantId?: string;

  @Optional()
  @AudienceField()
  audience?: string;
}

export class ImpersonateDto {
  @Text({
    max: 1000,
    description: 'For the audit log: one line of 1 to 500 characters.',
    example: 'Ticket 4711: the invoice is not shown',
    schema: { minLength: 1 },
  })
  reason!: string;
}

/** The ids in the path of a key. */
export class KeyParams {
  @Text({ max: 64, schema: { format: 'uuid' } })
  id!: string;

  @Text({ max: 64, schema: { format: 'uuid' } })
  kid!: string;
}
