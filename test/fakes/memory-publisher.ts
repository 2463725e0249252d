import type { Article } from '#shared/knowledge/article';
import type { KnowledgePublisher } from '#shared/search/knowledge-index';

/** Remembers what was built, and which version is live. */
export class MemoryPublisher implements KnowledgePublisher {
  readonly built = new Map<string, readonly Article[]>();
  live = '';

  async publish(all: readonly Article[], version: string) {
    if (this.built.has(version)) return { refused: 'version-exists' as const };
    this.built.set(version, all);
    return { published: version };
  }

  async activate(version: string) {
    if (!this.built.has(version)) return { refused: 'unknown-version' as const };
    this.live = version;
    return { activated: version };
  }

  /** The ids of the live version's articles, in order. */
  get serves(): string[] {
    return (this.built.get(this.live) ?? []).map(({ id }) => id);
  }
}
