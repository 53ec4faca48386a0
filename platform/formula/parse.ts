import { type Token, tokens } from './lex.ts';
import { Refused, type Span } from './problems.ts';

/** Characters of a formula, and how deep its parentheses and calls may go. */
export const MAX_LENGTH = 4000;
export const MAX_DEPTH = 50;

/** What was written, before names and types are known. Operators are calls of functions named by their sign; unary minus is `neg`. */
export type Written =
  | ({ readonly kind: 'literal'; readonly type: 'number' | 'text' | 'boolean' | 'null'; readonly value: string | boolean | null } & Span)
  | ({ readonly kind: 'name'; readonly path: string; readonly byLabel: boolean } & Span)
  | ({
      readonly kind: 'call';
      readonly name: string;
      readonly shown: string;
      readonly args: readonly Written[];
      readonly head: Span;
    } & Span);

// From loose to tight; unary minus binds looser than ^, so that -2^2 is -4.
const levels: readonly (readonly string[])[] = [['||'], ['&&'], ['=', '<>', '<', '<=', '>', '>='], ['&'], ['+', '-'], ['*', '/', '%']];
const logic: Readonly<Record<string, string>> = { '||': 'OR', '&&': 'AND' };
const constants: Readonly<Record<string, boolean | null>> = { TRUE: true, FALSE: false, NULL: null };

export function parse(source: string): Written {
  if (source.length > MAX_LENGTH) {
    throw new Refused(
      { at: MAX_LENGTH, length: source.length - MAX_LENGTH },
      'TOO_LONG',
      `公式最多 ${MAX_LENGTH} 个字符`,
      `a formula has at most ${MAX_LENGTH} characters`,
    );
  }
  const bad = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Cs}/u.exec(source);
  if (bad)
    throw new Refused({ at: bad.index, length: 1 }, 'UNKNOWN_CHARACTER', '公式中有不可见的控制字符', 'the formula has a control character');
  const list = tokens(source);
  let index = 0;
  let depth = 0;

  const peek = (): Token => list[Math.min(index, list.length - 1)] as Token;
  const isOperator = (...signs: readonly string[]): boolean => peek().kind === 'operator' && signs.includes(peek().value);
  const take = (): Token => {
    const token = peek();
    index++;
    return token;
  };

  function deeper<T>(span: Span, read: () => T): T {
    depth++;
    if (depth > MAX_DEPTH)
      throw new Refused(span, 'TOO_DEEP', `公式嵌套最多 ${MAX_DEPTH} 层`, `a formula nests at most ${MAX_DEPTH} levels`);
    const result = read();
    depth--;
    return result;
  }

  function level(n: number): Written {
    const signs = levels[n];
    if (!signs) return unary();
    let left = level(n + 1);
    while (isOperator(...signs)) {
      const operator = take();
      const right = level(n + 1);
      const name = logic[operator.value] ?? operator.value;
      const span = { at: left.at, length: right.at + right.length - left.at };
      // a && b && c is one call, so that long chains stay flat
      const args =
        left.kind === 'call' && left.shown === operator.value && (name === '&' || name in { AND: 1, OR: 1 }) ? left.args : [left];
      left = { kind: 'call', name, shown: operator.value, args: [...args, right], head: operator, ...span };
    }
    return left;
  }

  function unary(): Written {
    if (!isOperator('-', '+', '!')) return power();
    const sign = take();
    const inner = deeper(sign, unary);
    const span = { at: sign.at, length: inner.at + inner.length - sign.at };
    if (sign.value === '+') return inner;
    return { kind: 'call', name: sign.value === '-' ? 'neg' : 'NOT', shown: sign.value, args: [inner], head: sign, ...span };
  }

  function power(): Written {
    const left = atom();
    if (!isOperator('^')) return left;
    const sign = take();
    const right = deeper(sign, unary);
    return { kind: 'call', name: '^', shown: '^', args: [left, right], head: sign, at: left.at, length: right.at + right.length - left.at };
  }

  function atom(): Written {
    const token = take();
    const span = { at: token.at, length: token.length };
    if (token.kind === 'number' || token.kind === 'text') return { kind: 'literal', type: token.kind, value: token.value, ...span };
    if (token.kind === 'label') return { kind: 'name', path: token.value, byLabel: true, ...span };
    if (token.kind === 'name') {
      if (isOperator('(')) return call(token);
      const constant = constants[token.value.toUpperCase()];
      if (constant === undefined) return { kind: 'name', path: token.value, byLabel: false, ...span };
      return { kind: 'literal', type: constant === null ? 'null' : 'boolean', value: constant, ...span };
    }
    if (token.kind === 'operator' && token.value === '(') {
      const inner = deeper(token, () => level(0));
      const close = expect(')', token);
      // the parentheses belong to what they hold, for messages
      return inner.kind === 'call' ? { ...inner, shown: '(', at: token.at, length: close.at + close.length - token.at } : inner;
    }
    throw unexpected(token);
  }

  function call(name: Token): Written {
    const open = take();
    const args: Written[] = [];
    if (!isOperator(')')) {
      do args.push(deeper(name, () => level(0)));
      while (isOperator(',') && take());
    }
    const close = expect(')', open);
    const span = { at: name.at, length: close.at + close.length - name.at };
    return { kind: 'call', name: name.value.toUpperCase(), shown: name.value, args, head: { at: name.at, length: name.length }, ...span };
  }

  function expect(sign: string, opened: Token): Token {
    if (isOperator(sign)) return take();
    if (peek().kind === 'end') throw new Refused({ at: opened.at, length: 1 }, 'UNCLOSED', '括号没有闭合', 'the parenthesis is not closed');
    throw unexpected(peek());
  }

  const result = level(0);
  if (peek().kind !== 'end') throw unexpected(peek());
  return result;
}

function unexpected(token: Token): Refused {
  if (token.kind === 'end') return new Refused({ at: token.at, length: 0 }, 'INCOMPLETE', '公式没有写完', 'the formula is not finished');
  return new Refused({ at: token.at, length: token.length }, 'UNEXPECTED', `这里不应出现“${token.value}”`, `unexpected "${token.value}"`);
}
