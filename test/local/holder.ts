import { startEngine } from '#local/engine';

// Holds an engine until it is killed: for the test that nothing outlives its parent.
const engine = await startEngine();
process.stdout.write(`${JSON.stringify({ pid: engine.pid, endpoint: engine.endpoint })}\n`);
setInterval(() => {}, 1000);
