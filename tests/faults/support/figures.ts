import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where tests note their figures. */
    figuresFile: string;
  }
}

export interface Figures {
  readonly fault: string;
  readonly requests: number;
  readonly failures: number;
  readonly slowestMs: number;
  /** Null where nothing comes to an end. */
  readonly recoveryMs: number | null;
}

const page = join(import.meta.dirname, '../../../docs/operations.md');
const [begin, end] = ['<!-- figures of faults: begin -->', '<!-- figures of faults: end -->'];

export async function startFigures(folder: string): Promise<string> {
  const file = fileIn(folder);
  await writeFile(file, '');
  return file;
}

export async function noteFigures(figures: Figures): Promise<void> {
  await appendFile(inject('figuresFile'), `${JSON.stringify(figures)}\n`);
}

/** Writes the table of docs/operations.md anew, with FAULT_FIGURES=1. */
export async function writeFigures(folder: string): Promise<void> {
  if (process.env.FAULT_FIGURES !== '1') return;
  const lines = (await readFile(fileIn(folder), 'utf8')).trim().split('\n').filter(Boolean);
  const rows = lines.map((line) => rowOf(JSON.parse(line) as Figures)).sort();
  const text = await readFile(page, 'utf8');
  const table = [
    '| fault | requests | answered with 5xx, or cut off | slowest answer | first success after the end |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${page} has no place for the figures`);
  await writeFile(page, `${before}${begin}\n${table}\n${end}${after}`);
}

function rowOf({ fault, requests, failures, slowestMs, recoveryMs }: Figures): string {
  const recovery = recoveryMs === null ? '' : inMs(recoveryMs);
  return `| ${fault} | ${requests} | ${failures} | ${inMs(slowestMs)} | ${recovery} |`;
}

function inMs(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function fileIn(folder: string): string {
  return join(folder, 'figures.jsonl');
}
