import 'reflect-metadata';
import { Container, ContainerModule } from 'inversify';
import { OperatorError } from '#infrastructure/operator-error.js';
import type { Feature } from './define-feature.js';
import { clashMessage, type FeatureSet } from './feature-set.js';
import { platform } from './platform/platform.tokens.js';
import { storageSettings } from './platform/storage.feature.js';
import type { Settings } from './settings.js';
import type { Dependency, Token } from './token.js';
import { type Binding, type Disposer, Wiring } from './wiring.js';

/** The wired service. What is never asked for is never made. */
export interface ServiceContainer {
  get<T>(dependency: Dependency<T>): Promise<T>;
  isBound(target: Token<unknown>): boolean;
  /** Closes what was made, the last first; each gets its turn even if another fails. */
  close(): Promise<void>;
}

/**
 * Each feature is a module of the container, what features contribute to one list are multi-bindings.
 * @throws OperatorError that names both features, when two bind the same token or contribute the same name,
 *   and for a dependency that nobody binds.
 */
export function buildContainer(features: FeatureSet, settings: Settings): ServiceContainer {
  const container = new Container({ defaultScope: 'Singleton' });
  const disposers: Disposer[] = [];
  const bindings = [
    ...basicBindings(features, settings),
    ...features.features.flatMap((feature) => bindingsOf(feature, settings)),
  ];
  const kept = withoutReplaced(bindings);
  refuseEqualContributions(kept);
  refuseGaps(kept);
  for (const [, ofFeature] of Map.groupBy(kept, ({ feature }) => feature)) {
    container.load(
      new ContainerModule(({ bind }) => {
        for (const binding of ofFeature) {
          const factory = async (...dependencies: unknown[]) => {
            const instance = await binding.create(...dependencies);
            const { dispose } = binding;
            if (dispose !== undefined) disposers.push(() => dispose(instance));
            return instance;
          };
          const target = binding.contribution === null ? binding.target : listOf(binding.contribution.kind);
          bind(target)
            .toResolvedValue(factory, binding.dependencies.map(injectionOf) as never)
            .inSingletonScope();
        }
      }),
    );
  }
  return {
    get: <T>(dependency: Dependency<T>) =>
      typeof dependency === 'symbol'
        ? container.getAsync<T>(dependency)
        : container.isBound(listOf(dependency.kind))
          ? (container.getAllAsync(listOf(dependency.kind)) as Promise<T>)
          : Promise.resolve([] as T),
    isBound: (target) => container.isBound(target),
    close: () => closeAll(disposers),
  };
}

function bindingsOf(feature: Feature, settings: Settings): readonly Binding[] {
  const wiring = new Wiring(feature.name, (group) => settings.of(group));
  feature.bind?.(wiring);
  feature[settings.of(storageSettings).kind]?.(wiring);
  return wiring.bindings;
}

/** The settings of every feature, and the features themselves. */
function basicBindings(features: FeatureSet, settings: Settings): readonly Binding[] {
  const wiring = new Wiring('the service', (group) => settings.of(group));
  wiring.value(platform.features, features);
  wiring.value(platform.settings, settings);
  for (const group of features.settings) wiring.value(group.token, settings.of(group));
  return wiring.bindings;
}

function withoutReplaced(bindings: readonly Binding[]): readonly Binding[] {
  const replacements = new Map<symbol, Binding>();
  const originals = new Map<symbol, Binding>();
  for (const binding of bindings) {
    const known = binding.isReplacement ? replacements : originals;
    const other = known.get(binding.target);
    if (other !== undefined) {
      const kind = binding.isReplacement ? 'replacement of the token' : 'token';
      throw new OperatorError(clashMessage(kind, nameOf(binding), other.feature, binding.feature));
    }
    known.set(binding.target, binding);
  }
  for (const [target, binding] of replacements) {
    if (originals.has(target)) continue;
    throw new OperatorError(
      `The feature "${binding.feature}" replaces ${nameOf(binding)}, which no feature binds`,
    );
  }
  return [...originals].map(([target, binding]) => replacements.get(target) ?? binding);
}

function refuseEqualContributions(bindings: readonly Binding[]): void {
  const owners = new Map<string, string>();
  for (const { contribution, feature } of bindings) {
    if (contribution === null) continue;
    const { kind, name } = contribution;
    const owner = owners.get(`${kind} ${name}`);
    if (owner !== undefined) throw new OperatorError(clashMessage(kind, name, owner, feature));
    owners.set(`${kind} ${name}`, feature);
  }
}

/** So that it is found at boot, and not by the first request. */
function refuseGaps(bindings: readonly Binding[]): void {
  const bound = new Set(bindings.map(({ target }) => target));
  for (const binding of bindings) {
    for (const dependency of binding.dependencies) {
      if (typeof dependency !== 'symbol' || bound.has(dependency)) continue;
      throw new OperatorError(
        `The feature "${binding.feature}" needs ${dependency.description} for ${nameOf(binding)}, ` +
          'which no feature binds',
      );
    }
  }
}

function nameOf({ target }: Binding): string {
  return target.description ?? 'without a name';
}

/** What the multi-bindings of one kind are bound to. */
function listOf(kind: string): symbol {
  return Symbol.for(`gatehouse: every ${kind}`);
}

function injectionOf(dependency: Dependency<unknown>): unknown {
  if (typeof dependency === 'symbol') return dependency;
  return { isMultiple: true, optional: true, serviceIdentifier: listOf(dependency.kind) };
}

async function closeAll(disposers: Disposer[]): Promise<void> {
  const failures: unknown[] = [];
  for (let dispose = disposers.pop(); dispose !== undefined; dispose = disposers.pop()) {
    try {
      await dispose();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be closed');
}
