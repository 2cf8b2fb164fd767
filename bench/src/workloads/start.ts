import { setTimeout as delay } from 'node:timers/promises';
import { atMost } from '../report/results.ts';
import { residentMemory } from '../resident-memory.ts';
import { spread } from '../statistics.ts';
import type { Workload } from './workload.ts';

export const start: Workload = {
  name: 'start',
  about: 'Cold start to the first answer, and resident memory while idle',
  steps: ({ coldStarts }) => coldStarts,
  async run(lab) {
    const { results, options, progress } = lab;
    const url = await lab.mainDatabase();
    const seconds: number[] = [];
    const memory: number[] = [];
    // The first start of a database makes its first administrator, which is not what a start takes.
    await (await lab.startGatehouse(url)).stop();
    for (let round = 0; round < options.coldStarts; round += 1) {
      progress.say('start: cold');
      const gatehouse = await lab.startGatehouse(url);
      seconds.push(gatehouse.coldStartMs / 1000);
      await delay(options.isQuick ? 500 : 10_000);
      memory.push(residentMemory(gatehouse.pid));
      await gatehouse.stop();
      progress.step();
    }
    results.find(
      'start',
      'cold start to the first answer, schema up to date',
      's',
      spread(seconds),
      atMost(1),
    );
    results.find('memory', 'resident while idle', 'MiB', spread(memory), atMost(150));
    results.note('start: of a process whose files the system has in its cache.');
  },
};
