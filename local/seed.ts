import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Article } from '#shared/knowledge/article';
import { describeProblem, parseArticles } from '#shared/knowledge/markdown';
import { addressesOf } from './addresses.ts';
import { type Cloud, clientOf } from './cloud.ts';
import { signIn, signInPlace } from './sign-in.ts';

/** Somebody who works in the demo shop. `does` is for the table that `npm start` prints. */
export type Person = { name: string; email: string; groups: string[]; does: string };

/** The same for everybody: it protects nothing but a laptop's demo data. */
export const PASSWORD = 'Baton-on-a-laptop-1';

const person = (name: string, groups: string[], does: string): Person => ({
  name,
  email: `${name.toLowerCase()}@shop.example`,
  groups,
  does,
});

export const PEOPLE: Person[] = [
  person('Ana', ['agent'], 'agent, English and Chinese'),
  person('Bo', ['agent'], 'agent'),
  person('Sue', ['supervisor'], 'supervisor'),
  person('Kim', ['knowledge-editor'], 'writes the knowledge'),
  person('Fin', ['finance'], 'reads the costs'),
  person('Root', ['admin'], 'administrator'),
];

/** The shop's pages and the bot's small talk are one base. */
const KNOWLEDGE = 'local/demo';
const INTENTS = 'local/demo/intents.json';

type CloudOutputs = Pick<Cloud, 'environment' | 'outputs' | 'endpoint'>;

/** Accounts as an administrator makes them. Whoever is there already stays as she is. */
export async function seedPeople(cloud: CloudOutputs, people: Person[] = PEOPLE): Promise<number> {
  const { poolId } = await signInPlace(cloud);
  const client = new CognitoIdentityProviderClient(clientOf(cloud.endpoint));
  const made = await Promise.all(people.map((one) => makeAccount(client, poolId, one)));
  return made.filter(Boolean).length;
}

async function makeAccount(client: CognitoIdentityProviderClient, UserPoolId: string, { name, email, groups }: Person) {
  const UserAttributes = [
    { Name: 'email', Value: email },
    { Name: 'email_verified', Value: 'true' },
    { Name: 'name', Value: name },
  ];
  const account = { UserPoolId, Username: email, MessageAction: 'SUPPRESS' as const, UserAttributes };
  try {
    await client.send(new AdminCreateUserCommand(account));
  } catch (error) {
    if (error instanceof UsernameExistsException) return false;
    throw error;
  }
  const permanent = { UserPoolId, Username: email, Password: PASSWORD, Permanent: true };
  await client.send(new AdminSetUserPasswordCommand(permanent));
  for (const GroupName of groups)
    await client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username: email, GroupName }));
  return true;
}

/** An editor's ask at the product's own door. Throws with what was answered where it was not taken. */
async function asEditor(cloud: CloudOutputs, route: string, body: object): Promise<void> {
  const editor = PEOPLE.find(({ groups }) => groups.includes('knowledge-editor'));
  const { accessToken } = await signIn(cloud, editor?.email ?? '', PASSWORD);
  const answer = await fetch(`${addressesOf(cloud).httpUrl}${route}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${route} was not taken: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
}

/** What the demo shop's customers want, learned and live. Returns how many intents. */
export async function seedIntents(cloud: CloudOutputs, file = INTENTS): Promise<number> {
  const intents = JSON.parse(readFileSync(file, 'utf8')) as object[];
  await asEditor(cloud, '/knowledge/intents', { act: 'import', intents, whole: true });
  await asEditor(cloud, '/knowledge/intents', { act: 'publish' });
  return intents.length;
}

/** The demo shop's pages, through the product's own door, by the person whose job it is. Returns how many articles. */
export async function seedKnowledge(cloud: CloudOutputs, folder = KNOWLEDGE): Promise<number> {
  const articles = articlesIn(folder);
  await asEditor(cloud, '/knowledge/import', { articles });
  return articles.length;
}

function articlesIn(folder: string): Article[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.md') && path.basename(name) !== 'README.md',
  );
  const read = files.map((name) => {
    const file = path.join(folder, name);
    return parseArticles(readFileSync(file, 'utf8'), { file });
  });
  const problems = read.flatMap((one) => one.problems);
  if (problems.length) throw new Error(`The demo knowledge has faults:\n${problems.map(describeProblem).join('\n')}`);
  return read.flatMap((one) => one.articles);
}
