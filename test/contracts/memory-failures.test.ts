import { MemoryDeeds, MemoryFailures } from '#test/fakes/memory-letters';
import { failureStoreContract } from './failure-store.contract.ts';

failureStoreContract('failures in memory', async () => ({ failures: new MemoryFailures(), deeds: new MemoryDeeds() }));
