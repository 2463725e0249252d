import { Badge, Button } from '@mantine/core';
import { useState } from 'react';
import type { Tried, TryAnswer, TryAsk } from '#shared/protocol/try';
import { SaidWords } from '../../conversation/said-words.tsx';
import { Sources } from '../../conversation/sources.tsx';
import { useToolWords } from '../../words/knowledge/use-tool-words.ts';
import { useWords } from '../../words/use-words.tsx';
import { RecordDialog } from '../builds/record-dialog.tsx';
import styles from '../tools.module.css';
import { Meter, Part, percent } from '../tools.tsx';
import bench from './bench.module.css';

type Props = { asked: TryAsk; answer: TryAnswer };

/** What was found, how sure that is, what the bot would say of it, and what the customer was taken to want. */
export function Result({ asked, answer }: Props) {
  const tool = useToolWords().bench;
  const [recording, setRecording] = useState(false);
  const [recorded, setRecorded] = useState(false);
  const told = answer.candidates.find(({ servable }) => servable === true);
  return (
    <>
      <div className={styles.told} role="status">
        {recorded ? tool.recorded : tool.found(answer.candidates.length)}
      </div>
      <Says answer={answer} />
      <Candidates answer={answer} />
      <IntentPart answer={answer} />
      <div className={styles.acts}>
        <Button variant="default" onClick={() => setRecording(true)}>
          {tool.record}
        </Button>
      </div>
      <RecordDialog
        opened={recording}
        question={asked.question}
        language={answer.language}
        expected={answer.plan.outcome === 'answered' ? (told?.articleId ?? '') : ''}
        candidates={answer.candidates}
        done={(saved) => {
          setRecording(false);
          if (saved) setRecorded(true);
        }}
      />
    </>
  );
}

function Says({ answer }: { answer: TryAnswer }) {
  const { words } = useWords();
  const tool = useToolWords().bench;
  const { confidence, threshold, plan, handoff, language, version, day, query } = answer;
  const reasons: Record<string, string> = words.reason;
  const sure = tool.sure(percent(confidence), percent(threshold), confidence >= threshold);
  return (
    <Part title={tool.says}>
      <p className="quiet">{tool.under(version, words.languages[language], day, query)}</p>
      <Meter label={tool.confidence} share={confidence} text={sure} markAt={threshold} />
      <p>{sure}</p>
      {handoff && <p>{tool.handoff(reasons[handoff.reason] ?? handoff.reason, handoff.rule, handoff.skill)}</p>}
      <div>
        <Badge variant="default" tt="none">
          {tool.outcome[plan.outcome]}
        </Badge>
      </div>
      {plan.text !== '' && (
        <div className={`${bench.said} ${styles.words}`} lang={language === 'zh' ? 'zh-CN' : 'en'}>
          <SaidWords text={plan.text} />
        </div>
      )}
      {plan.sources.length > 0 && <Sources sources={plan.sources} />}
    </Part>
  );
}

function Candidates({ answer: { candidates } }: { answer: TryAnswer }) {
  const tool = useToolWords().bench;
  const most = Math.max(0, ...candidates.map(({ score }) => score));
  return (
    <Part title={tool.candidates}>
      {candidates.length === 0 && <p className="quiet">{tool.noCandidates}</p>}
      <ol className={styles.plain} aria-label={tool.candidates}>
        {candidates.map((one) => (
          <Candidate key={`${one.articleId} ${one.language}`} one={one} most={most} />
        ))}
      </ol>
    </Part>
  );
}

function Candidate({ one, most }: { one: Tried; most: number }) {
  const { words, formats } = useWords();
  const tool = useToolWords().bench;
  const score = formats.number(one.score.toFixed(2));
  const standing = one.servable === true ? tool.servable : tool.unservable[one.servable];
  return (
    <li className={bench.candidate} data-servable={one.servable === true}>
      <strong className={bench.name}>{one.title}</strong>
      <div>
        <Meter label={tool.score} share={most > 0 ? one.score / most : 0} text={score} />
        <span className="quiet numbers">{tool.scoreOf(score)}</span>
      </div>
      <div className={bench.facts}>
        <Badge variant={one.servable === true ? 'light' : 'default'} tt="none">
          {standing}
        </Badge>
        <span className="quiet">
          {one.articleId} · {tool.versionOf(one.version)} · {words.languages[one.language]}
        </span>
        <span>{tool.matched(one.matched)}</span>
      </div>
      <div className={bench.facts}>
        {one.why.map(({ code, figure }) => (
          <span key={code} className="quiet">
            {tool.why[code](
              code === 'amount' || code === 'corrected' ? formats.number(String(round(figure))) : percent(figure),
            )}
          </span>
        ))}
      </div>
    </li>
  );
}

const round = (figure: number): number => Math.round(figure * 10) / 10;

function IntentPart({ answer: { intent } }: { answer: TryAnswer }) {
  const { formats } = useWords();
  const tool = useToolWords().bench;
  if (!intent) return <p className="quiet">{tool.noIntents}</p>;
  const { name, confidence, outOfScope, why, model } = intent;
  return (
    <Part title={tool.intent}>
      <p>{outOfScope ? tool.outOfScope(name, percent(confidence)) : tool.intentIs(name, percent(confidence))}</p>
      {model && <p className="quiet">{tool.byModel(model.name, model.intent ?? tool.none, percent(model.sure))}</p>}
      {why.length > 0 && (
        <ul className={bench.grams} aria-label={tool.intentWhy}>
          {why.map(({ gram, contribution }) => (
            <li key={gram} className={bench.gram}>
              {`${gram} ${formats.score(contribution)}`}
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}
