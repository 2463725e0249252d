import { useDeskState } from '../desk/use-desk.tsx';
import { useNow } from '../frame/use-now.ts';
import { timer } from '../words/locale.ts';

/** Ticks in place: the digits have one width. */
export function WaitingTime({ since, tell }: { since: string; tell: (time: string) => string }) {
  const { skew } = useDeskState();
  return <span className="numbers">{tell(timer(useNow(1000) + skew - Date.parse(since)))}</span>;
}
