import type { Group } from '../sign-in/groups.ts';

const editing: readonly Group[] = ['knowledge-editor', 'admin'];

/** The page's guess; the cloud asks the same groups at each request. */
export const mayEdit = (groups: readonly Group[]): boolean => groups.some((group) => editing.includes(group));
