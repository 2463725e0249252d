import { memoryIntents } from '#test/fakes/memory-intents';
import { intentStoreContract } from './intent-store.contract.ts';

intentStoreContract('intents in memory', async () => memoryIntents());
