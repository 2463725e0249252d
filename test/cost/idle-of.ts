import { readFileSync } from 'node:fs';
import { idleCost } from '#shared/cost/idle';
import { currentBook } from '#shared/cost/price-book';
import { formatIdle } from '#shared/cost/report';

/**
 * What synthesised templates cost a month at rest.
 *
 *   npx node test/cost/idle-of.ts <environment> <template.json…>
 */
const [environment = '', ...paths] = process.argv.slice(2);
const templates = paths.map((path) => JSON.parse(readFileSync(path, 'utf8')));
console.log(formatIdle(environment, idleCost(templates, currentBook, 'us-east-1'), { language: 'en', goal: '9' }));
