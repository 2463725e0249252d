import { Button, Loader } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { type ComponentType, useEffect, useState } from 'react';
import { Standing } from '../frame/standing.tsx';
import { useWords } from '../words/use-words.tsx';

/** A view whose code is loaded when it is first opened, so that nobody else's desk waits for it. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  return function Later(props: Props) {
    const { words } = useWords();
    const [view, setView] = useState<{ View: ComponentType<Props> } | 'failed'>();
    useEffect(() => {
      let wanted = true;
      load().then(
        (View) => wanted && setView({ View }),
        () => wanted && setView('failed'),
      );
      return () => {
        wanted = false;
      };
    }, []);
    if (!view) return <Standing icon={<Loader size="sm" />} title={words.signIn.loading} />;
    if (view !== 'failed') return <view.View {...props} />;
    // A browser keeps in mind that a module did not come; only a reload asks again.
    return (
      <Standing icon={<IconPlugConnectedX size={24} />} title={words.letters.failed}>
        <Button size="compact-sm" onClick={() => location.reload()}>
          {words.broken.reload}
        </Button>
      </Standing>
    );
  };
}
