const minutes = { minute: 1, hour: 60, day: 24 * 60 } as const;

/**
 * How often an EventBridge schedule fires in a month of so many days: `rate(…)`, and `cron(…)` whose day fields are open.
 * Nothing for any other expression: a guess would be worse.
 */
export function runsPerMonth(expression: unknown, days: number): number | undefined {
  const rate = String(expression).match(/^rate\((\d+) (minute|hour|day)s?\)$/);
  if (rate?.[1] && rate[2]) {
    const every = Number(rate[1]) * minutes[rate[2] as keyof typeof minutes];
    return every > 0 ? Math.floor((days * 24 * 60) / every) : undefined;
  }
  if (!/^cron\(.*\)$/.test(String(expression))) return undefined;
  const [minute = '', hour = '', ...rest] = String(expression).slice(5, -1).split(' ');
  const daily = rest.join(' ').match(/^(\*|\?) \* (\*|\?) \*$/) ? days : undefined;
  const [perHour, perDay] = [timesIn(minute, 60), timesIn(hour, 24)];
  return daily && perHour && perDay ? perHour * perDay * daily : undefined;
}

/** How many values of a cron field: `*`, `5`, `0,30`, `0/5`. */
function timesIn(field: string, size: number): number | undefined {
  if (field === '*') return size;
  if (/^\d+(,\d+)*$/.test(field)) return field.split(',').length;
  const step = field.match(/^(\*|\d+)\/(\d+)$/);
  if (!step?.[2] || step[2] === '0') return undefined;
  const from = step[1] === '*' ? 0 : Number(step[1]);
  return Math.ceil((size - from) / Number(step[2]));
}
