import type { ContainerModuleLoadOptions } from 'inversify';

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
 * Binds singletons in a module. Inversify takes any symbol for any type; here a missing, swapped or wrong
 * dependency does not compile.
 */
export class Wiring {
  constructor(
    private readonly options: Pick<ContainerModuleLoadOptions, 'bind'>,
    private readonly disposers: Disposer[],
  ) {}

  value<T>(target: Token<T>, value: T): void {
    this.options.bind<T>(target).toConstantValue(value);
  }

  /** @param dispose closes what was made; the last made is the first closed. */
  singleton<T, const Args extends readonly unknown[]>(
    target: Token<T>,
    create: (...args: Args) => T | Promise<T>,
    dependencies: Tokens<Args>,
    dispose?: (instance: T) => void | Promise<void>,
  ): void {
    const factory = async (...args: unknown[]) => {
      const instance = await create(...(args as unknown as Args));
      if (dispose !== undefined) this.disposers.push(() => dispose(instance));
      return instance;
    };
    this.options
      .bind<T>(target)
      .toResolvedValue(factory, dependencies as unknown as symbol[])
      .inSingletonScope();
  }

  instance<T, const Args extends readonly unknown[]>(
    target: Token<T>,
    type: new (...args: Args) => T,
    dependencies: Tokens<Args>,
    dispose?: (instance: T) => void | Promise<void>,
  ): void {
    this.singleton<T, Args>(target, (...args) => new type(...args), dependencies, dispose);
  }
}
