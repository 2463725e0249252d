import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod';

const folder = new URL('../../../shared/answering/prompts/', import.meta.url);
export const TEXTS = new URL('texts.ts', folder);

const Header = z.strictObject({
  name: z.string().regex(/^[a-z-]+$/),
  version: z.coerce.number().int().positive(),
  about: z.string().min(1),
  inputs: z.string().transform((list) => list.split(',').map((input) => input.trim())),
});

export type PromptFile = z.infer<typeof Header> & { text: string };

/** The prompts as their files have them: a header between two lines of hyphens, then the text. */
export const promptFiles = (): PromptFile[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .toSorted()
    .map((file) => {
      const [, header = '', text = ''] =
        /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(readFileSync(new URL(file, folder), 'utf8')) ?? [];
      const fields = header.split('\n').map((line) => /^(\w+): (.*)$/.exec(line)?.slice(1) ?? [line, '']);
      const read = Header.parse(Object.fromEntries(fields));
      if (`${read.name}.md` !== file) throw new Error(`${file} calls itself ${read.name}`);
      return { ...read, text: text.trim() };
    });

/** The module that the functions carry instead of files: they have no folder to read at run time. */
export const made = (): string => {
  const entries = promptFiles().map(({ name, version, inputs, text }) => {
    const lines = text.split('\n').map((line) => `      ${JSON.stringify(line)},`);
    return `  ${JSON.stringify(name)}: {\n    version: ${version},\n    inputs: ${JSON.stringify(inputs)},\n    text: [\n${lines.join('\n')}\n    ].join('\\n'),\n  },`;
  });
  return `// biome-ignore-all format: made from the .md files beside it by \`npx node test/answering/prompts/write.ts\`.\n// biome-ignore-all lint: made.\nexport const texts = {\n${entries.join('\n')}\n} as const;\n`;
};
