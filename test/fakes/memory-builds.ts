import type { RecordedQuestion } from '#shared/protocol/builds';
import type { BuildRecord, BuildStore, Manifest } from '#shared/store/build-store';

/** Builds, manifests and questions in memory; passes the same contract as the table. */
export const memoryBuilds = (): BuildStore => {
  const builds = new Map<string, BuildRecord>();
  const manifests = new Map<string, Manifest>();
  const questions = new Map<string, RecordedQuestion>();
  const kept = <T>(value: T): T => structuredClone(value);
  const sorted = <T>(map: Map<string, T>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    build: async (version) => kept(builds.get(version)),
    putBuild: async (build) => void builds.set(build.version, kept(build)),
    builds: async ({ limit, below }) =>
      sorted(builds)
        .filter(([version]) => !below || version < below)
        .reverse()
        .slice(0, limit)
        .map(([, build]) => kept(build)),
    putManifest: async (version, manifest) => void manifests.set(version, new Map(manifest)),
    manifest: async (version) => manifests.get(version),
    putQuestion: async (question) => void questions.set(question.id, kept(question)),
    dropQuestion: async (id) => questions.delete(id),
    questions: async ({ limit, after }) =>
      sorted(questions)
        .filter(([id]) => !after || id > after)
        .slice(0, limit)
        .map(([, question]) => kept(question)),
  };
};
