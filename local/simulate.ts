/** `npm run simulate -- …`: histories of the whole product under faults; test/faults/command/words.ts has the words. */
import { simulate } from '#test/faults/command/simulate';

process.exitCode = await simulate(process.argv.slice(2));
