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
  @Text({ max: 1024, description: 'As it was issued last.' })
  refreshToken!: string;

  @Optional()
  @AudienceField()
  audience?: string;
}
