import { afterEach, describe, expect, it } from 'vitest';
import type { Subscription } from '#application/events/subscription.js';
import { E2eService } from '#testing/e2e-service.js';
import { overriding } from '#testing/overriding.js';
import { times } from '../../contract/fixture.js';
import { aSubscription, Recorder } from '../../support/builders/subscription.js';

describe('ten transactional subscriptions that hang, on a pool of five', () => {
  let service: E2eService | undefined;
  let release = Promise.withResolvers<void>();
  let begun = new Set<string>();
  afterEach(async () => {
    release.resolve();
    await service?.stop();
    service = undefined;
  });
  const start = async (others: readonly Subscription[], env: Record<string, string>) => {
    release = Promise.withResolvers();
    begun = new Set();
    const hanging = times(10, (index) =>
      aSubscription({
        name: `hangs-${index}`,
        isTransactional: true,
        handle: async () => {
          begun.add(`hangs-${index}`);
          await release.promise;
        },
      }),
    );
    const features = [...hanging, ...others].map((subscription) =>
      overriding((wiring) => wiring.contribute('subscription', subscription.name, () => subscription, [])),
    );
    service = await E2eService.start({
      features,
      env: { DATABASE_POOL_SIZE: '5', DATABASE_ACQUIRE_TIMEOUT_MS: '2000', ...env },
    });
    return service;
  };

  it('leave connections to requests, and to what is not transactional', async () => {
    const recorder = new Recorder();
    const running = await start([recorder], { EVENTS_HANDLER_TIMEOUT_SECONDS: '3600' });
    const ada = await running.person();
    await expect.poll(() => begun.size).toBe(2);
    const answers = await Promise.all(times(20, () => running.http.get('/api/v1/me/sessions', ada)));
    expect(answers.map(({ status }) => status)).toEqual(times(20, () => 200));
    const before = recorder.recorded.length;
    await running.person();
    await expect.poll(() => recorder.recorded.length).toBeGreaterThan(before);
    expect(begun.size).toBe(2);
  });

  it('leave a place to one that works, and to the audit log', async () => {
    const working = new Recorder('works', 'all', true);
    const running = await start([working], { EVENTS_HANDLER_TIMEOUT_SECONDS: '1' });
    const root = await running.root();
    // Each of them may have the last place once.
    await expect.poll(() => begun.size).toBe(10);
    const ada = await running.person();
    const registration = () => working.recorded.find(({ subjectId }) => subjectId === ada.user.id);
    await expect.poll(registration).toMatchObject({ name: 'user.registered' });
    const entries = async () => {
      const { data } = await running.http.get('/api/v1/audit?action=user.registered', root);
      return data.map(({ targetId }: { targetId: string }) => targetId);
    };
    await expect.poll(entries).toContain(ada.user.id);
  });
});
