import type { Head } from '#shared/conversation/head';
import type { Cloud } from '../world/ports.ts';
import type { Bug } from './bug.ts';

type Transact = Cloud['log']['transact'];

/** Puts something else in the place of the one transaction of an append. */
const transacting = (change: (real: Transact, cloud: Cloud) => Transact) => (cloud: Cloud) => {
  cloud.log.transact = change(cloud.log.transact.bind(cloud.log), cloud);
};

/** A lost race is not noticed: the second writer writes upon what the first has made. */
export const versionUnchecked: Bug = {
  name: 'version-unchecked',
  says: 'HEAD is put without the condition on its version',
  cloud: transacting(
    (real, cloud) => (caller, ask, _seen, write, meters) =>
      real(caller, ask, cloud.log.headOf(ask.conversationId), write, meters),
  ),
};

export const epochNotRaised: Bug = {
  name: 'epoch-not-raised',
  says: 'a change of owner leaves the epoch as it was',
  cloud: transacting((real) => (caller, ask, seen, write, meters) => {
    const changesHands = seen && write.head.owner.kind !== seen.owner.kind;
    const epoch = changesHands ? seen.epoch : write.head.epoch;
    return real(caller, ask, seen, { ...write, head: { ...write.head, epoch } }, meters);
  }),
};

export const writtenTwice: Bug = {
  name: 'written-twice',
  says: 'an event that the caller did not hear of is written again behind itself',
  cloud: transacting((real, cloud) => (caller, ask, seen, write, meters) => {
    const appended = real(caller, ask, seen, write, meters);
    const said = write.events.find(({ kind }) => kind === 'agent-said');
    if (appended?.outcome !== 'written' || !said) return appended;
    const seq = appended.head.version + 1;
    const head: Head = { ...appended.head, version: seq };
    const again = { events: [{ ...said, seq }], head, desk: [] };
    const { marker: _marker, ...unmarked } = ask;
    real(caller, unmarked, cloud.log.headOf(ask.conversationId), again, []);
    return appended;
  }),
};
