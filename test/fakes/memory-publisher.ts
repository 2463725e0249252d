import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Article } from '#shared/knowledge/article';
import { buildEmbeddedIndex, openEmbeddedIndex } from '#shared/search/embedded';
import type { KnowledgePublisher, Published, Since } from '#shared/search/knowledge-index';

/** Remembers what was built, of what kind, and which version is live. Opens them by the embedded engine. */
export class MemoryPublisher implements KnowledgePublisher {
  readonly built = new Map<string, readonly Article[]>();
  readonly since = new Map<string, Since>();
  live = '';
  /** @default any number */
  limit = Number.POSITIVE_INFINITY;

  async publish(all: readonly Article[], version: string, since?: Since): Promise<Published> {
    if (this.built.has(version)) return { refused: 'version-exists' };
    if (all.length > this.limit) return { refused: 'too-many-entries', found: all.length, limit: this.limit };
    this.built.set(version, all);
    if (since) this.since.set(version, since);
    return { published: version, kind: since ? 'delta' : 'full' };
  }

  async activate(version: string) {
    if (!this.built.has(version)) return { refused: 'unknown-version' as const };
    this.live = version;
    return { activated: version };
  }

  async open(version: string) {
    const articles = this.built.get(version);
    if (!articles) return { refused: 'unknown-version' as const };
    const folder = mkdtempSync(join(tmpdir(), 'baton-test-'));
    const file = join(folder, 'index.sqlite');
    buildEmbeddedIndex(articles, { version, file });
    const index = openEmbeddedIndex(file);
    rmSync(folder, { recursive: true, force: true });
    return index;
  }

  async versions() {
    return { versions: [...this.built.keys()].reverse(), ...(this.live && { live: this.live }) };
  }

  /** The ids of the live version's articles, in order. */
  get serves(): string[] {
    return (this.built.get(this.live) ?? []).map(({ id }) => id);
  }
}
