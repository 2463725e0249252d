import { useEffect, useMemo, useRef, useState } from 'react';
import type { PageSettings } from '#shared/protocol/session';
import { ContextPane } from './context/context-pane.tsx';
import { useCost } from './context/use-cost.ts';
import { ConversationPane } from './conversation/conversation-pane.tsx';
import { CloseDialog, ReturnDialog } from './conversation/dialogs.tsx';
import { actsOf, type Dialog } from './desk/acts.ts';
import { browserEffects } from './desk/browser-effects.ts';
import { deskClient } from './desk/desk-client.ts';
import { drafts } from './desk/drafts.ts';
import { DeskProvider, type DeskTools, useDesk, useDeskState } from './desk/use-desk.tsx';
import { ConnectionBanner } from './frame/connection-banner.tsx';
import styles from './frame/frame.module.css';
import { Header } from './frame/header.tsx';
import { KeyMap } from './frame/key-map.tsx';
import { Notices } from './frame/notices.tsx';
import { NoPermission } from './frame/page-states.tsx';
import { pagesOf, usePage } from './frame/pages.ts';
import { useKeys } from './frame/use-keys.ts';
import { KnowledgePage } from './knowledge/knowledge-page.tsx';
import { useReminders } from './knowledge/use-reminders.ts';
import { LettersPage } from './letters/letters-page.tsx';
import { DeskList } from './list/desk-list.tsx';
import { OfferAnnouncer } from './list/offer-announcer.tsx';
import { useSound } from './list/use-sound.ts';
import { NoticesPage } from './notices/notices-page.tsx';
import { type Bearer, bearer } from './sign-in/bearer.ts';
import type { Group } from './sign-in/groups.ts';
import type { SignedIn, SignIn } from './sign-in/sign-in.ts';

type Props = {
  settings: PageSettings;
  signIn: SignIn;
  who: SignedIn;
  signOut: () => void;
  expired: () => void;
};

/** One signed-in agent's desk: its client lives exactly as long as this view. */
export function Desk({ settings, signIn, who, signOut, expired }: Props) {
  const current = useRef(who);
  current.current = who;
  const over = useRef(expired);
  over.current = expired;
  const replyBox = useRef<HTMLTextAreaElement>(null);
  const [tools] = useState((): DeskTools => {
    const { httpUrl, socketUrl } = settings;
    const calling = bearer({ current: () => current.current, renew: signIn.renew });
    const asAgent: Bearer = async (url, init) => {
      const answer = await calling(url, init);
      if (answer === 'signed-out') over.current();
      return answer;
    };
    const client = deskClient(browserEffects({ httpUrl, socketUrl, bearer: asAgent }));
    return { client, drafts: drafts(who.subject), bearer: asAgent, httpUrl, who, replyBox };
  });
  useLife(tools, pagesOf(who.groups).includes('desk'));
  useSupervision(tools, who.groups);
  return (
    <DeskProvider value={tools}>
      <DeskOrWhyNot settings={settings} who={who} signOut={signOut} expired={expired} />
    </DeskProvider>
  );
}

/** The page going away sends what waited for its undo; the network coming back ends the pause. Who serves nobody has no socket. */
function useLife({ client }: DeskTools, serves: boolean) {
  useEffect(() => {
    if (!serves) return;
    const watching = () => client.tell({ type: 'watching', watching: document.visibilityState === 'visible' });
    client.start();
    watching();
    window.addEventListener('pagehide', client.hurry);
    window.addEventListener('online', client.reconnectNow);
    document.addEventListener('visibilitychange', watching);
    return () => {
      window.removeEventListener('pagehide', client.hurry);
      window.removeEventListener('online', client.reconnectNow);
      document.removeEventListener('visibilitychange', watching);
      client.hurry();
      client.signedOut();
    };
  }, [client, serves]);
}

/** Supervisors hear of notices wherever they are in the console. */
function useSupervision({ client }: DeskTools, groups: readonly Group[]) {
  const supervises = pagesOf(groups).includes('notices');
  useEffect(() => {
    if (supervises) client.tell({ type: 'supervises' });
  }, [client, supervises]);
}

type Inner = Pick<Props, 'settings' | 'who' | 'signOut' | 'expired'>;

function DeskOrWhyNot({ settings, who, signOut, expired }: Inner) {
  const { connection } = useDeskState();
  const signedOut = connection.kind === 'signed-out';
  useEffect(() => {
    if (signedOut) expired();
  }, [signedOut, expired]);
  if (connection.kind === 'no-permission') return <NoPermission who={who} signOut={signOut} />;
  return <Pages environment={settings.environment} who={who} signOut={signOut} />;
}

type PagesProps = { environment: string; who: SignedIn; signOut: () => void };

function Pages({ environment, who, signOut }: PagesProps) {
  const { client, replyBox } = useDesk();
  const state = useDeskState();
  const [dialog, setDialog] = useState<Dialog>();
  const sound = useSound();
  const cost = useCost();
  const reminding = useReminders();
  const allowed = useMemo(() => pagesOf(who.groups), [who.groups]);
  const [page, go] = usePage(allowed);
  const acts = actsOf({
    state,
    client,
    openDialog: setDialog,
    focusReply: () => replyBox.current?.focus(),
    refreshCost: cost.refresh,
    toggleSound: sound.toggle,
    page,
    goTo: allowed.length > 1 ? Object.fromEntries(allowed.map((one) => [`page-${one}`, () => go(one)])) : {},
  });
  useKeys(acts);
  const done = () => setDialog(undefined);
  return (
    <div className={styles.desk} data-page={page}>
      <Header
        environment={environment}
        name={who.name}
        acts={acts}
        muted={sound.muted}
        signOut={signOut}
        pages={{ allowed, page, go, due: reminding.reminders?.due ?? 0 }}
      />
      <ConnectionBanner />
      {page === 'desk' && (
        <div className={styles.columns}>
          <DeskList acts={acts} />
          <ConversationPane acts={acts} />
          <ContextPane cost={cost} />
        </div>
      )}
      {page === 'notices' && <NoticesPage />}
      {page === 'letters' && <LettersPage />}
      {page === 'knowledge' && <KnowledgePage {...reminding} />}
      <Notices />
      <OfferAnnouncer sound={sound} />
      <CloseDialog opened={dialog === 'close'} done={done} />
      <ReturnDialog opened={dialog === 'return-to-bot'} done={done} />
      <KeyMap opened={dialog === 'map'} done={done} />
    </div>
  );
}
