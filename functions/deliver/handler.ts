import { type HeadChange, headStreamStep } from '#shared/runtime/batch-step';
import { conversations } from '#shared/runtime/parts/conversations';
import { desk } from '#shared/runtime/parts/desk';
import { notices } from '#shared/runtime/parts/notices';
import { sockets } from '#shared/runtime/parts/sockets';
import { deliver } from './step.ts';
import { tellSupervisors } from './tell-supervisors.ts';

const gateway = sockets();
const toReaders = deliver({ store: conversations(), desk: desk(), sockets: gateway });
const toSupervisors = tellSupervisors({ notices: notices(), sockets: gateway });

export const handler = headStreamStep(async (change: HeadChange) => {
  await Promise.all([toReaders(change), toSupervisors(change)]);
});
