import { describe, expect, it } from 'vitest';
import { PermanentFailure } from '#application/jobs/job.js';
import { defineMail, type MailData } from '#application/mail/mail.js';
import { HandlebarsMailTemplates } from '#infrastructure/handlebars/mail/handlebars-mail-templates.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import { templateFolder } from '../../support/mail/template-folder.js';

const samples = { name: 'Anna', link: 'https://auth.example.com/account/verify-email#token=abc' };
const welcome = defineMail({ name: 'welcome', description: 'Says hello', samples });

const layout = (locale: string) => ({
  [`${locale}/layout.txt`]: `{{body}}\n-- ${locale}`,
  [`${locale}/layout.html`]: `<html lang="{{locale}}">{{{body}}}<p>{{service}}</p></html>`,
});
const welcomeIn = (locale: string, greeting: string) => ({
  [`${locale}/welcome.subject.txt`]: `${greeting} {{name}}\n`,
  [`${locale}/welcome.txt`]: `${greeting} {{name}}: {{link}}\n`,
  [`${locale}/welcome.html`]: `<p>${greeting} {{name}}: <a href="{{link}}">{{link}}</a></p>\n`,
});
const builtIn = {
  ...layout('en'),
  ...layout('de'),
  ...welcomeIn('en', 'Hello'),
  ...welcomeIn('de', 'Hallo'),
};

interface Setting {
  readonly files?: Readonly<Record<string, string>>;
  readonly own?: Readonly<Record<string, string>>;
  readonly defaultLocale?: string;
}

async function load({ files = builtIn, own, defaultLocale = 'en' }: Setting = {}) {
  const folder = await templateFolder(files);
  return HandlebarsMailTemplates.load({
    definitions: [welcome],
    folders: [{ folder, names: ['welcome'], mayHaveLayout: true }],
    overrides: own === undefined ? null : await templateFolder(own),
    defaultLocale,
    service: 'example.com',
  });
}

const render = async (setting: Setting = {}, locale: string | null = null, data: MailData = samples) =>
  (await load(setting)).render('welcome', locale, data);

describe('a template', () => {
  it('is filled in, within the layout', async () => {
    expect(await render()).toEqual({
      subject: 'Hello Anna',
      text: `Hello Anna: ${samples.link}\n-- en\n`,
      html:
        `<html lang="en"><p>Hello Anna: <a href="${samples.link}">` +
        `${samples.link}</a></p><p>example.com</p></html>\n`,
      locale: 'en',
    });
  });

  it.each([
    ['de-AT', 'en', 'Hallo'],
    ['de', 'en', 'Hallo'],
    ['en-GB', 'de', 'Hello'],
    ['fr', 'en', 'Hello'],
    ['fr', 'de', 'Hallo'],
    ['fr', 'de-CH', 'Hallo'],
    ['fr', 'it', 'Hello'],
    [null, 'de', 'Hallo'],
    ['', 'de', 'Hallo'],
    ['no locale/../at all', 'en', 'Hello'],
  ])('for %s, with %s as default, says %s', async (locale, defaultLocale, greeting) => {
    expect((await render({ defaultLocale }, locale)).subject).toBe(`${greeting} Anna`);
  });

  it('of a region goes before that of its language', async () => {
    const files = { ...builtIn, ...welcomeIn('de-AT', 'Servus') };
    expect(await render({ files }, 'de-AT')).toMatchObject({ subject: 'Servus Anna', locale: 'de-AT' });
    expect((await render({ files }, 'de-AT')).text).toMatch(/-- de\n$/);
    expect(await render({ files }, 'de-CH')).toMatchObject({ subject: 'Hallo Anna', locale: 'de' });
  });

  it('knows conditions, durations and times', async () => {
    const files = {
      ...builtIn,
      'de/welcome.txt': '{{#if name}}ja{{else}}nein{{/if}}{{#unless name}}!{{/unless}}',
    };
    expect((await render({ files }, 'de')).text).toMatch(/^ja\n/);
    expect((await render({ files }, 'de', { ...samples, name: '' })).text).toMatch(/^nein!\n/);
    const timed = defineMail({
      name: 'timed',
      description: '',
      samples: { at: '2026-03-14T09:26:53Z', for: 7200 },
    });
    const templates = await HandlebarsMailTemplates.load({
      definitions: [timed],
      folders: [
        {
          folder: await templateFolder({
            ...layout('en'),
            ...layout('de'),
            ...Object.fromEntries(
              ['en', 'de'].flatMap((locale) =>
                ['subject.txt', 'txt', 'html'].map((part) => [
                  `${locale}/timed.${part}`,
                  '{{time at}}; {{duration for}}',
                ]),
              ),
            ),
          }),
          names: ['timed'],
          mayHaveLayout: true,
        },
      ],
      overrides: null,
      defaultLocale: 'en',
      service: 'Example',
    });
    const subject = (locale: string, seconds: number) =>
      templates.render('timed', locale, { ...timed.samples, for: seconds }).subject;
    expect(subject('en', 3600)).toBe('March 14, 2026 at 9:26 AM UTC; 1 hour');
    expect(subject('en', 172_800)).toMatch(/; 2 days$/);
    expect(subject('de', 3600)).toBe('14. März 2026 um 09:26 UTC; 1 Stunde');
    expect(subject('de', 5400)).toMatch(/; 90 Minuten$/);
    expect(subject('de', 61)).toMatch(/; 61 Sekunden$/);
    expect(() => templates.render('timed', 'en', { ...timed.samples, at: 'today' })).toThrow(
      PermanentFailure,
    );
    expect(() => templates.render('timed', 'en', { ...timed.samples, for: '1' })).toThrow(PermanentFailure);
  });

  it('that there is not, or data that do not fit, are no use to try again', async () => {
    const templates = await load();
    expect(() => templates.render('other', 'en', samples)).toThrow(PermanentFailure);
    expect(() => templates.render('welcome', 'en', { name: 'Anna' })).toThrow(PermanentFailure);
    expect(() => templates.render('welcome', 'en', { ...samples, link: 'javascript:alert(1)' })).toThrow(
      PermanentFailure,
    );
    expect(() =>
      templates.render('welcome', 'en', { ...samples, link: 'https://a.example/\r\nX: y' }),
    ).toThrow(PermanentFailure);
  });
});

