import jwt from 'jsonwebtoken';
import { describe, expect, it } from 'vitest';
import { RoleCatalogue } from '#application/access/role-catalogue.js';
import { TokenPermissions } from '#application/sessions/token-permissions.js';
import { accessTokens } from '#composition/features/access.tokens.js';
import { definePermission } from '#domain/access/permission.js';
import { RolePermissions } from '#domain/access/role-permissions.js';
import { TestKit } from '#testing/test-kit.js';

async function claimsOf(env: Record<string, string>) {
  const kit = new TestKit({ env });
  const { accessToken } = await kit.logIn(await kit.person('moderator'));
  await kit.bearer(accessToken);
  return jwt.decode(accessToken) as jwt.JwtPayload;
}

describe('permissions in access tokens', () => {
  it('are there when they are asked for, sorted', async () => {
    const { permissions, roles } = await claimsOf({ TOKEN_PERMISSIONS: 'true' });
    expect(roles).toEqual(['moderator']);
    expect(permissions).toEqual(['sessions:revoke', 'users:read', 'users:write']);
    expect(await claimsOf({})).not.toHaveProperty('permissions');
  });

  it('are left out beyond 4 KiB, which is told', async () => {
    const kit = new TestKit();
    const queries = await kit.get(accessTokens.storedQueries);
    const warnings: unknown[] = [];
    const logger = {
      error: () => undefined,
      warn: (message: string, fields?: object) => warnings.push([message, fields]),
      info: () => undefined,
      debug: () => undefined,
    };
    // With its quotes and a comma each has 16 bytes, and two are for the brackets, less the last comma.
    const held = (count: number) => {
      const all = Array.from({ length: count }, (_, index) =>
        definePermission(`thing:act${String(index).padStart(4, 'a')}`.padEnd(13, 'x'), ''),
      );
      const catalogue = new RoleCatalogue(new RolePermissions(all), queries);
      return new TokenPermissions(catalogue, logger, { hasPermissions: true }).of(['admin']);
    };
    expect(await held(255)).toHaveLength(255);
    expect(warnings).toEqual([]);
    expect(await held(256)).toBeNull();
    expect(warnings).toEqual([[expect.any(String), { roles: ['admin'], bytes: 4097 }]]);
  });
});
