import { writeFileSync } from 'node:fs';
import { made, TEXTS } from './made.ts';

writeFileSync(TEXTS, made());
