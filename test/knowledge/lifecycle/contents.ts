import type { Content } from '#shared/knowledge/lifecycle/content';

/** A content that is whole, with what a test cares about in it. */
export const content = (answer = 'Within 30 days.', more: Partial<Content> = {}): Content => ({
  texts: { en: { title: 'How long may I return things?', questions: ['Until when can I send it back?'], answer } },
  tags: ['returns'],
  audience: 'both',
  source: { kind: 'written' },
  ...more,
});
