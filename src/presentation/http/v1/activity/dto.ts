import { Optional, property } from '../../validation/decorators.js';

/** From 1970 to 9999, as in a calendar. */
function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^(19[7-9]\d|[2-9]\d{3})-\d{2}-\d{2}$/.test(value)) return false;
  const midnight = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(value);
}

function DayParameter(description: string): PropertyDecorator {
  const faultOf = (value: unknown) => (isDay(value) ? null : 'must be a day, such as 2026-03-14');
  return property(faultOf, { type: 'string', format: 'date' }, { description });
}

export class DaysQueryDto {
  @Optional()
  @DayParameter('The first day, of UTC; at most 366 days before `to`. 29 days before `to` by default.')
  from?: string;

  @Optional()
  @DayParameter('The last day; today by default.')
  to?: string;
}
