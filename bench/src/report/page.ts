import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Options } from '../options.ts';
import { rootDirectory } from '../paths.ts';
import { serverSettings } from '../postgres.ts';
import type { Machine } from './machine.ts';
import type { Finding, Results } from './results.ts';
import {
  findingHeads,
  findingRows,
  format,
  markdownTable,
  measurementHeads,
  measurementRows,
} from './tables.ts';

export interface Run {
  readonly options: Options;
  readonly machine: Machine;
  readonly isEmbedded: boolean;
  readonly startedAt: Date;
  readonly seconds: number;
}

export async function writePage(run: Run, results: Results): Promise<string> {
  const path = join(rootDirectory, 'docs', 'performance.md');
  await writeFile(path, page(run, results));
  return path;
}

function page(run: Run, results: Results): string {
  const { options, machine, startedAt, seconds } = run;
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  const command = ['npm run bench --', ...process.argv.slice(2)].join(' ').replace(/ --$/, '');
  return `# Performance

Written by \`${command}\`, not by hand: ${startedAt.toISOString().slice(0, 10)}, ${Math.round(seconds / 60)} minutes.
Absolute numbers are those of this machine, on which the load generator, PostgreSQL and whatever is measured share the
processors. Ratios compare sides that took turns in the same run.

| | |
|---|---|
| processor | ${machine.processor}, ${machine.cores} cores |
| memory | ${machine.memoryGib} GiB |
| system | ${machine.system} |
| versions | ${versions.join(', ')} |
| PostgreSQL | ${
    run.isEmbedded
      ? `embedded, ${Object.entries(serverSettings)
          .map(([name, value]) => `\`${name}=${value}\``)
          .join(' ')}`
      : 'given by `DATABASE_URL`'
  } |
| rounds | ${options.rounds} of ${options.durationMs / 1000} s for each side, after ${options.warmUpMs / 1000} s to warm up |
| seeded users | 10,000${isSeedingMany(options) ? ` and ${options.manyUsers.toLocaleString('en-US')}` : ''} |

## Ratios and limits

${markdownTable(findingHeads, findingRows(results.findings))}

## Where we are behind

${behind(results.findings, results.problems)}

## What each side did

${markdownTable(measurementHeads, measurementRows(results.measurements))}

## How it is measured

- The service runs as in production: \`NODE_ENV=production\`, a process of its own, HTTP over TCP, every hook and header,
  the default logging. Only the limits per client are off (requests, and logins from one address), since the
  generator is all clients in one.
- Sides take turns (A B, B A, ...); a ratio is the median of the ratios of the rounds, with the smallest and largest.
- The generator is our own, over plain sockets in a process of its own: it must take little of the processors that it
  shares with the server. Throughput is measured in a closed loop: each connection waits for its answer, so while the
  server stalls, few requests see it (coordinated omission), and such latencies describe requests that were sent, not
  users that wanted to. Limits on latency under load are therefore measured in an open loop: requests are due at fixed
  times, and latency counts from when a request was due, whether or not a connection was free.
${results.notes.map((note) => `- ${note}`).join('\n')}
`;
}

/** Only the lists need them. */
function isSeedingMany({ isQuick, only }: Options): boolean {
  return !isQuick && (only.length === 0 || only.includes('lists'));
}

function behind(findings: readonly Finding[], problems: readonly string[]): string {
  const missed = findings
    .filter(({ isMet }) => isMet === false)
    .map(
      ({ workload, what, unit, value, target }) =>
        `- **${workload}**: ${what} is ${format(value.median, unit)}, and should be ${target?.is} ${format(target?.limit ?? 0, unit)}.`,
    );
  const slower = findings
    .filter(
      ({ what, unit, value, target, isMet }) =>
        isMet !== false &&
        target?.is !== 'at most' &&
        unit === 'x' &&
        what.startsWith('x ') &&
        value.median < 1,
    )
    .map(
      ({ workload, what, value }) =>
        `- ${workload} does ${format(value.median, 'x')} of what this does: ${what.slice(2)}.`,
    );
  const faults = problems.map((problem) => `- ${problem}.`);
  const lines = [...missed, ...slower, ...faults];
  return lines.length === 0 ? 'Nowhere, by these measures.' : lines.join('\n');
}
