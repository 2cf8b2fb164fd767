import { type FastifyInstance, fastify } from 'fastify';
import { describe, expect, it } from 'vitest';
import { createApp } from '#presentation/http/create-app.js';
import { declarePublic, guardRoutes } from '#presentation/http/plugins/access-control.js';
import { rateLimits, signedIn, TestApp, testApp } from './support/app.js';

const handler = async () => ({ secret: true });

function guarded() {
  const app = fastify();
  const calls: string[] = [];
  const note = (name: string) => async () => {
    calls.push(name);
  };
  guardRoutes(app, rateLimits(), ({ name }) => note(`limit ${name}`), [note('authenticate')]);
  return { app, calls };
}

describe('default deny', () => {
  it('stops the service from starting with a route that says nothing', async () => {
    const { app } = guarded();
    app.get('/open', handler);
    app.post('/also', handler);
    await expect(app.ready()).rejects.toThrow(
      /Route GET \/open does not declare its access[\s\S]*Route POST \/also/,
    );
  });

  it('holds for the routes of plugins', async () => {
    const { app } = guarded();
    app.register(async (scope) => {
      scope.get('/inner', handler);
    });
    await expect(app.ready()).rejects.toThrow('/inner does not declare its access');
  });

  it('refuses an access that does not exist', async () => {
    const { app } = guarded();
    app.get('/odd', { config: { access: 'everybody' as 'public' } }, handler);
    await expect(app.ready()).rejects.toThrow('/odd does not declare its access');
  });

  it('refuses a declaration that came too late to be guarded', async () => {
    const { app } = guarded();
    app.register(async (scope) => {
      scope.addHook('onRoute', (route) => {
        route.config = { access: 'signed-in' };
      });
      scope.get('/late', handler);
    });
    await expect(app.ready()).rejects.toThrow('/late declared its access too late');
  });

  it('stops createApp, in a plugin beside the controllers too', async () => {
    const plugin = async (scope: FastifyInstance) => {
      scope.get('/plugged', handler);
    };
    const plugged = createApp(new TestApp().dependencies({ plugins: [plugin] }));
    await expect(plugged).rejects.toThrow('/plugged does not declare its access');

    const undeclared = { method: 'GET', url: '/undeclared', handler };
    const dependencies = new TestApp().dependencies({ controllers: [{ routes: () => [undeclared] }] });
    await expect(createApp(dependencies)).rejects.toThrow('/undeclared does not declare its access');
  });
});

describe('a declared route', () => {
  it('is guarded, however it was registered, with limits first', async () => {
    const { app, calls } = guarded();
    app.route({
      method: 'GET',
      url: '/mine',
      config: { access: 'signed-in', rateLimit: 'login' },
      onRequest: async () => {
        calls.push('own');
      },
      handler,
    });
    await app.inject('/mine');
    expect(calls).toEqual(['limit login', 'authenticate', 'own']);
  });

  it('is limited when it changes state, even where it does not say so', async () => {
    const { app, calls } = guarded();
    app.route({ method: ['GET', 'DELETE'], url: '/both', config: { access: 'signed-in' }, handler });
    app.post('/mine', { config: { access: 'signed-in' } }, handler);
    await app.inject({ method: 'POST', url: '/mine' });
    await app.inject({ method: 'DELETE', url: '/both' });
    expect(calls).toEqual(['limit writes', 'authenticate', 'limit writes', 'authenticate']);
  });

  it('is guarded once for HEAD too', async () => {
    const { app, calls } = guarded();
    app.get('/mine', { config: { access: 'signed-in' } }, handler);
    await app.inject({ method: 'HEAD', url: '/mine' });
    expect(calls).toEqual(['authenticate']);
  });

  it('may be public as a whole plugin', async () => {
    const { app, calls } = guarded();
    app.register(async (scope) => {
      declarePublic(scope);
      scope.get('/docs', handler);
    });
    expect((await app.inject('/docs')).statusCode).toBe(200);
    expect(calls).toEqual([]);
  });
});

describe('every signed-in route', () => {
  it('is closed to visitors', async () => {
    const test = await testApp();
    const routes = test.dependencies().controllers.flatMap((controller) => controller.routes());
    expect(
      routes.filter(({ config }) => config?.access === 'public').map(({ schema }) => schema?.operationId),
    ).toEqual(['logIn', 'register', 'refresh', 'listPublicKeys', 'isAlive', 'isReady']);
    for (const { method, url, config } of routes) {
      if (config?.access === 'public') continue;
      const response = await test.app.inject({ method: method as 'GET', url: url.replace(':id', 'x') });
      expect([method, url, response.statusCode]).toEqual([method, url, 401]);
    }
    expect(Object.values(test.useCases).flatMap(({ calls }) => calls)).toEqual([]);
    expect((await test.app.inject({ url: '/api/v1/me', headers: signedIn })).statusCode).toBe(200);
  });
});
