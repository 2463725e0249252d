import { pageSettings } from '#local/addresses';
import { startCloud } from '#local/cloud';
import { freePort } from '#local/engine';
import { buildPage, type Pages, servePages } from '#local/pages';
import { seedKnowledge, seedPeople } from '#local/seed';
import { UNHURRIED } from './unhurried.ts';

/** Everything that `npm start` starts, with its people and its knowledge, on ports of its own. */
export async function startProduct(): Promise<Pages> {
  const port = await freePort();
  const overrides = {
    timings: UNHURRIED,
    // As `npm start` has it: one queue, and everybody in it.
    skills: [{ name: 'general' }],
    web: { kind: 'self', consoleOrigin: `http://localhost:${port}` },
  };
  const starting = startCloud({ environment: 'local-fast', overrides });
  const [started, built] = await Promise.allSettled([starting, buildPages()]);
  if (started.status === 'rejected') throw started.reason;
  const cloud = started.value;
  try {
    if (built.status === 'rejected') throw built.reason;
    await seedPeople(cloud);
    await seedKnowledge(cloud);
    const pages = await servePages(port, () => pageSettings(cloud));
    const stop = () => pages.stop().then(cloud.stop);
    return { addresses: pages.addresses, stop };
  } catch (error) {
    await cloud.stop();
    throw error;
  }
}

async function buildPages() {
  await buildPage('widget');
  await buildPage('console');
}
