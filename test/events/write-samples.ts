import { mkdirSync, writeFileSync } from 'node:fs';
import { stepSamples } from './step-samples.ts';

// Run after a change of step-samples.ts: node test/events/write-samples.ts
mkdirSync('events/samples/steps', { recursive: true });
for (const [name, sample] of Object.entries(stepSamples))
  writeFileSync(`events/samples/steps/${name}.json`, `${JSON.stringify(sample, null, 2)}\n`);
process.stdout.write(`${Object.keys(stepSamples).length} samples of steps written\n`);
