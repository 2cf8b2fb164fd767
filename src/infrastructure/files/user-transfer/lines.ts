import { recordFields } from '#application/user-transfer/account-record.js';
import type { ImportedLine } from '#application/user-transfer/import-users.js';
import { OperatorError } from '#infrastructure/operator-error.js';

export type FileFormat = 'ndjson' | 'csv';

/** Longer than any account; what is longer is no file of them. */
const maxCharacters = 1_048_576;

/** The accounts of a file, line by line. @throws OperatorError for what cannot be read on. */
export function readAccounts(
  chunks: AsyncIterable<string>,
  format: FileFormat,
): AsyncGenerator<ImportedLine> {
  return format === 'csv' ? readCsv(chunks) : readNdjson(chunks);
}

async function* readNdjson(chunks: AsyncIterable<string>): AsyncGenerator<ImportedLine> {
  let line = 0;
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() as string;
    if (rest.length > maxCharacters) throw tooLong(line + 1);
    for (const text of lines) {
      line += 1;
      if (text.trim() !== '') yield parseJson(text, line);
    }
  }
  if (rest.trim() !== '') yield parseJson(rest, line + 1);
}

/** What the parser says of a fault repeats what it found, which may be a hash. */
function parseJson(text: string, line: number): ImportedLine {
  try {
    const fields: unknown = JSON.parse(line === 1 ? text.replace(/^\ufeff/, '') : text);
    if (typeof fields === 'object' && fields !== null && !Array.isArray(fields)) {
      return { line, fields: fields as Record<string, unknown> };
    }
    return { line, fault: 'is no JSON object' };
  } catch {
    return { line, fault: 'is not JSON' };
  }
}

/** RFC 4180, with the names of the fields in the first line. */
async function* readCsv(chunks: AsyncIterable<string>): AsyncGenerator<ImportedLine> {
  let names: readonly string[] | null = null;
  for await (const { line, cells } of rowsOf(chunks)) {
    if (names === null) {
      names = cells.map((cell) => cell.replace(/^\ufeff/, '').trim());
      refuseUnknown(names);
    } else if (cells.length === names.length) {
      yield { line, fields: Object.fromEntries(names.map((name, index) => [name, cells[index]])) };
    } else if (cells.length > 1 || cells[0] !== '') {
      yield { line, fault: `has ${cells.length} cells instead of ${names.length}` };
    }
  }
}

function refuseUnknown(names: readonly string[]): void {
  const isWrong = (name: string, index: number) =>
    !(recordFields as readonly string[]).includes(name) || names.indexOf(name) !== index;
  if (!names.some(isWrong)) return;
  throw new OperatorError(
    `The first line must have the names of the columns, each once: ${recordFields.join(', ')}`,
  );
}

async function* rowsOf(
  chunks: AsyncIterable<string>,
): AsyncGenerator<{ readonly line: number; readonly cells: readonly string[] }> {
  let [line, began] = [1, 1];
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  /** Behind a quote within quotes: the next character says whether it was the end. */
  let mayEnd = false;
  let length = 0;
  const endCell = () => {
    cells.push(cell);
    cell = '';
  };
  for await (const chunk of chunks) {
    for (const character of chunk) {
      length += 1;
      if (length > maxCharacters) throw tooLong(began);
      if (mayEnd) {
        mayEnd = false;
        if (character === '"') {
          cell += '"';
          continue;
        }
        isQuoted = false;
      }
      if (character === '\n') line += 1;
      if (isQuoted) {
        if (character === '"') mayEnd = true;
        else cell += character;
      } else if (character === '"' && cell === '') isQuoted = true;
      else if (character === ',') endCell();
      else if (character === '\n') {
        if (cell.endsWith('\r')) cell = cell.slice(0, -1);
        endCell();
        yield { line: began, cells };
        cells = [];
        [began, length] = [line, 0];
      } else cell += character;
    }
  }
  if (isQuoted && !mayEnd) throw new OperatorError(`The quotes that begin in line ${began} are not closed`);
  if (cells.length === 0 && cell === '') return;
  endCell();
  yield { line: began, cells };
}

function tooLong(line: number): OperatorError {
  return new OperatorError(
    `Line ${line} is longer than ${maxCharacters} characters: this is no file of accounts`,
  );
}
