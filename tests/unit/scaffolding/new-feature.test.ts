import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newFeature } from '#scaffolding/new-feature.js';
import { newMigration } from '#scaffolding/new-migration.js';

const extending = join(import.meta.dirname, '../../extending');

/** In this repository it is tried by the architecture tests, which build and test what it writes. */
describe('a new feature in the folder of a team', () => {
  let folder: string;
  const dependencies = { gatehouse: 'file:vendor/gatehouse-0.1.0.tgz', typeorm: '1.2.3' };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-new-feature-'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'shop', dependencies }));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  const textOf = (path: string) => (path.endsWith('.ts') ? read(path) : '');
  const files = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

  it('is spelled as each place wants it, and imports from the package', () => {
    newFeature('gift-cards', undefined, folder);
    expect(read('src/domain/gift-cards/gift-card.ts')).toContain('class GiftCard extends AggregateRoot');
    const manifest = read('src/composition/features/gift-cards.feature.ts');
    for (const spelling of ["name: 'gift-cards'", 'GIFT_CARD_MAX_LENGTH', 'gift_cards_owner_id_text_key']) {
      expect(manifest).toContain(spelling);
    }
    expect(manifest).toContain("from 'gatehouse';");
    expect(read('gatehouse.config.ts')).toContain('defineConfig({ features: [giftCards] })');
    const [migration = ''] = readdirSync(join(folder, 'migrations'));
    expect(migration).toMatch(/^\d{13}-gift-cards-create-gift-cards\.ts$/);
    expect(read(`migrations/${migration}`)).toContain(`class CreateGiftCards${migration.slice(0, 13)} `);
    expect(files().filter((path) => /sticky/i.test(path) || /sticky/i.test(textOf(path)))).toEqual([]);
  });

  it('makes an empty folder one that builds, and leaves what is there', () => {
    newFeature('entries', undefined, folder);
    const manifest = JSON.parse(read('package.json'));
    expect(manifest).toMatchObject({ name: 'shop', type: 'module', dependencies });
    expect(manifest.devDependencies['@gatehouse/embedded-postgres']).toBe(
      'file:vendor/gatehouse-embedded-postgres-0.1.0.tgz',
    );
    expect(Object.keys(manifest.imports)).toContain('#domain/*.js');
    expect(existsSync(join(folder, 'tsconfig.json'))).toBe(true);
    const before = [read('package.json'), read('gatehouse.config.ts')];
    const told = newFeature('people', 'person', folder);
    expect(told).toContain('Add to the features in gatehouse.config.ts: people');
    expect([read('package.json'), read('gatehouse.config.ts')]).toEqual(before);
    expect(existsSync(join(folder, 'src/domain/entries/entry.ts'))).toBe(true);
    expect(existsSync(join(folder, 'src/domain/people/person.ts'))).toBe(true);
  });

  it('makes of an empty folder what docs/extending.md tells to write', () => {
    const manifest = { name: 'projects-service', version: '1.0.0', private: true };
    const own = { gatehouse: dependencies.gatehouse };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, dependencies: own }));
    newFeature('projects', undefined, folder);
    const told = (path: string) => readFileSync(join(extending, path), 'utf8');
    expect(JSON.parse(read('package.json'))).toEqual(JSON.parse(told('package.json')));
    for (const path of ['tsconfig.json', 'vitest.config.ts', 'gatehouse.config.ts']) {
      expect(read(path), path).toBe(told(path));
    }
  });

  it.each([
    ['file:vendor/gatehouse-1.2.3.tgz', 'file:vendor/gatehouse-embedded-postgres-1.2.3.tgz'],
    ['file:../gatehouse', 'file:../gatehouse/tools/embedded-postgres'],
    ['1.2.3', '1.2.3'],
  ])('gets its PostgreSQL from where Gatehouse is from (%s)', (gatehouse, source) => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ devDependencies: { gatehouse } }));
    newFeature('notes', undefined, folder);
    const { dependencies: runtime, devDependencies } = JSON.parse(read('package.json'));
    expect(runtime).not.toHaveProperty('gatehouse');
    expect(devDependencies).toMatchObject({ gatehouse, '@gatehouse/embedded-postgres': source });
  });

  it('is refused where package.json does not say where Gatehouse is from', () => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'shop' }));
    expect(() => newFeature('notes', undefined, folder)).toThrow(/does not name gatehouse: install it/);
    expect(files()).toEqual(['package.json']);
  });

  it.each([
    ['Notes', /no name for a feature/],
    ['../notes', /no name for a feature/],
    ['1-notes', /no name for a feature/],
    ['people', /in the plural/],
    ['users', /Gatehouse has a feature users/],
    ['sessions', /Gatehouse has a feature sessions/],
    ['subscriptions', /"Subscription" means something else/],
    ['dates', /"Date" means something else/],
  ])('is refused as %s, and nothing is written', (name, reason) => {
    expect(() => newFeature(name, undefined, folder)).toThrow(reason);
    expect(files()).toEqual(['package.json']);
  });

  it('overwrites nothing', () => {
    newFeature('notes', undefined, folder);
    const before = files();
    expect(() => newFeature('notes', undefined, folder)).toThrow('There is src/application/notes already');
    expect(files()).toEqual(before);
  });

  it('gets further migrations', () => {
    const path = newMigration('notes', 'add-colour', join(folder, 'migrations'));
    expect(path).toMatch(/migrations\/\d{13}-notes-add-colour\.ts$/);
    expect(readFileSync(path, 'utf8')).toMatch(/class AddColour\d{13} implements MigrationInterface/);
    expect(() => newMigration('notes', 'Add colour', folder)).toThrow(/in lower case/);
  });
});
