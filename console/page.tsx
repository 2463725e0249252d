import { MantineProvider } from '@mantine/core';
import { Component, type ReactNode, useCallback, useEffect, useState } from 'react';
import type { PageSettings } from '#shared/protocol/session';
import { Desk } from './desk.tsx';
import { Broken, Loading, NoPermission, NoSettings, SignedOut } from './frame/page-states.tsx';
import { readSettings } from './settings.ts';
import { mayServe } from './sign-in/groups.ts';
import { type SignIn, type SignInState, signIn } from './sign-in/sign-in.ts';
import { theme } from './theme.ts';
import { WordsProvider } from './words/use-words.tsx';

type Opened = { settings: PageSettings; signIn: SignIn };

export const Page = () => (
  <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
    <WordsProvider>
      <ErrorEdge>
        <Opening />
      </ErrorEdge>
    </WordsProvider>
  </MantineProvider>
);

/** Settings, then sign-in, then the desk; each step that does not come has its own page. */
function Opening() {
  const [opened, setOpened] = useState<Opened | 'no-settings'>();
  const [state, setState] = useState<SignInState>();
  const open = useCallback(async () => {
    const settings = await readSettings();
    if (!settings) return setOpened('no-settings');
    const opening = { settings, signIn: signIn(settings) };
    setState(await opening.signIn.resume());
    setOpened(opening);
  }, []);
  useEffect(() => void open(), [open]);
  useEffect(() => (opened && opened !== 'no-settings' ? opened.signIn.onChange(setState) : undefined), [opened]);

  if (opened === 'no-settings') return <NoSettings again={() => void open()} />;
  if (!opened || !state) return <Loading />;
  return <SignInGate opened={opened} state={state} setState={setState} />;
}

type GateProps = { opened: Opened; state: SignInState; setState: (state: SignInState) => void };

function SignInGate({ opened, state, setState }: GateProps) {
  const begin = () =>
    opened.signIn.begin().catch((cause: unknown) => {
      console.error('the sign-in service cannot be reached', cause);
      setState({ kind: 'signed-out', why: 'unreachable' });
    });
  if (state.kind === 'signed-out') return <SignedOut why={state.why} signIn={begin} />;
  const signOut = () => void opened.signIn.end().then(() => setState({ kind: 'signed-out' }));
  if (!mayServe(state.who.groups)) return <NoPermission who={state.who} signOut={signOut} />;
  const expired = () => setState({ kind: 'signed-out', why: 'expired' });
  return <Desk key={state.who.subject} {...opened} who={state.who} signOut={signOut} expired={expired} />;
}

/** What nobody foresaw is said, and a reload finds every draft. */
class ErrorEdge extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError = () => ({ broken: true });
  override render = () => (this.state.broken ? <Broken /> : this.props.children);
}
