import type { Definition } from '#infra/workflow/handoff.asl';
import type { Cloud, Ports } from '../world/ports.ts';
import type { RunSettings } from '../world/settings.ts';
import type { Wiring } from '../world/steps.ts';

/**
 * A fault of ours, planted on purpose: a harness that never failed proves nothing. To add one: a file (or an entry) in this
 * folder that puts something of its own in the place of
 *   - `ports`       what one invocation has in its hands (a wrapper around one port, for the step named by `caller.step`);
 *   - `steps`       whole steps;
 *   - `definition`  the state machine;
 *   - `cloud`       a part of the wiring, once, when the run begins;
 * and its entry in `index.ts`. `npm run simulate -- --bugs --only <name>` shows which invariant sees it, and at which seed.
 */
export type Bug = {
  name: string;
  /** What was forgotten or done wrong, in one line. */
  says: string;
  ports?: (ports: Ports) => Ports;
  steps?: (wiring: Wiring, settings: RunSettings) => Partial<Wiring>;
  definition?: (definition: Definition) => Definition;
  cloud?: (cloud: Cloud) => void;
  /** The platform calls this step never: a mapping or a schedule that is missing. */
  never?: readonly ('relay' | 'deliver' | 'sweep' | 'rescue' | 'bury')[];
};
