import { Button, Loader } from '@mantine/core';
import { IconAlertTriangle, IconPackage } from '@tabler/icons-react';
import { useState } from 'react';
import { useDesk } from '../../desk/use-desk.tsx';
import { Deciding } from '../../frame/deciding.tsx';
import { Standing } from '../../frame/standing.tsx';
import { useToolWords } from '../../words/knowledge/use-tool-words.ts';
import { useWords } from '../../words/use-words.tsx';
import styles from '../tools.module.css';
import { Part, useMissedWords } from '../tools.tsx';
import { BuildCard } from './build-card.tsx';
import type { BuildList } from './build-list.ts';
import { Questions } from './questions.tsx';
import { type Doing, useBuildActs, useBuilds } from './use-builds.ts';

type Wish = { act: 'build' } | { act: 'anyway' } | { act: 'roll-back'; version: string };

/** What is live, what was built and what its questions said, and the ways forward and back. */
export function BuildsTab() {
  const { words } = useWords();
  const tool = useToolWords().builds;
  const { who } = useDesk();
  const { list, missed, refresh, more } = useBuilds();
  const { doing, build, rollBack } = useBuildActs(refresh);
  const [deciding, setDeciding] = useState<Wish>();
  const missedWords = useMissedWords();
  const busy = doing.kind === 'doing';
  const isAdmin = who.groups.includes('admin');
  const confirm = () => {
    setDeciding(undefined);
    if (deciding?.act === 'roll-back') rollBack(deciding.version);
    else if (deciding) build(deciding.act === 'anyway');
  };
  const act = deciding?.act ?? 'build';
  return (
    <main className={styles.main} aria-label={words.knowledge.tab.builds}>
      <div className={styles.column}>
        <Part
          title={tool.live}
          beside={
            <div className={styles.acts}>
              <Button size="compact-sm" variant="default" onClick={refresh}>
                {tool.refresh}
              </Button>
              <Button size="compact-sm" disabled={busy} onClick={() => setDeciding({ act: 'build' })}>
                {tool.build}
              </Button>
            </div>
          }
        >
          <Live list={list} />
          <Told doing={doing} />
        </Part>
        {!list && !missed && <Standing icon={<Loader size="sm" />} title={tool.loading} />}
        {missed && (
          <Standing icon={<IconAlertTriangle size={24} />} title={missedWords(missed)}>
            <Button size="compact-sm" onClick={refresh}>
              {tool.refresh}
            </Button>
          </Standing>
        )}
        {list && list.builds.length === 0 && (
          <Standing icon={<IconPackage size={24} />} title={tool.empty} text={tool.emptyText} />
        )}
        {list && list.builds.length > 0 && (
          <Part title={tool.list}>
            <ol className={styles.plain} aria-label={tool.list}>
              {list.builds.map((one) => (
                <BuildCard
                  key={one.version}
                  build={one}
                  isLive={one.version === list.live}
                  busy={busy}
                  rollBack={() => setDeciding({ act: 'roll-back', version: one.version })}
                  anyway={isAdmin ? () => setDeciding({ act: 'anyway' }) : undefined}
                />
              ))}
            </ol>
            {list.next && (
              <div className={styles.acts}>
                <Button size="compact-sm" variant="default" onClick={more}>
                  {tool.more}
                </Button>
              </div>
            )}
          </Part>
        )}
        <Questions />
      </div>
      <Deciding
        opened={deciding !== undefined}
        done={() => setDeciding(undefined)}
        title={tool.decide[act].title}
        word={tool.decide[act].word}
        confirm={confirm}
        grave={act !== 'build'}
      >
        <span>{tool.decide[act].text}</span>
        {deciding?.act === 'roll-back' && <code>{deciding.version}</code>}
      </Deciding>
    </main>
  );
}

function Live({ list }: { list: BuildList | undefined }) {
  const { formats } = useWords();
  const tool = useToolWords().builds;
  if (!list) return null;
  const live = list.builds.find(({ version }) => version === list.live);
  if (!list.live) return <p>{tool.noneLive}</p>;
  return (
    <p>
      <code>{list.live}</code> {live && tool.liveText(formats.moment(live.at), live.by.name, live.articles)}
    </p>
  );
}

/** What is being done and what came of it, for eye and ear. */
function Told({ doing }: { doing: Doing }) {
  const tool = useToolWords().builds;
  const missedWords = useMissedWords();
  const text = (): string => {
    switch (doing.kind) {
      case 'nothing':
        return '';
      case 'doing':
        return tool.doing[doing.act];
      case 'built':
        return doing.answer.state === 'live' ? tool.built(doing.answer.version) : tool.stillBuilding;
      case 'rolled-back':
        return tool.rolledBack(doing.version);
      case 'not-built':
        return notBuilt();
      case 'missed':
        return missedWords(doing.missed);
    }
  };
  const notBuilt = (): string => {
    if (doing.kind !== 'not-built') return '';
    const { why } = doing;
    if (why.refused === 'build-stopped') return tool.stopped(why.report.worseCount, why.report.allowed);
    return why.refused === 'too-many-entries' ? tool.tooMany(why.found, why.limit, why.advice) : tool.failed(why.why);
  };
  return (
    <div className={styles.told} role="status" data-doing={doing.kind}>
      {text()}
    </div>
  );
}
