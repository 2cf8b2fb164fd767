import { type E2eOptions, E2eService, password, type SignedIn } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import { FakeClock } from '#testing/fake-clock.js';
import { totpCode } from '../../support/totp.js';

export const login = '/api/v1/auth/login';
export const mfaLogin = '/api/v1/auth/mfa';
export const enroll = '/api/v1/auth/mfa/enroll';
export const stepUp = '/api/v1/auth/step-up';
export const factors = '/api/v1/me/mfa';

export interface Enrolled extends SignedIn {
  readonly factorId: string;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

/** A service whose clock goes on by whole steps of TOTP, when it is told to. */
export class MfaScene {
  private constructor(
    readonly service: E2eService,
    readonly clock: FakeClock,
  ) {}

  static async start(options: E2eOptions = {}): Promise<MfaScene> {
    const clock = new FakeClock(new Date());
    return new MfaScene(await E2eService.start({ ...options, clock }), clock);
  }

  get http() {
    return this.service.http;
  }

  /** To the next step, of which no code has been used. */
  nextStep(): void {
    this.clock.advance(30);
  }

  code(secret: string, stepsAway = 0): string {
    return totpCode(secret, this.clock.now(), stepsAway);
  }

  sql(statement: string) {
    return execute(this.service.database.ownerUrl, statement);
  }

  async verifiedPerson(...roles: readonly string[]): Promise<SignedIn> {
    return this.service.verify(await this.service.person(...roles));
  }

  /** Somebody who has confirmed an authenticator app, in a step that is over. */
  async enrolled(...roles: readonly string[]): Promise<Enrolled> {
    return this.enrol(await this.verifiedPerson(...roles));
  }

  async enrol(person: SignedIn): Promise<Enrolled> {
    const { token } = person;
    const begun = await this.http.post(`${factors}/totp`, undefined, { token });
    const { id, secret } = begun.data;
    const confirmed = await this.http.post(
      `${factors}/totp/confirm`,
      { id, code: this.code(secret) },
      { token },
    );
    if (confirmed.status !== 200) throw new Error(`Enrolment: ${confirmed.text}`);
    this.nextStep();
    return { ...person, factorId: id, secret, recoveryCodes: confirmed.data.recoveryCodes };
  }

  logIn({ user }: Pick<SignedIn, 'user'>, more: object = {}) {
    return this.http.post(login, { email: user.email, password, ...more });
  }

  /** The token of the challenge that a sign-in ends with. */
  async challenge(person: Pick<SignedIn, 'user'>): Promise<string> {
    const { body, text } = await this.logIn(person);
    if (body.error?.challenge === undefined) throw new Error(`There is no challenge: ${text}`);
    return body.error.challenge.token;
  }
}
