import { runSeed } from './run.ts';

const ran = await runSeed(Number(process.argv[2]));
console.log(JSON.stringify(ran.history.end.screens, null, 1).slice(0, 3000));
for (const e of ran.history.entries)
  if ('who' in e && e.who === 'agent 1')
    console.log(((e.t - Date.UTC(2026, 10, 20, 9)) / 1000).toFixed(3), JSON.stringify(e).slice(0, 200));
