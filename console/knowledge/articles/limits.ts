/** What the cloud holds an article to (`shared/knowledge`), told while one types. A test holds both together. */
export const limits = {
  id: 100,
  title: 300,
  question: 300,
  questions: 50,
  answer: 20_000,
  tag: 50,
  tags: 30,
  owner: 100,
  note: 2000,
} as const;

export const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
