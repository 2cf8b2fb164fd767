export interface TenantSettings {
  readonly creation: 'anyone' | 'admins';
  readonly maxPerUser: number;
  readonly maxMembers: number;
}

/** How long an invitation can be accepted. */
export const invitationSeconds = 7 * 86_400;
