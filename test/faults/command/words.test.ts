import { expect, test } from 'vitest';
import { wishOf } from './words.ts';

test('without words it runs a thousand seeds from the first one on', () => {
  expect(wishOf([])).toMatchObject({ seeds: 1000, from: 1, json: false, bugs: false });
  expect(wishOf(['--bugs'])).toMatchObject({ seeds: 2000, bugs: true });
});

test.each([
  [['--seeds', 'many'], '--seeds must be a whole number'],
  [['--seeds', '0'], '--seeds must be a whole number'],
  [['--from', '-1'], '--from'],
  [['--actors', '21'], '--actors must be at most 20'],
  [['--only', 'relay-forgotten'], 'give --bugs too'],
  [['--bugs', '--only', 'nothing'], 'There is no planted bug "nothing"'],
  [['--colour'], 'colour'],
  [['12'], '12'],
])('%j is refused, and says why', (words, why) => {
  expect(wishOf(words)).toMatchObject({ refused: expect.stringContaining(why) });
});
