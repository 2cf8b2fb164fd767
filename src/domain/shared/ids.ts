import { invalidField } from './validation.js';

declare const brand: unique symbol;

export type UserId = string & { readonly [brand]: 'UserId' };
export type SessionId = string & { readonly [brand]: 'SessionId' };
export type ServiceAccountId = string & { readonly [brand]: 'ServiceAccountId' };
export type ApiKeyId = string & { readonly [brand]: 'ApiKeyId' };
/** Whoever can have keys: a user, or a service. */
export type AccountId = UserId | ServiceAccountId;
export type TenantId = string & { readonly [brand]: 'TenantId' };

/** RFC 9562 text form, lower case: the one spelling that is stored and compared. */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** In the one spelling that is stored. */
export function isUuid(text: string): boolean {
  return uuid.test(text);
}

export function parseId(raw: string, field: string): string {
  const id = raw.length === 36 ? raw.toLowerCase() : raw;
  if (!isUuid(id)) throw invalidField(field, 'must be a UUID');
  return id;
}

function idType<Id extends string>() {
  return {
    /** @throws AppError VALIDATION_ERROR when `raw` is not a UUID. */
    parse: (raw: string, field = 'id') => parseId(raw, field) as Id,
  };
}

export const UserId = idType<UserId>();
export const SessionId = idType<SessionId>();
export const ServiceAccountId = idType<ServiceAccountId>();
export const ApiKeyId = idType<ApiKeyId>();
export const TenantId = idType<TenantId>();
