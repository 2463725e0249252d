import { memoryBuilds } from '#test/fakes/memory-builds';
import { buildStoreContract } from './build-store.contract.ts';

buildStoreContract('builds in memory', async () => memoryBuilds());
