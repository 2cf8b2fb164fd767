import { readFile } from 'node:fs/promises';
import type { HttpClient, Reply } from '#testing/http-client.js';

export interface Exchange {
  readonly title: string;
  readonly expectedStatus: number;
  readonly reply: Reply;
}

/** Sends the requests of an example file in their order, as the REST Client of VS Code does. */
export async function runHttpFile(
  file: URL,
  http: HttpClient,
  overrides: Readonly<Record<string, string>>,
): Promise<Exchange[]> {
  const [head = '', ...sections] = (await readFile(file, 'utf8')).split(/^### /m);
  const declared = [...head.matchAll(/^@(\w+) = (.*)$/gm)].map(([, name, value]) => [name, value]);
  const variables: Record<string, string> = { ...Object.fromEntries(declared), ...overrides };
  const replies = new Map<string, Reply>();
  const exchanges: Exchange[] = [];
  for (const section of sections) {
    const [title = '', ...lines] = section.split('\n');
    const name = lines[0]?.startsWith('# @name ') ? lines.shift()?.slice('# @name '.length) : undefined;
    const text = lines
      .join('\n')
      .replace(/\{\{(.+?)\}\}/g, (_match, expression) => evaluate(expression, variables, replies));
    const reply = await send(text, http);
    if (name !== undefined) replies.set(name, reply);
    exchanges.push({ title, expectedStatus: Number(/\((\d{3})/.exec(title)?.[1]), reply });
  }
  return exchanges;
}

function send(text: string, http: HttpClient): Promise<Reply> {
  const [start = '', body] = text.trim().split('\n\n');
  const [line = '', ...headerLines] = start.split('\n');
  const [method = '', url = ''] = line.split(' ');
  const headers = Object.fromEntries(headerLines.map((header) => header.split(/: (.*)/) as [string, string]));
  return http.request(method, url.replace(http.baseUrl, ''), {
    headers,
    ...(body === undefined ? {} : { rawBody: body }),
  });
}

/** A variable, or a part of an earlier answer: `name.response.body.$.a[0].b`, `name.response.headers.X`. */
function evaluate(
  expression: string,
  variables: Readonly<Record<string, string>>,
  replies: ReadonlyMap<string, Reply>,
): string {
  const [, name = '', part, path = ''] = /^(\w+)\.response\.(body\.\$|headers)\.(.+)$/.exec(expression) ?? [];
  const reply = replies.get(name);
  const value =
    part === undefined
      ? variables[expression]
      : part === 'headers'
        ? reply?.headers.get(path)
        : path.split(/[.[\]]+/).reduce((inner, key) => inner?.[key], reply?.body);
  if (typeof value !== 'string') throw new Error(`{{${expression}}} is nothing`);
  return value;
}
