import type { Executes } from '#application/shared/use-case.js';
import type { AcceptInvitation } from '#application/tenants/accept-invitation.js';
import type { InviteMember } from '#application/tenants/invite-member.js';
import type { ListInvitations } from '#application/tenants/list-invitations.js';
import type { RevokeInvitation } from '#application/tenants/revoke-invitation.js';
import { forbidden } from '#domain/access/errors.js';
import { emailNotVerified } from '#domain/auth/errors.js';
import { tokenInvalid } from '#domain/one-time-tokens/errors.js';
import {
  alreadyMember,
  invitationNotFound,
  mailLimited,
  tenantNotFound,
  tooManyMembers,
} from '#domain/tenants/errors.js';
import { arrayOf } from '../../routing/json-schema.js';
import { type Controller, created, noContent, ok, ownSession, route } from '../../routing/route.js';
import { IdParams } from '../shared/id-params.js';
import { CursorQueryDto, cursorLinks, cursorMeta, cursorPage, defaultPageSize } from '../shared/lists.js';
import { common, tenantsUrl, tenantUrl } from './common.js';
import { AcceptInvitationDto, InvitationParams, InviteMemberDto } from './dto.js';
import { entityTagOf, invitationSchema, tenantSchema } from './presenter.js';

export interface InvitationsUseCases {
  readonly listInvitations: Executes<ListInvitations>;
  readonly inviteMember: Executes<InviteMember>;
  readonly revokeInvitation: Executes<RevokeInvitation>;
  readonly acceptInvitation: Executes<AcceptInvitation>;
}

const url = `${tenantUrl}/invitations`;
const permission = 'members:write in the tenant';

export class InvitationsController implements Controller {
  constructor(private readonly useCases: InvitationsUseCases) {}

  routes() {
    return [
      route({
        ...common,
        method: 'GET',
        url,
        operationId: 'listTenantInvitations',
        summary: 'List the invitations that can still be accepted',
        permission,
        params: IdParams,
        query: CursorQueryDto,
        responses: {
          200: {
            description: 'In the order of their making.',
            schema: arrayOf(invitationSchema),
            meta: cursorMeta,
            links: cursorLinks,
          },
        },
        errors: [forbidden, tenantNotFound],
        handle: async ({ params: { id }, query }, context) => {
          const window = { cursor: query.cursor || null, limit: query.limit ?? defaultPageSize };
          const page = await this.useCases.listInvitations.execute({ id, ...window }, context);
          return cursorPage(`${tenantsUrl}/${id}/invitations`, {}, window, page);
        },
      }),
      route({
        ...common,
        method: 'POST',
        url,
        operationId: 'inviteTenantMember',
        summary: 'Invite somebody by mail, in place of an earlier invitation to the address',
        permission,
        rateLimit: 'invitations',
        isIdempotent: true,
        params: IdParams,
        body: InviteMemberDto,
        responses: {
          201: {
            description: 'The invitation; its token is in the message alone.',
            schema: invitationSchema,
          },
        },
        errors: [forbidden, tenantNotFound, alreadyMember, tooManyMembers, mailLimited],
        handle: async ({ params, body }, context) =>
          created(await this.useCases.inviteMember.execute({ ...body, id: params.id }, context)),
      }),
      route({
        ...common,
        method: 'DELETE',
        url: `${url}/:iid`,
        operationId: 'revokeTenantInvitation',
        summary: 'Take an invitation back',
        permission,
        params: InvitationParams,
        responses: { 204: { description: 'Its link works no more.' } },
        errors: [forbidden, tenantNotFound, invitationNotFound],
        handle: ({ params: { id, iid } }, context) =>
          noContent(this.useCases.revokeInvitation.execute({ id, invitationId: iid }, context)),
      }),
      route({
        ...common,
        method: 'POST',
        url: '/api/v1/invitations/accept',
        operationId: 'acceptInvitation',
        summary: 'Become a member of a tenant that has invited your address',
        permission: ownSession,
        rateLimit: 'invitations',
        isIdempotent: true,
        body: AcceptInvitationDto,
        responses: { 200: { description: 'The tenant.', schema: tenantSchema, headers: ['ETag'] } },
        errors: [tokenInvalid, forbidden, emailNotVerified, alreadyMember, tooManyMembers],
        handle: async ({ body }, context) => {
          const tenant = await this.useCases.acceptInvitation.execute({ token: body.token }, context);
          return ok(tenant, entityTagOf(tenant));
        },
      }),
    ];
  }
}
