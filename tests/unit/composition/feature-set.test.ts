import type { RouteOptions } from 'fastify';
import { EntitySchema } from 'typeorm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { defineJob } from '#application/jobs/job.js';
import { defineMail } from '#application/mail/mail.js';
import { defineFeature, type FeatureDefinition } from '#composition/define-feature.js';
import { defineSettings } from '#composition/define-settings.js';
import { FeatureSet } from '#composition/feature-set.js';
import { eventsTokens } from '#composition/features/events.tokens.js';
import { builtInFeatures } from '#composition/features.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { composeService } from '#composition/service.js';
import { token } from '#composition/token.js';
import { definePermission } from '#domain/access/permission.js';
import { defineError } from '#domain/shared/app-error.js';
import { defineEvent } from '#domain/shared/domain-event.js';
import { flag } from '#infrastructure/configuration/setting.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import { type Controller, noContent, route } from '#presentation/http/routing/route.js';
import { aSubscription } from '../../support/builders/subscription.js';

const environment = { NODE_ENV: 'test', STORAGE: 'memory' };
const mine = token<string>('Mine');
const meaning = { meaning: 'Whether it is planted.', example: true };

const common = {
  method: 'GET',
  tag: 'users',
  summary: 'Planted',
  access: 'public',
  responses: { 204: { description: 'Nothing.' } },
  handle: () => noContent(),
} as const;

function controllerOf(planted: RouteOptions) {
  return class implements Controller {
    routes = () => [planted];
  };
}

async function start(...planted: readonly FeatureDefinition[]): Promise<void> {
  const container = composeService({ environment, features: planted.map(defineFeature) });
  onTestFinished(() => container.close());
  await container.get(eventsTokens.runner);
  await container.get(platform.app);
}

/** What each planted feature claims, though another one has it. */
const claims: Readonly<Record<string, Omit<FeatureDefinition, 'name'>>> = {
  'permission planted:read': { permissions: [definePermission('planted:read', 'Read.')] },
  'event planted.made': { events: [defineEvent('planted.made', 1, 'Made.', {})] },
  'error code PLANTED': { errors: [defineError('conflict', 'PLANTED', 'There is one.')] },
  'setting PLANTED': { settings: [defineSettings('Planted', { planted: flag('PLANTED', meaning) })] },
  'rate limit planted': { rateLimits: [{ name: 'planted', default: '1/60', meaning: 'Of plants.' }] },
  'tag of the OpenAPI document planted': { tags: [{ name: 'planted', description: 'Plants' }] },
  'table planted': { entities: [new EntitySchema({ name: 'Planted', tableName: 'planted', columns: {} })] },
  'schema planted': { schemas: ['planted'] },
  'constraint planted_key': { constraints: { planted_key: () => defineError('conflict', 'OTHER', '')() } },
  'command plants water': {
    commands: [{ usage: 'plants water <plant>', description: '', run: async () => {} }],
  },
  'mail planted': { mails: [defineMail({ name: 'planted', description: '', samples: {} })] },
  'token Mine': { bind: (wiring) => wiring.value(mine, 'mine') },
  'job planted': {
    bind: (wiring) =>
      wiring.contribute(
        'job',
        'planted',
        () => ({
          job: defineJob({ name: 'plants.water', description: '', parse: () => ({}) }),
          handle: async () => {},
        }),
        [],
      ),
  },
};

