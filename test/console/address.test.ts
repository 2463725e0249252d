import { expect, test } from 'vitest';
import { addressOf, hashOf, pathOf } from '../../console/frame/address.ts';
import { pageAt, pagesOf } from '../../console/frame/pages.ts';

/** A browser's history by hand. */
function browser(first = '') {
  let places = [first];
  let at = 0;
  let moved = () => {};
  const address = addressOf({
    hash: () => places[at] ?? '',
    push: (hash) => {
      places = [...places.slice(0, at + 1), hash];
      at += 1;
    },
    onMoved: (listener) => {
      moved = listener;
    },
  });
  return {
    address,
    hash: () => places[at],
    back: () => {
      at -= 1;
      moved();
    },
  };
}

test('a way is written so that it is read again, whatever its parts hold', () => {
  const path = ['knowledge', 'articles', 'a/b #?', '+'];
  expect(pathOf(hashOf(path))).toEqual(path);
  expect(pathOf('#knowledge/%E0%A4%A')).toEqual([]);
  expect(hashOf([])).toBe('');
});

test('each place is a step of the back button', () => {
  const { address, back, hash } = browser();
  address.go(['knowledge']);
  address.go(['knowledge', 'articles', 'a']);
  back();
  expect(address.path()).toEqual(['knowledge']);
  expect(hash()).toBe('#knowledge');
});

test('a guarded place is left only after the answer, by way and by the back button alike', () => {
  const { address, back, hash } = browser('#notices');
  address.go(['knowledge', 'articles', 'a']);
  const free = address.guarded((to) => to[2] !== 'a');

  address.go(['knowledge', 'articles', 'a', 'versions']);
  expect(address.asked()).toBeUndefined();
  address.go(['desk']);
  expect([address.asked(), hash()]).toEqual([['desk'], '#knowledge/articles/a/versions']);
  address.answer(false);
  expect([address.asked(), address.path()[2]]).toEqual([undefined, 'a']);

  back();
  expect(address.path()).toEqual(['knowledge', 'articles', 'a']);
  back();
  expect([address.asked(), hash()]).toEqual([['notices'], '#knowledge/articles/a']);
  address.answer(true);
  expect([address.asked(), address.path(), hash()]).toEqual([undefined, ['notices'], '#notices']);
  free();
});

test.each([
  [['knowledge-editor'], [], 'knowledge'],
  [['knowledge-editor'], ['letters'], 'knowledge'],
  [['agent'], [], 'desk'],
  [['agent'], ['knowledge', 'articles'], 'knowledge'],
  [['agent'], ['letters'], 'desk'],
  [['admin'], ['letters'], 'letters'],
] as const)('%j at %j is on the page %s', (groups, path, page) => {
  expect(pageAt(path, pagesOf(groups))).toBe(page);
});
