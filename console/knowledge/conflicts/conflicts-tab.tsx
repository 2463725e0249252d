import { Button, Loader } from '@mantine/core';
import { IconAlertTriangle, IconChecks, IconLock, IconRefresh } from '@tabler/icons-react';
import type { Conflict } from '#shared/protocol/builds';
import { theAddress } from '../../frame/address.ts';
import split from '../../frame/split.module.css';
import { Standing } from '../../frame/standing.tsx';
import { useWords } from '../../words/use-words.tsx';
import styles from '../article.module.css';
import { Sides } from '../sides.tsx';
import { useConflicts } from './use-conflicts.ts';

/** Every two served texts that repeat or contradict each other, both in their own words. */
export function ConflictsTab() {
  const { words } = useWords();
  const { state, turning, more, again } = useConflicts();
  const said = words.knowledge.conflicts;
  return (
    <main className={split.main} aria-label={words.knowledge.tab.conflicts}>
      <div className={split.top}>
        <h2 className={split.title}>{said.title}</h2>
        <Button size="compact-sm" variant="default" onClick={again} leftSection={<IconRefresh size={12} />}>
          {said.refresh}
        </Button>
      </div>
      <p className="quiet">{said.text}</p>
      {state.kind === 'reading' && <Standing icon={<Loader size="sm" />} title={said.loading} />}
      {state.kind === 'not-allowed' && <Standing icon={<IconLock size={24} />} title={said.notAllowed} />}
      {(state.kind === 'failed' || state.kind === 'refused') && (
        <Standing icon={<IconAlertTriangle size={24} />} title={said.failed}>
          <Button size="compact-sm" onClick={again}>
            {said.again}
          </Button>
        </Standing>
      )}
      {state.kind === 'read' && state.value.pairs.length === 0 && !state.value.next && (
        <Standing icon={<IconChecks size={24} />} title={said.none} text={said.noneText} />
      )}
      {state.kind === 'read' && (
        <>
          <ol className={split.plain} aria-label={words.knowledge.tab.conflicts}>
            {state.value.pairs.map((pair) => (
              <li key={JSON.stringify(pair)} className={split.card}>
                <PairView pair={pair} />
              </li>
            ))}
          </ol>
          {(state.value.pairs.length > 0 || state.value.next) && (
            <div className={split.pager}>
              <span className="quiet numbers" role="status">
                {said.shown(state.value.pairs.length, state.value.next !== undefined)}
              </span>
              {state.value.next && (
                <Button size="compact-sm" variant="default" disabled={turning} onClick={more}>
                  {said.more}
                </Button>
              )}
            </div>
          )}
        </>
      )}
    </main>
  );
}

const open = (id: string) => theAddress().go(['knowledge', 'articles', id]);

function PairView({ pair }: { pair: Conflict }) {
  const { words } = useWords();
  const { kind, language, one, other } = pair;
  const { conflicts, warning, inLanguage } = words.knowledge;
  return (
    <>
      <div className={split.top}>
        <strong className="strong">{warning.kind[kind]}</strong>
        <span className="quiet">{inLanguage[language]}</span>
      </div>
      <Sides kind={kind} language={language} one={one} other={other} />
      <div className={`${split.acts} ${styles.shelves}`}>
        {[one, other].map(({ id, title }) => (
          <Button key={id} size="compact-sm" variant="default" onClick={() => open(id)}>
            {conflicts.open(title)}
          </Button>
        ))}
      </div>
    </>
  );
}
