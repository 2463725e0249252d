import { TryAsk } from '#shared/protocol/try';
import { httpStep } from '#shared/runtime/http-step';
import { considering } from '#shared/runtime/parts/considering';
import { embedding } from '#shared/runtime/parts/embedding';
import { knowledge, openVersion } from '#shared/runtime/parts/knowledge-vectors';
import { settings } from '#shared/runtime/parts/settings';
import { tryOut } from './step.ts';

const embeds = embedding();

export const handler = httpStep(
  TryAsk,
  settings.groupClaim,
  tryOut({ ...considering(knowledge(embeds)), versions: { open: openVersion(embeds) } }),
);
