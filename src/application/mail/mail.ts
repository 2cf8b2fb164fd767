/**
 * What a template is filled in with. A value called `link`, or something with `Link` at its end, is an address of ours;
 * any other may be what somebody has typed, and is shown as nothing but text. @public
 */
export type MailData = Readonly<Record<string, string | number | boolean | null>>;

/** A sort of message. Its templates are files of its name. @public */
export interface MailDefinition<Data extends MailData = MailData> {
  /** Lower case, with dashes: the name of its files. */
  readonly name: string;
  /** When it is sent, for whoever operates the service. */
  readonly description: string;
  /** An example of every placeholder: templates are checked with them before the service starts. */
  readonly samples: Data;
}

/** Defines a message: `mails.send(resetPassword, recipient, { link })`. The feature's manifest lists it. @public */
export function defineMail<Data extends MailData>(definition: MailDefinition<Data>): MailDefinition<Data> {
  return Object.freeze({ ...definition });
}
