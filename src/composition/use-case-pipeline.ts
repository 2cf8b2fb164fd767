import { tracingChannel } from 'node:diagnostics_channel';
import type { Logger } from '#application/shared/logger.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { Executes, UseCase } from '#application/shared/use-case.js';

/** What subscribers of the channel `gatehouse:use-case` are told at the start and the end of each use case. */
export interface UseCaseSpan {
  readonly kind: 'command' | 'query';
  readonly name: string;
  readonly context: RequestContext;
}

/** Spans and metrics are made by whoever subscribes; without a subscriber it costs next to nothing. */
const channel = tracingChannel<UseCaseSpan>('gatehouse:use-case');

/** What goes around each use case: the span, the slow log and, for a query, the promise that it only reads. */
export function piped<U extends UseCase>(
  kind: UseCaseSpan['kind'],
  name: string,
  useCase: U,
  { logger, slowMs }: { readonly logger: Logger; readonly slowMs: number },
): Executes<U> {
  const run = useCase.execute.bind(useCase) as (...parameters: unknown[]) => Promise<unknown>;
  const execute = async (...parameters: unknown[]): Promise<unknown> => {
    const given = parameters.at(-1) as RequestContext;
    const context = kind === 'query' ? { ...given, isReadOnly: true } : given;
    const began = performance.now();
    try {
      const call = () => run(...parameters.slice(0, -1), context);
      return channel.hasSubscribers
        ? await channel.tracePromise(call, { kind, name, context })
        : await call();
    } finally {
      const ms = performance.now() - began;
      if (ms > slowMs) {
        logger.warn('slow use case', { useCase: name, ms: Math.round(ms), requestId: context.requestId });
      }
    }
  };
  return { execute } as Executes<U>;
}
