import Handlebars from 'handlebars';
import { OperatorError } from '../../operator-error.js';
import type { TemplateFile } from './template-files.js';

/** What a template may name. */
export interface Vocabulary {
  readonly placeholders: readonly string[];
  /** Whose value is HTML already. */
  readonly raw: readonly string[];
}

const helpers = new Set(['duration', 'time']);
const blocks = new Set(['if', 'unless']);

/**
 * Parses a template, which may have placeholders, `{{duration x}}`, `{{time x}}`, `{{#if x}}` and `{{#unless x}}`, and
 * nothing else that the language knows.
 * @throws OperatorError naming file, line and what is wrong there.
 */
export function parseTemplate(file: TemplateFile, vocabulary: Vocabulary): hbs.AST.Program {
  let program: hbs.AST.Program;
  try {
    program = Handlebars.parse(file.source);
  } catch (cause) {
    throw new OperatorError(`${file.path} is no template: ${(cause as Error).message}`, { cause });
  }
  checkAll(program, { path: file.path, ...vocabulary });
  return program;
}

interface Checking extends Vocabulary {
  readonly path: string;
}

function checkAll({ body }: hbs.AST.Program, checking: Checking): void {
  for (const statement of body) check(statement, checking);
}

function check(statement: hbs.AST.Statement, checking: Checking): void {
  const { type } = statement;
  if (type === 'ContentStatement' || type === 'CommentStatement') return;
  if (type === 'MustacheStatement') checkMustache(statement as hbs.AST.MustacheStatement, checking);
  else if (type === 'BlockStatement') checkBlock(statement as hbs.AST.BlockStatement, checking);
  else refuse(statement, checking, 'only placeholders, if and unless are known here');
}

function checkMustache(statement: hbs.AST.MustacheStatement, checking: Checking): void {
  const { path, params, hash, escaped } = statement;
  const name = nameOf(path);
  if (hash !== undefined) refuse(statement, checking, 'named arguments are not known here');
  if (params.length === 0) {
    requirePlaceholder(path, checking);
    if (!escaped && !checking.raw.includes(name)) {
      refuse(statement, checking, `write {{${name}}}: a value is never put in as it is`);
    }
    return;
  }
  if (!helpers.has(name) || params.length !== 1) refuse(statement, checking, `"${name}" is no helper`);
  requirePlaceholder(params[0] as hbs.AST.Expression, checking);
}

function checkBlock(statement: hbs.AST.BlockStatement, checking: Checking): void {
  const { path, params, hash, program, inverse } = statement;
  const isKnown = blocks.has(nameOf(path)) && params.length === 1 && hash === undefined;
  if (!isKnown)
    refuse(statement, checking, 'only {{#if placeholder}} and {{#unless placeholder}} are known here');
  requirePlaceholder(params[0] as hbs.AST.Expression, checking);
  checkAll(program, checking);
  if (inverse) checkAll(inverse, checking);
}

function requirePlaceholder(expression: hbs.AST.Expression, checking: Checking): void {
  const name = nameOf(expression);
  if (checking.placeholders.includes(name)) return;
  const known = checking.placeholders.join(', ');
  refuse(expression, checking, `{{${name}}} is no placeholder; there are ${known}`);
}

/** Of a plain name; what goes into an object, up a level or to `@data` has none that is known. */
function nameOf(expression: hbs.AST.Node): string {
  const { original, depth, data, parts } = expression as hbs.AST.PathExpression;
  const isPlain = expression.type === 'PathExpression' && !data && depth === 0 && parts.length === 1;
  return isPlain && parts[0] === original ? original : String(original);
}

function refuse({ loc }: hbs.AST.Node, { path }: Checking, reason: string): never {
  throw new OperatorError(`${path}, line ${loc.start.line}: ${reason}`);
}
