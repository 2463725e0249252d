import { runSeed } from './run.ts';

const kinds = new Map<string, number>();
const add = (k: string) => kinds.set(k, (kinds.get(k) ?? 0) + 1);
const began = process.cpuUsage();
const n = Number(process.argv[2]);
for (let seed = 1; seed <= n; seed += 1) {
  const { history, scenario } = await runSeed(seed);
  const here = new Set<string>();
  for (const e of history.entries) {
    if (e.what === 'committed')
      for (const v of e.events)
        here.add(
          v.kind +
            ('cause' in v ? ` ${v.cause}` : '') +
            (v.kind === 'closed' ? ` ${v.reason}` : '') +
            (v.kind === 'handed-off' ? ` ${v.reason}` : ''),
        );
    if (e.what === 'ended') here.add(`${e.step} ${e.outcome}`);
    if (e.what === 'workflow') here.add(`${e.does} ${e.state ?? ''}`);
    if (e.what === 'given-up') here.add(`given-up ${e.where}`);
  }
  for (const k of here) add(k);
}
const used = process.cpuUsage(began);
for (const [k, v] of [...kinds].sort((a, b) => b[1] - a[1])) console.log(String(v).padStart(5), k);
console.log((used.user + used.system) / 1000 / n, 'ms CPU a seed');
