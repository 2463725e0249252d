import { conversationStoreContract } from '#test/contracts/conversation-store.contract';
import { deskStoreContract } from '#test/contracts/desk-store.contract';
import { timings } from '#test/fakes/timings';
import { DeskTable, deskPort } from './ports/desk.ts';
import { LogTable, logPort } from './ports/log.ts';
import { instantly } from './world/calls.ts';

conversationStoreContract('the simulator’s log', async () => {
  const desk = new DeskTable();
  return { store: logPort(new LogTable(desk, timings), instantly()), desk: deskPort(desk, instantly()) };
});
deskStoreContract('the simulator’s desk', async () => deskPort(new DeskTable(), instantly()));
