/** By code point, as the columns of the database compare (`COLLATE "C"`); JavaScript compares UTF-16 units. */
export function byText(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
