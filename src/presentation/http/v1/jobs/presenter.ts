import { jobStates } from '#application/jobs/job-desk.js';
import { count, instant, named, nullable, objectOf, text, uuid } from '../../routing/json-schema.js';

export const jobSchema = named(
  'Job',
  objectOf({
    id: uuid,
    queue: { ...text, description: 'Which sort of job it is.', examples: ['mail.send'] },
    state: {
      type: 'string',
      enum: [...jobStates],
      description:
        '`retrying`: it has failed and is tried again; `failed`: it is not, unless it is asked for.',
    },
    attempts: { ...count, description: 'That have begun.' },
    maxAttempts: count,
    priority: { type: 'integer' },
    createdAt: instant,
    runAt: { ...instant, description: 'Not before then.' },
    error: { ...nullable(text), description: 'Of the last failure.' },
  }),
);
