/**
 * The part of JSONata in which the handoff's state machine is written: variables, paths, numbers, + - * /, `$max`, `$ceil`
 * and `$millis`. Anything else is refused when it is read, so a definition that grows makes this grow with it.
 */
export type Scope = { variables: Readonly<Record<string, unknown>>; states: unknown; now: number };
type Expression = (scope: Scope) => unknown;

const read = new Map<string, Expression>();

/** A field of a definition: `{% … %}` is evaluated, everything else is itself. */
export const evaluated = (field: unknown, scope: Scope): unknown => {
  if (typeof field === 'string') {
    const inner = /^\{%([\s\S]*)%\}$/.exec(field)?.[1];
    return inner === undefined ? field : expressionOf(inner.trim())(scope);
  }
  if (typeof field !== 'object' || field === null) return field;
  return Object.fromEntries(Object.entries(field).map(([name, value]) => [name, evaluated(value, scope)]));
};

export const expressionOf = (text: string): Expression => {
  const known = read.get(text);
  if (known) return known;
  const made = new Reader(text).whole();
  read.set(text, made);
  return made;
};

const functions: Readonly<Record<string, (argument: unknown, scope: Scope) => unknown>> = {
  max: (numbers) => Math.max(...(numbers as number[])),
  ceil: (number) => Math.ceil(number as number),
  millis: (_nothing, { now }) => now,
};

class Reader {
  #tokens: string[];
  #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = text.match(/\$?[A-Za-z_]\w*|\d+(?:\.\d+)?|\S/g) ?? [];
  }

  whole(): Expression {
    const sum = this.#sum();
    if (this.#at < this.#tokens.length) throw this.#unknown();
    return sum;
  }

  #sum(): Expression {
    let left = this.#product();
    for (;;) {
      const sign = this.#one('+', '-');
      if (!sign) return left;
      const [a, b] = [left, this.#product()];
      left = (scope) => (sign === '+' ? number(a(scope)) + number(b(scope)) : number(a(scope)) - number(b(scope)));
    }
  }

  #product(): Expression {
    let left = this.#term();
    for (;;) {
      const sign = this.#one('*', '/');
      if (!sign) return left;
      const [a, b] = [left, this.#term()];
      left = (scope) => (sign === '*' ? number(a(scope)) * number(b(scope)) : number(a(scope)) / number(b(scope)));
    }
  }

  #term(): Expression {
    if (this.#one('(')) return this.#closing(this.#sum(), ')');
    if (this.#one('[')) {
      const items = [this.#sum()];
      while (this.#one(',')) items.push(this.#sum());
      return this.#closing((scope) => items.map((item) => item(scope)), ']');
    }
    const token = this.#tokens[this.#at++] ?? '';
    if (/^\d/.test(token)) return () => Number(token);
    if (!token.startsWith('$')) throw this.#unknown();
    return this.#one('(') ? this.#call(token.slice(1)) : this.#path(token.slice(1));
  }

  #call(name: string): Expression {
    const does = functions[name];
    if (!does) throw this.#unknown();
    if (this.#one(')')) return (scope) => does(undefined, scope);
    const argument = this.#sum();
    return this.#closing((scope) => does(argument(scope), scope), ')');
  }

  #path(first: string): Expression {
    const fields: string[] = [];
    while (this.#one('.')) fields.push(this.#tokens[this.#at++] ?? '');
    return (scope) => {
      let value: unknown = first === 'states' ? scope.states : scope.variables[first];
      for (const field of fields) value = (value as Record<string, unknown> | undefined)?.[field];
      if (value === undefined) throw new Error(`$${[first, ...fields].join('.')} has no value`);
      return value;
    };
  }

  #one(...wanted: string[]): string | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined || !wanted.includes(token)) return undefined;
    this.#at += 1;
    return token;
  }

  #closing(inner: Expression, bracket: string): Expression {
    if (!this.#one(bracket)) throw this.#unknown();
    return inner;
  }

  #unknown(): Error {
    return new Error(
      `"${this.#text}" is more JSONata than the simulator reads, at "${this.#tokens[this.#at] ?? 'its end'}"`,
    );
  }
}

const number = (value: unknown): number => {
  if (typeof value !== 'number') throw new Error(`${JSON.stringify(value)} is not a number`);
  return value;
};
