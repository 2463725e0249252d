import { Button } from '@mantine/core';
import { catalogues } from '../words/locale.ts';
import { useWords } from '../words/use-words.tsx';

/** Named in the language it leads to, so that it is found by who cannot read this one. */
export function LanguageSwitch() {
  const { language, switchTo } = useWords();
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      fw={400}
      lang={other === 'zh' ? 'zh-CN' : 'en'}
      onClick={() => switchTo(other)}
    >
      {catalogues[other].language}
    </Button>
  );
}
