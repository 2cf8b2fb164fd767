import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { actorIdOf } from '#application/shared/request-context.js';
import type { User } from '#domain/users/user.js';
import { Username } from '#domain/users/username.js';
import { aTenantId } from '#testing/ids.js';
import { aContext } from '../support/builders/context.js';
import { aSession } from '../support/builders/session.js';
import { aUser, registeredAt } from '../support/builders/user.js';
import type { AdapterTarget } from './adapters.js';
import { times, useAdapters } from './fixture.js';

const boom = new Error('boom');

export function unitOfWorkContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);
  const users = () => fixture.adapters.users;
  const isStored = async (user: User) => (await users().findById(user.id)) !== null;

  describe('run', () => {
    it('resolves with what the work resolves with, after the commit', async () => {
      const user = aUser();
      const result = await fixture.run(async () => {
        await users().add(user);
        return 'done';
      });
      expect(result).toBe('done');
      expect(await isStored(user)).toBe(true);
    });

    it('rolls rows and events back when the work rejects', async () => {
      const kept = await fixture.addUser(aUser({ username: 'kept' }));
      await fixture.takeEvents();
      const added = aUser();
      const failing = fixture.run(async () => {
        await users().add(added);
        kept.rename(Username.parse('changed'), registeredAt);
        await users().save(kept);
        await fixture.adapters.sessions.add(aSession({ userId: kept.id }));
        throw boom;
      });
      await expect(failing).rejects.toBe(boom);
      expect(await isStored(added)).toBe(false);
      expect((await users().findById(kept.id))?.state.username.value).toBe('kept');
      expect(await fixture.takeEvents()).toEqual([]);
    });

    it('rolls a removal and its cascade back', async () => {
      const user = await fixture.addUser(aUser());
      const session = await fixture.addSession(aSession({ userId: user.id }));
      const failing = fixture.run(async () => {
        await users().remove(user);
        expect(await isStored(user)).toBe(false);
        expect(await fixture.adapters.sessions.findById(session.id)).toBeNull();
        throw boom;
      });
      await expect(failing).rejects.toBe(boom);
      expect(await isStored(user)).toBe(true);
      expect(await fixture.adapters.sessions.findById(session.id)).not.toBeNull();
    });

    it('shows its changes within, and to nobody else before the commit', async () => {
      const user = aUser();
      const added = Promise.withResolvers<void>();
      const mayCommit = Promise.withResolvers<void>();
      const running = fixture.run(async () => {
        await users().add(user);
        expect(await isStored(user)).toBe(true);
        expect((await users().findByEmail(user.state.email))?.id).toBe(user.id);
        added.resolve();
        await mayCommit.promise;
      });
      await added.promise;
      expect(await isStored(user)).toBe(false);
      expect(await users().findByEmail(user.state.email)).toBeNull();
      mayCommit.resolve();
      await running;
      expect(await isStored(user)).toBe(true);
    });

    it('runs many at once', async () => {
      const many = times(40, () => aUser());
      await Promise.all(many.map((user) => fixture.addUser(user)));
      expect((await fixture.adapters.userQueries.listByPage({}, 'email', 1, 1)).totalCount).toBe(40);
    });

    it('commits nothing after a failed write, even if the work swallows it', async () => {
      await fixture.addUser(aUser({ email: 'taken@example.com' }));
      const added = aUser();
      const swallowing = fixture.run(async () => {
        await users().add(added);
        await users()
          .add(aUser({ email: 'taken@example.com' }))
          .catch(() => undefined);
      });
      await expect(swallowing).rejects.toMatchObject({ code: 'EMAIL_TAKEN' });
      expect(await isStored(added)).toBe(false);
    });

    it('belongs to what was called in it: what goes on after its end is outside', async () => {
      const hasEnded = Promise.withResolvers<void>();
      let late: Promise<void> | undefined;
      await fixture.run(async () => {
        late = hasEnded.promise.then(() => users().add(aUser()));
      });
      hasEnded.resolve();
      await expect(late).rejects.toThrow(/unit of work/);
    });
  });

  describe('what still runs when its unit of work was given up', () => {
    /** Leaves work behind that goes on when it is told to. */
    const abandon = async (work: () => Promise<unknown>) => {
      const mayGoOn = Promise.withResolvers<void>();
      let late: Promise<unknown> | undefined;
      const failing = fixture.run(async () => {
        late = mayGoOn.promise.then(work);
        throw boom;
      });
      await expect(failing).rejects.toBe(boom);
      mayGoOn.resolve();
      return late;
    };

    it('writes nothing, not in a unit of work of its own either', async () => {
      const user = aUser();
      await expect(abandon(() => users().add(user))).rejects.toThrow('unit of work');
      await expect(abandon(() => fixture.run(() => users().add(user)))).rejects.toThrow('was rolled back');
      const scoped = () =>
        fixture.adapters.unitOfWork.scoped(aTenantId(), aContext(), () => users().add(user));
      await expect(abandon(scoped)).rejects.toThrow('was rolled back');
      expect(await isStored(user)).toBe(false);
    });

    it('writes nothing while it is rolled back', async () => {
      const added: User[] = [];
      let isAbandoned = false;
      const write = async () => {
        while (!isAbandoned) {
          const user = aUser();
          added.push(user);
          await users().add(user);
          await setImmediate();
        }
      };
      const failing = fixture.run(async () => {
        for (const writing of times(5, write)) writing.catch(() => undefined);
        while (added.length < 20) await delay(1);
        throw boom;
      });
      await expect(failing).rejects.toBe(boom);
      isAbandoned = true;
      for (const user of added) expect(await isStored(user)).toBe(false);
      expect(await fixture.takeEvents()).toEqual([]);
    });
  });

  describe('nested', () => {
    it('joins the transaction that runs', async () => {
      const [outer, inner] = [aUser(), aUser()];
      const failing = fixture.run(async () => {
        await users().add(outer);
        await fixture.run(() => users().add(inner));
        expect(await isStored(inner)).toBe(true);
        throw boom;
      });
      await expect(failing).rejects.toBe(boom);
      expect(await isStored(outer)).toBe(false);
      expect(await isStored(inner)).toBe(false);
    });

    it('rolls everything back when it rejects, even if the outer work goes on', async () => {
      const [outer, inner] = [aUser(), aUser()];
      const swallowing = fixture.run(async () => {
        await users().add(outer);
        const nested = fixture.run(async () => {
          await users().add(inner);
          throw boom;
        });
        await nested.catch(() => undefined);
      });
      await expect(swallowing).rejects.toBe(boom);
      expect(await isStored(outer)).toBe(false);
      expect(await isStored(inner)).toBe(false);
    });
  });

  describe('events', () => {
    it('are stored with what caused them', async () => {
      const context = { ...aContext(), traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
      const user = aUser();
      await fixture.run(() => users().add(user), context);
      expect(await fixture.takeEvents()).toEqual([
        {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          position: expect.any(Number),
          name: 'user.registered',
          version: 1,
          subjectId: user.id,
          occurredAt: registeredAt,
          payload: { email: user.state.email.value, username: user.state.username.value, roles: ['user'] },
          actorId: actorIdOf(context),
          ip: context.ip,
          userAgent: context.userAgent,
          requestId: context.requestId,
          traceparent: context.traceparent,
        },
      ]);
    });

    it('have the context of the nested unit of work that stored them', async () => {
      const [outer, inner] = [aContext(), aContext()];
      await fixture.run(async () => {
        await fixture.run(() => users().add(aUser()), inner);
        await users().add(aUser());
      }, outer);
      const actors = (await fixture.takeEvents()).map(({ actorId }) => actorId);
      expect(new Set(actors)).toEqual(new Set([actorIdOf(outer), actorIdOf(inner)]));
    });

    it('are refused when nobody has defined them', async () => {
      const user = aUser();
      const pull = user.pullEvents.bind(user);
      user.pullEvents = () => pull().map((event) => ({ ...event, name: 'user.unheard_of' }));
      await expect(fixture.addUser(user)).rejects.toThrow(/user\.unheard_of is not registered/);
      expect(await isStored(user)).toBe(false);
    });

    it('raise the signal after the commit, and not after a rollback', async () => {
      const raised: string[] = [];
      fixture.adapters.eventSignal.subscribe(() => raised.push('raised'));
      await fixture.run(async () => {
        await users().add(aUser());
        expect(raised).toEqual([]);
      });
      expect(raised).toEqual(['raised']);
      const failing = fixture.run(async () => {
        await users().add(aUser());
        throw boom;
      });
      await expect(failing).rejects.toBe(boom);
      expect(raised).toEqual(['raised']);
    });
  });

  describe('afterCommit', () => {
    it('runs its tasks in order, after the commit, outside the transaction', async () => {
      const seen: unknown[] = [];
      const user = aUser();
      await fixture.run(async () => {
        fixture.adapters.unitOfWork.afterCommit(async () => {
          seen.push(await isStored(user));
          await expect(users().add(aUser())).rejects.toThrow(/unit of work/);
        });
        fixture.adapters.unitOfWork.afterCommit(() => void seen.push('second'));
        await users().add(user);
        expect(seen).toEqual([]);
      });
      expect(seen).toEqual([true, 'second']);
    });

    it('runs none after a rollback', async () => {
      const failing = fixture.run(async () => {
        fixture.adapters.unitOfWork.afterCommit(() => expect.unreachable());
        throw boom;
      });
      await expect(failing).rejects.toBe(boom);
    });

    it('does not undo the commit when a task fails, and runs the others', async () => {
      const user = aUser();
      const seen: string[] = [];
      await fixture.run(async () => {
        fixture.adapters.unitOfWork.afterCommit(() => Promise.reject(boom));
        fixture.adapters.unitOfWork.afterCommit(() => void seen.push('ran'));
        await users().add(user);
      });
      expect(await isStored(user)).toBe(true);
      expect(seen).toEqual(['ran']);
    });

    it('throws outside a unit of work', () => {
      expect(() => fixture.adapters.unitOfWork.afterCommit(() => undefined)).toThrow(/unit of work/);
    });
  });

  describe('afterCompletion', () => {
    it('runs its task although the transaction is rolled back, in one of its own', async () => {
      const [undone, done] = [aUser(), aUser()];
      const failing = fixture.run(async () => {
        await users().add(undone);
        await fixture.adapters.unitOfWork.afterCompletion(() => fixture.run(() => users().add(done)));
        expect(await isStored(done)).toBe(false);
        throw boom;
      });
      await expect(failing).rejects.toBe(boom);
      expect(await isStored(undone)).toBe(false);
      expect(await isStored(done)).toBe(true);
    });

    it('runs its task after a commit too, and at once outside', async () => {
      const [inside, outside] = [aUser(), aUser()];
      await fixture.run(() =>
        fixture.adapters.unitOfWork.afterCompletion(() => fixture.run(() => users().add(inside))),
      );
      await fixture.adapters.unitOfWork.afterCompletion(() => fixture.run(() => users().add(outside)));
      expect(await isStored(inside)).toBe(true);
      expect(await isStored(outside)).toBe(true);
    });

    it('keeps the outcome when a task fails', async () => {
      const failing = fixture.run(async () => {
        await fixture.adapters.unitOfWork.afterCompletion(() => Promise.reject(new Error('other')));
        throw boom;
      });
      await expect(failing).rejects.toBe(boom);
    });
  });
}
