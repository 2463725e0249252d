/** What a site allows to be fetched: its rules for us, or for everybody where it has none for us. */
export type Robots = { allows: (path: string) => boolean; sitemaps: string[] };

const OURS = 'baton-import';

type Rule = { allow: boolean; pattern: string };
type Group = { agents: string[]; rules: Rule[] };

function groupsIn(lines: readonly (readonly [field: string, value: string])[]): Group[] {
  const groups: Group[] = [];
  let isNaming = false;
  for (const [field, value] of lines) {
    if (field === 'user-agent') {
      if (!isNaming) groups.push({ agents: [], rules: [] });
      groups.at(-1)?.agents.push(value.toLowerCase());
    } else if ((field === 'allow' || field === 'disallow') && value !== '')
      groups.at(-1)?.rules.push({ allow: field === 'allow', pattern: value });
    if (field !== 'sitemap') isNaming = field === 'user-agent';
  }
  return groups;
}

/** `*` stands for anything, `$` for the end; matched by hand, since a pattern of a stranger is no regular expression to run. */
function matches(pattern: string, path: string): boolean {
  const isWhole = pattern.endsWith('$');
  const parts = (isWhole ? pattern.slice(0, -1) : pattern).split('*');
  const [first = '', ...others] = parts;
  if (!path.startsWith(first)) return false;
  let at = first.length;
  for (const part of others.slice(0, isWhole ? -1 : undefined)) {
    const found = path.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  if (!isWhole) return true;
  const last = others.at(-1);
  return last === undefined ? path.length === at : path.length - last.length >= at && path.endsWith(last);
}

/** RFC 9309: the longest rule that fits decides, and of two as long the one that allows. */
export function robotsOf(text: string): Robots {
  const lines = text.split(/\r\n?|\n/).flatMap((line): [string, string][] => {
    const [, field = '', value = ''] = /^\s*([A-Za-z-]+)\s*:\s*([^#]*?)\s*(?:#.*)?$/.exec(line) ?? [];
    return field ? [[field.toLowerCase(), value]] : [];
  });
  const groups = groupsIn(lines);
  const named = groups.filter(({ agents }) => agents.some((agent) => agent !== '*' && OURS.includes(agent)));
  const ours = named.length > 0 ? named : groups.filter(({ agents }) => agents.includes('*'));
  const rules = ours.flatMap((group) => group.rules);
  return {
    allows: (path) => {
      const fitting = rules.filter(({ pattern }) => matches(pattern, path));
      const longest = Math.max(0, ...fitting.map(({ pattern }) => pattern.length));
      const deciding = fitting.filter(({ pattern }) => pattern.length === longest);
      return deciding.length === 0 || deciding.some(({ allow }) => allow);
    },
    sitemaps: lines.filter(([field]) => field === 'sitemap').map(([, value]) => value),
  };
}