describe('two features that claim the same do not boot, and the message names both:', () => {
  it.each(Object.entries(claims))('%s', (claimed, claim) => {
    const features = ['first', 'second'].map((name) => defineFeature({ name, ...claim }));
    const boot = () => composeService({ environment, features });
    expect(boot).toThrow(OperatorError);
    expect(boot).toThrow(`The ${claimed} is claimed by the features "first" and "second"`);
  });

  const aRoute = (url: string, operationId: string): Omit<FeatureDefinition, 'name'> => ({
    bind: (wiring) => wiring.controller(controllerOf(route({ ...common, url, operationId })), {}),
  });
  it.each([
    ['route GET /planted/:parameter', aRoute('/planted/:id', 'one'), aRoute('/planted/:name', 'other')],
    ['operationId plant', aRoute('/one', 'plant'), aRoute('/other', 'plant')],
  ])('%s', async (claimed, first, second) => {
    await expect(start({ name: 'first', ...first }, { name: 'second', ...second })).rejects.toThrow(
      `The ${claimed} is claimed by the features "first" and "second"`,
    );
  });

  it('a route of a built-in feature', async () => {
    const planted = { name: 'planted', ...aRoute('/api/v1/users/:name', 'plant') };
    await expect(start(planted)).rejects.toThrow(
      'The route GET /api/v1/users/:parameter is claimed by the features "users" and "planted"',
    );
  });

  it('name', () => {
    const features = [defineFeature({ name: 'sessions' })];
    expect(() => composeService({ environment, features })).toThrow('The feature sessions is claimed');
  });

  it('what a built-in feature has', () => {
    const features = [defineFeature({ name: 'planted', permissions: [definePermission('users:read', '')] })];
    expect(() => composeService({ environment, features })).toThrow('by the features "users" and "planted"');
  });
});

describe('what a feature names and no feature contributes', () => {
  it.each([
    ['the error code UNLISTED', { errors: [defineError('conflict', 'UNLISTED', 'Not listed.')] }],
    ['the tag unlisted', { tag: 'unlisted' }],
  ])('is not served: %s', async (missing, change) => {
    const controller = controllerOf(route({ ...common, url: '/planted', operationId: 'plant', ...change }));
    const planted: FeatureDefinition = {
      name: 'planted',
      bind: (wiring) => wiring.controller(controller, {}),
    };
    await expect(start(planted)).rejects.toThrow(
      `GET /planted of the feature "planted" names ${missing}, which no feature contributes`,
    );
  });

  it('is not waited for: an event', async () => {
    const unlisted = defineEvent('planted.unlisted', 1, 'Not listed.', {});
    const planted: FeatureDefinition = {
      name: 'planted',
      bind: (wiring) =>
        wiring.contribute(
          'subscription',
          'planting',
          () => aSubscription({ name: 'planting', events: [unlisted] }),
          [],
        ),
    };
    await expect(start(planted)).rejects.toThrow(
      'The subscription planting waits for planted.unlisted, which no feature lists',
    );
  });

  it('is not needed: a token', () => {
    const planted = defineFeature({
      name: 'planted',
      bind: (wiring) => wiring.singleton(token('Other'), (found) => found, [mine]),
    });
    expect(() => composeService({ environment, features: [planted] })).toThrow(
      'The feature "planted" needs Mine for Other, which no feature binds',
    );
  });
});

describe('a replacement', () => {
  const original = defineFeature({ name: 'original', bind: (wiring) => wiring.value(mine, 'original') });
  const replacement = (name: string) =>
    defineFeature({ name, bind: (wiring) => wiring.replace(mine, () => name, []) });

  it('takes the place of what is bound, before or after', async () => {
    for (const features of [
      [original, replacement('other')],
      [replacement('other'), original],
    ]) {
      const container = composeService({ environment, features });
      expect(await container.get(mine)).toBe('other');
      await container.close();
    }
  });

  it('of nothing, or twice, does not boot', () => {
    const boot = (...features: FeatureDefinition[]) => composeService({ environment, features });
    expect(() => boot(replacement('lonely'))).toThrow('"lonely" replaces Mine, which no feature binds');
    expect(() => boot(original, replacement('one'), replacement('two'))).toThrow('"one" and "two"');
  });
});

describe('a feature', () => {
  it.each(['Users', 'my feature', '-a', ''])('is not called %j', (name) => {
    expect(() => defineFeature({ name })).toThrow('no name for a feature');
  });

  it('that is built in has a manifest of its name', () => {
    expect(() => new FeatureSet(builtInFeatures)).not.toThrow();
  });
});
