import { Badge, Button, Loader } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Build } from '#shared/protocol/builds';
import { useToolWords } from '../../words/knowledge/use-tool-words.ts';
import { useWords } from '../../words/use-words.tsx';
import styles from '../tools.module.css';
import { mayRollBackTo } from './build-list.ts';
import builds from './builds.module.css';
import { ReportView } from './report-view.tsx';

type Props = {
  build: Build;
  isLive: boolean;
  busy: boolean;
  rollBack: () => void;
  /** Left out where she is no administrator. */
  anyway: (() => void) | undefined;
};

/** One version: who built it and what of, how it ended, what its questions said, and what can be done now. */
export function BuildCard({ build, isLive, busy, rollBack, anyway }: Props) {
  const { formats } = useWords();
  const tool = useToolWords().builds;
  const { version, at, by, state, articles, changed, kind, report } = build;
  const shown = isLive ? 'live' : state;
  return (
    <li className={builds.build} aria-label={version} data-state={shown}>
      <div className={styles.top}>
        <div className={builds.facts}>
          <Badge variant={isLive ? 'filled' : 'default'} tt="none">
            {tool.state[shown]}
          </Badge>
          {state === 'building' && <Loader size="xs" aria-hidden="true" />}
          <time dateTime={at}>{formats.moment(at)}</time>
          <span>{by.name}</span>
          <code>{version}</code>
        </div>
        {mayRollBackTo(build) && !isLive && (
          <Button size="compact-sm" variant="default" disabled={busy} onClick={rollBack}>
            {tool.rollBack}
          </Button>
        )}
      </div>
      <p className="quiet">
        {[tool.kind[kind], tool.counts(articles, changed), build.anyway && tool.wasAnyway].filter(Boolean).join(' · ')}
      </p>
      {state === 'failed' && <p>{tool.failed(build.why ?? '')}</p>}
      {state === 'stopped' && (
        <div className={styles.warning}>
          <IconAlertTriangle size={16} aria-hidden="true" />
          <div className={styles.plain}>
            <p>{report ? tool.stopped(report.worseCount, report.allowed) : tool.state.stopped}</p>
            <p>{tool.stoppedText}</p>
            {anyway ? (
              <div className={styles.acts}>
                <Button size="compact-sm" variant="default" disabled={busy} onClick={anyway}>
                  {tool.anyway}
                </Button>
              </div>
            ) : (
              <p className="quiet">{tool.anywayFor}</p>
            )}
          </div>
        </div>
      )}
      {report && <ReportView report={report} version={version} opened={state === 'stopped'} />}
    </li>
  );
}
