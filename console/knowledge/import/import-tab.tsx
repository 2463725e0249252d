import { Button, Loader } from '@mantine/core';
import { Standing } from '../../frame/standing.tsx';
import { useToolWords } from '../../words/knowledge/use-tool-words.ts';
import { useWords } from '../../words/use-words.tsx';
import styles from '../tools.module.css';
import { Part, ProgressBar, useMissedWords } from '../tools.tsx';
import { Choosing } from './choosing.tsx';
import { ExportPart } from './export-part.tsx';
import type { ImportState } from './import-desk.ts';
import { Imports } from './imports.tsx';
import type { Sending } from './sending.ts';
import { ShownView } from './shown-view.tsx';
import { useImport } from './use-import.ts';

/** Articles come in by files or a site, seen before they are brought; what came in can be taken back, and all of it out. */
export function ImportTab() {
  const { words } = useWords();
  const { state, desk, hurry } = useImport();
  const sent = state.kind === 'sending' ? state.sending.kind : '';
  return (
    <main className={styles.main} aria-label={words.knowledge.tab.import}>
      <div className={styles.column}>
        {state.kind === 'choosing' && (
          <Choosing
            broke={state.broke}
            read={(files) => void desk.read(files)}
            readSite={(address) => void desk.readSite(address)}
          />
        )}
        {(state.kind === 'reading' || state.kind === 'site') && <Waiting state={state} stop={desk.startOver} />}
        {state.kind === 'shown' && (
          <ShownView
            shown={state}
            choose={(choices) => void desk.choose(choices)}
            send={(mode) => void desk.send(mode)}
            startOver={desk.startOver}
          />
        )}
        {state.kind === 'sending' && <SendingView sending={state.sending} hurry={hurry} startOver={desk.startOver} />}
        {/* Read anew when an import ends, one way or the other. */}
        <Imports key={sent === 'done' || sent === 'refused' ? sent : ''} />
        <ExportPart />
      </div>
    </main>
  );
}

type WaitingState = Extract<ImportState, { kind: 'reading' | 'site' }>;

function Waiting({ state, stop }: { state: WaitingState; stop: () => void }) {
  const tool = useToolWords().bring;
  const title = state.kind === 'site' ? tool.sitePages : tool.reading;
  const { done, total } = state;
  return (
    <Part title={title}>
      <Standing
        icon={<Loader size="sm" />}
        title={total > 0 && state.kind === 'site' ? tool.pages(done, total) : title}
      />
      {total > 0 && <ProgressBar label={title} done={done} total={total} />}
      {state.kind === 'site' && state.faults.length > 0 && <p>{tool.pageFaults(state.faults.length)}</p>}
      <div className={styles.acts}>
        <Button size="compact-sm" variant="default" onClick={stop}>
          {tool.stop}
        </Button>
      </div>
    </Part>
  );
}

type SendingProps = { sending: Sending; hurry: () => void; startOver: () => void };

function SendingView({ sending, hurry, startOver }: SendingProps) {
  const tool = useToolWords().bring;
  const missedWords = useMissedWords();
  const { kind, done, total } = sending;
  const text = (): string => {
    switch (sending.kind) {
      case 'sending':
        return tool.progress(done, total);
      case 'paused':
        return `${tool.paused}. ${tool.pausedText}`;
      case 'refused':
        return tool.refused(missedWords(sending.missed));
      case 'done': {
        const { written, unchanged, retired, version } = sending.answer;
        return `${tool.done(written, unchanged, retired)} ${version ? tool.version(version) : tool.building}`;
      }
    }
  };
  return (
    <Part title={tool.sending}>
      <ProgressBar label={tool.sending} done={done} total={total} />
      <div className={styles.told} role="status" data-sending={kind}>
        {text()}
      </div>
      <div className={styles.acts}>
        {kind === 'paused' && (
          <Button size="compact-sm" onClick={hurry}>
            {tool.goOn}
          </Button>
        )}
        {(kind === 'done' || kind === 'refused') && (
          <Button size="compact-sm" variant="default" onClick={startOver}>
            {tool.readAgain}
          </Button>
        )}
      </div>
    </Part>
  );
}
