import { expect, it } from 'vitest';
import { concealedRegistrationTokens } from '#composition/features/concealed-registration.tokens.js';
import { Email } from '#domain/users/email.js';
import { PasswordHash } from '#domain/users/password-hash.js';
import { Username } from '#domain/users/username.js';
import { aUserId, nextSerial } from '#testing/ids.js';
import { describeOnEveryStore } from '#testing/stores.js';
import { times } from '../fixture.js';

describeOnEveryStore('PendingRegistrations', {}, (store) => {
  const registrations = () => store.get(concealedRegistrationTokens.registrations);
  const aRegistration = (address?: string) => {
    const serial = nextSerial();
    return {
      id: aUserId(),
      email: Email.parse(address ?? `pending${serial}@example.com`),
      username: Username.parse(`pending${serial}`),
      passwordHash: new PasswordHash(`$test$${serial}`),
    };
  };
  const added = async (address?: string) => {
    const registration = aRegistration(address);
    await store.run(async () => (await registrations()).add(registration));
    return registration;
  };
  const armed = async (address?: string) => {
    const registration = await added(address);
    const hash = `token of ${registration.id}`;
    await store.run(async () => (await registrations()).arm(registration, hash));
    return { registration, hash };
  };
  const findNew = (id: ReturnType<typeof aUserId>) =>
    store.run(async () => (await registrations()).findNew(id));
  const consume = (hash: string) => store.run(async () => (await registrations()).consume(hash));

  it('gives back what was put in, until it has its token', async () => {
    const registration = await added();
    expect(await findNew(registration.id)).toEqual(registration);
    expect(await findNew(aUserId())).toBeNull();
    const { registration: other } = await armed();
    expect(await findNew(other.id)).toBeNull();
  });

  it('is consumed by one of many', async () => {
    const { registration, hash } = await armed();
    expect(await consume('made up')).toBeNull();
    const results = await Promise.all(times(50, () => consume(hash)));
    expect(results.filter((result) => result !== null)).toEqual([registration]);
  });

  it('is there again when what consumed it is rolled back', async () => {
    const { registration, hash } = await armed();
    const failing = store.run(async () => {
      await (await registrations()).consume(hash);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await consume(hash)).toEqual(registration);
  });

  it('leaves one token for an address, and those who wait for theirs', async () => {
    const address = `shared${nextSerial()}@example.com`;
    const first = await armed(address);
    const waiting = await added(address);
    const second = await armed(address);
    expect(await consume(first.hash)).toBeNull();
    expect(await findNew(waiting.id)).toEqual(waiting);
    expect(await consume(second.hash)).toEqual(second.registration);
  });

  it('can be removed', async () => {
    const { id } = await added();
    await store.run(async () => (await registrations()).remove(id));
    expect(await findNew(id)).toBeNull();
  });

  it('is written in a unit of work only', async () => {
    const pending = await registrations();
    const registration = aRegistration();
    for (const write of [
      () => pending.add(registration),
      () => pending.findNew(registration.id),
      () => pending.arm(registration, 'x'),
      () => pending.remove(registration.id),
      () => pending.consume('x'),
    ]) {
      await expect(write()).rejects.toThrow('unit of work');
    }
  });

  it('keeps what is not over', async () => {
    await added();
    expect(await (await store.get(concealedRegistrationTokens.retention)).deleteOverFor(0, 10)).toBe(0);
  });
});
