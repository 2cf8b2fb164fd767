export interface IdGenerator {
  /** A new UUIDv7 (RFC 9562 §5.7): ids made later sort after, to the millisecond. */
  next(): string;
}
