import { LRUCache } from 'lru-cache';
import type { KeyUses } from '#application/service-accounts/key-uses.js';
import type { Clock } from '#application/shared/clock.js';
import type { Logger } from '#application/shared/logger.js';
import type { ApiKeyId } from '#domain/shared/ids.js';
import { inBackground } from '../background.js';

/** Where it is stored that a key was used. */
export interface KeyUseStore {
  /** Commits by itself. An earlier time than the one that is stored changes nothing. */
  write(id: ApiKeyId, at: Date): Promise<void>;
}

const minuteMs = 60_000;
const maxKeys = 20_000;

/** Writes once a minute at most that a key was used, while the request goes on. */
export class KeyUseNotes implements KeyUses {
  readonly #noted = new LRUCache<ApiKeyId, number>({ max: maxKeys });

  constructor(
    private readonly store: KeyUseStore,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  note(id: ApiKeyId): void {
    const minute = Math.floor(this.clock.now().getTime() / minuteMs);
    if (this.#noted.get(id) === minute) return;
    this.#noted.set(id, minute);
    inBackground(() => this.store.write(id, new Date(minute * minuteMs))).catch((error) =>
      this.logger.debug('The use of a key was not noted', { error }),
    );
  }
}
