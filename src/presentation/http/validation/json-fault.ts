/** Both from 1; a column is a UTF-16 code unit. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

const token =
  /[ \t\n\r]*(?:([[\]{}:,])|("(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)))/y;

/** What may come next, by what has come: `value!` is a value where `]` would do, `key!` a key where `}` would. */
type Expected = 'value' | 'value!' | 'key' | 'key!' | 'colon' | 'more' | 'end';

/**
 * Where a text stops being JSON (RFC 8259): at the token that does not belong there, or at its end; null where it does
 * not. The messages of V8 name a position only now and then, and repeat what was sent.
 */
export function placeOfJsonFault(text: string): Place | null {
  const open: string[] = [];
  let expected: Expected = 'value';
  token.lastIndex = 0;
  for (let at = 0; ; at = token.lastIndex) {
    token.lastIndex = at;
    const [, mark, string, literal] = token.exec(text) ?? [];
    const next = follow(expected, mark ?? (string !== undefined ? 'string' : literal && 'literal'), open);
    if (next === null) {
      const start = at + (/^[ \t\n\r]*/.exec(text.slice(at))?.[0].length ?? 0);
      return expected === 'end' && start === text.length ? null : placeAt(text, start);
    }
    expected = next;
  }
}

/** Null for what may not follow. @param open closing marks that are still to come. */
function follow(expected: Expected, found: string | undefined, open: string[]): Expected | null {
  const afterValue = (): Expected => (open.length === 0 ? 'end' : 'more');
  if (found === undefined) return null;
  if (found === open.at(-1) && (expected === 'more' || expected === 'value!' || expected === 'key!')) {
    open.pop();
    return afterValue();
  }
  switch (expected) {
    case 'value':
    case 'value!':
      if (found === 'string' || found === 'literal') return afterValue();
      if (found !== '[' && found !== '{') return null;
      open.push(found === '[' ? ']' : '}');
      return found === '[' ? 'value!' : 'key!';
    case 'key':
    case 'key!':
      return found === 'string' ? 'colon' : null;
    case 'colon':
      return found === ':' ? 'value' : null;
    case 'more':
      if (found !== ',') return null;
      return open.at(-1) === '}' ? 'key' : 'value';
    case 'end':
      return null;
  }
}

function placeAt(text: string, index: number): Place {
  const lines = text.slice(0, index).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
