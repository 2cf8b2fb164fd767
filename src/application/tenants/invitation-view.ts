import type { Invitation } from '#domain/tenants/members.js';

/** Without its token, which only the message has. */
export interface InvitationView {
  readonly id: string;
  readonly email: string;
  readonly roles: readonly string[];
  readonly invitedBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export function invitationViewOf(invitation: Invitation): InvitationView {
  const { id, email, roles, invitedBy, createdAt, expiresAt } = invitation;
  return { id, email: email.value, roles, invitedBy, createdAt, expiresAt };
}
