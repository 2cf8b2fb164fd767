import type { DevMail } from '#application/mail/dev-mailbox.js';
import { escaped } from '../routing/html-page.js';

/**
 * No scripts at all, and nothing from elsewhere. Frames without an address of their own inherit it, so messages may
 * have the styles that they are written with.
 */
export const devMailboxPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'none'";

const style = `
  :root { color-scheme: light dark; }
  body { max-width: 50em; margin: 2em auto; padding: 0 1em; font: 16px/1.5 system-ui, sans-serif; }
  article { margin: 2em 0; padding: 1em; border: 1px solid #8888; border-radius: 6px; }
  h2 { margin: 0; font-size: 1.1em; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  iframe { width: 100%; height: 24em; border: 1px solid #8888; background: #fff; color-scheme: light; }
  a { overflow-wrap: anywhere; }`;

/** Everything that was mailed, newest first. */
export function devMailboxPage(mails: readonly DevMail[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mailbox</title>
<style>${style}</style>
</head>
<body>
<h1>Mailbox</h1>
<p>What would have been mailed. Nothing leaves this machine while no mail server is configured.</p>
${mails.map(articleOf).join('\n') || '<p>There is nothing yet.</p>'}
</body>
</html>
`;
}

function articleOf({ to, subject, text, html, sentAt }: DevMail): string {
  const time = sentAt.toISOString();
  const links = linksOf(text).map(
    (link) => `<li><a href="${escaped(link)}" target="_blank">${escaped(link)}</a></li>`,
  );
  return `<article>
<h2>${escaped(subject)}</h2>
<p>To ${escaped(to)}, <time datetime="${time}">${time}</time></p>
${links.length === 0 ? '' : `<ul>${links.join('')}</ul>`}
<pre>${escaped(text)}</pre>
<details><summary>HTML</summary>
<iframe title="${escaped(subject)}" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${escaped(
    `<base target="_blank">${html}`,
  )}"></iframe>
</details>
</article>`;
}

/** Of http and https only, so that none of them runs anything. */
function linksOf(text: string): readonly string[] {
  return [...new Set(text.match(/https?:\/\/[^\s<>"]+/g) ?? [])];
}
