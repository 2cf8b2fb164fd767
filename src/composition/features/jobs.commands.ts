import { parseJobState } from '#application/jobs/job-desk.js';
import { systemContext } from '#application/shared/request-context.js';
import { pagesOf } from '../command-line/pages-of.js';
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
  examples: ['jobs list --state failed', 'jobs list --queue mail.deliver --json'],
  async run({ options: { state, queue }, get, list: show }) {
    const jobs = await get(jobsTokens.listJobs);
    const filter = {
      ...(typeof state === 'string' && { state: parseJobState(state) }),
      ...(typeof queue === 'string' && { queue }),
    };
    await show(pagesOf((cursor) => jobs.execute({ filter, cursor, limit: pageSize }, systemContext)));
  },
};

const retry: CommandDefinition = {
  usage: 'jobs retry <id>',
  description: 'Have a job tried at once, a dead letter once more',
  async run({ parameters: { id = '' }, get, tell }) {
    await (await get(jobsTokens.retryJob)).execute({ id }, systemContext);
    tell({ id }, 'It will be tried by the running service.');
  },
};

const remove: CommandDefinition = {
  usage: 'jobs delete <id>',
  description: 'Give a job up that is not running',
  async run({ parameters: { id = '' }, get, tell }) {
    await (await get(jobsTokens.deleteJob)).execute({ id }, systemContext);
    tell({ id }, 'Deleted.');
  },
};

export const jobCommands = [list, retry, remove];
