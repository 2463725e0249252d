import { Button, TextInput } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { type DragEvent, type FormEvent, useRef, useState } from 'react';
import type { SourceFile } from '#shared/knowledge/import/sources';
import { useToolWords } from '../../words/knowledge/use-tool-words.ts';
import styles from '../tools.module.css';
import { Part } from '../tools.tsx';
import { endings } from './endings.ts';
import look from './import.module.css';

type Props = {
  broke: string | undefined;
  read: (files: readonly SourceFile[]) => void;
  readSite: (address: string) => void;
};

const filesOf = (list: FileList): Promise<SourceFile[]> =>
  Promise.all([...list].map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })));

/** Files from a dialog or dropped, or the address of a site. */
export function Choosing({ broke, read, readSite }: Props) {
  const tool = useToolWords().bring;
  const known: Record<string, string | undefined> = tool.pageWhy;
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [address, setAddress] = useState('');
  const take = (list: FileList | null) => {
    if (list && list.length > 0) void filesOf(list).then(read);
  };
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  const asked = (event: FormEvent) => {
    event.preventDefault();
    if (address.trim() !== '') readSite(address.trim());
  };
  return (
    <Part title={tool.title}>
      <p className="quiet">{tool.text}</p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button beside it is the first. */}
      <div
        className={look.drop}
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={dropped}
      >
        <Button leftSection={<IconUpload size={16} />} onClick={() => picker.current?.click()}>
          {tool.choose}
        </Button>
        <span className="quiet">{tool.drop}</span>
        <span className="quiet">{tool.kinds(endings.join(' '))}</span>
        <input
          ref={picker}
          type="file"
          multiple
          accept={endings.join(',')}
          className={look.picker}
          aria-label={tool.choose}
          tabIndex={-1}
          onChange={(event) => {
            take(event.currentTarget.files);
            event.currentTarget.value = '';
          }}
        />
      </div>
      <form className={styles.fields} onSubmit={asked} aria-label={tool.site}>
        <TextInput
          className={styles.wide ?? ''}
          label={tool.address}
          description={tool.siteText}
          placeholder="https://example.com"
          inputMode="url"
          value={address}
          maxLength={2000}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={address.trim() === ''}>
          {tool.readSite}
        </Button>
      </form>
      <div role="alert">{broke && tool.refused(known[broke] ?? broke)}</div>
    </Part>
  );
}
