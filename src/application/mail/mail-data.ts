import type { Cipher } from '../shared/cipher.js';
import type { MailData, MailDefinition } from './mail.js';

/**
 * What a message is filled in with, and nothing else of what was handed in, for nobody but the message of this id.
 * @throws Error when something is missing.
 */
export function sealMailData(cipher: Cipher, id: string, mail: MailDefinition, data: MailData): string {
  const names = Object.keys(mail.samples);
  const missing = names.find((name) => data[name] === undefined);
  if (missing !== undefined) throw new Error(`The mail ${mail.name} is handed in without ${missing}`);
  const kept = Object.fromEntries(names.map((name) => [name, data[name]]));
  return cipher.encrypt(JSON.stringify(kept), contextOf(id));
}

/** @throws Error when it belongs to another message, or the key is not there. */
export function openMailData(cipher: Cipher, id: string, encrypted: string): MailData {
  return JSON.parse(cipher.decrypt(encrypted, contextOf(id))) as MailData;
}

function contextOf(id: string): string {
  return `mail_messages.data.${id}`;
}
