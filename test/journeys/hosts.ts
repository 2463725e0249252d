import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Cloud } from '#local/cloud';
import type { Chance } from './chance.ts';
import type { FaultyProxy } from './faulty-proxy.ts';

type Place = Pick<Cloud, 'functions' | 'endpoint'>;

/** Each of these is in the way of a message, of a handoff or of its rescue. */
const IN_THE_WAY = [
  'authorize',
  'open-session',
  'receive',
  'sync',
  'answer',
  'relay',
  'deliver',
  'ask-person',
  'choose',
  'match',
  'presence',
  'wait',
  'accept',
  'decline',
  'reply',
  'return-to-bot',
  'close',
  'assess',
  'settle',
  'wrap-up',
  'lapse',
  'rescue',
  'sweep',
  'project',
];

/**
 * Process ids of the environments that run this step now, in this cloud: functions are called the same in every cloud of an
 * environment, so what tells them apart is the engine they are told to call.
 */
export const hostsOf = ({ functions, endpoint }: Place, folder: string): number[] => {
  const name = functions[folder];
  if (!name) throw new Error(`no function runs ${folder}`);
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => toldOf(pid, 'cmdline').some((word) => word.includes(name)))
    .filter((pid) => toldOf(pid, 'environ').includes(`AWS_ENDPOINT_URL=${endpoint}`))
    .map(Number);
};

const toldOf = (pid: string, what: 'cmdline' | 'environ'): string[] => {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8').split('\0');
  } catch {
    // It ended by itself in between, or is not ours.
    return [];
  }
};

export const kill = (pid: number): boolean => {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
};

/** Every environment of every step: whoever comes next meets other processes than those she has left. */
export const killAll = (cloud: Place): number =>
  Object.keys(cloud.functions)
    .flatMap((folder) => hostsOf(cloud, folder))
    .filter((pid) => kill(pid)).length;

/** A host of the first step in the dice's order that has one at all. */
const killOne = (cloud: Place, chance: Chance): boolean => {
  const from = chance.below(IN_THE_WAY.length);
  const at = chance.next();
  for (let n = 0; n < IN_THE_WAY.length; n += 1) {
    const hosts = hostsOf(cloud, IN_THE_WAY[(from + n) % IN_THE_WAY.length] ?? '');
    const victim = hosts[Math.floor(at * hosts.length)];
    if (victim !== undefined && kill(victim)) return true;
  }
  return false;
};

type Faults = { cloud: Place; wire: FaultyProxy; chance: Chance; everyMs: [number, number] };

/** Kills a host or cuts a socket, now and then, until it is stopped. What, whom and when, the dice say. */
export const makingFaults = ({ cloud, wire, chance, everyMs }: Faults) => {
  let going = true;
  const count = { kills: 0, cuts: 0 };
  const strike = () => {
    if (chance.next() < 0.3) {
      if (wire.cutOne(chance.next())) count.cuts += 1;
    } else if (killOne(cloud, chance)) count.kills += 1;
  };
  const done = (async () => {
    while (going) {
      await pause(chance.between(...everyMs));
      strike();
    }
  })();
  return async () => {
    going = false;
    await done;
    return count;
  };
};