describe("an operator's folder", () => {
  it('takes the place of single files', async () => {
    const own = { 'en/welcome.subject.txt': 'Welcome, {{name}}', 'en/layout.txt': '{{body}}\n-- ours' };
    const mail = await render({ own });
    expect(mail).toMatchObject({ subject: 'Welcome, Anna', text: `Hello Anna: ${samples.link}\n-- ours\n` });
    expect((await render({ own }, 'de')).subject).toBe('Hallo Anna');
  });

  it('adds languages', async () => {
    const own = welcomeIn('fr', 'Bonjour');
    expect(await render({ own }, 'fr-CA')).toMatchObject({ subject: 'Bonjour Anna', locale: 'fr' });
    expect((await render({ own }, 'fr')).html).toContain('<html lang="fr">');
  });

  it('may have files of the system beside them', async () => {
    expect((await render({ own: { '.keep': '', 'en/.DS_Store': '' } })).subject).toBe('Hello Anna');
  });
});

describe('before the service starts, it is refused', () => {
  it.each([
    [
      'a misspelt placeholder',
      { 'en/welcome.txt': '\n{{nmae}}' },
      /en\/welcome\.txt, line 2: \{\{nmae\}\} is no placeholder; there are name, link, service/,
    ],
    ['a path', { 'en/welcome.txt': '{{name.length}}' }, /en\/welcome\.txt, line 1: .*name\.length/],
    ['a way up', { 'en/welcome.txt': '{{../name}}' }, /is no placeholder/],
    ['this', { 'en/welcome.txt': '{{this}}' }, /is no placeholder/],
    ['the data of the engine', { 'en/welcome.txt': '{{@root}}' }, /is no placeholder/],
    ['a prototype', { 'en/welcome.txt': '{{constructor}}' }, /is no placeholder/],
    ['a helper of the engine', { 'en/welcome.txt': '{{lookup name "x"}}' }, /"lookup" is no helper/],
    ['a log', { 'en/welcome.txt': '{{log name}}' }, /"log" is no helper/],
    ['a helper without its argument', { 'en/welcome.txt': '{{duration 5}}' }, /is no placeholder/],
    ['a named argument', { 'en/welcome.txt': '{{time name a=1}}' }, /named arguments/],
    ['a loop', { 'en/welcome.txt': '{{#each name}}{{/each}}' }, /only \{\{#if/],
    ['a partial', { 'en/welcome.txt': '{{> layout}}' }, /only placeholders/],
    ['a decorator', { 'en/welcome.txt': '{{* name}}' }, /only placeholders/],
    ['a nested call', { 'en/welcome.txt': '{{duration (time name)}}' }, /is no placeholder/],
    [
      'a value that is not escaped',
      { 'en/welcome.html': '{{{name}}}' },
      /en\/welcome\.html, line 1: write \{\{name\}\}/,
    ],
    ['another way to say so', { 'en/welcome.html': '{{&name}}' }, /write \{\{name\}\}/],
    [
      'a misspelt placeholder in a branch',
      { 'en/welcome.txt': '{{#if name}}{{else}}{{x}}{{/if}}' },
      /\{\{x\}\}/,
    ],
    ['what does not parse', { 'en/welcome.txt': '{{#if name}}' }, /en\/welcome\.txt is no template/],
    [
      'what the samples do not fit',
      { 'en/welcome.txt': '{{duration name}}' },
      /en\/welcome do not work.*seconds/,
    ],
    [
      'an empty subject',
      { 'en/welcome.subject.txt': ' \n' },
      /en\/welcome do not work: its subject is empty/,
    ],
    ['a file of no mail', { 'en/welcom.txt': '' }, /welcom\.txt is no template of any mail/],
    ['a part that there is not', { 'en/welcome.htm': '' }, /welcome\.htm is no template/],
    ['a subject of the layout', { 'en/layout.subject.txt': '' }, /layout\.subject\.txt is no template/],
    ['a folder that is no locale', { 'english_/welcome.txt': '' }, /english_: folders of templates/],
    ['another spelling of a locale', { 'DE/welcome.txt': '' }, /DE: folders of templates/],
    [
      'a part without the others',
      { 'fr/welcome.txt': '' },
      /fr\/welcome\.txt, but no fr\/welcome\.subject\.txt/,
    ],
  ])('%s', async (_what, own, message) => {
    await expect(load({ own })).rejects.toThrow(OperatorError);
    await expect(load({ own })).rejects.toThrow(message);
  });

  it('a mail without templates in the last language', async () => {
    const files = { ...layout('en'), ...layout('de'), ...welcomeIn('de', 'Hallo') };
    await expect(load({ files })).rejects.toThrow(
      /The mail welcome has no templates: en\/welcome\.subject\.txt/,
    );
    expect((await render({ files, defaultLocale: 'de' })).subject).toBe('Hallo Anna');
  });

  it('a folder that is not there', async () => {
    const loading = HandlebarsMailTemplates.load({
      definitions: [welcome],
      folders: [{ folder: '/nowhere', names: ['welcome'], mayHaveLayout: true }],
      overrides: null,
      defaultLocale: 'en',
      service: 'Example',
    });
    await expect(loading).rejects.toThrow(/\/nowhere cannot be read \(ENOENT\)/);
  });
});

describe('what anybody may have typed (REG-11, REG-12)', () => {
  const named = async (name: string) => render({}, 'en', { ...samples, name });

  it.each([
    ['<a href=//evil.example>click</a>', '&lt;a href&#x3D;//evil', '<a href=//evil'],
    [`{{7*7}} \${7*7} {{link}}`, `{{7*7}} \${7*7} {{link}}`, '49'],
    ['"><script>alert(1)</script>', '&quot;&gt;&lt;script&gt;', '<script>'],
  ])('is text in HTML: %s', async (name, shown, hidden) => {
    const { html } = await named(name);
    expect(html).toContain(shown);
    expect(html).not.toContain(hidden);
  });

  it.each([
    'http://evil.example/x',
    'HTTPS://EVIL.EXAMPLE',
    'see evil.example now',
    'www.evil.example',
    'x@evil.example/path',
    'evil。example http://127.0.0.1',
  ])('has no link that a mail program would make: %s', async (name) => {
    const { subject, text, html } = await named(name);
    for (const part of [
      subject,
      text.replace(samples.link, ''),
      html.replaceAll(/https:\/\/auth[^"<]*/g, ''),
    ]) {
      expect(part).not.toMatch(/:\/\/|evil\.example|www\.evil/i);
    }
  });

  it.each(['J. R. Müller', 'anna@example.com', '192.0.2.1', 'Firefox 128.0 (Linux)', 'Dr.', "O'Neill"])(
    'is left as it is otherwise: %s',
    async (name) => {
      expect((await named(name)).subject).toBe(`Hello ${name}`);
      expect((await named(name)).text).toContain(`Hello ${name}:`);
    },
  );

  it.each([
    ['x\r\nBcc: eve@evil.example\r\n\r\nBody', 'Hello x Bcc: eve@evil'],
    ['x\ny\0z\u2028w\u202e', 'Hello x y z w'],
  ])('begins no line of its own: %j', async (name, start) => {
    const { subject, text } = await named(name);
    expect(subject.startsWith(start)).toBe(true);
    expect(subject).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
    expect(text.split('\n')[0]).toContain('Hello x');
    expect(text.split('\n')).toHaveLength(3);
  });
});
