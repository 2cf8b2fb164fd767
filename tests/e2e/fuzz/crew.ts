import { type E2eService, password, type SignedIn } from '#testing/e2e-service.js';
import { type FuzzRequest, type Role, roles } from './requests.js';
import type { FuzzAnswer } from './send.js';

const renewEvery = 500;

/** Expendable people, one of each role: who was logged out, deleted or demoted by the fuzzing is replaced. */
export class Crew {
  readonly #members = new Map<Role, SignedIn>();
  #sessionId = '';
  #requests = 0;

  private constructor(private readonly service: E2eService) {}

  static async of(service: E2eService): Promise<Crew> {
    const crew = new Crew(service);
    await crew.#renewAll();
    return crew;
  }

  authorization({ identity }: FuzzRequest): string | undefined {
    if (identity === null) return undefined;
    return typeof identity === 'string' ? `Bearer ${this.#member(identity).token}` : identity.header;
  }

  /** Puts what is known by now into the places that were left for it. */
  resolve(text: string): string {
    return text.replace(/«(user|moderator|admin|session|refresh|email|username)»/g, (_, name: string) => {
      if (name === 'session') return this.#sessionId;
      const { user, refreshToken } = this.#member('user');
      if (name === 'refresh') return refreshToken;
      if (name === 'email' || name === 'username') return user[name];
      return this.#member(name as Role).user.id;
    });
  }

  async after({ identity }: FuzzRequest, { status }: FuzzAnswer): Promise<void> {
    this.#requests += 1;
    if (this.#requests % renewEvery === 0) await this.#renewAll();
    else if (typeof identity === 'string' && status === 401) await this.#renew(identity);
  }

  #member(role: Role): SignedIn {
    return this.#members.get(role) as SignedIn;
  }

  async #renewAll(): Promise<void> {
    for (const role of roles) await this.#renew(role);
  }

  async #renew(role: Role): Promise<void> {
    this.#members.set(role, await this.service.person(...(role === 'user' ? [] : [role])));
    if (role !== 'user') return;
    const { token, user } = this.#member('user');
    await this.service.http.post('/api/v1/auth/login', { email: user.email, password });
    const { data } = await this.service.http.get('/api/v1/me/sessions', { token });
    this.#sessionId = data.find(({ isCurrent }: { isCurrent: boolean }) => !isCurrent).id;
  }
}
