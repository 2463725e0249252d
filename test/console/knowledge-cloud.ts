import type { Page, Route } from 'playwright-core';
import type { Build, RecordedQuestion } from '#shared/protocol/builds';
import type { BatchAsk, ImportArticle } from '#shared/protocol/import';
import type { TryAnswer } from '#shared/protocol/try';
import type { ImportLine } from '../../console/knowledge/import/import-cloud.ts';

type Ask = { path: string; body: Record<string, unknown> & { act?: string } };
type Answer = { status: number; body: unknown } | 'lost';

const ok = (body: unknown): Answer => ({ status: 200, body });
const root = { id: 'root', name: 'Root' };

/** The knowledge's routes as a console meets them, with answers that a test writes. Stands between one page and its server. */
export class KnowledgeCloud {
  readonly asked: Ask[] = [];
  articles: (ImportArticle & { source?: 'import' | 'written' })[] = [];
  imports: ImportLine[] = [];
  builds: Build[] = [];
  live: string | undefined;
  questions: RecordedQuestion[] = [];
  tried: TryAnswer | undefined;
  /** Pages of a site by address. */
  site = new Map<string, string>();
  /** Answers given once each, before any other, by act or path. */
  readonly next = new Map<string, Answer[]>();
  readonly #now = new Date('2026-11-20T10:00:00.000Z').toISOString();

  async stand(page: Page) {
    await page.route(
      ({ pathname }) => pathname.startsWith('/knowledge/'),
      (route) => this.#serve(route),
    );
  }

  /** What was asked under one act, or at one path. */
  of(name: string): Record<string, unknown>[] {
    return this.asked.filter(({ path, body }) => body.act === name || path === name).map(({ body }) => body);
  }

  once(name: string, answer: Answer) {
    this.next.set(name, [...(this.next.get(name) ?? []), answer]);
  }

  async #serve(route: Route) {
    const request = route.request();
    if (request.method() === 'OPTIONS') return route.continue();
    const path = new URL(request.url()).pathname;
    const body = request.postDataJSON() as Ask['body'];
    this.asked.push({ path, body });
    const scripted = this.next.get(body.act ?? path)?.shift();
    const answer = scripted ?? this.#answer(path, body);
    if (answer === 'lost') return route.abort();
    return route.fulfill({ status: answer.status, json: answer.body as object });
  }

  #answer(path: string, body: Ask['body']): Answer {
    if (path === '/knowledge/try')
      return this.tried ? ok(this.tried) : { status: 404, body: { refused: 'unknown-version' } };
    if (path === '/knowledge/fetch') return this.#fetch(String(body.url));
    if (path === '/knowledge/import') return this.#import(body as unknown as BatchAsk);
    switch (body.act) {
      case 'export':
        return ok({ articles: this.articles.map(({ source: _, ...article }) => article) });
      case 'list':
        return ok({
          // Nothing here is due: none of these articles has a day.
          articles: this.articles
            .filter(({ state }) => !body.reviewDue && (state ?? 'published') === body.state)
            .map(summary),
        });
      case 'imports':
        return ok({ imports: this.imports });
      case 'builds':
        return ok({ builds: this.builds, ...(this.live && { live: this.live }) });
      case 'questions':
        return ok({ questions: this.questions });
      case 'record-question':
        this.questions.unshift({
          ...(body as unknown as RecordedQuestion),
          id: `q${this.questions.length}`,
          by: root,
          at: this.#now,
        });
        return ok({ id: 'q' });
      case 'drop-question':
        this.questions = this.questions.filter(({ id }) => id !== body.id);
        return ok({});
      case 'undo-import':
        this.imports = this.imports.map((one) => (one.id === body.importId ? { ...one, state: 'undone' } : one));
        return ok({ importId: body.importId, undone: 2, changedSince: ['returns'], version: 'v9', articles: 3 });
      case 'roll-back':
        this.live = String(body.version);
        return ok({ version: body.version });
      default:
        return { status: 400, body: { code: 'frame-not-understood' } };
    }
  }

  #fetch(url: string): Answer {
    const text = this.site.get(url);
    if (text !== undefined)
      return ok({ url, contentType: text.startsWith('<?xml') ? 'application/xml' : 'text/html', text });
    return { status: 422, body: { refused: 'not-answered', url, found: '404', limit: 'a page', status: 404 } };
  }

  #import({ articles, importId = 'import-1', last }: BatchAsk): Answer {
    const known = this.imports.find(({ id }) => id === importId);
    const line: ImportLine = known ?? {
      id: importId,
      at: this.#now,
      by: root,
      written: 0,
      unchanged: 0,
      retired: 0,
      state: 'running',
    };
    line.written += articles.length;
    line.state = last ? 'done' : 'running';
    if (!known) this.imports = [line, ...this.imports];
    const { written, unchanged, retired, state } = line;
    return ok({ importId, state, written, unchanged, retired, ...(last && { version: 'v8' }) });
  }
}

const summary = ({ id, texts, source = 'written', state = 'published' }: KnowledgeCloud['articles'][number]) => ({
  id,
  n: 1,
  state,
  title: texts.en?.title ?? texts.zh?.title ?? id,
  audience: 'both',
  source,
  at: '2026-11-20T10:00:00.000Z',
});
