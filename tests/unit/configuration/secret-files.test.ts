import { describe, expect, it } from 'vitest';
import { loadConfig } from './load-config.js';

const missing = () => {
  throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
};

describe('a secret in a file', () => {
  it('takes the place of the variable, without the line break at its end', () => {
    const files: Record<string, string> = {
      '/run/db': 'postgres://u:p@localhost/db\n',
      '/run/keys': `k1:${Buffer.alloc(32, 7).toString('base64')}\r\n`,
      '/run/admin': ' with spaces \n',
    };
    const config = loadConfig(
      {
        DATABASE_URL_FILE: '/run/db',
        ENCRYPTION_KEY_FILE: '/run/keys',
        ADMIN_PASSWORD_FILE: '/run/admin',
        ADMIN_EMAIL: 'a@example.com',
      },
      (path) => files[path] as string,
    );
    expect(config.postgres).toMatchObject({ url: 'postgres://u:p@localhost/db' });
    expect(config.encryption.keys[0]?.id).toBe('k1');
    expect(config.firstAdmin.password).toBe(' with spaces ');
  });

  it('or in the variable itself has no line break at its end', () => {
    const config = loadConfig({ ADMIN_EMAIL: 'a@example.com', ADMIN_PASSWORD: ' with spaces \r\n' });
    expect(config.firstAdmin.password).toBe(' with spaces ');
  });

  it('that is missing, empty or set twice is reported once, together with everything else', () => {
    const load = (environment: Record<string, string>, read: () => string) => () =>
      loadConfig({ NODE_ENV: 'production', PORT: 'x', ...environment }, read);
    expect(load({ DATABASE_URL_FILE: '/run/db' }, missing)).toThrow(
      /DATABASE_URL cannot be read from \/run\/db \(ENOENT\)[\s\S]*PORT must be a number/,
    );
    expect(load({ DATABASE_URL_FILE: '/run/db' }, missing)).not.toThrow(/DATABASE_URL is required/);
    expect(load({ ENCRYPTION_KEY_FILE: '/run/k' }, () => '\n')).toThrow(/ENCRYPTION_KEY is empty/);
    expect(load({ ADMIN_PASSWORD_FILE: '/a', ADMIN_PASSWORD: 'b' }, () => 'c')).toThrow(
      /ADMIN_PASSWORD is set together with ADMIN_PASSWORD_FILE/,
    );
  });

  it('is not looked for under other names', () => {
    expect(loadConfig({ PORT_FILE: '/run/port' }, missing).http.port).toBe(3000);
  });
});
