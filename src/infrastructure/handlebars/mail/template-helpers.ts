const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** `{{duration seconds}}`: `2 hours`, `90 Minuten`, in the largest unit of which it is a whole number. */
export function duration(seconds: unknown, locale: string): string {
  if (typeof seconds !== 'number' || !Number.isInteger(seconds)) {
    throw new TypeError('duration takes a whole number of seconds');
  }
  const [unit, length] = units.find(([, each]) => seconds % each === 0 && seconds >= each) ?? ['second', 1];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / length);
}

/** `{{time instant}}`: of ISO 8601, to the minute, in UTC, which is all that is known of the reader. */
export function time(instant: unknown, locale: string): string {
  const date = new Date(typeof instant === 'string' ? instant : Number.NaN);
  if (Number.isNaN(date.getTime())) throw new TypeError('time takes an instant of ISO 8601');
  const format = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const;
  return `${new Intl.DateTimeFormat(locale, format).format(date)} UTC`;
}
