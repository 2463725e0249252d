import type { Settings } from '#shared/runtime/settings';

const always = (spans: [string, string][]) =>
  Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, spans]));

/** The environment of a run: short waits, so that a run of minutes meets every timer; two skills, one of them automatic. */
export const settingsOf = (
  open: boolean,
): Pick<Settings, 'hours' | 'skills' | 'timings' | 'capacity' | 'priceRegion'> => ({
  hours: { timeZone: 'UTC', weekly: open ? always([['00:00', '24:00']]) : always([['22:00', '23:00']]), holidays: [] },
  skills: [
    { name: 'general', words: [], acceptance: 'confirm' },
    { name: 'refunds', words: ['refund'], acceptance: 'auto' },
  ],
  timings: {
    settleMs: 600,
    offerSeconds: 20,
    queueWaitSeconds: 120,
    choiceSeconds: 60,
    leaseSeconds: 90,
    leaseGraceSeconds: 60,
    declinePauseSeconds: 30,
    silenceWarnSeconds: 180,
    silenceCloseSeconds: 120,
    agentReminderSeconds: 60,
    abandonSeconds: 120,
    turnGraceSeconds: 20,
  },
  capacity: 2,
  priceRegion: 'eu-west-1',
});
export type RunSettings = ReturnType<typeof settingsOf>;

export const ORIGIN = 'https://shop.example';
export const FRAMES_PER_MINUTE = 30;
export const SESSIONS_PER_MINUTE = 600;
/** As `match` and `pass-on` are wired. */
export const HANDLE_SECONDS = 240;
export const MISSES_ALLOWED = 3;
