import { Button, Loader, Radio, Table } from '@mantine/core';
import { IconAlertTriangle, IconArrowLeft } from '@tabler/icons-react';
import { useState } from 'react';
import { useDesk } from '../../desk/use-desk.tsx';
import { Deciding, Note } from '../../frame/deciding.tsx';
import { KeyHint } from '../../frame/key-hint.tsx';
import split from '../../frame/split.module.css';
import { Standing } from '../../frame/standing.tsx';
import { TableHeads } from '../../frame/table-heads.tsx';
import { useKeys } from '../../frame/use-keys.ts';
import { useWords } from '../../words/use-words.tsx';
import { type ArticleRecord, DiffAnswer, type Version, VersionsAnswer } from '../answers.ts';
import styles from '../article.module.css';
import { DiffView } from '../diff-view.tsx';
import { askArticles, type OneArticle, useRead } from '../use-articles.ts';
import { actOnVersion } from './article-acts.ts';
import { Told } from './told.tsx';
import { useAct } from './use-act.ts';

type Props = {
  article: ArticleRecord;
  one: OneArticle;
  edits: boolean;
  /** Not a number where the address names none. */
  from: number;
  to: number;
  changed: () => void;
  go: (...rest: string[]) => void;
};

/** Who did what to the article, when and why; what differs between any two; and the way back to an earlier one. */
export function Versions({ article, one, edits, from, to, changed, go }: Props) {
  const { words } = useWords();
  const { id } = article;
  const acting = useAct(one, changed);
  const [back, setBack] = useState<Version>();
  useKeys({ versions: () => go(id) });
  const later = to || article.n;
  const earlier = from || Math.max(1, later - 1);
  const act = actOnVersion(article);
  return (
    <>
      <div className={split.top}>
        <h2 className={split.title}>
          {words.knowledge.version.label}: <code>{id}</code>
        </h2>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconArrowLeft size={12} />}
          rightSection={<KeyHint name="versions" />}
          onClick={() => go(id)}
        >
          {words.knowledge.version.back}
        </Button>
      </div>
      <Told doing={acting.doing} />
      <VersionTable
        key={article.n}
        article={article}
        from={earlier}
        to={later}
        choose={(a, b) => go(id, 'versions', String(a), String(b))}
        {...(edits && { back: setBack })}
      />
      {earlier !== later && <Differing id={id} from={earlier} to={later} />}
      <BackDialog
        version={back}
        act={act}
        leave={() => setBack(undefined)}
        confirm={(version, note) => {
          setBack(undefined);
          void acting.act({ act, id, seen: article.n, version: version.n, ...(note && { note }) });
        }}
      />
    </>
  );
}

function Differing({ id, from, to }: { id: string; from: number; to: number }) {
  const { words } = useWords();
  const { state } = useRead(DiffAnswer, { act: 'diff', id, from, to });
  const { diff, version } = words.knowledge;
  return (
    <section aria-label={diff.label}>
      <h3 className={split.title}>{diff.between(from, to)}</h3>
      {state.kind === 'reading' && <Standing icon={<Loader size="sm" />} title={version.loading} />}
      {state.kind !== 'reading' && state.kind !== 'read' && (
        <Standing icon={<IconAlertTriangle size={24} />} title={version.failed} />
      )}
      {state.kind === 'read' && <DiffView diff={state.value.diff} />}
    </section>
  );
}

/** The first page, and the earlier ones that were asked for. */
function useVersions(id: string) {
  const tools = useDesk();
  const { state, again } = useRead(VersionsAnswer, { act: 'versions', id });
  const [earlier, setEarlier] = useState<{ versions: readonly Version[]; below: number | undefined }>();
  const first = state.kind === 'read' ? state.value : undefined;
  const below = earlier ? earlier.below : first?.below;
  const more = async () => {
    const brought = await askArticles(tools, VersionsAnswer, { act: 'versions', id, below });
    if (brought.kind !== 'read') return;
    const { versions, below: next } = brought.value;
    setEarlier({ versions: [...(earlier?.versions ?? []), ...versions], below: next });
  };
  return {
    state,
    again,
    versions: [...(first?.versions ?? []), ...(earlier?.versions ?? [])],
    more: below === undefined ? undefined : () => void more(),
  };
}

