import type { Logger } from '#application/shared/logger.js';
import type { Executes, UseCase } from '#application/shared/use-case.js';
import type { Controller } from '#presentation/http/routing/route.js';
import type { ContributionKind, Contributions } from './contributions.js';
import type { SettingsGroup } from './define-settings.js';
import { type Dependency, type Token, token } from './token.js';
import { piped } from './use-case-pipeline.js';

/** Something to close when the service stops. */
export type Disposer = () => void | Promise<void>;

type Dependencies<Args extends readonly unknown[]> = { readonly [K in keyof Args]: Dependency<Args[K]> };
type Dispose<T> = (instance: T) => void | Promise<void>;

export interface Binding {
  readonly feature: string;
  readonly target: symbol;
  /** Whether it takes the place of another feature's. */
  readonly isReplacement: boolean;
  /** Null for a token of its own; else the list that it is added to, and under which name. */
  readonly contribution: { readonly kind: ContributionKind; readonly name: string } | null;
  readonly dependencies: readonly Dependency<unknown>[];
  create(...dependencies: unknown[]): unknown;
  readonly dispose: Dispose<unknown> | undefined;
}

/** For the slow log of use cases. */
export const useCaseLogger = token<{ readonly logger: Logger; readonly slowMs: number }>('UseCaseLogger');

/**
 * Takes down what one feature binds: singletons, made when they are first needed. Any symbol would do for
 * Inversify; here a missing, swapped or wrong dependency does not compile. A token is bound once; what is to
 * take its place says `replace`.
 */
export class Wiring {
  readonly bindings: Binding[] = [];

  constructor(
    private readonly feature: string,
    private readonly valuesOf: <T>(group: SettingsGroup<T>) => T,
  ) {}

  /** The values of the settings, for what decides on bindings; instances take `group.token`. */
  settings<T>(group: SettingsGroup<T>): T {
    return this.valuesOf(group);
  }

  value<T>(target: Token<T>, value: T): void {
    this.singleton(target, () => value, []);
  }

  /** @param dispose closes what was made; the last made is the first closed. */
  singleton<T, Instance extends T, const Args extends readonly unknown[]>(
    target: Token<T>,
    create: (...args: Args) => Instance | Promise<Instance>,
    dependencies: Dependencies<Args>,
    dispose?: Dispose<Instance>,
  ): void {
    this.#add(target, create, dependencies, { dispose });
  }

  instance<T, Instance extends T, const Args extends readonly unknown[]>(
    target: Token<T>,
    type: new (...args: Args) => Instance,
    dependencies: Dependencies<Args>,
    dispose?: Dispose<Instance>,
  ): void {
    this.singleton<T, Instance, Args>(target, (...args) => new type(...args), dependencies, dispose);
  }

  /** Like `singleton`, in the place of what another feature has bound to the token. */
  replace<T, Instance extends T, const Args extends readonly unknown[]>(
    target: Token<T>,
    create: (...args: Args) => Instance | Promise<Instance>,
    dependencies: Dependencies<Args>,
    dispose?: Dispose<Instance>,
  ): void {
    this.#add(target, create, dependencies, { dispose, isReplacement: true });
  }

  /** A use case that changes something. */
  command<U extends UseCase, const Args extends readonly unknown[]>(
    target: Token<Executes<U>>,
    type: new (...args: Args) => U,
    dependencies: Dependencies<Args>,
  ): void {
    this.#useCase('command', target, type, dependencies);
  }

  /** A use case that only reads: it gets a context in which a write throws. */
  query<U extends UseCase, const Args extends readonly unknown[]>(
    target: Token<Executes<U>>,
    type: new (...args: Args) => U,
    dependencies: Dependencies<Args>,
  ): void {
    this.#useCase('query', target, type, dependencies);
  }

  /** Adds to a list that the service gathers from all features; the name is the only one of its kind. */
  contribute<K extends ContributionKind, const Args extends readonly unknown[]>(
    kind: K,
    name: string,
    create: (...args: Args) => Contributions[K] | Promise<Contributions[K]>,
    dependencies: Dependencies<Args>,
    dispose?: Dispose<Contributions[K]>,
  ): void {
    this.#add(token(`${kind} ${name}`), create, dependencies, { dispose, contribution: { kind, name } });
  }

  /** Adds the routes of a controller, whose constructor takes its use cases by name. */
  controller<Needs extends object>(
    type: new (named: Needs) => Contributions['controller'],
    dependencies: { readonly [K in keyof Needs]: Dependency<Needs[K]> },
  ): void {
    const names = Object.keys(dependencies);
    const create = (...instances: readonly unknown[]) => {
      const named = Object.fromEntries(names.map((name, index) => [name, instances[index]])) as Needs;
      return ofFeature(this.feature, new type(named));
    };
    this.contribute(
      'controller',
      `${this.feature} ${type.name}`,
      create,
      Object.values<Dependency<unknown>>(dependencies),
    );
  }

  #useCase<U extends UseCase, const Args extends readonly unknown[]>(
    kind: 'command' | 'query',
    target: Token<Executes<U>>,
    type: new (...args: Args) => U,
    dependencies: Dependencies<Args>,
  ): void {
    const create = (log: { logger: Logger; slowMs: number }, ...args: readonly unknown[]) =>
      piped(kind, type.name, new type(...(args as unknown as Args)), log);
    this.#add(target, create, [useCaseLogger, ...dependencies], {});
  }

  #add(
    target: symbol,
    create: (...args: never) => unknown,
    dependencies: readonly Dependency<unknown>[],
    options: Partial<Pick<Binding, 'isReplacement' | 'contribution'>> & {
      dispose?: Dispose<never> | undefined;
    },
  ): void {
    this.bindings.push({
      feature: this.feature,
      target,
      isReplacement: options.isReplacement ?? false,
      contribution: options.contribution ?? null,
      dependencies,
      create: create as Binding['create'],
      dispose: options.dispose as Binding['dispose'],
    });
  }
}

/** Its routes say whose they are, for whoever compares those of all features. */
function ofFeature(feature: string, controller: Controller): Controller {
  return {
    routes: () => controller.routes().map((route) => ({ ...route, config: { ...route.config, feature } })),
  };
}
