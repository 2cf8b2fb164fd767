import type { RouteOptions } from 'fastify';
import type { Controller } from '../routing/route.js';

/** What links in messages lead to, by its name in the path. */
export const accountPages = [
  'verify-email',
  'finish-registration',
  'set-password',
  'reset-password',
  'change-email',
  'revert-email',
  'sign-in',
  'invitation',
] as const;

export interface AccountPageFiles {
  /** The same for each page: its script tells by the path which one it is. */
  readonly page: string;
  readonly script: string;
  readonly style: string;
}

/** One script and one style sheet of our own, which call our own API: nothing inline, no other host (ASVS 3.4.3). */
const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'cross-origin-opener-policy': 'same-origin',
};

/** Pages that do nothing when they are fetched: only a person who presses the button uses the token up. */
export class AccountPagesController implements Controller {
  constructor(private readonly dependencies: { readonly files: AccountPageFiles }) {}

  routes(): readonly RouteOptions[] {
    const { page, script, style } = this.dependencies.files;
    return [
      ...accountPages.map((name) => fileRoute(`/account/${name}`, 'text/html', page)),
      fileRoute('/account/pages.js', 'text/javascript', script),
      fileRoute('/account/pages.css', 'text/css', style),
    ];
  }
}

function fileRoute(url: string, type: string, content: string): RouteOptions {
  return {
    method: 'GET',
    url,
    config: { access: 'public' },
    handler: (_request, reply) => reply.headers(pageHeaders).type(`${type}; charset=utf-8`).send(content),
  };
}
