import { Button, Loader } from '@mantine/core';
import { IconLock, IconLogin2, IconPlugConnectedX, IconSettingsExclamation, IconTools } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { SignedIn } from '../sign-in/sign-in.ts';
import { useWords } from '../words/use-words.tsx';
import styles from './frame.module.css';
import { LanguageSwitch } from './language-switch.tsx';

type StateProps = { icon: ReactNode; title: string; text: string; more?: ReactNode; children?: ReactNode };

/** One page of one thing to know and one thing to do. */
function PageState({ icon, title, text, more, children }: StateProps) {
  return (
    <main className={styles.state}>
      <section className={styles.stateCard}>
        <div className={styles.stateIcon}>{icon}</div>
        <h1 className={styles.stateTitle}>{title}</h1>
        <p className={styles.stateText}>{text}</p>
        {more}
        <div className={styles.stateFoot}>
          {children}
          <LanguageSwitch />
        </div>
      </section>
    </main>
  );
}

export function Loading() {
  const { words } = useWords();
  return (
    <main className={styles.state}>
      <div className={styles.loading} role="status">
        <Loader size="sm" />
        <span className="quiet">{words.signIn.loading}</span>
      </div>
    </main>
  );
}

export function SignedOut({
  why,
  signIn,
}: {
  why: 'expired' | 'failed' | 'unreachable' | undefined;
  signIn: () => void;
}) {
  const { words } = useWords();
  const icon = why === 'unreachable' ? <IconPlugConnectedX size={24} /> : <IconLogin2 size={24} />;
  return (
    <PageState icon={icon} title={words.signIn.title} text={why ? words.signIn[why] : words.signIn.text}>
      <Button onClick={signIn} data-autofocus>
        {words.signIn.button}
      </Button>
    </PageState>
  );
}

export function NoPermission({ who, signOut }: { who: SignedIn; signOut: () => void }) {
  const { words } = useWords();
  const groups = who.groups.length > 0 ? words.noPermission.groups(who.groups.join(', ')) : words.noPermission.noGroups;
  const more = (
    <p className="quiet">
      {who.name} · {groups}
    </p>
  );
  return (
    <PageState
      icon={<IconLock size={24} />}
      title={words.noPermission.title}
      text={words.noPermission.text}
      more={more}
    >
      <Button variant="default" onClick={signOut}>
        {words.signIn.signOut}
      </Button>
    </PageState>
  );
}

export function NoSettings({ again }: { again: () => void }) {
  const { words } = useWords();
  const { title, text } = words.noSettings;
  return (
    <PageState icon={<IconSettingsExclamation size={24} />} title={title} text={text}>
      <Button onClick={again}>{words.noSettings.again}</Button>
    </PageState>
  );
}

export function Broken() {
  const { words } = useWords();
  return (
    <PageState icon={<IconTools size={24} />} title={words.broken.title} text={words.broken.text}>
      <Button onClick={() => location.reload()}>{words.broken.reload}</Button>
    </PageState>
  );
}
