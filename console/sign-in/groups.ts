import { AgentTicketAnswer } from '#shared/protocol/session';

const known = AgentTicketAnswer.shape.groups.element;
export type Group = (typeof known)['options'][number];

/** A claim may be a list or, from some issuers, one string; other groups of the firm are not ours to read. */
export function groupsOf(claims: Record<string, unknown>, groupClaim: string): Group[] {
  const claim = claims[groupClaim];
  const names = Array.isArray(claim) ? claim : typeof claim === 'string' ? claim.split(/[\s,]+/) : [];
  return known.options.filter((group) => names.includes(group));
}

/** Who serves customers, and who keeps the knowledge that they are served with. */
const serving: readonly Group[] = ['agent', 'supervisor', 'knowledge-editor', 'admin'];

/** The page's guess for what to draw: the cloud decides on its own, from the same token. */
export const mayServe = (groups: readonly Group[]) => groups.some((group) => serving.includes(group));

/** The claims of a JWT without checking it; an opaque token has none. */
export function claimsOf(token: string): Record<string, unknown> {
  const body = token.split('.')[1];
  if (!body) return {};
  try {
    const bytes = Uint8Array.from(atob(body.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === 'object' && claims !== null ? { ...claims } : {};
  } catch {
    return {};
  }
}
