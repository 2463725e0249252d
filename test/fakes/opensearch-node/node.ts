import { type Engine, javaEngine, type Missing } from '../java-engine.ts';

/**
 * A real OpenSearch node 2.19.1 on 127.0.0.1, on a port the system chose, from Maven artifacts (45 MB, fetched once). Where Java or
 * Maven is not there, or Maven cannot fetch, the reason is given instead; with `BATON_REQUIRE_OPENSEARCH` set that is thrown.
 */
export const openSearchNode = (): Promise<Engine | Missing> =>
  javaEngine({
    name: 'opensearch',
    folder: import.meta.dirname,
    main: 'OsNode',
    heap: '512m',
    options: ['-Dlog4j2.disableJmx=true'],
    zipped: true,
    requiredBy: 'BATON_REQUIRE_OPENSEARCH',
  });
