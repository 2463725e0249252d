import { Button } from '@mantine/core';
import { useState } from 'react';
import { articlesCsv } from '#shared/knowledge/import/csv-rows';
import { useDesk } from '../../desk/use-desk.tsx';
import { useToolWords } from '../../words/knowledge/use-tool-words.ts';
import styles from '../tools.module.css';
import { Part } from '../tools.tsx';
import { download } from './download.ts';
import { exported } from './import-cloud.ts';

type Exporting = { kind: 'nothing' | 'failed' } | { kind: 'doing' | 'done'; n: number };

/** Everything there is, as a file. */
export function ExportPart() {
  const tool = useToolWords().leave;
  const tools = useDesk();
  const [exporting, setExporting] = useState<Exporting>({ kind: 'nothing' });
  const take = async (kind: 'json' | 'csv') => {
    setExporting({ kind: 'doing', n: 0 });
    const articles = await exported(tools, (n) => setExporting({ kind: 'doing', n }));
    if (!articles) return setExporting({ kind: 'failed' });
    if (kind === 'json') download('knowledge.json', 'application/json', `${JSON.stringify({ articles }, null, 2)}\n`);
    else download('knowledge.csv', 'text/csv', articlesCsv(articles));
    setExporting({ kind: 'done', n: articles.length });
  };
  const busy = exporting.kind === 'doing';
  return (
    <Part title={tool.title}>
      <p className="quiet">{tool.text}</p>
      <div className={styles.told} role="status" data-exporting={exporting.kind}>
        {exporting.kind === 'failed' && tool.failed}
        {exporting.kind === 'doing' && tool.doing(exporting.n)}
        {exporting.kind === 'done' && tool.done(exporting.n)}
      </div>
      <div className={styles.acts}>
        <Button variant="default" disabled={busy} onClick={() => void take('json')}>
          {tool.json}
        </Button>
        <Button variant="default" disabled={busy} onClick={() => void take('csv')}>
          {tool.csv}
        </Button>
      </div>
    </Part>
  );
}
