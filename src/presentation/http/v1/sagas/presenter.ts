import { sagaStates } from '#domain/sagas/saga.js';
import {
  arrayOf,
  count,
  flag,
  instant,
  type JsonSchema,
  named,
  nullable,
  objectOf,
  text,
  uuid,
} from '../../routing/json-schema.js';

const effort = {
  state: {
    type: 'string',
    enum: ['waiting', 'done', 'failed'],
    description: '`waiting`: it is to be done, or done again; `failed`: for good.',
  },
  attempts: { ...count, description: 'That have begun.' },
  dueAt: { ...nullable(instant), description: 'Not before then; null when it is over.' },
  error: { ...nullable(text), description: 'Of the last failure.' },
} satisfies Record<string, JsonSchema>;

const stepSchema = objectOf({
  name: { ...text, examples: ['billing'] },
  ...effort,
  compensation: {
    ...nullable(objectOf(effort)),
    description: 'How far the step is undone; null where it is not.',
  },
});

export const sagaSchema = named(
  'Saga',
  objectOf({
    id: uuid,
    name: { ...text, description: 'Which sort of saga it is.', examples: ['tenant-provisioning'] },
    version: { ...count, description: 'Of its definition.' },
    subjectId: { ...text, description: 'What it is about, such as the id of a tenant.' },
    state: {
      type: 'string',
      enum: [...sagaStates],
      description: '`parked`: it can neither go on nor back, and waits to be retried.',
    },
    isUndoing: { ...flag, description: 'Whether it goes back, or was going back when it was parked.' },
    steps: arrayOf(stepSchema),
    createdAt: instant,
    updatedAt: instant,
  }),
);
