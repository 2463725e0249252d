import { acknowledgedIsKept } from './acknowledged.ts';
import type { Invariant } from './invariant.ts';

export const invariants: readonly Invariant[] = [acknowledgedIsKept];
