import { type AccountRecord, recordFields } from '#application/user-transfer/account-record.js';
import type { FileFormat } from './lines.js';

type Column = (typeof recordFields)[number] & keyof AccountRecord;

/** Writes accounts in a form that `readAccounts` reads. */
export class AccountRenderer {
  readonly #columns: readonly Column[];

  constructor(
    private readonly format: FileFormat,
    withPasswordHashes: boolean,
  ) {
    const left = new Set(['emailVerified', 'passwordSalt', ...(withPasswordHashes ? [] : ['passwordHash'])]);
    this.#columns = recordFields.filter((name): name is Column => !left.has(name));
  }

  get head(): string {
    return this.format === 'csv' ? `${this.#columns.join(',')}\r\n` : '';
  }

  render(accounts: readonly AccountRecord[]): string {
    if (this.format === 'ndjson') return accounts.map((account) => `${JSON.stringify(account)}\n`).join('');
    return accounts
      .map((account) => `${this.#columns.map((column) => cellOf(account[column])).join(',')}\r\n`)
      .join('');
  }
}

/** RFC 4180 §2. */
function cellOf(value: unknown): string {
  const text = textOf(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.join(' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
