import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EventCatalogue } from '#application/events/event-catalogue.js';
// Loads every module that defines an error.
import '#composition/container.js';
import { eventDefinitions } from '#composition/event-definitions.js';
import { defineError, errorCatalogue } from '#domain/shared/app-error.js';
import { defineEvent } from '#domain/shared/domain-event.js';
import { userRenamed } from '#domain/users/events.js';
import { renderConfigurationReference } from '#infrastructure/configuration/configuration-reference.js';
import { statusOf } from '#presentation/http/errors/error-status.js';
import { errorsPage, eventsPage } from '../../../scripts/reference-pages.ts';
import { aUserId } from '../../support/builders/ids.js';

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
  const catalogue = new EventCatalogue(eventDefinitions);

  it('are defined once each', () => {
    const again = defineEvent('user.registered', 2, 'again');
    expect(() => new EventCatalogue([...eventDefinitions, again])).toThrow(
      'user.registered is defined twice',
    );
  });

  it('are documented', () => {
    expect(page('events.md')).toBe(eventsPage(catalogue.all));
  });

  it('are known in the version that is appended now', () => {
    expect(catalogue.find({ name: 'user.renamed', version: 1 })).toBe(userRenamed);
    expect(catalogue.find({ name: 'user.renamed', version: 2 })).toBeUndefined();
    expect(catalogue.find({ name: 'user.unheard_of', version: 1 })).toBeUndefined();
  });

  it('say whom they affect, and what is a hint', () => {
    const [subject, owner] = [aUserId(), aUserId()];
    const payload = { userId: owner };
    const affected = catalogue.all.map((event) => [
      event.eventName,
      event.affects({
        name: event.eventName,
        version: 1,
        subjectId: subject,
        occurredAt: new Date(0),
        payload,
      }),
      event.isHint,
    ]);
    expect(affected.toSorted()).toEqual([
      ['session.expired', [owner], false],
      ['session.opened', [], false],
      ['session.refresh_token_reused', [owner], false],
      ['session.revoked', [owner], false],
      ['user.activated', [subject], false],
      ['user.deactivated', [subject], false],
      ['user.deleted', [subject], false],
      ['user.email_changed', [subject], false],
      ['user.logged_in', [subject], true],
      ['user.password_changed', [subject], false],
      ['user.registered', [], false],
      ['user.renamed', [subject], false],
      ['user.role_granted', [subject], false],
      ['user.role_revoked', [subject], false],
    ]);
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
