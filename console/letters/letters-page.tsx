import { Button, Loader } from '@mantine/core';
import { IconAlertTriangle, IconLock, IconMailCheck, IconRefresh } from '@tabler/icons-react';
import { type ReactNode, useCallback, useState } from 'react';
import type { DeadLetterQueue, DeadLettersAnswer, Letter } from '#shared/protocol/dead-letters';
import split from '../frame/split.module.css';
import { Standing } from '../frame/standing.tsx';
import { useWords } from '../words/use-words.tsx';
import { Confirm, type Confirming } from './confirm.tsx';
import { Deeds } from './deeds.tsx';
import { LetterCard } from './letter-card.tsx';
import styles from './letters.module.css';
import { type Doing, useDeed, useLettersOf, useOverview } from './use-letters.ts';

/** What could not be delivered: the queues beside the letters of one of them, each with its reason. */
export function LettersPage() {
  const { words } = useWords();
  const { state, refresh } = useOverview();
  const [times, setTimes] = useState(0);
  const [chosen, setChosen] = useState<DeadLetterQueue>();
  const again = useCallback(() => {
    refresh();
    setTimes((before) => before + 1);
  }, [refresh]);
  const overview = state.kind === 'read' ? state.value : undefined;
  const queue = chosen ?? overview?.queues.find(({ waiting }) => waiting > 0)?.queue;
  // Emptied by what was just done, the queue stays before her eyes, and with it what came of it.
  const changed = () => {
    setChosen(queue);
    again();
  };
  return (
    <div className={split.page}>
      <section className={split.list} aria-label={words.letters.queues}>
        <div className={`${split.top} ${styles.head}`}>
          <h2 className={split.title}>{words.letters.title}</h2>
          <Button size="compact-sm" variant="default" onClick={again} leftSection={<IconRefresh size={12} />}>
            {words.letters.refresh}
          </Button>
        </div>
        {overview && <Queues overview={overview} chosen={queue} choose={setChosen} />}
      </section>
      <main className={split.main} aria-label={words.letters.label}>
        {state.kind === 'reading' && <Standing icon={<Loader size="sm" />} title={words.letters.loading} />}
        {state.kind === 'not-allowed' && (
          <Standing
            icon={<IconLock size={24} />}
            title={words.letters.noPermission}
            text={words.letters.noPermissionText}
          />
        )}
        {(state.kind === 'failed' || state.kind === 'gone') && (
          <Standing icon={<IconAlertTriangle size={24} />} title={words.letters.failed}>
            <Button size="compact-sm" onClick={again}>
              {words.letters.again}
            </Button>
          </Standing>
        )}
        {overview && !queue && (
          <Standing icon={<IconMailCheck size={24} />} title={words.letters.empty} text={words.letters.emptyText} />
        )}
        {queue && overview && (
          <OneQueue key={queue} queue={queue} overview={overview} times={times} changed={changed} />
        )}
        {overview && <Deeds deeds={overview.deeds} />}
      </main>
    </div>
  );
}

type QueuesProps = {
  overview: DeadLettersAnswer;
  chosen: DeadLetterQueue | undefined;
  choose: (queue: DeadLetterQueue) => void;
};

