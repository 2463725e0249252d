import type { ReactNode } from 'react';
import type { Packet } from '#shared/handoff/packet';
import { SaidWords } from '../conversation/said-words.tsx';
import { Sources } from '../conversation/sources.tsx';
import { useSelected } from '../desk/use-desk.tsx';
import { WaitingTime } from '../list/waiting-time.tsx';
import { useWords } from '../words/use-words.tsx';
import styles from './context.module.css';
import { EmotionCurve } from './emotion-curve.tsx';
import { ToMessage } from './to-message.tsx';

type Props = { packet: Packet };

type SectionProps = { title: string; children: ReactNode; tool?: ReactNode };

export const Section = ({ title, children, tool }: SectionProps) => (
  <section className={styles.section}>
    <div className={styles.heading}>
      <h3>{title}</h3>
      {tool}
    </div>
    {children}
  </section>
);

export function Question({ packet: { question } }: Props) {
  const { words } = useWords();
  if (!question) return null;
  return (
    <Section title={words.context.question} tool={<ToMessage seq={question.seq} />}>
      <p className={styles.question}>{question.text}</p>
    </Section>
  );
}

export function Summary({ packet: { summary } }: Props) {
  const { words } = useWords();
  if (!summary) return null;
  return (
    <Section title={words.context.summary}>
      <p className={styles.text}>{summary}</p>
    </Section>
  );
}

/** Reason, waiting, turns, language, and where she stands with the shop, in one glance. */
export function Why({ packet }: Props) {
  const { words, formats } = useWords();
  const conversation = useSelected();
  const accepted = conversation?.events.findLast(({ kind }) => kind === 'accepted');
  const { waitingSince, reason, turns, language, stage, topic } = packet;
  const waited = accepted && formats.span((Date.parse(accepted.at) - Date.parse(waitingSince)) / 1000);
  return (
    <dl className={`${styles.facts} ${styles.glance}`}>
      <Pair name={words.context.why}>{words.reason[reason]}</Pair>
      <Pair name={words.context.waits}>{waited ?? <WaitingTime since={waitingSince} tell={(time) => time} />}</Pair>
      <Pair name={words.context.turns}>{formats.number(String(turns))}</Pair>
      <Pair name={words.context.customerLanguage}>{words.languages[language]}</Pair>
      {stage && <Pair name={words.context.stage}>{words.stage[stage]}</Pair>}
      {topic && (
        <Pair name={words.context.topic} tool={<ToMessage seq={topic.seq} />}>
          <strong className="strong">{words.topic[topic.topic]}</strong> {words.context.quoted(topic.words)}
        </Pair>
      )}
    </dl>
  );
}

export const Pair = ({ name, children, tool }: { name: string; children: ReactNode; tool?: ReactNode }) => (
  <div className={styles.pair}>
    <dt>{name}</dt>
    <dd>
      <span>{children}</span>
      {tool}
    </dd>
  </div>
);

export function Slots({ packet: { slots } }: Props) {
  const { words, formats } = useWords();
  if (slots.length === 0) return null;
  return (
    <Section title={words.context.slots}>
      <dl className={styles.facts}>
        {slots.map(({ name, value, seq, day }) => (
          <Pair key={`${name} ${seq}`} name={slotWord(name, words.slot)} tool={<ToMessage seq={seq} />}>
            {value}
            {day && <span className="quiet"> {words.context.meant(formats.date(day))}</span>}
          </Pair>
        ))}
      </dl>
    </Section>
  );
}

const slotWord = (name: string, known: Record<string, string>) => (Object.hasOwn(known, name) && known[name]) || name;

export function Tried({ packet: { tried } }: Props) {
  const { words } = useWords();
  return (
    <Section title={words.context.tried}>
      {tried.length === 0 && <p className="quiet">{words.context.nothingTried}</p>}
      <ol className={styles.tried}>
        {tried.map(({ seq, text, sources }) => (
          <li key={seq}>
            <div className={styles.triedHead}>
              <p className={styles.triedText}>
                <SaidWords text={text} />
              </p>
              <ToMessage seq={seq} />
            </div>
            <Sources sources={sources} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

export function Emotion({ packet: { emotion } }: Props) {
  const { words, formats } = useWords();
  const scores = emotion.curve.map(({ score }) => score);
  const [first = 0, last = 0] = [scores[0], scores.at(-1)];
  const now = words.emotion[emotion.now];
  return (
    <Section title={words.context.emotion}>
      <div className={styles.emotion}>
        <span>{now}</span>
        {scores.length > 1 && (
          <EmotionCurve
            scores={scores}
            label={words.context.emotionLabel(now, formats.score(first), formats.score(last))}
          />
        )}
      </div>
    </Section>
  );
}

export function Promises({ packet: { promises } }: Props) {
  const { words, formats } = useWords();
  if (promises.length === 0) return null;
  return (
    <Section title={words.context.promises}>
      <ul className={styles.plain}>
        {promises.map(({ promiseId, promise, dueAt }) => (
          <li key={promiseId}>
            {words.promise[promise]} · {words.context.due(formats.moment(dueAt))}
          </li>
        ))}
      </ul>
    </Section>
  );
}
