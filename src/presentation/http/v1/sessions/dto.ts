import { Optional, Text } from '../../validation/decorators.js';

/** @public */
export function AudienceField(): PropertyDecorator {
  return Text({
    max: 256,
    description: 'Whom the access token is for; one of those that are configured.',
    example: 'https://billing.example.com',
  });
}

export class RefreshDto {
  @Text({ max: 1024, description: 'As it was issued last.', example: 'ghr_as-it-was-issued-last' })
  refreshToken!: string;

  @Optional()
  @Text({
    max: 64,
    description: 'The tenant that the access token is to be for.',
    example: '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41',
    schema: { format: 'uuid' },
  })
  tenantId?: string;

  @Optional()
  @AudienceField()
  audience?: string;
}
