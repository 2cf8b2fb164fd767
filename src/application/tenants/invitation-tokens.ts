import type { OpaqueToken, OpaqueTokens } from '#application/shared/opaque-tokens.js';
import type { TenantId } from '#domain/shared/ids.js';

const prefix = 'ghi_';
const form = /^ghi_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})[\w-]{43}$/;

/** `ghi_<tenant><256 random bits>`: it says in which tenant it is to be looked for, since there is no table of all. */
export class InvitationTokens {
  constructor(private readonly tokens: OpaqueTokens) {}

  make(tenantId: TenantId): OpaqueToken {
    return this.tokens.make(prefix + tenantId.replaceAll('-', ''));
  }

  /** Null for what this service never made. */
  parse(text: string): { readonly tenantId: TenantId; readonly hash: string } | null {
    const [, ...parts] = form.exec(text) ?? [];
    if (parts.length === 0) return null;
    return { tenantId: parts.join('-') as TenantId, hash: this.tokens.hashOf(text) };
  }
}
