import { randomUUIDv7 } from 'node:crypto';
import type { IdGenerator } from '#application/shared/id-generator.js';

export class UuidV7Generator implements IdGenerator {
  next(): string {
    return randomUUIDv7();
  }
}
