/** `npm run scenario -- FILE…`; docs/scenarios.md has the words. */
import '#test/scenario/run';
