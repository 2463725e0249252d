import { step } from '#shared/runtime/step';

/**
 * The socket is open. It is registered by its first `sync`, not here: a push sent before this answer arrives would be told
 * `410 Gone` and the registration deleted.
 */
export const handler = step(async () => ({ statusCode: 200 }));
