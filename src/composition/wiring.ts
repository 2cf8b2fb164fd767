import type { BindToFluentSyntax, Container } from 'inversify';
import type { Controller } from '#presentation/http/routing/route.js';

declare const provided: unique symbol;

/** Names a dependency of type T. */
export type Token<T> = symbol & { readonly [provided]: T };

export function token<T>(description: string): Token<T> {
  return Symbol(description) as Token<T>;
}

type Tokens<Args extends readonly unknown[]> = { readonly [K in keyof Args]: Token<Args[K]> };

/** Something to close when the service stops. */
export type Disposer = () => void | Promise<void>;

/**
 * Binds singletons. Inversify takes any symbol for any type; here a missing, swapped or wrong dependency does
 * not compile. A token that is bound again takes the new binding.
 */
export class Wiring {
  /** In the order of their binding. */
  readonly controllers: Token<Controller>[] = [];

  constructor(
    private readonly container: Container,
    private readonly disposers: Disposer[],
  ) {}

  value<T>(target: Token<T>, value: T): void {
    this.#bind(target).toConstantValue(value);
  }

  /** @param dispose closes what was made; the last made is the first closed. */
  singleton<T, Instance extends T, const Args extends readonly unknown[]>(
    target: Token<T>,
    create: (...args: Args) => Instance | Promise<Instance>,
    dependencies: Tokens<Args>,
    dispose?: (instance: Instance) => void | Promise<void>,
  ): void {
    const factory = async (...args: unknown[]) => {
      const instance = await create(...(args as unknown as Args));
      if (dispose !== undefined) this.disposers.push(() => dispose(instance));
      return instance;
    };
    this.#bind(target)
      .toResolvedValue(factory, dependencies as unknown as symbol[])
      .inSingletonScope();
  }

  /** Adds the routes of a controller, whose constructor takes its use cases by name. */
  controller<T extends Controller, Named extends object>(
    target: Token<T>,
    type: new (named: Named) => T,
    dependencies: { readonly [K in keyof Named]: Token<Named[K]> },
  ): void {
    if (!this.controllers.includes(target)) this.controllers.push(target);
    const names = Object.keys(dependencies) as (keyof Named)[];
    this.singleton(
      target,
      (...instances: readonly unknown[]) =>
        new type(Object.fromEntries(names.map((name, index) => [name, instances[index]])) as Named),
      names.map((name) => dependencies[name] as Token<unknown>),
    );
  }

  instance<T, Instance extends T, const Args extends readonly unknown[]>(
    target: Token<T>,
    type: new (...args: Args) => Instance,
    dependencies: Tokens<Args>,
    dispose?: (instance: Instance) => void | Promise<void>,
  ): void {
    this.singleton<T, Instance, Args>(target, (...args) => new type(...args), dependencies, dispose);
  }

  #bind<T>(target: Token<T>): BindToFluentSyntax<T> {
    if (this.container.isBound(target)) this.container.unbind(target);
    return this.container.bind<T>(target);
  }
}
