import { Button, Loader, NativeSelect, Radio } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { Language } from '#events/actor';
import type { Choices } from '#shared/knowledge/import/preview';
import { Deciding } from '../../frame/deciding.tsx';
import { useToolWords } from '../../words/knowledge/use-tool-words.ts';
import { useWords } from '../../words/use-words.tsx';
import styles from '../tools.module.css';
import { Part } from '../tools.tsx';
import { ArticlesTable } from './articles-table.tsx';
import { Columns } from './columns.tsx';
import { Faults, PageFaults, RefusedFiles, Repeats } from './faults-view.tsx';
import look from './import.module.css';
import { type Shown, withMapping } from './import-desk.ts';

type Mode = 'merge' | 'whole';
type Props = {
  shown: Shown;
  choose: (choices: Choices) => void;
  send: (mode: Mode) => void;
  startOver: () => void;
};

const IDS_SHOWN = 50;

/** What was read, as it would be: to be looked at, changed, and brought in or not. */
export function ShownView({ shown, choose, send, startOver }: Props) {
  const tool = useToolWords().bring;
  const { read, pageFaults, preview, choices, checking } = shown;
  return (
    <>
      <Part
        title={tool.articles}
        beside={
          <Button size="compact-sm" variant="default" onClick={startOver}>
            {tool.startOver}
          </Button>
        }
      >
        <Counts shown={shown} />
        <Defaults choices={choices} choose={choose} />
        {preview.candidates.length === 0 ? <p>{tool.nothing}</p> : <ArticlesTable shown={shown} />}
      </Part>
      <RefusedFiles refused={read.refused} />
      <PageFaults faults={pageFaults} />
      <Faults faults={preview.faults} />
      <Repeats repeats={preview.repeats} />
      {read.tables.map((table) => (
        <Columns
          key={table.n}
          table={table}
          shown={shown}
          change={(mapping) => choose(withMapping(shown, table.n, mapping))}
        />
      ))}
      {preview.candidates.length > 0 && <Bringing shown={shown} waits={checking} send={send} />}
    </>
  );
}

function Counts({ shown: { preview, compared, checking } }: { shown: Shown }) {
  const tool = useToolWords().bring;
  const refused = preview.faults.filter(({ leaves }) => leaves === 'article').length;
  const known = compared && compared !== 'unknown' ? compared.counts : undefined;
  return (
    <div role="status" aria-busy={checking || !compared} data-compared={compared !== undefined && !checking}>
      {(!compared || checking) && (
        <span className="quiet">
          <Loader size="xs" aria-hidden="true" /> {tool.comparing}
        </span>
      )}
      {known && !checking && (
        <div className={look.counts}>
          <span>{tool.counts.new(known.new)}</span>
          <span>{tool.counts.changed(known.changed)}</span>
          <span>{tool.counts.unchanged(known.unchanged)}</span>
          <span>{tool.counts.refused(refused)}</span>
        </div>
      )}
      {known && !checking && known.new + known.changed === 0 && known.unchanged > 0 && <p>{tool.unchangedOnly}</p>}
      {compared === 'unknown' && <p>{tool.notCompared}</p>}
    </div>
  );
}

function Defaults({ choices, choose }: { choices: Choices; choose: (choices: Choices) => void }) {
  const { words } = useWords();
  const tool = useToolWords().bring;
  const audiences = ['both', 'bot', 'agents'] as const;
  return (
    <div className={styles.fields}>
      <NativeSelect
        label={tool.language}
        value={choices.language ?? ''}
        onChange={(event) => choose({ ...choices, language: Language.safeParse(event.currentTarget.value).data })}
        data={[
          { value: '', label: tool.guessed },
          ...Language.options.map((value) => ({ value, label: words.languages[value] })),
        ]}
      />
      <NativeSelect
        label={tool.audience}
        value={choices.audience ?? 'both'}
        onChange={(event) => {
          const audience = audiences.find((one) => one === event.currentTarget.value);
          choose({ ...choices, audience });
        }}
        data={audiences.map((value) => ({ value, label: tool.audiences[value] }))}
      />
    </div>
  );
}

type BringingProps = { shown: Shown; waits: boolean; send: (mode: Mode) => void };

/** How it is brought, what that retires, and the question before it is done. */
function Bringing({ shown, waits, send }: BringingProps) {
  const tool = useToolWords().bring;
  const [mode, setMode] = useState<Mode>('merge');
  const [deciding, setDeciding] = useState(false);
  const { preview, compared, retires } = shown;
  const files = new Set(preview.candidates.flatMap(({ places }) => places.map(({ file }) => file)));
  const many = `${tool.progress(preview.candidates.length, preview.candidates.length)} (${tool.files(files.size)})`;
  // What would be retired is told before; where that is not known yet, the base is not replaced.
  const unknown = mode === 'whole' && (!compared || compared === 'unknown');
  return (
    <Part title={tool.mode}>
      <Radio.Group
        value={mode}
        onChange={(chosen) => setMode(chosen === 'whole' ? 'whole' : 'merge')}
        aria-label={tool.mode}
      >
        <div className={styles.plain}>
          <Radio value="merge" label={tool.merge} description={tool.mergeText} />
          <Radio value="whole" label={tool.whole} description={tool.wholeText} />
        </div>
      </Radio.Group>
      {mode === 'whole' && retires.length > 0 && (
        <div className={styles.warning} role="status">
          <IconAlertTriangle size={16} aria-hidden="true" />
          <div className={styles.plain}>
            <p>{tool.decideRetires(retires.length)}</p>
            <ul className={look.ids} aria-label={tool.retires}>
              {retires.slice(0, IDS_SHOWN).map((id) => (
                <li key={id}>{id}</li>
              ))}
            </ul>
            {retires.length > IDS_SHOWN && <p className="quiet">{tool.more(retires.length - IDS_SHOWN)}</p>}
          </div>
        </div>
      )}
      {unknown && compared === 'unknown' && <p>{tool.notCompared}</p>}
      <div className={styles.acts}>
        <Button disabled={waits || unknown} onClick={() => setDeciding(true)}>
          {tool.bring}
        </Button>
      </div>
      <Deciding
        opened={deciding}
        done={() => setDeciding(false)}
        title={mode === 'whole' ? tool.whole : tool.bring}
        word={tool.bring}
        grave={mode === 'whole'}
        confirm={() => {
          setDeciding(false);
          send(mode);
        }}
      >
        <p>{tool.decide[mode](many)}</p>
        {mode === 'whole' && retires.length > 0 && <p className="strong">{tool.decideRetires(retires.length)}</p>}
      </Deciding>
    </Part>
  );
}
