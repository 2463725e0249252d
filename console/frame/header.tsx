import { ActionIcon, Switch, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconKeyboard, IconLogout, IconMoon, IconSun, IconVolume, IconVolumeOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Acts } from '../desk/acts.ts';
import { useDesk, useDeskState } from '../desk/use-desk.tsx';
import { keyOf } from '../keys.ts';
import { useWords } from '../words/use-words.tsx';
import { ConnectionMark } from './connection-mark.tsx';
import styles from './frame.module.css';
import { LanguageSwitch } from './language-switch.tsx';
import { Mark } from './mark.tsx';
import { PageNav, type PageNavProps } from './page-nav.tsx';

type Props = {
  environment: string;
  name: string;
  acts: Acts;
  muted: boolean;
  signOut: () => void;
  pages: PageNavProps;
};

export function Header({ environment, name, acts, muted, signOut, pages }: Props) {
  const { words } = useWords();
  const { agent } = useDeskState();
  const serves = pages.allowed.includes('desk');
  const soundLabel = muted ? words.settings.muted : words.settings.sound;
  return (
    <section className={styles.header} aria-label={words.desk}>
      <Mark />
      <h1 className={styles.product}>{words.product}</h1>
      <span className="quiet">{environment}</span>
      {serves && <ConnectionMark />}
      <PageNav {...pages} />
      <div className={styles.middle}>{serves && <PresenceSwitch acts={acts} />}</div>
      <Tool label={`${soundLabel} (${keyOf('mute')})`} act={acts.mute}>
        {muted ? <IconVolumeOff size={16} /> : <IconVolume size={16} />}
      </Tool>
      <Tool label={`${words.keys.open} (?)`} act={acts.map}>
        <IconKeyboard size={16} />
      </Tool>
      <ThemeSwitch />
      <LanguageSwitch />
      <span className={styles.name}>{agent?.name ?? name}</span>
      <Tool label={words.signIn.signOut} act={signOut}>
        <IconLogout size={16} />
      </Tool>
    </section>
  );
}

function PresenceSwitch({ acts }: { acts: Acts }) {
  const { words } = useWords();
  const { client } = useDesk();
  const { wantsReady, agent, connection, conversations } = useDeskState();
  // Counted here: the desk's own figure is as old as the last heartbeat.
  const seats = Object.values(conversations).filter(({ seat }) => seat).length;
  const { label, ready, notReady, load, loadLabel } = words.presence;
  return (
    <>
      <Tooltip label={`${label} (${keyOf('presence')})`}>
        <Switch
          size="sm"
          checked={wantsReady}
          disabled={connection.kind !== 'online'}
          onChange={(event) => client.setReady(event.currentTarget.checked)}
          label={wantsReady ? ready : notReady}
          aria-label={label}
          aria-keyshortcuts={acts.presence && keyOf('presence')}
        />
      </Tooltip>
      {agent && (
        <span className="quiet numbers" role="img" aria-label={loadLabel(seats, agent.capacity)}>
          {load(seats, agent.capacity)}
        </span>
      )}
    </>
  );
}

function ThemeSwitch() {
  const { words } = useWords();
  const { setColorScheme } = useMantineColorScheme();
  const now = useComputedColorScheme('light');
  const other = now === 'light' ? 'dark' : 'light';
  return (
    <Tool label={`${words.settings.theme}: ${words.settings[other]}`} act={() => setColorScheme(other)}>
      {now === 'light' ? <IconMoon size={16} /> : <IconSun size={16} />}
    </Tool>
  );
}

function Tool({ label, act, children }: { label: string; act: (() => void) | undefined; children: ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size="md" aria-label={label} onClick={act}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
