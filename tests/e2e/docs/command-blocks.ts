import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

export interface Block {
  readonly page: string;
  /** By which it is known. */
  readonly firstLine: string;
  readonly text: string;
}

/** What is to be typed into a terminal. */
export const blocks: readonly Block[] = [
  'README.md',
  ...globSync(['docs/*.md', 'docs/guides/*.md'], { cwd: root }).sort(),
].flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```(?:sh|bash|console)\n(.*?)^```$/gms)].map(
    ([, text = '']) => ({ page, firstLine: text.slice(0, text.indexOf('\n')), text }),
  ),
);

/** Why a block is not run by the test: what it needs, and where it is tried instead. */
const reasons: readonly [page: string, firstLine: string | null, reason: string][] = [
  ['README.md', 'npm ci && npm test', 'is what runs this test: .ci/run'],
  ['docs/brokers.md', null, 'starts brokers: tests/integration/{rabbitmq,kafka}/following.test.ts'],
  ['docs/extending.md', null, 'wants a package of its own, and Docker: scripts/rehearse-extension.ts'],
  [
    'docs/guides/verify-tokens.md',
    'npm init -y && npm pkg set type=module && npm install jose',
    'installs packages: verify-tokens.test.ts, with TEST_REGISTRIES=1',
  ],
  [
    'docs/guides/verify-tokens.md',
    "python3 -m venv venv && venv/bin/pip install 'pyjwt[crypto]'",
    'installs packages: verify-tokens.test.ts, with TEST_REGISTRIES=1',
  ],
  [
    'docs/guides/verify-tokens.md',
    'go mod init example.com/verify && go get github.com/MicahParks/keyfunc/v3 github.com/golang-jwt/jwt/v5',
    'installs packages: verify-tokens.test.ts, with TEST_REGISTRIES=1',
  ],
  [
    'docs/guides/verify-tokens.md',
    'mvn -q compile exec:java -Dexec.mainClass=Verify -Dexec.args="$ACCESS_TOKEN"',
    'installs packages: verify-tokens.test.ts, with TEST_REGISTRIES=1',
  ],
];

/** @returns null for a block that is run. */
export function reasonAgainst({ page, firstLine }: Block): string | null {
  const found = reasons.find(([of, line]) => of === page && (line === null || line === firstLine));
  return found?.[2] ?? null;
}

/** Reasons for what there is no more. */
export function idleReasons(): readonly string[] {
  return reasons
    .filter(
      ([page, line]) =>
        !blocks.some((block) => block.page === page && (line ?? block.firstLine) === block.firstLine),
    )
    .map(([page, line]) => `${page}: ${line}`);
}
