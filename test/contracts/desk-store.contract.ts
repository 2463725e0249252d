import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { DeskStore } from '#shared/store/desk-store';

const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 9, 0, second)).toISOString();
const agent = (agentId: string, skill: string, leaseUntil = at(60)) => ({
  agentId,
  name: agentId,
  ready: true,
  capacity: 2,
  skills: [skill],
  languages: ['zh'],
  leaseUntil,
});

/** What every desk must do. The fake and the real table run the same lines. */
export const deskStoreContract = (name: string, open: () => Promise<DeskStore>) =>
  describe(name, () => {
    test('a ticket is taken once, by its own origin, before it expires', async () => {
      const desk = await open();
      const ticket = (id: string) => ({
        id,
        subject: { role: 'customer' as const, id: 'c' },
        name: '',
        groups: [],
        origin: 'https://shop.example',
        expiresAt: at(30),
      });
      const [used, late, foreign] = [randomUUID(), randomUUID(), randomUUID()];
      await Promise.all([used, late, foreign].map((id) => desk.putTicket(ticket(id))));

      expect(await desk.burnTicket(used, 'https://shop.example', at(1))).toMatchObject({
        id: used,
        subject: { role: 'customer', id: 'c' },
      });
      expect(await desk.burnTicket(used, 'https://shop.example', at(1))).toBeUndefined();
      expect(await desk.burnTicket(late, 'https://shop.example', at(30))).toBeUndefined();
      expect(await desk.burnTicket(foreign, 'https://evil.example', at(1))).toBeUndefined();
      expect(await desk.burnTicket('never-issued', 'https://shop.example', at(1))).toBeUndefined();
    });

    test('two who take a ticket at once: one gets it', async () => {
      const desk = await open();
      const id = randomUUID();
      await desk.putTicket({
        id,
        subject: { role: 'agent', id: 'a' },
        name: 'Ana',
        groups: ['agent'],
        origin: 'o',
        expiresAt: at(30),
      });

      const taken = await Promise.all([1, 2, 3].map(() => desk.burnTicket(id, 'o', at(1))));

      expect(taken.filter(Boolean)).toHaveLength(1);
    });

    test('what is counted is counted by the minute, also when several count at once', async () => {
      const desk = await open();
      const what = randomUUID();

      const counts = await Promise.all([1, 2, 3].map(() => desk.count(what, at(1))));

      expect(counts.sort()).toEqual([1, 2, 3]);
      expect(await desk.count(what, at(61))).toBe(1);
      expect(await desk.count(randomUUID(), at(1))).toBe(1);
    });

    test('sockets are the subject’s own, and go one by one', async () => {
      const desk = await open();
      const customer = { role: 'customer', id: randomUUID() } as const;
      const other = { role: 'agent', id: customer.id } as const;
      await desk.putSocket(customer, 'one', at(0));
      await desk.putSocket(customer, 'two', at(0));
      await desk.putSocket(other, 'three', at(0));
      await desk.removeSocket(customer, 'one');

      expect(await desk.socketsOf(customer)).toEqual(['two']);
      expect(await desk.socketsOf(other)).toEqual(['three']);
    });

    test('a heartbeat renews the lease and keeps load and misses', async () => {
      const desk = await open();
      const id = randomUUID();
      await desk.setPresence(agent(id, `skill-${id}`), at(0), true);
      const row = await desk.setPresence(agent(id, `skill-${id}`, at(90)), at(30), false);

      expect(row).toMatchObject({ agentId: id, load: 0, misses: 0, leaseUntil: at(90), idleSince: at(0), ready: true });
      expect((await desk.desk(id)).agent).toMatchObject({ agentId: id, leaseUntil: at(90) });
    });

    test('a lease is shortened, never lengthened', async () => {
      const desk = await open();
      const id = randomUUID();
      await desk.setPresence(agent(id, `skill-${id}`), at(0), true);
      await desk.shortenLease(id, at(40));
      await desk.shortenLease(id, at(50));

      expect((await desk.desk(id)).agent?.leaseUntil).toBe(at(40));
    });

    test('the agents of a skill are found with their rows, and nobody for a skill without agents', async () => {
      const desk = await open();
      const skill = `skill-${randomUUID()}`;
      const [one, two] = [randomUUID(), randomUUID()];
      await desk.setPresence(agent(one, skill), at(0), true);
      await desk.setPresence(agent(two, skill), at(0), true);
      await desk.setNotReady(two);

      const found = await desk.agentsOf(skill);

      expect(Object.fromEntries(found.map(({ agentId, ready }) => [agentId, ready]))).toEqual({
        [one]: true,
        [two]: false,
      });
      expect(await desk.agentsOf(`${skill}-none`)).toEqual([]);
      expect(await desk.places(`${skill}-none`, 10)).toEqual([]);
    });

    test('an older run’s token does not overwrite a newer one’s', async () => {
      const desk = await open();
      const conversationId = `${randomUUID()}-1`;
      const row = (handoff: number, run: number) => ({
        conversationId,
        wait: 'matched' as const,
        handoff,
        run,
        token: `${handoff}-${run}`,
      });

      expect(await desk.putWait(row(2, 1), 2_000_000_000)).toBe(true);
      expect(await desk.putWait(row(2, 0), 2_000_000_000)).toBe(false);
      expect(await desk.putWait(row(1, 5), 2_000_000_000)).toBe(false);
      expect(await desk.wait(conversationId)).toMatchObject({ token: '2-1' });
      expect(await desk.putWait(row(3, 0), 2_000_000_000)).toBe(true);
      expect(await desk.wait(conversationId)).toMatchObject({ token: '3-0' });
      expect(await desk.wait('nobody-1')).toBeUndefined();
    });
  });
