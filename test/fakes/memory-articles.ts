import type { ArticleRecord, Version } from '#shared/knowledge/lifecycle/record';
import { type ArticleStore, type Change, type Import, type ImportRow, summaryOf } from '#shared/store/article-store';

/** Articles in memory; passes the same contract as the table. `down` makes every call fail, as a table that cannot be reached. */
export const memoryArticles = () => {
  const records = new Map<string, ArticleRecord>();
  const versions = new Map<string, Version[]>();
  const imports = new Map<string, Import>();
  const rows = new Map<string, ImportRow[]>();
  const named = new Map<string, Set<string>>();
  const world = { down: false, asked: [] as string[][] };

  const kept = <T>(value: T): T => structuredClone(value);
  const reach = (): void => {
    if (world.down) throw new Error('the table does not answer');
  };
  const write = ({ before, record, version, importId }: Change): boolean => {
    const { id } = record;
    if (records.get(id)?.n !== before?.n) return false;
    records.set(id, kept(record));
    versions.set(id, [...(versions.get(id) ?? []), kept(version)]);
    if (importId) {
      const first = rows.get(importId)?.find((one) => one.id === id) ?? { id, ...(before && { before: before.n }) };
      rows.set(importId, [
        ...(rows.get(importId) ?? []).filter((one) => one.id !== id),
        { ...first, after: version.n },
      ]);
    }
    return true;
  };
  const served = () => [...records.values()].flatMap(({ id, served: one }) => (one ? [{ id, ...kept(one) }] : []));

  const store: ArticleStore = {
    async record(id) {
      reach();
      return kept(records.get(id));
    },
    async records(ids) {
      reach();
      return new Map([...records].filter(([id]) => ids.includes(id)).map(([id, one]) => [id, kept(one)]));
    },
    version: async (id, n) => kept(versions.get(id)?.[n - 1]),
    versions: async (id, { limit, below = Infinity }) =>
      kept(
        (versions.get(id) ?? [])
          .filter(({ n }) => n < below)
          .reverse()
          .slice(0, limit),
      ),
    async list({ state, limit, after = '', owner, reviewDue, endsBy, source }) {
      const all = [...records.values()]
        .filter((one) => one.state === state && one.id > after)
        .map(summaryOf)
        .filter((one) => !owner || one.owner === owner)
        .filter((one) => (!reviewDue && !endsBy) || isBy(one.reviewBy, reviewDue) || isBy(one.validUntil, endsBy))
        .filter((one) => !source || one.source === source)
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      const articles = all.slice(0, limit);
      const last = articles.at(-1);
      return { articles, ...(all.length > limit && last && { next: last.id }) };
    },
    async write(change) {
      reach();
      return write(change) ? 'written' : 'lost';
    },
    async writeAll(changes) {
      reach();
      return { lost: changes.filter((change) => !write(change)).map(({ record }) => record.id) };
    },
    async served(ids) {
      world.asked.push([...ids]);
      reach();
      return new Map(served().flatMap(({ id, ...one }) => (ids.includes(id) ? [[id, one]] : [])));
    },
    allServed: async () => served().sort((a, b) => (a.id < b.id ? -1 : 1)),
    async putImport(one) {
      imports.set(one.id, kept(one));
    },
    import: async (id) => kept(imports.get(id)),
    imports: async (limit) => [...imports.values()].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit),
    importRows: async (id) => [...(rows.get(id) ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1)),
    async nameInImport(id, articleIds) {
      named.set(id, new Set([...(named.get(id) ?? []), ...articleIds]));
    },
    namedInImport: async (id) => new Set(named.get(id)),
    async takeImport(id) {
      const one = imports.get(id);
      if (!one || one.state === 'undone') return false;
      imports.set(id, { ...one, state: 'undone' });
      return true;
    },
  };
  return { store, world };
};

const isBy = (day: string | undefined, last: string | undefined): boolean =>
  day !== undefined && last !== undefined && day <= last;
