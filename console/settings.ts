import { PageSettings } from '#shared/protocol/session';

/** `config.json` beside the page; undefined when it is missing or not of its shape. */
export async function readSettings(fetching: typeof fetch = fetch): Promise<PageSettings | undefined> {
  const answer = await fetching('config.json', { cache: 'no-store' }).catch(() => undefined);
  if (!answer?.ok) return undefined;
  const settings = PageSettings.safeParse(await answer.json().catch(() => undefined));
  return settings.success ? settings.data : undefined;
}
