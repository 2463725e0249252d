import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { environment } from '#infra/environments';
import { EmbedderChoice } from '#shared/models/embedder-settings';

const WITHIN_MS = 120_000;

/** A fresh process of this Node without this one's settings. What it logs is of no interest; what it said last is, if it fails. */
export const freshProcess = (script: string, words: string[], variables: Record<string, string>): ChildProcess => {
  const { PATH = '', HOME = '' } = process.env;
  const child = fork(path.resolve(script), words, {
    env: { PATH, HOME, ...variables },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.stderr?.on('data', (said) => lastWords.set(child, `${lastWords.get(child) ?? ''}${said}`.slice(-2000)));
  return child;
};
const lastWords = new WeakMap<ChildProcess, string>();

/** The next thing the child tells. */
export const told = <T>(child: ChildProcess, withinMs = WITHIN_MS): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`nothing was told within ${withinMs / 1000} s`)), withinMs);
    const ended = (code: number | null) =>
      settle(() => reject(new Error(`a measured process ended with ${code}:\n${lastWords.get(child) ?? ''}`)));
    const heard = (message: unknown) => settle(() => resolve(message as T));
    const settle = (how: () => void) => {
      clearTimeout(timer);
      child.off('exit', ended).off('message', heard);
      how();
    };
    child.once('exit', ended).once('message', heard);
  });

/** Runs a script to its end and returns what it told. */
export const measuredIn = async <T>(
  script: string,
  words: string[],
  variables: Record<string, string>,
  withinMs = WITHIN_MS,
): Promise<T> => {
  const child = freshProcess(script, words, variables);
  try {
    return await told<T>(child, withinMs);
  } finally {
    child.kill();
  }
};

/** The settings that the template writes for every step, near enough for a step to start with them. */
export const settingsVariable = (): string => {
  const { name, ...chosen } = environment('local-fast');
  return JSON.stringify({
    ...chosen,
    environment: name,
    origins: [],
    groupClaim: 'cognito:groups',
    currency: 'USD',
  });
};

const ADDRESSES = /"((?!AWS_)[A-Z]+(?:_[A-Z]+)*_(?:TABLE|QUEUE|BUCKET|MACHINE|SECRET|ENDPOINT|KEY))"/g;

/** For the bundles that embed; nothing is asked of it. */
const EMBEDDER = EmbedderChoice.parse({ kind: 'bedrock', model: 'amazon.titan-embed-text-v2:0', dimensions: 256 });

/** Every address that a bundle asks for, each as some text: enough to load it, since nothing is called. */
export const variablesOf = (bundle: string): Record<string, string> => ({
  SETTINGS: settingsVariable(),
  EMBEDDER: JSON.stringify(EMBEDDER),
  LETTER_PLACES: '{}',
  LETTERS_BESIDE: 'https://x.example/x',
  POWERTOOLS_SERVICE_NAME: path.basename(path.dirname(bundle)),
  NODE_OPTIONS: '--enable-source-maps',
  AWS_REGION: 'us-east-1',
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  ...Object.fromEntries(
    [...readFileSync(bundle, 'utf8').matchAll(ADDRESSES)].map(([, name = '']) => [name, 'https://x.example/x']),
  ),
});
