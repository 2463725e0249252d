import type { FetchPage, PageFault, Site } from '#shared/knowledge/import/site';
import { FetchAnswer, FetchRefused } from '#shared/protocol/fetch';
import { askCloud, LONG_MS } from '../../desk/ask-cloud.ts';
import type { DeskTools } from '../../desk/use-desk.tsx';

type Told = (count: { done: number; total: number }, faults: readonly PageFault[]) => void;

/** A site, its pages fetched by the cloud one by one, since a browser may not. What reads sitemaps is loaded for it. */
export async function siteOf(
  tools: DeskTools,
  address: string,
  told: Told,
  wanted: () => boolean,
): Promise<Site | { refused: string }> {
  const { readSite } = await import('#shared/knowledge/import/site');
  const fetch: FetchPage = async (ask) => {
    const is = await askCloud(tools, '/knowledge/fetch', FetchAnswer, ask, LONG_MS);
    if (is.kind === 'read') return is.value;
    const why = is.kind === 'refused' ? FetchRefused.safeParse(is.body).data : undefined;
    return why ?? { refused: 'not-reachable', url: ask.url, found: is.kind, limit: 'an answer of the service' };
  };
  const progress = (done: number, total: number, faults: readonly PageFault[]) => told({ done, total }, [...faults]);
  return readSite(address, { fetch, progress, wanted });
}
