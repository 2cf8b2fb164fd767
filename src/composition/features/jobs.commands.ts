import { parseJobState } from '#application/jobs/job-desk.js';
import { systemContext } from '#application/shared/request-context.js';
import type { CommandDefinition } from '../define-feature.js';
import { jobsTokens } from './jobs.tokens.js';

const pageSize = 100;

const list: CommandDefinition = {
  usage: 'jobs list',
  description: 'List jobs, newest first: those that wait, run, are tried again, and dead letters',
  options: {
    '--state <state>': 'only those that are waiting, running, retrying or failed',
    '--queue <name>': 'only those of this sort',
  },
  async run({ options: { state, queue }, get, print }) {
    const jobs = await get(jobsTokens.listJobs);
    const filter = {
      ...(typeof state === 'string' && { state: parseJobState(state) }),
      ...(typeof queue === 'string' && { queue }),
    };
    for (let cursor: string | null = null; ; ) {
      const page = await jobs.execute({ filter, cursor, limit: pageSize }, systemContext);
      for (const job of page.items) print(JSON.stringify(job));
      cursor = page.nextCursor;
      if (cursor === null) return;
    }
  },
};

const retry: CommandDefinition = {
  usage: 'jobs retry <id>',
  description: 'Have a job tried at once, a dead letter once more',
  async run({ parameters: { id = '' }, get, print }) {
    await (await get(jobsTokens.retryJob)).execute({ id }, systemContext);
    print('It will be tried by the running service.');
  },
};

const remove: CommandDefinition = {
  usage: 'jobs delete <id>',
  description: 'Give a job up that is not running',
  async run({ parameters: { id = '' }, get, print }) {
    await (await get(jobsTokens.deleteJob)).execute({ id }, systemContext);
    print('Deleted.');
  },
};

export const jobCommands = [list, retry, remove];
