const two = (n: number): string => String(n).padStart(2, '0');

/** The reader's own calendar day, `YYYY-MM-DD`; the shop's may be another for some hours, and the cloud goes by that one. */
export const dayOf = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
export const today = (): string => dayOf(new Date());

/** So many days before an article ends somebody is reminded of it. */
const NOTICE_DAYS = 7;

/** What a list of articles is asked for on a day: those whose review is due, and those that end within a week or have ended. */
export const dueOn = (day: string): { reviewDue: string; endsBy: string } => ({
  reviewDue: day,
  endsBy: new Date(Date.parse(day) + NOTICE_DAYS * 24 * 3_600_000).toISOString().slice(0, 10),
});

const SOON_MS = 30 * 24 * 3_600_000;

/** How a last day stands to today: it is over, it is near, or neither. The last day itself is still valid. */
export function standingOfDay(last: string | undefined, now: string): 'over' | 'soon' | undefined {
  if (!last) return undefined;
  if (last < now) return 'over';
  return Date.parse(last) - Date.parse(now) <= SOON_MS ? 'soon' : undefined;
}
