import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

export type Import = { from: string; to: string; typeOnly: boolean };

const STATEMENT =
  /^\s*(?:import|export)\s+(type\s+)?(?:([^'";]*?)\s+from\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/gm;

/** All of the named bindings are types: `import { type A, type B } from …`. */
const namesOnlyTypes = (clause: string | undefined): boolean => {
  const names = /^\{([\s\S]*)\}$/
    .exec(clause?.trim() ?? '')?.[1]
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  return names !== undefined && names.length > 0 && names.every((name) => name.startsWith('type '));
};

/** `#shared/x/y` and relative paths as paths from the top; packages and builtins as they are written. */
const resolved = (from: string, specifier: string): string => {
  const named = specifier.startsWith('#') ? `${specifier.slice(1)}.ts` : undefined;
  const relative = specifier.startsWith('.') ? path.posix.join(path.posix.dirname(from), specifier) : undefined;
  const file = named ?? relative;
  if (!file) return specifier;
  const found = [file, `${file}.ts`, `${file}.tsx`].find((candidate) => existsSync(candidate));
  return found ?? file;
};

export const importsOf = (file: string, source: string): Import[] =>
  [...source.matchAll(STATEMENT)].map(([, type, clause, specifier, lazy]) => ({
    from: file,
    to: resolved(file, specifier ?? lazy ?? ''),
    typeOnly: Boolean(type) || namesOnlyTypes(clause),
  }));

export const everyImport = (): Import[] =>
  globSync('{shared,functions,events,infra,local,console,widget,test}/**/*.{ts,tsx,mjs}')
    .map((file) => file.split(path.sep).join('/'))
    .flatMap((file) => importsOf(file, readFileSync(file, 'utf8')));
