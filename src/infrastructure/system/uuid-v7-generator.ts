import { randomUUIDv7 } from 'node:crypto';
import type { IdGenerator } from '#application/shared/id-generator.js';

const tailDigits = 12;

/** Each id sorts after the one before, also within a millisecond (RFC 9562 §6.2), so that events keep their order. */
export class UuidV7Generator implements IdGenerator {
  #last = '';

  next(): string {
    const fresh = randomUUIDv7();
    this.#last = fresh > this.#last ? fresh : successorOf(this.#last);
    return this.#last;
  }
}

function successorOf(id: string): string {
  // 48 bits, which a number holds exactly.
  const tail = Number.parseInt(id.slice(-tailDigits), 16) + 1;
  return id.slice(0, -tailDigits) + tail.toString(16).padStart(tailDigits, '0');
}
