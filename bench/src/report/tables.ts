import type { Spread } from '../statistics.ts';
import type { Finding, Measurement, Results, Unit } from './results.ts';

type Rows = readonly (readonly string[])[];

export const findingHeads = ['workload', 'ratio or limit', 'median', 'min - max', 'target', ''];
export const measurementHeads = ['workload', 'side', 'median', 'min - max', 'p50 ms', 'p99 ms'];

export function findingRows(findings: readonly Finding[]): Rows {
  return findings.map(({ workload, what, unit, value, target, isMet }) => [
    workload,
    what,
    format(value.median, unit),
    range(value, unit),
    target === null ? '' : `${target.is === 'at least' ? '>=' : '<='} ${format(target.limit, unit)}`,
    isMet === null ? '' : isMet ? 'met' : 'NOT met',
  ]);
}

export function measurementRows(measurements: readonly Measurement[]): Rows {
  return measurements.map(({ workload, side, unit, value, p50, p99 }) => [
    workload,
    side,
    format(value.median, unit),
    range(value, unit),
    p50 === null ? '' : number(p50),
    p99 === null ? '' : number(p99),
  ]);
}

/** Without the tables that would be empty. */
export function textReport({
  findings,
  measurements,
  problems,
  notes,
}: Pick<Results, 'findings' | 'measurements' | 'problems' | 'notes'>): string {
  return [
    ...(findings.length > 0 ? [textTable(findingHeads, findingRows(findings)), ''] : []),
    ...(measurements.length > 0 ? [textTable(measurementHeads, measurementRows(measurements)), ''] : []),
    ...(problems.length > 0 ? ['', 'Problems:', ...problems.map((problem) => `- ${problem}`)] : []),
    ...(notes.length > 0 ? ['', ...notes.map((note) => `- ${note}`)] : []),
  ].join('\n');
}

export function textTable(heads: readonly string[], rows: Rows): string {
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] as number))
      .join('  ')
      .trimEnd();
  return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

export function markdownTable(heads: readonly string[], rows: Rows): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

function range({ min, max }: Spread, unit: Unit): string {
  return min === max ? '' : `${format(min, unit)} - ${format(max, unit)}`;
}

export function format(value: number, unit: Unit): string {
  const text = number(value);
  return unit === ''
    ? text
    : unit === '/s' || unit === 'x' || unit === '%'
      ? `${text}${unit}`
      : `${text} ${unit}`;
}

function number(value: number): string {
  if (Number.isNaN(value)) return '?';
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}
