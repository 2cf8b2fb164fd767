import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

const style = `:root{color-scheme:light dark;--line:#8885;--accent:#0b6e4f}
@media (prefers-color-scheme:dark){:root{--accent:#5fd3a8}}
body{max-width:42em;margin:2em auto;padding:0 1em;font:16px/1.5 system-ui,sans-serif}
h1{margin:0 0 .5em}a{color:var(--accent)}code{overflow-wrap:anywhere}
dt{font-weight:600}dd{margin:0 0 .8em}dl{border-top:1px solid var(--line);padding-top:1em}`;

/** One style sheet, known by its hash; no script, and nothing from elsewhere (ASVS 3.4.3). */
const policy =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; img-src 'self'; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A page to read. @param body HTML, in which whatever is not written here is `escaped`. */
export function sendPage(reply: FastifyReply, title: string, body: string): FastifyReply {
  return reply
    .header('content-security-policy', policy)
    .type('text/html; charset=utf-8')
    .send(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`);
}

/** Whether the client would rather have JSON; the answer then depends on it, and says so. */
export function asksForJson(request: FastifyRequest, reply: FastifyReply): boolean {
  reply.header('vary', 'Accept');
  return new Negotiator(request.raw).mediaType(['text/html', 'application/json']) === 'application/json';
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] as string);
}
