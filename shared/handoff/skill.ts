import type { HandoffReason } from '#events/conversation';
import type { Emotion } from '#shared/handoff/packet';
import type { Skill } from '#shared/runtime/settings';
import { plain } from '#shared/understanding/plain';
import type { Topic } from '#shared/understanding/topics';

/** A Latin word is found as a word ("tea" is not in "team"), Han characters anywhere. */
const holds = (text: string, word: string): boolean => {
  const wanted = plain(word);
  const escaped = wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const edge = (letter: string | undefined, side: string): string => (letter && /[a-z0-9]/.test(letter) ? side : '');
  return new RegExp(`${edge(wanted[0], '(?<![a-z0-9])')}${escaped}${edge(wanted.at(-1), '(?![a-z0-9])')}`).test(text);
};

/**
 * The skill whose words the customer uses: her newest words decide, among them the longest word found. Without any it is
 * the first skill. Throws where there is no skill at all, which the settings forbid.
 */
export const skillFor = (texts: readonly string[], skills: readonly Skill[]): Skill => {
  const [general] = skills;
  if (!general) throw new Error('An environment has at least one skill.');
  for (const text of texts.toReversed().map(plain)) {
    const found = skills
      .flatMap((skill) => skill.words.map((word) => ({ skill, word })))
      .filter(({ word }) => holds(text, word))
      .sort((a, b) => b.word.length - a.word.length)[0];
    if (found) return found.skill;
  }
  return general;
};

const byReason: Readonly<Record<HandoffReason, number>> = {
  'promise-due': 3,
  'sensitive-topic': 2,
  'strong-emotion': 2,
  intent: 1,
  'bot-failed': 1,
  'bot-missed': 1,
  'customer-asked-in-words': 0,
  'customer-asked': 0,
};
const byTopic: Readonly<Record<Topic, number>> = {
  safety: 3,
  security: 3,
  complaint: 2,
  minor: 2,
  privacy: 1,
  vip: 1,
};
const byEmotion: Readonly<Record<Emotion, number>> = { angry: 2, anxious: 1, calm: 0, happy: 0 };

/** How urgent a handoff is, 0 to 3: the most pressing of its reason, its topic and how the customer sounds. A step is worth minutes of waiting. */
export const priorityOf = (reason: HandoffReason, emotion: Emotion = 'calm', topic?: Topic): number => {
  // A matter of privacy is settled with care, not ahead of everybody.
  const reasonPriority = reason === 'sensitive-topic' && topic ? byTopic[topic] : byReason[reason];
  return Math.max(reasonPriority, byEmotion[emotion], topic ? byTopic[topic] : 0);
};
