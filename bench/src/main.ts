import { Cleanup } from './cleanup.ts';
import { Lab } from './lab.ts';
import { help, type Options, parseOptions } from './options.ts';
import { PostgresServer } from './postgres.ts';
import { Progress } from './progress.ts';
import { describeMachine } from './report/machine.ts';
import { type Run, writePage } from './report/page.ts';
import { Results } from './report/results.ts';
import { textReport } from './report/tables.ts';
import { brokers } from './workloads/brokers.ts';
import { events } from './workloads/events.ts';
import { instances } from './workloads/instances.ts';
import { jobs } from './workloads/jobs.ts';
import { lists } from './workloads/lists.ts';
import { login, loginBcrypt, register } from './workloads/login.ts';
import { me } from './workloads/me.ts';
import { mixed } from './workloads/mixed.ts';
import { refresh } from './workloads/refresh.ts';
import { secrecy } from './workloads/secrecy.ts';
import { start } from './workloads/start.ts';
import { storm } from './workloads/storm.ts';
import { tenants } from './workloads/tenants.ts';
import { webhooks } from './workloads/webhooks.ts';
import type { Workload } from './workloads/workload.ts';

/** In the order in which they run: what measures an idle machine first, and what comes of seeding a million users last. */
const workloads: readonly Workload[] = [
  start,
  me,
  login,
  loginBcrypt,
  refresh,
  register,
  secrecy,
  storm,
  events,
  brokers,
  webhooks,
  jobs,
  lists,
  tenants,
  instances,
  mixed,
];

/** After it `--quick` begins nothing more, so that it is over within two minutes on a slow machine too. */
const quickMs = 80_000;

export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  if (options === null) {
    console.log(
      `${help}\nWorkloads:\n${workloads.map(({ name, about }) => `  ${name.padEnd(14)}${about}`).join('\n')}`,
    );
    return;
  }
  const chosen = choose(options);
  const cleanup = new Cleanup();
  cleanup.onSignal();
  const progress = new Progress(chosen.reduce((sum, workload) => sum + workload.steps(options), 0));
  cleanup.add(() => progress.stop());
  try {
    await perform(options, chosen, cleanup, progress);
  } finally {
    await cleanup.run();
  }
}

async function perform(
  options: Options,
  chosen: readonly Workload[],
  cleanup: Cleanup,
  progress: Progress,
): Promise<void> {
  const startedAt = new Date();
  const results = new Results();
  progress.say('PostgreSQL');
  const server = await PostgresServer.open(cleanup);
  const machine = describeMachine(await server.version());
  const lab = await Lab.open(cleanup, server, options, progress, results);
  const leftOut: string[] = [];
  for (const workload of chosen) {
    if (options.isQuick && Date.now() - startedAt.getTime() > quickMs) {
      leftOut.push(workload.name);
      continue;
    }
    const before = { findings: results.findings.length, measurements: results.measurements.length };
    try {
      await workload.run(lab);
    } catch (error) {
      if (cleanup.isRunning) return;
      // The others may still tell something.
      results.problem(
        `${workload.name} could not be measured: ${error instanceof Error ? error.message : error}`,
      );
      if (process.env.DEBUG) console.error(error);
      process.exitCode = 1;
    }
    if (options.isJson) continue;
    progress.hide();
    console.log(
      textReport({
        findings: results.findings.slice(before.findings),
        measurements: results.measurements.slice(before.measurements),
        problems: [],
        notes: [],
      }),
    );
  }
  if (leftOut.length > 0) {
    results.note(
      `The time of --quick was up before ${leftOut.join(', ')}: measure those with --only ${leftOut.join(',')}`,
    );
  }
  progress.stop();
  const seconds = (Date.now() - startedAt.getTime()) / 1000;
  const run: Run = { options, machine, isEmbedded: server.isEmbedded, startedAt, seconds };
  if (options.isJson) console.log(JSON.stringify({ ...run, ...results }, null, 2));
  else console.log(textReport({ ...results, findings: [], measurements: [] }));
  if (options.isWriting) console.error(`Written: ${await writePage(run, results)}`);
}

function choose({ only }: Options): readonly Workload[] {
  const unknown = only.filter((name) => !workloads.some((workload) => workload.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `No such workload: ${unknown.join(', ')}. There are ${workloads.map(({ name }) => name).join(', ')}.`,
    );
  }
  return only.length === 0 ? workloads : workloads.filter(({ name }) => only.includes(name));
}
