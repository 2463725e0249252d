import { acknowledgedIsKept } from './acknowledged.ts';
import { clocksMayBeWrong } from './clocks.ts';
import { oneWrapUp } from './handoffs.ts';
import type { Invariant } from './invariant.ts';
import { ledgerIsTheMeters } from './ledger.ts';
import { offersAreKept } from './offers.ts';
import { oneOrder } from './order.ts';
import { oneOwner } from './owner.ts';
import { neverOwnerless } from './ownerless.ts';
import { firstComeFirstServed } from './queue.ts';
import { screensAreTheLog } from './screens.ts';
import { seatsFollowOwners } from './seats.ts';
import { botStaysSilent } from './silent-bot.ts';
import { oneVersionATurn, sourcesWereRetrieved } from './sources.ts';
import { unsentSurvives } from './unsent.ts';

/** Every promise that a history is held to, in the order of their ids. */
export const invariants: readonly Invariant[] = [
  acknowledgedIsKept,
  screensAreTheLog,
  oneOrder,
  oneOwner,
  neverOwnerless,
  oneWrapUp,
  offersAreKept,
  firstComeFirstServed,
  ledgerIsTheMeters,
  botStaysSilent,
  sourcesWereRetrieved,
  unsentSurvives,
  oneVersionATurn,
  clocksMayBeWrong,
  seatsFollowOwners,
];
