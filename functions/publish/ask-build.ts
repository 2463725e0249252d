import type { BuildAnswer, BuildRefused } from '#shared/protocol/builds';
import type { Builds } from '#shared/queues/queues';
import type { BuildRecord, BuildStore } from '#shared/store/build-store';

type Needs = {
  builds: Pick<BuildStore, 'build'>;
  queue: Builds;
  newVersion: () => string;
  now: () => string;
  sleep: (milliseconds: number) => Promise<unknown>;
};
export type BuildWish = { by: { id: string; name: string }; whole?: true; anyway?: true };
export type BuildOutcome = BuildAnswer | BuildRefused;

/** A request to the API ends after 30 seconds; what is not done by then goes on, and `builds` shows how it ends. */
const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 250;

/** Has a version built where all are built, one after the other, and waits for it as long as a request may. */
export const askBuild = async (needs: Needs, wish: BuildWish): Promise<BuildOutcome> => {
  const version = needs.newVersion();
  await needs.queue.build({ version, ...wish }, version);
  const until = Date.parse(needs.now()) + PATIENCE_MS;
  for (;;) {
    const record = await needs.builds.build(version);
    if (record && record.state !== 'building') return outcomeOf(record);
    if (Date.parse(needs.now()) >= until) return { version, articles: record?.articles ?? 0, state: 'building' };
    await needs.sleep(LOOK_EVERY_MS);
  }
};

const outcomeOf = ({ version, articles, state, report, refused, why = state }: BuildRecord): BuildOutcome =>
  state === 'built'
    ? { version, articles, state: 'live', ...(report && { report }) }
    : (refused ?? { refused: 'build-failed', version, why });
