import { texts } from './texts.ts';

export type PromptName = keyof typeof texts;
/** `version` is raised with every change of the text, and is part of what a cached answer depends on. */
export type Prompt = { name: PromptName; version: number; text: string; inputs: readonly string[] };

export const promptOf = (name: PromptName): Prompt => ({ name, ...texts[name] });

const PLACE = /\{\{([a-z]+)\}\}/g;

/** The text with its inputs in place. Throws for an input that is missing or that the prompt does not know. */
export const filled = ({ name, text, inputs }: Prompt, values: Readonly<Record<string, string>>): string => {
  const missing = inputs.filter((input) => values[input] === undefined);
  const unknown = Object.keys(values).filter((input) => !inputs.includes(input));
  if (missing.length > 0 || unknown.length > 0)
    throw new Error(
      `Prompt '${name}' wants ${inputs.join(', ')}; missing: ${missing.join(', ') || 'none'}, unknown: ${unknown.join(', ') || 'none'}.`,
    );
  // In one pass: a value that looks like a place is not filled again.
  return text.replace(PLACE, (_, input: string) => values[input] ?? '');
};
