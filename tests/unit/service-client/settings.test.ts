import { describe, expect, it } from 'vitest';
import { FeatureSet } from '#composition/feature-set.js';
import { serviceClient } from '#composition/features/service-client.feature.js';
import { serviceClientSettings } from '#composition/features/service-client.settings.js';
import { serviceClientTokens } from '#composition/features/service-client.tokens.js';
import { runtime } from '#composition/platform/runtime.feature.js';
import { Settings } from '#composition/settings.js';
import { ConfigurationError } from '#infrastructure/configuration/configuration-error.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import { TestKit } from '#testing/test-kit.js';

const features = new FeatureSet([runtime, serviceClient]);
const load = (environment: Record<string, string>) =>
  Settings.load(features, environment).of(serviceClientSettings);

function problemOf(environment: Record<string, string>): string {
  try {
    load(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('SERVICES', () => {
  it('are URLs, names of a cluster, and names of SRV records', () => {
    const services = [
      'billing=https://billing.internal',
      'crm=srv+https://_crm._tcp.example.com',
      'mailer=http://mailer.default.svc.cluster.local:8080/api/',
      'old-one=srv+http://_old._tcp.example.com./v1',
    ];
    const plain = { scheme: 'https:', isSrv: false, basePath: '' };
    expect(load({ SERVICES: services.join(', ') }).services).toEqual([
      { ...plain, service: 'billing', host: 'billing.internal' },
      { ...plain, service: 'crm', host: '_crm._tcp.example.com', isSrv: true },
      {
        ...plain,
        service: 'mailer',
        scheme: 'http:',
        host: 'mailer.default.svc.cluster.local:8080',
        basePath: '/api',
      },
      {
        service: 'old-one',
        scheme: 'http:',
        host: '_old._tcp.example.com.',
        isSrv: true,
        basePath: '/v1',
      },
    ]);
    expect(load({}).services).toEqual([]);
  });

  it.each([
    'ftp://b.internal',
    'b.internal',
    'https://',
    'https://user:canary@b.internal',
    'https://b.internal?key=canary',
    'https://b.internal#canary',
    'srv+https://b.internal',
    'srv+https://_b._udp.example.com',
    'srv+https://_b._tcp.example.com:8080',
    'srv+ftp://_b._tcp.example.com',
    '',
  ])('cannot be at %j, which is told by the name of the entry', (address) => {
    const problem = problemOf({ SERVICES: `crm=https://crm.internal,billing=${address}` });
    expect(problem).toContain('SERVICES has the entry billing, whose address');
    expect(problem).not.toContain('canary');
  });

  it('have names, each its own', () => {
    for (const entry of ['https://b.internal', '=https://b.internal', 'Billing=https://b.internal'])
      expect(problemOf({ SERVICES: entry })).toContain(
        'SERVICES has an entry that does not begin with a name',
      );
    expect(problemOf({ SERVICES: 'a=https://a.internal,a=https://b.internal' })).toContain(
      'SERVICES has two entries a',
    );
  });

  it('in production are called with TLS, on this machine, or by permission', () => {
    const production = { NODE_ENV: 'production' };
    for (const address of ['https://b.internal', 'srv+https://_b._tcp.example.com', 'http://localhost:8080'])
      expect(problemOf({ ...production, SERVICES: `billing=${address}` })).toBe('accepted');
    for (const address of ['http://billing.default.svc.cluster.local:8080', 'srv+http://_b._tcp.localhost']) {
      const services = { ...production, SERVICES: `crm=https://crm.internal,billing=${address}` };
      const problem = problemOf(services);
      expect(problem).toContain('SERVICES has the entry billing, which is open to whoever is on the way');
      expect(problem).toContain('SERVICES_ALLOW_INSECURE=true');
      expect(problemOf({ ...services, SERVICES_ALLOW_INSECURE: 'true' })).toBe('accepted');
      expect(problemOf({ ...services, NODE_ENV: 'development' })).toBe('accepted');
    }
  });
});

describe('the limits', () => {
  it('of an attempt are no longer than those of the call', () => {
    expect(load({})).toMatchObject({ attemptSeconds: 2, totalSeconds: 5, retries: 2, concurrency: 50 });
    expect(load({ SERVICE_TIMEOUT_SECONDS: '1' })).toMatchObject({ attemptSeconds: 1, totalSeconds: 1 });
    expect(problemOf({ SERVICE_ATTEMPT_TIMEOUT_SECONDS: '6' })).toContain('SERVICE_ATTEMPT_TIMEOUT_SECONDS');
  });
});

describe('SERVICE_AUDIENCES', () => {
  const client = (env: Record<string, string>) => new TestKit({ env }).get(serviceClientTokens.client);
  const SERVICES = 'billing=https://billing.internal';

  it('name services that there are', async () => {
    expect(
      (await client({ SERVICES, SERVICE_AUDIENCES: 'billing=https://b.example.com' })).knows('billing'),
    ).toBe(true);
    await expect(async () => client({ SERVICES, SERVICE_AUDIENCES: 'crm=x' })).rejects.toThrow(
      new OperatorError('SERVICE_AUDIENCES has the entry crm, which SERVICES does not name'),
    );
    expect(problemOf({ SERVICE_AUDIENCES: 'billing=' })).toContain('SERVICE_AUDIENCES has the entry billing');
    expect(problemOf({ SERVICE_AUDIENCES: 'billing' })).toContain('SERVICE_AUDIENCES has an entry');
    expect(problemOf({ SERVICE_AUDIENCES: 'a=x,a=y' })).toContain('SERVICE_AUDIENCES has two entries a');
  });

  it('are never the audience of this service itself', async () => {
    const own = { SERVICES, TOKEN_AUDIENCE: 'billing' };
    await expect(async () => client(own)).rejects.toThrow('is that of this service itself (TOKEN_AUDIENCE)');
    expect((await client({ ...own, SERVICE_AUDIENCES: 'billing=other' })).knows('billing')).toBe(true);
  });
});
