// Runs a command beside a badged of its own: node with-badged.mjs CMD ARG…
//
// The daemon listens on a free port, keeps no secret on disk, and is stopped when CMD ends. CMD finds it through
// BADGED_ORIGIN and BADGED_CA, and trusts its CA through NODE_EXTRA_CA_CERTS, which Node reads only when it starts.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const binary = process.env.BADGED ?? fileURLToPath(new URL('../../../build/release/badged', import.meta.url));
const daemon = spawn(binary, ['serve', '--listen', '127.0.0.1:0', '--ephemeral'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
daemon.on('error', (error) => {
  console.error(`cannot start ${binary}: ${error.message}; build it first, or set BADGED`);
  process.exit(1);
});

const [line] = await new Promise((resolve, reject) => {
  createInterface({ input: daemon.stdout }).once('line', (text) => resolve([text]));
  daemon.once('exit', (status) => reject(new Error(`badged ended before it was ready, with status ${status}`)));
});
const ready = JSON.parse(line);

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, {
  stdio: 'inherit',
  env: { ...process.env, BADGED_ORIGIN: ready.origin, BADGED_CA: ready.ca, NODE_EXTRA_CA_CERTS: ready.ca },
});
child.once('exit', (status, signal) => {
  daemon.removeAllListeners('exit');
  daemon.once('exit', (daemonStatus) => {
    if (daemonStatus !== 0) console.error(`badged ended with status ${daemonStatus}`);
    process.exit(signal ? 1 : status || daemonStatus);
  });
  daemon.kill('SIGTERM');
});
