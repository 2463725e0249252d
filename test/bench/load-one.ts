import { pathToFileURL } from 'node:url';

/** Told to the parent: milliseconds of the cold import of the bundle that is named. */
const began = performance.now();
const loaded = await import(pathToFileURL(process.argv[2] ?? '').href);
const milliseconds = performance.now() - began;
if (typeof loaded.handler !== 'function') throw new Error(`${process.argv[2]} has no handler`);
process.send?.(milliseconds);
