import * as z from 'zod';
import { Article } from '#shared/knowledge/article';
import { answer, type Caller, type HttpAnswer, refuse } from '#shared/runtime/http-answer';
import type { KnowledgePublisher } from '#shared/search/knowledge-index';

type Needs = { publisher: KnowledgePublisher; newVersion: () => string };

/** The whole base, as it shall be from now on. Each article names its own version. */
export const ImportAsk = z.object({ articles: z.array(Article).min(1).max(20_000) });

const EDITORS = ['knowledge-editor', 'admin'];

/** Builds one immutable version of the knowledge and puts it live; turns that have begun keep the version they began with. */
export const publish =
  ({ publisher, newVersion }: Needs) =>
  async ({ articles }: z.infer<typeof ImportAsk>, { groups }: Caller): Promise<HttpAnswer> => {
    if (!groups.some((group) => EDITORS.includes(group))) return refuse(403, 'not-allowed');
    const version = newVersion();
    const built = await publisher.publish(articles, version);
    if ('refused' in built) throw new Error(`version ${version} exists already`);
    const live = await publisher.activate(version);
    if ('refused' in live) throw new Error(`version ${version} was built but is not known`);
    return answer(200, { version, articles: articles.length });
  };
