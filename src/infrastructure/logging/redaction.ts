export const redacted = '[redacted]';

const secretName =
  /passw|passphrase|pwd|secret|token|authorization|cookie|credential|jwt|recoverycode|keys?$/;

/** Whether what goes by this name stays out of logs (ASVS 16.2.5). */
export function isSecretName(name: string): boolean {
  return secretName.test(name.toLowerCase().replaceAll(/[^a-z]/g, ''));
}

/** Longer texts are cut before they are searched; each pattern takes time in proportion to the length. */
const maxSearchedLength = 65_536;

const patterns: readonly (readonly [RegExp, string])[] = [
  // JWTs, and with them anything that is base64url of a JSON object.
  [/eyJ[\w-]{10,}(?:\.[\w-]*){0,4}/g, redacted],
  [/gh[a-z]_[\w-]{10,}/g, redacted],
  [/\$(?:argon2[a-z]{1,2}|bcrypt-sha256|2[abxy])\$[^\s"']+/g, redacted],
  [/\b(Bearer|Basic)\s{1,4}[\w+/=.~-]{8,}/gi, `$1 ${redacted}`],
  // postgres://user:password@host
  [/(:\/\/[^\s:/@]{0,256}):[^\s/]+@/g, `$1:${redacted}@`],
  [/-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----[\s\S]*?(?:-----END[^-]*-----|$)/g, redacted],
  // name=value and "name": "value", as in a query string, or in the piece of a body that a parser quotes.
  [
    /((?:passw(?:or)?d|passphrase|secret|token|api_?key)["'\\]{0,3}\s{0,4}[:=]\s{0,4}\\?)(?:"[^"]*"?|'[^']*'?|[^\s"'&,;}]+)/gi,
    `$1${redacted}`,
  ],
];

/** Takes whatever looks like a secret out of a text. */
export function redactText(text: string): string {
  return patterns.reduce(
    (rest, [pattern, replacement]) => rest.replaceAll(pattern, replacement),
    text.slice(0, maxSearchedLength),
  );
}
