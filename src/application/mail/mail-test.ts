import { defineMail } from './mail.js';

export const mailTest = defineMail({
  name: 'mail-test',
  description: 'When `gatehouse mail test` asks for it',
  samples: { sentAt: '2026-03-14T09:26:53.589Z' },
});
