import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { Server, type Socket } from 'socket.io';

/**
 * One Socket.IO server in a process of its own, so that it can end without a goodbye. It is told `{ down }` and tells
 * `{ port }` once and `{ up }` for each message its application was given. Words: the port or 0, and the file of the
 * database, if it shall have one.
 */
export type ServerAsk = { down: string; number: number };
export type ServerTold = { port?: number; up?: string; done?: number };

const [port = '0', file] = process.argv.slice(2);
const database = file ? new DatabaseSync(file) : undefined;
database?.exec(`
  PRAGMA busy_timeout = 5000;
  CREATE TABLE IF NOT EXISTS up (id INTEGER PRIMARY KEY AUTOINCREMENT, client_offset TEXT UNIQUE, content TEXT);
  CREATE TABLE IF NOT EXISTS down (id INTEGER PRIMARY KEY AUTOINCREMENT, content TEXT);
`);
const tell = (told: ServerTold) => process.send?.(told);

const http = createServer();
// Its documented defaults: maxDisconnectionDuration 2 min, skipMiddlewares true. The adapter is the built-in one.
const io = new Server(http, { connectionStateRecovery: {} });

io.on('connection', (socket) => {
  socket.join('conversation');
  socket.on('up', (text: string, clientOffset: unknown, done: unknown) => take(text, clientOffset, done));
  if (database && !socket.recovered) sendMissed(socket, database);
});

/** With a database the words are stored before the ack, once for each offset: step 8 of its tutorial. */
function take(text: string, clientOffset: unknown, done: unknown): void {
  const isNew = !database || stored(database, text, String(clientOffset));
  if (isNew) tell({ up: text });
  const acknowledge = [clientOffset, done].find((one) => typeof one === 'function');
  acknowledge?.();
}

function stored(into: DatabaseSync, text: string, clientOffset: string): boolean {
  const insert = into.prepare('INSERT OR IGNORE INTO up (content, client_offset) VALUES (?, ?)');
  return insert.run(text, clientOffset).changes > 0;
}

/** Step 7 of its tutorial. */
function sendMissed(socket: Socket, from: DatabaseSync): void {
  const since = Number(socket.handshake.auth.serverOffset ?? 0);
  for (const { id, content } of from.prepare('SELECT id, content FROM down WHERE id > ? ORDER BY id').all(since))
    socket.emit('down', content, id);
}

process.on('message', ({ down, number }: ServerAsk) => {
  const id = database?.prepare('INSERT INTO down (content) VALUES (?)').run(down).lastInsertRowid;
  io.to('conversation').emit('down', down, id === undefined ? undefined : Number(id));
  tell({ done: number });
});

// Whoever started it has gone.
process.on('disconnect', () => process.exit());

http.listen(Number(port), '127.0.0.1', () => tell({ port: (http.address() as AddressInfo).port }));
