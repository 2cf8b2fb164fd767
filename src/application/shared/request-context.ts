import type { Role } from '#domain/access/role.js';
import type { ApiKeyId, ServiceAccountId, SessionId, TenantId, UserId } from '#domain/shared/ids.js';

/** Somebody who has signed in, a program with a key of theirs, or somebody who acts in their place. */
export interface UserPrincipal {
  readonly kind: 'user';
  readonly userId: UserId;
  /** Their own; null with a key, and for somebody in their place. */
  readonly sessionId: SessionId | null;
  readonly keyId: ApiKeyId | null;
  /** Names of the permissions that the key is limited to; null: all that the user has. */
  readonly scope: ReadonlySet<string> | null;
  /** Who acts in their place (RFC 8693 §4.1), and answers for it. */
  readonly impersonatorId: UserId | null;
  /** Set where it came with a token that the key was exchanged for: that one is exchanged for no other. */
  readonly isExchanged?: true;
  readonly roles: readonly Role[];
  /** How that was proved: names of RFC 8176. */
  readonly amr: readonly string[];
  /** When it was proved, as the access token says: one that was stolen is not renewed by what its owner proves. */
  readonly authenticatedAt: Date;
  /** Of the account as it is now: then a proof without the second factor is none for what asks for a fresh one. */
  readonly hasSecondFactor: boolean;
  /** That the access token is for, as it says: whether they still belong to it is asked at the edge. */
  readonly tenantId: TenantId | null;
}

/** A user in a session of their own. */
export type SignedInPrincipal = UserPrincipal & { readonly sessionId: SessionId };

/** A program with a key of its own. */
export interface ServicePrincipal {
  readonly kind: 'service';
  readonly serviceId: ServiceAccountId;
  readonly keyId: ApiKeyId;
  /** Names of permissions: in its tenant, where it belongs to one. */
  readonly permissions: ReadonlySet<string>;
  /** That it belongs to: outside of it, it may nothing. Null: it is the house's. */
  readonly tenantId: TenantId | null;
  /** As of a user. */
  readonly isExchanged?: true;
}

/** The service itself. */
export interface SystemPrincipal {
  readonly kind: 'system';
}

export type Principal = UserPrincipal | ServicePrincipal | SystemPrincipal;

/** Of what a client says of itself; the rest is cut off. */
export const userAgentMaxLength = 256;

const requestIdForm = /^[A-Za-z0-9._-]{1,128}$/;

/** Whether it may be written into logs and headers as it stands (CVE-2023-6484, ASVS 16.4.1). */
export function isRequestId(sent: unknown): sent is string {
  return typeof sent === 'string' && requestIdForm.test(sent);
}

/** Who asks, from where, and about which tenant. */
export interface RequestContext {
  /** Null for a visitor. */
  readonly principal: Principal | null;
  /** In its canonical spelling: RFC 5952, or IPv4. */
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
  /** W3C Trace Context §3.2, of the caller. */
  readonly traceparent: string | null;
  readonly tenantId: TenantId | null;
  /** Set for queries: in a unit of work of theirs a write throws. */
  readonly isReadOnly?: boolean;
}

/** What the service does of its own accord. */
export const systemContext: RequestContext = {
  principal: { kind: 'system' },
  ip: null,
  userAgent: null,
  requestId: null,
  traceparent: null,
  tenantId: null,
};

/** Whose doing it is, for events and the audit log; null for visitors and the service itself. */
export function actorIdOf({ principal }: RequestContext): string | null {
  switch (principal?.kind) {
    case 'user':
      return principal.impersonatorId ?? principal.userId;
    case 'service':
      return principal.serviceId;
    default:
      return null;
  }
}

/** In whose place the actor has done it; null where it is nobody's but their own. */
export function impersonatedIn({ principal }: RequestContext): UserId | null {
  return principal?.kind === 'user' && principal.impersonatorId !== null ? principal.userId : null;
}
