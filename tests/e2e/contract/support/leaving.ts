import type { E2eService, SignedIn } from '#testing/e2e-service.js';
import type { Reply } from '#testing/http-client.js';

/** All the ways in which an administrator makes somebody no active administrator any more. */
const ways = {
  'PUT with other roles': { method: 'PUT', body: { roles: ['moderator'], isActive: true } },
  'PUT inactive': { method: 'PUT', body: { roles: ['admin'], isActive: false } },
  'PATCH of the roles': { method: 'PATCH', body: { roles: ['user'] } },
  'PATCH inactive': { method: 'PATCH', body: { isActive: false } },
  DELETE: { method: 'DELETE', body: undefined },
} as const;

export type WayOut = keyof typeof ways;
export const waysOut = Object.keys(ways) as WayOut[];

export function remove(
  { http }: E2eService,
  way: WayOut,
  { user: { id, email, username } }: SignedIn,
  by: SignedIn,
): Promise<Reply> {
  const { method, body } = ways[way];
  const sent = method === 'PUT' ? { email, username, ...body } : body;
  const options = { token: by.token, ...(sent === undefined ? {} : { body: sent }) };
  return http.request(method, `/api/v1/users/${id}`, options);
}
