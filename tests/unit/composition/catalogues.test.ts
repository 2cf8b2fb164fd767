import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EventRegistry } from '#application/event-handlers/event-registry.js';
import { buildContainer } from '#composition/container.js';
import { tokens } from '#composition/tokens.js';
import { defineError, errorCatalogue } from '#domain/shared/app-error.js';
import { defineEvent, eventCatalogue } from '#domain/shared/domain-event.js';
import { renderConfigurationReference } from '#infrastructure/config/configuration-reference.js';
import { loadConfig } from '#infrastructure/config/load-config.js';
import { statusOf } from '#presentation/http/errors/error-status.js';
import { errorsPage, eventsPage } from '../../../scripts/reference-pages.ts';

const page = (name: string) => readFileSync(join(import.meta.dirname, '../../../docs', name), 'utf8');

describe('errors', () => {
  it('are defined once each: a second definition does not load', () => {
    expect(() => defineError('conflict', 'EMAIL_TAKEN', 'again')).toThrow('EMAIL_TAKEN is defined twice');
  });

  it('are documented', () => {
    expect(errorCatalogue().size).toBeGreaterThan(20);
    expect(page('errors.md')).toBe(errorsPage(errorCatalogue().values(), statusOf));
  });
});

describe('events', () => {
  it('are defined once each', () => {
    expect(() => defineEvent('user.registered', 2, 'again')).toThrow('user.registered is defined twice');
  });

  it('are documented', () => {
    expect(page('events.md')).toBe(eventsPage(eventCatalogue().values()));
  });

  it('fail the boot when nobody has registered them', async () => {
    const config = loadConfig({ NODE_ENV: 'test', STORAGE: 'memory' });
    const container = buildContainer(config);
    await container.get(tokens.shared.eventRegistry);
    defineEvent('planted.event', 1, 'Nobody hears of it.');
    onTestFinished(() => void (eventCatalogue() as Map<string, unknown>).delete('planted.event'));
    const later = buildContainer(config);
    await expect(later.get(tokens.shared.eventRegistry)).rejects.toThrow('planted.event');
    await expect(later.get(tokens.outbox.relay)).rejects.toThrow('planted.event');
    expect(() => new EventRegistry([])).toThrow('user.registered');
  });
});

describe('the configuration reference', () => {
  it('is the one that the schema generates', () => {
    expect(page('configuration.md')).toBe(renderConfigurationReference());
  });

  it('has the defaults that docs/operations.md tells', () => {
    const limits = page('operations.md').matchAll(/^\| [^|]+ \| (`[\d/]+`) \| `([A-Z_]+)` \|$/gm);
    const told = [...limits].map(([, limit, variable]) => [variable, limit]);
    const reference = renderConfigurationReference();
    const defaultOf = (variable = '') =>
      reference.split(`\n| \`${variable}\` | `)[1]?.split('\n')[0]?.split(' | ')[1];
    expect(told.length).toBeGreaterThan(10);
    expect(told.map(([variable]) => [variable, defaultOf(variable)])).toEqual(told);
  });
});
