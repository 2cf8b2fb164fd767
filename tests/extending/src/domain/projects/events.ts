import { defineEvent, field } from 'gatehouse';

const owner = { userId: field.id('Who owns it.') };

/** What people write tells of them. */
const name = (meaning: string) => field.personal(field.text(meaning));

export const projectCreated = defineEvent('project.created', 1, 'A project was made.', {
  ...owner,
  name: name('Its name.'),
});
export const projectRenamed = defineEvent('project.renamed', 1, 'A project got another name.', {
  ...owner,
  from: name('The name before.'),
  to: name('The name now.'),
});
export const projectDeleted = defineEvent(
  'project.deleted',
  1,
  'A project was deleted, by its owner or with its owner.',
  owner,
);
