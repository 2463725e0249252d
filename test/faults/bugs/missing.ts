import type { Bug } from './bug.ts';

export const relayForgotten: Bug = {
  name: 'relay-forgotten',
  says: 'the stream has no relay: what facts demand starts by hints alone',
  never: ['relay'],
};

export const sweeperForgotten: Bug = {
  name: 'sweeper-forgotten',
  says: 'nobody looks each minute at what is overdue',
  never: ['sweep'],
};