type TableProps = {
  article: ArticleRecord;
  from: number;
  to: number;
  choose: (from: number, to: number) => void;
  back?: (version: Version) => void;
};

function VersionTable({ article, from, to, choose, back }: TableProps) {
  const { words } = useWords();
  const { version } = words.knowledge;
  const { state, again, versions, more } = useVersions(article.id);
  if (state.kind === 'reading') return <Standing icon={<Loader size="sm" />} title={version.loading} />;
  if (state.kind !== 'read')
    return (
      <Standing icon={<IconAlertTriangle size={24} />} title={version.failed}>
        <Button size="compact-sm" onClick={again}>
          {words.knowledge.article.again}
        </Button>
      </Standing>
    );
  return (
    <>
      <p className="quiet">{version.choose}</p>
      <div className={styles.table}>
        <Table aria-label={version.label}>
          <TableHeads
            heads={[version.from, version.to, version.when, version.who, version.what, version.why]}
            end={back && <Table.Td />}
          />
          <Table.Tbody>
            {versions.map((one) => (
              <VersionRow
                key={one.n}
                version={one}
                article={article}
                from={from}
                to={to}
                choose={choose}
                {...(back && { back: () => back(one) })}
              />
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {more && (
        <Button size="compact-sm" variant="default" onClick={more}>
          {version.more}
        </Button>
      )}
    </>
  );
}

type RowProps = Omit<TableProps, 'back'> & { version: Version; back?: () => void };

function VersionRow({ version: one, article, from, to, choose, back }: RowProps) {
  const { words, formats } = useWords();
  const { version, act } = words.knowledge;
  const served = article.served?.n === one.n;
  return (
    <Table.Tr>
      <Table.Td>
        <Radio
          name="from"
          size="xs"
          aria-label={version.fromOf(one.n)}
          checked={one.n === from}
          onChange={() => choose(one.n, to)}
        />
      </Table.Td>
      <Table.Td>
        <Radio
          name="to"
          size="xs"
          aria-label={version.toOf(one.n)}
          checked={one.n === to}
          onChange={() => choose(from, one.n)}
        />
      </Table.Td>
      <Table.Td>{formats.moment(one.at)}</Table.Td>
      <Table.Td>{one.by.name}</Table.Td>
      <Table.Td>
        {version.n(one.n)} · {version.did[one.act]}
        {one.of !== undefined && ` (${version.of(one.of)})`}
        {served && <strong className="strong"> · {version.now}</strong>}
      </Table.Td>
      <Table.Td>{one.note}</Table.Td>
      {back && (
        <Table.Td>
          {!served && one.n !== article.n && (
            <Button size="compact-xs" variant="default" onClick={back}>
              {actOnVersion(article) === 'roll-back' ? act.rollBackTo(one.n) : act.restoreOf(one.n)}
            </Button>
          )}
        </Table.Td>
      )}
    </Table.Tr>
  );
}

type BackProps = {
  version: Version | undefined;
  act: 'roll-back' | 'restore';
  leave: () => void;
  confirm: (version: Version, note: string) => void;
};

function BackDialog({ version, act, leave, confirm }: BackProps) {
  const { words } = useWords();
  const [note, setNote] = useState('');
  const said = words.knowledge.act;
  const n = version?.n ?? 0;
  return (
    <Deciding
      opened={version !== undefined}
      done={leave}
      title={act === 'roll-back' ? said.rollBackTo(n) : said.restoreOf(n)}
      word={said[act]}
      confirm={() => {
        if (version) confirm(version, note.trim());
        setNote('');
      }}
    >
      <span>{act === 'roll-back' ? said.rollBackText(n) : said.restoreText(n)}</span>
      <Note label={said.why} note={note} setNote={setNote} autofocus />
    </Deciding>
  );
}
