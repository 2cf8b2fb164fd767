import { invalidField } from '#domain/shared/validation.js';

/** Whom access tokens are made for: this service and those that are configured beside it (ASVS 9.2.4). @public */
export class TokenAudiences {
  constructor(private readonly known: readonly string[]) {}

  /** @throws AppError VALIDATION_ERROR for one that is not configured. */
  require(audience: string | undefined): string | undefined {
    if (audience === undefined || this.known.includes(audience)) return audience;
    throw invalidField('audience', 'must be one that this service makes tokens for');
  }
}
