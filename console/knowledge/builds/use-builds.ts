import { useCallback, useEffect, useRef, useState } from 'react';
import * as z from 'zod';
import { BuildAnswer, type BuildRefused, BuildsAnswer, type PublishAsk } from '#shared/protocol/builds';
import { askCloud, LONG_MS, type Missed } from '../../desk/ask-cloud.ts';
import { useDesk } from '../../desk/use-desk.tsx';
import { type BuildList, extended, isBuilding, refreshed, whyNotBuilt } from './build-list.ts';

const PAGE = 20;
const WHILE_BUILDING_MS = 2000;
const OTHERWISE_MS = 30_000;
const PATH = '/knowledge/publish';

export type Builds = { list: BuildList | undefined; missed: Missed | undefined; refresh: () => void; more: () => void };

/** The builds: read at once, every two seconds while one is being built, now and then otherwise. What was read stays on the screen. */
export function useBuilds(): Builds {
  const tools = useDesk();
  const [list, setList] = useState<BuildList>();
  const [missed, setMissed] = useState<Missed>();
  const wanted = useRef(true);
  const read = useCallback(
    async (below?: string) => {
      const asked = { act: 'builds', limit: PAGE, ...(below && { below }) };
      const is = await askCloud(tools, PATH, BuildsAnswer, asked);
      if (!wanted.current) return;
      setMissed(is.kind === 'read' ? undefined : is);
      if (is.kind !== 'read') return;
      setList((before) => (below && before ? extended(before, is.value) : refreshed(before, is.value)));
    },
    [tools],
  );
  useEffect(() => {
    wanted.current = true;
    void read();
    return () => {
      wanted.current = false;
    };
  }, [read]);
  const building = isBuilding(list);
  useEffect(() => {
    const timer = setInterval(() => void read(), building ? WHILE_BUILDING_MS : OTHERWISE_MS);
    return () => clearInterval(timer);
  }, [read, building]);
  const next = list?.next;
  return {
    list,
    missed,
    refresh: useCallback(() => void read(), [read]),
    more: useCallback(() => void read(next), [read, next]),
  };
}

export type Doing =
  | { kind: 'nothing' }
  | { kind: 'doing'; act: 'build' | 'roll-back' }
  | { kind: 'built'; answer: BuildAnswer }
  | { kind: 'rolled-back'; version: string }
  | { kind: 'not-built'; why: BuildRefused }
  | { kind: 'missed'; missed: Missed };

/** Builds and goes back. What is not known to be done shows in the list, which is read anew after each. */
export function useBuildActs(after: () => void) {
  const tools = useDesk();
  const [doing, setDoing] = useState<Doing>({ kind: 'nothing' });
  const ask = useCallback(
    async <T>(asked: PublishAsk, schema: z.ZodType<T>, did: (answer: T) => Doing) => {
      if (asked.act === 'build' || asked.act === 'roll-back') setDoing({ kind: 'doing', act: asked.act });
      // The list shows what is being built while the answer is waited for.
      const shows = setTimeout(after, WHILE_BUILDING_MS);
      const is = await askCloud(tools, PATH, schema, asked, LONG_MS);
      clearTimeout(shows);
      const why = is.kind === 'read' ? undefined : whyNotBuilt(is);
      if (is.kind === 'read') setDoing(did(is.value));
      else setDoing(why ? { kind: 'not-built', why } : { kind: 'missed', missed: is });
      after();
    },
    [tools, after],
  );
  return {
    doing,
    build: (anyway: boolean) =>
      void ask({ act: 'build', ...(anyway && { anyway: true }) }, BuildAnswer, (answer) => ({ kind: 'built', answer })),
    rollBack: (version: string) =>
      void ask({ act: 'roll-back', version }, z.unknown(), () => ({ kind: 'rolled-back', version })),
  };
}
