/** Times as a customer reads them, in her language and her time zone. */
const format = (language: string, options: Intl.DateTimeFormatOptions, at: string | number): string =>
  new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', options).format(new Date(at));

export const clockTime = (language: string, at: string): string =>
  format(language, { hour: '2-digit', minute: '2-digit', hour12: false }, at);

export const dayAndTime = (language: string, at: string): string =>
  format(
    language,
    { weekday: 'short', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false },
    at,
  );

export const day = (language: string, at: string): string =>
  format(language, { month: 'long', day: 'numeric', weekday: 'long' }, at);

/** 75 → 1:15 */
export const stopwatch = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
};
