import type { DeskTools } from '../../desk/use-desk.tsx';
import type { PageFault, Site } from './import-desk.ts';
export async function readSite(
  _tools: DeskTools,
  _address: string,
  _told: (count: { done: number; total: number }, faults: readonly PageFault[]) => void,
  _wanted: () => boolean,
): Promise<Site | { refused: string }> {
  return { refused: 'not there' };
}
