import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { declarePublic } from '../plugins/access-control.js';
import { favicon } from '../routing/favicon.js';
import { errorSchemas, headerComponents } from './components.js';
import { describeOperation } from './operations.js';

/** Of the contract, which is only ever added to; the version of the software is nobody's business (ASVS 13.4.6). */
const contractVersion = '1.0.0';

export interface Tag {
  readonly name: string;
  readonly description: string;
}

/** Describes the routes that are registered from here on as OpenAPI 3.1: `app.swagger()`. */
export async function describeApi(
  app: FastifyInstance,
  tags: readonly Tag[],
  publicUrl: string,
): Promise<void> {
  await app.register(swagger, {
    convertConstToEnum: false,
    hideUntagged: true,
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Gatehouse', description: 'Users and authentication.', version: contractVersion },
      ...(publicUrl !== '' && { servers: [{ url: publicUrl }] }),
      tags: [...tags],
      components: {
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
        schemas: errorSchemas,
        headers: headerComponents as Record<string, object>,
      },
    },
    transform: describeOperation,
    transformObject: (document) => {
      if (!('openapiObject' in document)) throw new TypeError('Expected an OpenAPI document');
      return withReferredHeaders(document.openapiObject);
    },
  });
}

interface Operation {
  readonly responses: Record<string, { headers?: Record<string, { schema?: unknown }> }>;
}

/** The plugin takes what it is told of a header for its schema; here it is a reference to a component. */
function withReferredHeaders<Document extends { paths?: object }>(document: Document): Document {
  const paths = Object.values((document.paths ?? {}) as Record<string, Record<string, Operation>>);
  for (const { responses } of paths.flatMap((path) => Object.values(path))) {
    for (const response of Object.values(responses)) {
      const headers = Object.entries(response.headers ?? {}).map(([name, { schema }]) => [name, schema]);
      response.headers = Object.fromEntries(headers);
    }
  }
  return document;
}

/**
 * The pages are the only HTML of the service, so they alone have a policy that lets Swagger UI run from this origin:
 * nothing inline, no other host (ASVS 3.4.3, 3.4.8).
 */
const pageHeaders = {
  'content-security-policy':
    "default-src 'none';base-uri 'none';connect-src 'self';form-action 'none';frame-ancestors 'none';" +
    "img-src 'self' data:;object-src 'none';script-src 'self';style-src 'self'",
  'cross-origin-opener-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};

/** Our own colours on those of Swagger UI, all with enough contrast (WCAG 1.4.3), and a focus that shows (WCAG 2.4.7). */
const style = `.swagger-ui .info .title{color:#0b6e4f}
.swagger-ui .info .title small pre{color:#fff}
.swagger-ui .info .title small,.swagger-ui .info .title small.version-stamp{background:#0b6e4f}
.swagger-ui .info .url{color:#0b6e4f}
.swagger-ui .btn.authorize{color:#0b6e4f;border-color:#0b6e4f}
.swagger-ui .btn.authorize svg{fill:#0b6e4f}
.swagger-ui .btn.execute{background:#0b6e4f;border-color:#0b6e4f}
.swagger-ui .opblock.opblock-post .opblock-summary-method{background:#0b6e4f}
.swagger-ui .opblock.opblock-get .opblock-summary-method{background:#1a5fb4}
.swagger-ui .opblock.opblock-patch .opblock-summary-method{background:#00677a}
.swagger-ui .opblock.opblock-put .opblock-summary-method{background:#8a4b00}
.swagger-ui .opblock.opblock-delete .opblock-summary-method{background:#b3261e}
.swagger-ui .json-schema-2020-12-expand-deep-button{color:#505050}
.swagger-ui .download-contents{background:#0b6e4f!important}
.swagger-ui .parameter__in,.swagger-ui .parameter__extension,.swagger-ui .prop-format{color:#505050}
.swagger-ui .btn.cancel{color:#b3261e;border-color:#b3261e}
.swagger-ui .opblock-tag{flex-wrap:wrap}
.swagger-ui .opblock-tag small{min-width:8em}
.swagger-ui small[class]{font-size:12px}
.swagger-ui :focus-visible{outline:3px solid #0b6e4f!important;outline-offset:2px}`;

/** What Swagger UI leaves without a name, names otherwise than it shows it, or out of reach of the keyboard (WCAG 2.1.1, 2.5.3, 4.1.2). */
const script = `const set = [
  ['.close-modal', 'aria-label', 'Close'],
  ['.examples-select-element', 'aria-label', 'Example'],
  ['pre.microlight', 'tabindex', '0'],
];
new MutationObserver(() => {
  for (const [selector, name, value] of set) {
    for (const element of document.querySelectorAll(selector + ':not([' + name + '])')) element.setAttribute(name, value);
  }
  for (const button of document.querySelectorAll('.modal-ux .modal-btn[aria-label]')) button.removeAttribute('aria-label');
}).observe(document.documentElement, { childList: true, subtree: true });`;

/** The document at /openapi.json, made at the first request, and the pages at /docs that show it. */
export async function serveDocs(app: FastifyInstance): Promise<void> {
  declarePublic(app);
  let json: string | undefined;
  app.get('/openapi.json', (_request, reply) => {
    json ??= JSON.stringify(app.swagger());
    return reply.type('application/json; charset=utf-8').send(json);
  });
  await app.register(async (pages) => {
    pages.addHook('onRequest', (_request, reply, done) => {
      reply.headers(pageHeaders);
      done();
    });
    await pages.register(swaggerUi, {
      routePrefix: '/docs',
      // `BaseLayout` has no bar for exploring other documents; a null validator asks nobody else about this one.
      uiConfig: {
        layout: 'BaseLayout',
        // All routes at once take seconds to draw; their tags say what there is.
        docExpansion: 'none',
        // Its links would be controls within controls, which neither the keyboard nor a screen reader tells apart.
        deepLinking: false,
        persistAuthorization: true,
        validatorUrl: null,
        displayRequestDuration: true,
      },
      theme: {
        title: 'Gatehouse',
        css: [{ filename: 'gatehouse.css', content: style }],
        js: [{ filename: 'gatehouse.js', content: script }],
        favicon: [
          { filename: 'favicon.ico', rel: 'icon', type: 'image/x-icon', sizes: '16x16', content: favicon },
        ],
      },
    });
  });
}
