import type { MailData } from '#application/mail/mail.js';

/** `link`, and what ends in `Link`, is an address that we made. Everything else may come from anybody. */
export const linkName = /(^l|L)ink$/;

/** Also those that turn the direction of the text around them. */
const unprintable = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

const emailAddress = /^[^\s/:@]+@[^\s/:@]+$/;

/**
 * What templates are filled in with: without what begins a new line or a header, and without what mail programs would
 * make a link of, so that nobody can have us send theirs (CWE-1336, CVE-2022-31127).
 * @throws TypeError for a link that is none.
 */
export function templateValues(data: MailData): MailData {
  const values = Object.entries(data).map(([name, value]) => [
    name,
    typeof value !== 'string' ? value : linkName.test(name) ? checkedLink(name, value) : printed(value),
  ]);
  return Object.assign(Object.create(null), Object.fromEntries(values));
}

function checkedLink(name: string, value: string): string {
  const url = URL.parse(value);
  if (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    /^[!-~]+$/.test(value) &&
    !/["'<>\\^`{|}]/.test(value)
  ) {
    return value;
  }
  throw new TypeError(`${name} must be an http or https URL`);
}

/** A word joiner is not seen, but ends what looks like a host. */
const wordJoiner = '\u2060';

function printed(value: string): string {
  const line = value.replaceAll(unprintable, ' ').trim();
  if (emailAddress.test(line)) return line;
  return line
    .replaceAll('://', '[:]//')
    .replaceAll(/(?<=[\p{L}\p{N}])[.\u3002\uff0e\uff61](?=\p{L}{2})/gu, `${wordJoiner}$&`);
}
