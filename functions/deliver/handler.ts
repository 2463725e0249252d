import { headStreamStep } from '#shared/runtime/batch-step';
import { conversations } from '#shared/runtime/parts/conversations';
import { desk } from '#shared/runtime/parts/desk';
import { sockets } from '#shared/runtime/parts/sockets';
import { deliver } from './step.ts';

export const handler = headStreamStep(deliver({ store: conversations(), desk: desk(), sockets: sockets() }));
