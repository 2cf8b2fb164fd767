import { invalidField } from '#domain/shared/validation.js';

export const slugMinLength = 3;
export const slugMaxLength = 63;

const form = /^[a-z0-9][a-z0-9-]*$/;

/** Where a slug is a part of an address, these would be taken for something of the service's. */
const reserved: ReadonlySet<string> = new Set(
  (
    'about account accounts admin administrator api app assets auth billing blog cdn contact dashboard dev docs errors ' +
    'events gatehouse health help home internal invitation invitations jobs localhost login logout mail main me new null ' +
    'official oauth openapi password postmaster public register root security service settings signin signup static ' +
    'status support system tenant tenants test undefined user users webhooks webmaster well-known www'
  ).split(' '),
);

/** The short name of a tenant, for addresses: the only one of its kind. */
export class TenantSlug {
  private constructor(readonly value: string) {}

  /** @throws AppError VALIDATION_ERROR. */
  static parse(raw: string, field = 'slug'): TenantSlug {
    if (!form.test(raw) || raw.length < slugMinLength || raw.length > slugMaxLength) {
      throw invalidField(
        field,
        `must have ${slugMinLength} to ${slugMaxLength} of a-z, 0-9 and "-", and not begin with "-"`,
      );
    }
    if (reserved.has(raw)) throw invalidField(field, 'is reserved');
    return new TenantSlug(raw);
  }

  /** Of a name: `Ünïted & Co.` becomes `united-co`. @param id where nothing of the name can be used. */
  static of(name: string, id: string): TenantSlug {
    const ascii = name
      .normalize('NFKD')
      .toLowerCase()
      .replace(/\p{M}/gu, '')
      .replace(/[^a-z0-9]+/g, '-');
    const slug = ascii.slice(0, slugMaxLength).replace(/^-+|-+$/g, '');
    const isUsable = slug.length >= slugMinLength && !reserved.has(slug);
    return new TenantSlug(isUsable ? slug : `tenant-${id.slice(-12)}`);
  }

  /** For a value that `parse` made before. */
  static rehydrate(canonical: string): TenantSlug {
    return new TenantSlug(canonical);
  }
}
