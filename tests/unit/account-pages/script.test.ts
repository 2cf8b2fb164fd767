import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { accountPages } from '#presentation/http/account-pages/controller.js';

const folder = join(import.meta.dirname, '../../../pages/account');
const page = readFileSync(join(folder, 'page.html'), 'utf8');
const script = readFileSync(join(folder, 'pages.js'), 'utf8');

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

class FakeElement {
  textContent = '';
  value = '';
  hidden = false;
  required = false;
  disabled = false;
  hasFocus = false;
  submit: (event: { preventDefault(): void }) => Promise<void> = async () => undefined;

  focus(): void {
    this.hasFocus = true;
  }
  addEventListener(_type: string, listener: FakeElement['submit']): void {
    this.submit = listener;
  }
}

/** What of a browser the script uses: the elements that the page has, and nothing else. */
function open(
  path: string,
  { hash = '#token=abc_-1', languages = ['en-US'], answers = [] as Answer[] } = {},
) {
  const elements = Object.fromEntries(
    Array.from(page.matchAll(/<(\w+) id="(\w+)"([^>]*)>/g), ([, , id, attributes]) => {
      const element = new FakeElement();
      element.hidden = / hidden/.test(attributes as string);
      return [id, element];
    }),
  ) as Record<string, FakeElement>;
  const requests: { url: string; method: string; headers: object; body: unknown }[] = [];
  const addresses: string[] = [];
  const document = {
    title: '',
    documentElement: { lang: 'en' },
    getElementById: (id: string) => elements[id],
  };
  runInNewContext(script, {
    document,
    navigator: { languages },
    location: { pathname: path, hash },
    history: { replaceState: (_state: null, _title: string, address: string) => addresses.push(address) },
    URLSearchParams,
    fetch: async (
      url: string,
      { method, headers, body }: { method: string; headers: object; body?: string },
    ) => {
      requests.push({ url, method, headers, body: body === undefined ? undefined : JSON.parse(body) });
      const answer = answers.shift();
      if (answer === undefined) throw new TypeError('no network');
      return { ok: answer.status < 300, status: answer.status, json: async () => answer.body };
    },
  });
  const press = () => (elements.form as FakeElement).submit({ preventDefault: () => undefined });
  const shown = (id: string) => (elements[id] as FakeElement).textContent;
  return { elements, document, requests, addresses, press, shown };
}

const failure = (code: string, details: readonly object[] = []) => ({
  status: 400,
  body: { error: { code, details } },
});

describe('the page', () => {
  it('has no script or style of its own, and asks search engines to pass by', () => {
    expect(page).not.toMatch(/<script(?! src="pages\.js")|<style| style=| on\w+=/);
    expect(page).toContain('noindex');
    expect(script).not.toMatch(
      /innerHTML|insertAdjacentHTML|document\.write|eval|localStorage|sessionStorage/,
    );
  });

  it.each([
    ['verify-email', 'email/verify'],
    ['finish-registration', 'email/verify'],
    ['change-email', 'email/change'],
    ['revert-email', 'email/revert'],
  ])('%s sends the token to %s when the button is pressed, and not before', async (name, path) => {
    const opened = open(`/account/${name}`, { answers: [{ status: 204 }] });
    expect(opened.requests).toEqual([]);
    expect(opened.addresses).toEqual([`/account/${name}`]);
    expect(opened.elements.field?.hidden).toBe(true);
    await opened.press();
    expect(opened.requests).toEqual([
      {
        url: `../api/v1/auth/${path}`,
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body: { token: 'abc_-1' },
      },
    ]);
    expect(opened.elements.form?.hidden).toBe(true);
    expect(opened.shown('outcome')).not.toBe('');
    expect(opened.elements.outcome?.hasFocus).toBe(true);
  });

  it.each(['reset-password', 'set-password'])('%s sends a new password along', async (name) => {
    const opened = open(`/auth/account/${name}`, { answers: [failure('WEAK_PASSWORD'), { status: 204 }] });
    const { password, field, form } = opened.elements as Record<string, FakeElement>;
    expect([field?.hidden, password?.required]).toEqual([false, true]);
    Object.assign(password as FakeElement, { value: 'short' });
    await opened.press();
    expect(opened.shown('problem')).toContain('too easy to guess');
    expect([form?.hidden, password?.hasFocus]).toEqual([false, true]);
    Object.assign(password as FakeElement, { value: 'correct horse battery' });
    await opened.press();
    expect(opened.requests.map(({ url, body }) => [url, body])).toEqual([
      ['../api/v1/auth/password/reset', { token: 'abc_-1', newPassword: 'short' }],
      ['../api/v1/auth/password/reset', { token: 'abc_-1', newPassword: 'correct horse battery' }],
    ]);
    expect([form?.hidden, opened.shown('problem')]).toEqual([true, '']);
  });

  it('sign-in leaves no session behind that nobody has the tokens of', async () => {
    const signedIn = { status: 200, body: { data: { accessToken: 'at' } } };
    const opened = open('/account/sign-in', { answers: [signedIn, { status: 204 }] });
    await opened.press();
    expect(opened.requests.map(({ url, body }) => [url, body])).toEqual([
      ['../api/v1/auth/code/complete', { token: 'abc_-1' }],
      ['../api/v1/auth/logout', undefined],
    ]);
    expect(opened.requests[1]?.headers).toEqual({ accept: 'application/json', authorization: 'Bearer at' });
  });

  it.each([
    ['TOKEN_INVALID', [], /used, too old/, true],
    ['VALIDATION_ERROR', [{ field: 'token' }], /used, too old/, true],
    ['EMAIL_TAKEN', [], /Another account/, true],
    ['RATE_LIMITED', [], /Too many/, false],
    ['INTERNAL_ERROR', [], /did not work/, false],
  ])('tells of %s %j', async (code, details, told, isOver) => {
    const opened = open('/account/change-email', { answers: [failure(code, details)] });
    await opened.press();
    expect(opened.shown(isOver ? 'outcome' : 'problem')).toMatch(told);
    expect(opened.elements.form?.hidden).toBe(isOver);
    expect(opened.elements.button?.disabled).toBe(false);
  });

  it('tells of a network that is not there, and can be tried again', async () => {
    const opened = open('/account/verify-email');
    await opened.press();
    expect(opened.shown('problem')).toMatch(/did not work/);
    expect(opened.elements.form?.hidden).toBe(false);
  });

  it('without a token asks for the link', () => {
    const opened = open('/account/verify-email', { hash: '' });
    expect(opened.shown('outcome')).toMatch(/incomplete/);
    expect(opened.elements.form?.hidden).toBe(true);
  });

  it.each([
    [['de-CH', 'en'], 'de'],
    [['fr', 'de'], 'de'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('for %j is in %s', (languages, expected) => {
    expect(open('/account/verify-email', { languages }).document).toMatchObject({
      title: expected === 'de' ? 'Adresse bestätigen' : 'Confirm your address',
      documentElement: { lang: expected },
    });
  });

  it.each(accountPages)('%s is there in both languages', (name) => {
    for (const languages of [['en'], ['de']]) {
      const opened = open(`/account/${name}`, { languages });
      for (const id of ['title', 'explanation', 'button']) expect(opened.shown(id)).not.toBe('');
    }
  });
});
