import { memoryDesk } from '#test/fakes/memory-desk';
import { deskStoreContract } from './desk-store.contract.ts';

deskStoreContract('the desk in memory', async () => memoryDesk().store);
