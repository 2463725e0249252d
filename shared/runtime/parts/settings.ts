import { settingsFrom } from '../settings.ts';

/** The environment's data, read once at cold start. */
export const settings = settingsFrom(process.env.SETTINGS);
