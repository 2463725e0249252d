import { Button, Loader } from '@mantine/core';
import { IconBellCheck, IconLock, IconMessageCircle } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { NoticeView } from '#shared/protocol/frames';
import { Transcript } from '../conversation/transcript-view.tsx';
import { codeOf } from '../desk/rows.ts';
import { inOrder, nameOfNotice } from '../desk/supervision.ts';
import { useDesk, useDeskState } from '../desk/use-desk.tsx';
import { KeyHint } from '../frame/key-hint.tsx';
import split from '../frame/split.module.css';
import { Standing } from '../frame/standing.tsx';
import { keyOf } from '../keys.ts';
import { WaitingTime } from '../list/waiting-time.tsx';
import { useWords } from '../words/use-words.tsx';
import styles from './notices.module.css';

/** What supervisors were told, beside the conversation itself, to be read and not to be written in. */
export function NoticesPage() {
  const { words } = useWords();
  return (
    <div className={`${split.page} ${styles.page}`}>
      <section className={split.list} aria-label={words.notices.title}>
        <h2 className={`${split.title} ${styles.title}`}>{words.notices.title}</h2>
        <Told />
      </section>
      <main className={split.pane} aria-label={words.notices.readOnly}>
        <Reading />
      </main>
    </div>
  );
}

function Told() {
  const { words } = useWords();
  const { supervision } = useDeskState();
  const { list, refused } = supervision;
  if (refused) return <Standing icon={<IconLock size={24} />} title={words.notices.noPermission} />;
  if (!list) return <Standing icon={<Loader size="sm" />} title={words.notices.loading} />;
  const open = inOrder(list.open);
  return (
    <>
      {open.length === 0 && (
        <Standing icon={<IconBellCheck size={24} />} title={words.notices.empty} text={words.notices.emptyText} />
      )}
      <ul className={`${split.plain} ${styles.rows}`} aria-label={words.notices.open}>
        {open.map((notice) => (
          <NoticeRow key={nameOfNotice(notice)} notice={notice} />
        ))}
      </ul>
      {list.more && <p className={styles.more}>{words.notices.more}</p>}
      <Seen />
    </>
  );
}

function NoticeRow({ notice }: { notice: NoticeView }) {
  const { words } = useWords();
  const { client } = useDesk();
  const { watched, supervision, connection } = useDeskState();
  const { conversationId, cause, at, holds, waitsSince } = notice;
  const chosen = watched?.id === conversationId;
  const marking = supervision.marking.includes(nameOfNotice(notice));
  const customer = words.list.customer(codeOf(conversationId));
  return (
    <li className={`${split.row} ${styles.row}`} data-chosen={chosen} data-holds={holds}>
      <button
        type="button"
        className={styles.face}
        aria-current={chosen}
        onClick={() => client.tell({ type: 'watched', conversationId })}
      >
        <span className={split.top}>
          <strong className="strong cut">{customer}</strong>
          <span className={holds ? styles.holds : 'quiet'}>
            {holds && waitsSince ? (
              <WaitingTime since={waitsSince} tell={words.list.owes} />
            ) : (
              words.notices[holds ? 'holds' : 'over']
            )}
          </span>
        </span>
        <span>{words.notices.cause[cause]}</span>
        <span className="quiet">
          {ownerOf(notice, words.notices)} · <WaitingTime since={at} tell={words.notices.told} />
        </span>
      </button>
      <Button
        size="compact-sm"
        variant="default"
        disabled={marking || connection.kind !== 'online'}
        aria-label={words.notices.markSeenOf(customer)}
        onClick={() => client.markSeen(notice)}
      >
        {words.notices.markSeen}
      </Button>
    </li>
  );
}

const ownerOf = ({ owner, agentName }: NoticeView, words: ReturnType<typeof useWords>['words']['notices']): string =>
  owner === 'agent' && agentName ? words.withAgent(agentName) : words.owner[owner];

/** What was marked lately, and by whom: for a colleague of the next shift. */
function Seen() {
  const { words, formats } = useWords();
  const { client } = useDesk();
  const { list } = useDeskState().supervision;
  if (!list || list.seen.length === 0) return null;
  return (
    <details className={styles.seen}>
      <summary>
        {words.notices.seen} <span className="numbers">{list.seen.length}</span>
      </summary>
      <ul className={`${split.plain} ${styles.rows}`}>
        {list.seen.map((notice) => (
          <li key={nameOfNotice(notice)} className={`${split.row} ${styles.row}`}>
            <button
              type="button"
              className={styles.face}
              onClick={() => client.tell({ type: 'watched', conversationId: notice.conversationId })}
            >
              <strong className="strong">{words.list.customer(codeOf(notice.conversationId))}</strong>
              <span>{words.notices.cause[notice.cause]}</span>
              <span className="quiet">{words.notices.seenBy(notice.seenBy, formats.moment(notice.seenAt))}</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

const READ_EVERY_MS = 5_000;

/** Pushes go to who holds a conversation; who looks over her shoulder asks. */
function Reading() {
  const { words } = useWords();
  const { client } = useDesk();
  const { watched, conversations } = useDeskState();
  const id = watched?.id;
  useEffect(() => {
    if (!id) return;
    const timer = setInterval(() => client.tell({ type: 'sync-needed', conversationIds: [id] }), READ_EVERY_MS);
    return () => clearInterval(timer);
  }, [client, id]);
  const conversation = (id && conversations[id]) || watched;
  const place = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (id) place.current?.focus();
  }, [id]);
  if (!conversation) return <NothingChosen />;
  const { state, ending } = conversation;
  return (
    <>
      <div className={split.head}>
        <h2 ref={place} tabIndex={-1} className={split.title}>
          {words.list.customer(codeOf(conversation.id))}
        </h2>
        {state && <span className="quiet">{words.notices.owner[state.owner.kind]}</span>}
      </div>
      {ending && conversation.events.length === 0 ? (
        <Standing icon={<IconMessageCircle size={24} />} title={words.notices.cannotRead} />
      ) : (
        <Transcript key={conversation.id} conversation={conversation} />
      )}
      <div className={styles.foot}>
        <span className="quiet">{words.notices.readOnlyText}</span>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => client.tell({ type: 'watched', conversationId: undefined })}
          aria-keyshortcuts={keyOf('dismiss')}
          rightSection={<KeyHint name="dismiss" />}
        >
          {words.notices.leave}
        </Button>
      </div>
    </>
  );
}

function NothingChosen() {
  const { words } = useWords();
  return (
    <Standing icon={<IconMessageCircle size={24} />} title={words.notices.choose} text={words.notices.chooseText} />
  );
}
