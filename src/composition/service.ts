import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { OperatorError } from '#infrastructure/operator-error.js';
import { buildContainer, type ServiceContainer } from './container.js';
import { contributed } from './contributions.js';
import type { Feature } from './define-feature.js';
import { FeatureSet } from './feature-set.js';
import { eventSettings } from './features/events.settings.js';
import { eventsTokens } from './features/events.tokens.js';
import { jobSettings } from './features/jobs.settings.js';
import { jobsTokens } from './features/jobs.tokens.js';
import { builtInFeatures } from './features.js';
import { httpSettings } from './platform/http.feature.js';
import { platform } from './platform/platform.tokens.js';
import { Settings } from './settings.js';

export interface RunningService {
  readonly url: string;
  readonly container: ServiceContainer;
  /** Fails readiness, lets open requests end, then closes everything in the reverse order of its making. */
  stop(): Promise<void>;
  /** Breaks off requests that are still open, so that `stop` goes on. */
  cutOff(): void;
  /** What `stop` waits for, in words for the log. */
  stillOpen(): readonly string[];
}

export interface ServiceOptions {
  /** Variables by name, such as those of the process. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Beside the built-in ones. */
  readonly features?: readonly Feature[];
}

export interface StartOptions extends ServiceOptions {
  /** Told what has to be told once, and kept by the caller until it is seen, such as the password of the first administrator. */
  readonly tell?: (line: string) => void;
}

/**
 * Wires the service, without making anything yet.
 * @throws OperatorError where features or settings do not fit.
 */
export function composeService({ environment, features = [] }: ServiceOptions): ServiceContainer {
  const all = new FeatureSet([...builtInFeatures, ...features]);
  return buildContainer(all, Settings.load(all, environment));
}

/**
 * Brings the service up, or closes what it had brought up.
 * @throws OperatorError for what whoever runs it has to mend.
 */
export async function startService(options: StartOptions): Promise<RunningService> {
  const container = composeService(options);
  try {
    const logger = await container.get(platform.logger);
    for (const { name, nearest } of (await container.get(platform.settings)).misspelt) {
      logger.warn(`${name} is set, but is no setting. Do you mean ${nearest}?`);
    }
    // Made before the app, and so closed after it: until the last request has ended events are handled.
    const runner = await container.get(eventsTokens.runner);
    const jobs = await container.get(jobsTokens.runner);
    const schedules = await container.get(jobsTokens.schedules);
    const app = await container.get(platform.app);
    // Before anybody can ask: a stranger must not take the first administrator's address.
    for (const step of await container.get(contributed.firstStartSteps)) {
      await step.run(options.tell ?? (() => undefined));
    }
    // Subscriptions that are new begin before there is somebody whose events they could miss.
    if ((await container.get(eventSettings.token)).isEnabled) await runner.start();
    const settings = await container.get(httpSettings.token);
    await listen(app, settings);
    (await container.get(platform.lifecycle)).port = (app.server.address() as AddressInfo).port;
    // Nobody who asks has to wait until what they need is loaded.
    if ((await container.get(jobSettings.token)).isEnabled) {
      jobs.start();
      schedules.start();
    }
    let areRequestsOver = false;
    app.server.once('close', () => {
      areRequestsOver = true;
    });
    const stop = async () => {
      (await container.get(platform.lifecycle)).isShuttingDown = true;
      await delay(settings.shutdownDelayMs);
      // While requests end, so that both have the time to stop in full.
      void jobs.close();
      await container.close();
    };
    const stillOpen = () => {
      const inWork = [
        ...runner.atWork.map((name) => `the subscription ${name}`),
        ...jobs.atWork.map((name) => `the job ${name}`),
      ];
      if (!areRequestsOver) return ['requests', ...inWork];
      return inWork.length > 0 ? inWork : ['connections'];
    };
    const cutOff = () => app.server.closeAllConnections();
    return { url: urlOf(app.server.address() as AddressInfo), container, stop, cutOff, stillOpen };
  } catch (error) {
    await container.close().catch(() => undefined);
    throw error;
  }
}

async function listen(
  app: FastifyInstance,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    if (host === '::' && (cause as NodeJS.ErrnoException).code === 'EAFNOSUPPORT') {
      return listen(app, { host: '0.0.0.0', port });
    }
    const reason = listenFaults[(cause as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw cause;
    throw new OperatorError(`Cannot listen on port ${port} of ${host}: ${reason}.`, { cause });
  }
}

const listenFaults: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is in use. Stop what uses it, or set PORT to another',
  EACCES: 'this user may not. Set PORT to 1024 or above',
  EADDRNOTAVAIL: 'this machine has no such address. Set HOST to one that it has',
  ENOTFOUND: 'there is no such host. Set HOST to an address of this machine',
};

function urlOf({ address, family, port }: AddressInfo): string {
  const isAny = address === '0.0.0.0' || address === '::';
  const host = isAny ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
