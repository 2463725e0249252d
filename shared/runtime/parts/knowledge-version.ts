import { now } from '../clock.ts';

/** A version's name, from the moment it is made; versions sort by time: `20261120t093015123z`. */
export const newVersion = (): string => now().replace(/[-:.]/g, '').toLowerCase();