function Queues({ overview, chosen, choose }: QueuesProps) {
  const { words } = useWords();
  return (
    <ul className={`${split.plain} ${styles.queues}`}>
      {overview.queues.map(({ queue, waiting, inHand }) => (
        <li key={queue}>
          <button
            type="button"
            className={`${split.choice} ${styles.queue}`}
            data-waiting={waiting + inHand > 0}
            aria-current={queue === chosen}
            onClick={() => choose(queue)}
          >
            <span>{words.letters.queue[queue]}</span>
            <span className="numbers">
              {words.letters.count(waiting)}
              {inHand > 0 && ` · ${words.letters.inHand(inHand)}`}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

const A_PAGE = 10;
type OneProps = { queue: DeadLetterQueue; overview: DeadLettersAnswer; times: number; changed: () => void };

function OneQueue({ queue, overview, times, changed }: OneProps) {
  const { words } = useWords();
  const state = useLettersOf(queue, times);
  const { doing, act } = useDeed(changed);
  const [confirming, setConfirming] = useState<Confirming>();
  const letters = state.kind === 'read' ? state.value.letters : [];
  const waiting = Math.max(letters.length, overview.queues.find((one) => one.queue === queue)?.waiting ?? 0);
  const busy = doing.kind === 'doing';
  return (
    <section aria-label={words.letters.queue[queue]}>
      <div className={split.top}>
        <h2 className={split.title}>{words.letters.queue[queue]}</h2>
        {letters.length > 0 && (
          <Button
            size="compact-sm"
            disabled={busy}
            onClick={() => setConfirming({ act: 'redrive-all', count: waiting })}
          >
            {words.letters.redriveAll}
          </Button>
        )}
      </div>
      <p className={styles.means}>{words.letters.means[queue]}</p>
      <Progress doing={doing} />
      {state.kind === 'reading' && <Standing icon={<Loader size="sm" />} title={words.letters.loading} />}
      {state.kind === 'failed' && <Standing icon={<IconAlertTriangle size={24} />} title={words.letters.failed} />}
      {state.kind === 'read' && letters.length === 0 && <p className="quiet">{words.letters.noneHere}</p>}
      <Pages letters={letters} more={state.kind === 'read' && state.value.more}>
        {(letter) => (
          <LetterCard
            key={letter.letterId}
            letter={letter}
            busy={busy}
            redrive={() => void act(queue, { act: 'redrive', letterId: letter.letterId }, 1)}
            discard={() => setConfirming({ act: 'discard', letter })}
          />
        )}
      </Pages>
      <Confirm
        confirming={confirming}
        leave={() => setConfirming(undefined)}
        confirm={(given) => {
          setConfirming(undefined);
          if (given.act === 'redrive-all') void act(queue, { act: 'redrive' }, given.count);
          else void act(queue, { act: 'discard', letterId: given.letter.letterId }, 1);
        }}
      />
    </section>
  );
}

/** What is being done and what came of it, for eye and ear. */
function Progress({ doing }: { doing: Doing }) {
  const { words } = useWords();
  return (
    <div className={styles.progress} role="status" aria-live="polite" data-doing={doing.kind}>
      {toldOf(doing, words.letters)}
      {doing.kind === 'did' && doing.failed.length > 0 && (
        <ul className={styles.failures}>
          {[...new Set(doing.failed.map(({ why }) => why))].map((why) => (
            <li key={why}>{why}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function toldOf(doing: Doing, words: ReturnType<typeof useWords>['words']['letters']): string {
  switch (doing.kind) {
    case 'nothing':
      return '';
    case 'doing':
      return words.doing(doing.done, Math.max(doing.total, doing.done));
    case 'did':
      return [
        doing.done > 0 && (doing.act === 'redrive' ? words.redriven(doing.done) : words.discarded(doing.done)),
        doing.failed.length > 0 && words.stayed(doing.failed.length),
      ]
        .filter(Boolean)
        .join(' ');
    case 'gone':
      return words.gone;
    case 'not-allowed':
      return words.noPermission;
    case 'failed':
      return words.failed;
  }
}

type PagesProps = { letters: Letter[]; more: boolean; children: (letter: Letter) => ReactNode };

function Pages({ letters, more, children }: PagesProps) {
  const { words } = useWords();
  const [asked, setPage] = useState(0);
  const last = Math.max(0, Math.ceil(letters.length / A_PAGE) - 1);
  const page = Math.min(asked, last);
  const from = page * A_PAGE;
  const shown = letters.slice(from, from + A_PAGE);
  return (
    <>
      <ol className={split.plain} aria-label={words.letters.label}>
        {shown.map(children)}
      </ol>
      {(last > 0 || more) && (
        <nav className={split.pager} aria-label={words.letters.pager}>
          <Button size="compact-sm" variant="default" disabled={page === 0} onClick={() => setPage(page - 1)}>
            {words.letters.earlier}
          </Button>
          <span className="numbers">{words.letters.shown(from + 1, from + shown.length, letters.length)}</span>
          <Button size="compact-sm" variant="default" disabled={page === last} onClick={() => setPage(page + 1)}>
            {words.letters.later}
          </Button>
          {more && <span className="quiet">{words.letters.more}</span>}
        </nav>
      )}
    </>
  );
}
