import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import ipaddr from 'ipaddr.js';
import Negotiator from 'negotiator';
import type { DevMailbox } from '#application/mail/dev-mailbox.js';
import { invalidField } from '#domain/shared/validation.js';
import { Email } from '#domain/users/email.js';
import { notFound } from '../errors/http-errors.js';
import type { Controller } from '../routing/route.js';
import { devMailboxPage, devMailboxPolicy } from './dev-mailbox-page.js';

/** What was not sent, for the developer who runs the service on this machine. Where mail is sent there is no such route. */
export class DevMailboxController implements Controller {
  constructor(private readonly dependencies: { readonly mailbox: DevMailbox }) {}

  routes(): readonly RouteOptions[] {
    return [
      {
        method: 'GET',
        url: '/dev/mailbox',
        config: { access: 'public' },
        handler: (request, reply) => this.#show(request, reply),
      },
    ];
  }

  async #show(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    if (!isFromThisMachine(request)) throw notFound();
    const mails = await this.dependencies.mailbox.list(recipientOf(request));
    const isJson =
      new Negotiator(request.raw).mediaType(['text/html', 'application/json']) === 'application/json';
    if (isJson) return mails;
    return reply
      .header('content-security-policy', devMailboxPolicy)
      .type('text/html; charset=utf-8')
      .send(devMailboxPage(mails));
  }
}

function recipientOf({ query }: FastifyRequest): string | null {
  const { to } = query as { readonly to?: unknown };
  if (to === undefined) return null;
  if (typeof to !== 'string') throw invalidField('to', 'must be one address');
  return Email.parse(to, 'to').value;
}

/**
 * By the socket, whatever headers claim; and asked by a name of this machine, so that no web page that has its own name
 * lead here can read along (DNS rebinding). Behind a proxy on this machine everybody is on it, so what a proxy has passed
 * on is refused, whether it is trusted or not.
 */
function isFromThisMachine({ raw: { socket, headers } }: FastifyRequest): boolean {
  const { remoteAddress = '' } = socket;
  const isLoopback = ipaddr.isValid(remoteAddress) && ipaddr.process(remoteAddress).range() === 'loopback';
  const isDirect = !Object.keys(headers).some((name) => ofProxies.test(name));
  return isLoopback && isDirect && /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(headers.host ?? '');
}

/** RFC 7239, RFC 9110 §7.6.3, and what was there before them. */
const ofProxies = /^(forwarded|via|x-forwarded-.+|x-real-ip)$/;
