import { randomUUID } from 'node:crypto';
import type { E2eService, SignedIn } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import type { Reply, RequestOptions } from '#testing/http-client.js';
import type { Mailroom } from '../../../support/mailroom.js';

/** Whoever may ask. `the tenant` is one and the same for all of them. */
export const principals = {
  visitor: 'nobody',
  user: 'with no role but `user`, in no tenant',
  neighbour: 'a member of another tenant',
  member: 'of the tenant, with no role but `member`',
  tenantAdmin: 'with the role `admin` in the tenant',
  tenantOwner: 'one of several owners of the tenant',
  staleOwner: 'another owner, who signed in eleven minutes ago',
  moderator: 'of the service',
  admin: 'of the service, who has just signed in',
  staleAdmin: 'an administrator who signed in eleven minutes ago',
  program: 'a service account with all permissions',
  idleProgram: 'a service account without any',
  key: 'of an administrator who owns the tenant, limited to `users:read`',
  fullKey: 'of such an administrator, with all permissions of the service',
  impersonator: 'an administrator in the place of an owner of the tenant who is nobody else',
} as const;

export type Principal = keyof typeof principals;
export const names = Object.keys(principals) as Principal[];

export interface Actor {
  readonly token?: string | undefined;
  /** As whom; absent for programs and nobody. */
  readonly user?: SignedIn['user'];
}

export const nobodys = '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41';

/** Makes principals when they are first asked for, and again when a request has used them up. */
export class Cast {
  readonly #actors = new Map<Principal, Actor>();
  #tenant: Promise<{ id: string; slug: string; founder: SignedIn }> | undefined;
  #other: Promise<SignedIn> | undefined;
  #machinery: Promise<{ serviceAccountId: string; webhookId: string }> | undefined;
  #names = 0;

  constructor(
    private readonly service: E2eService,
    private readonly post: Mailroom,
  ) {}

  async actor(name: Principal): Promise<Actor> {
    const actor = this.#actors.get(name) ?? (await this.#make(name));
    this.#actors.set(name, actor);
    return actor;
  }

  /** The next request has somebody new in their place. */
  spent(name: Principal | 'other'): void {
    if (name === 'other') this.#other = undefined;
    else this.#actors.delete(name);
  }

  /** For what is made. */
  newName(): string {
    this.#names += 1;
    return `thing-${this.#names}`;
  }

  tenant() {
    this.#tenant ??= this.service.person().then(async (founder) => {
      const { id, slug } = await this.#send('POST', '/tenants', { name: `T ${randomUUID()}` }, founder.token);
      return { id, slug, founder };
    });
    return this.#tenant;
  }

  /** A service account with a key, and a webhook with a delivery. */
  machinery() {
    this.#machinery ??= this.service.root().then(async ({ token }) => {
      const account = await this.#send(
        'POST',
        '/service-accounts',
        { name: 'Import', permissions: [] },
        token,
      );
      await this.#send('POST', `/service-accounts/${account.id}/keys`, { name: 'CI' }, token);
      const webhook = { url: 'https://127.0.0.1/hook', types: ['user.*'] };
      const { id } = await this.#send('POST', '/webhooks', webhook, token);
      await this.#send('POST', `/webhooks/${id}/test`, undefined, token);
      return { serviceAccountId: account.id as string, webhookId: id as string };
    });
    return this.#machinery;
  }

  /** Somebody with no role but `user`, who is a member of the tenant. */
  other(): Promise<SignedIn> {
    this.#other ??= this.#joined('member');
    return this.#other;
  }

  async #make(name: Principal): Promise<Actor> {
    switch (name) {
      case 'visitor':
        return {};
      case 'user':
        return this.service.verify(await this.service.person());
      case 'neighbour': {
        const founder = await this.service.person();
        const { id } = await this.#send('POST', '/tenants', { name: `N ${randomUUID()}` }, founder.token);
        return this.#joined('member', [], { id, founder });
      }
      case 'member':
        return this.#joined('member');
      case 'tenantAdmin':
        return this.#joined('admin');
      case 'tenantOwner':
        return this.#joined('owner');
      case 'staleOwner':
        return this.#staled(await this.#joined('owner'));
      case 'moderator':
      case 'admin':
        return this.service.verify(await this.service.person(name));
      case 'staleAdmin':
        return this.#staled(await this.service.verify(await this.service.person('admin')));
      case 'program':
        return this.#program(await this.#allPermissions());
      case 'idleProgram':
        return this.#program([]);
      case 'key':
        return this.#key(['users:read']);
      case 'fullKey':
        return this.#key(await this.#allPermissions());
      case 'impersonator': {
        const { user } = await this.#joined('owner');
        const { token } = await this.service.person('admin');
        const taken = await this.#send('POST', `/users/${user.id}/impersonate`, { reason: 'Test' }, token);
        return { token: taken.accessToken, user };
      }
    }
  }

  async #joined(role: string, roles: readonly string[] = [], tenant?: { id: string; founder: SignedIn }) {
    const { id, founder } = tenant ?? (await this.tenant());
    const who = await this.service.verify(await this.service.person(...roles));
    const { email } = who.user;
    await this.#send('POST', `/tenants/${id}/invitations`, { email, roles: [role] }, founder.token);
    const token = this.post.token(email, 'invitation');
    await this.#send('POST', '/invitations/accept', { token }, who.token);
    return who;
  }

  /** The next access token tells when the session began. */
  async #staled({ user, refreshToken }: SignedIn): Promise<Actor> {
    await execute(
      this.service.database.ownerUrl,
      `UPDATE sessions SET authenticated_at = authenticated_at - interval '11 minutes' WHERE user_id = '${user.id}'`,
    );
    const { accessToken } = await this.#send('POST', '/auth/refresh', { refreshToken });
    return { user, token: accessToken };
  }

  async #program(permissions: readonly string[]): Promise<Actor> {
    const { token } = await this.service.root();
    const { id } = await this.#send('POST', '/service-accounts', { name: 'Import', permissions }, token);
    const { key } = await this.#send('POST', `/service-accounts/${id}/keys`, { name: 'CI' }, token);
    return { token: key };
  }

  async #key(permissions: readonly string[]): Promise<Actor> {
    const { user, token } = await this.#joined('owner', ['admin']);
    const { key } = await this.#send('POST', '/me/keys', { name: 'Laptop', permissions }, token);
    return { user, token: key };
  }

  async #allPermissions(): Promise<string[]> {
    const { token } = await this.service.root();
    const all: { name: string; isBuiltIn: boolean }[] = await this.#send(
      'GET',
      '/permissions',
      undefined,
      token,
    );
    return all.filter(({ isBuiltIn }) => isBuiltIn).map(({ name }) => name);
  }

  async #send(method: string, path: string, body?: object, token?: string) {
    const options: RequestOptions = { token, ...(body && { body }) };
    const reply: Reply = await this.service.http.request(method, `/api/v1${path}`, options);
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    return reply.data;
  }
}
