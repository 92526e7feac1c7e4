// What every program here needs: the token it was given, a way to say an event, the commands it gets.
import fs from 'node:fs';
import net from 'node:net';
import readline from 'node:readline';

const boot = JSON.parse(process.argv[2]);

/** The mark that begins every event line. */
export const mark = `\x1e${boot.token}`;

/** Write text to fd 1 as it is. */
export const raw = (text) => {
  const bytes = Buffer.from(text);
  let done = 0;
  while (done < bytes.length) done += fs.writeSync(1, bytes, done);
};

/** Write one event. */
export const say = (event) => raw(`${mark}${JSON.stringify(event)}\n`);

/** Say that the process is ready. */
export const ready = (version = 1) =>
  say({ type: 'ready', version, node: process.versions.node, adaptors: [], boot_ms: 1 });

/** Call back with each command; end with the parent. */
export const onCommand = (take) => {
  const input = readline.createInterface({ input: new net.Socket({ fd: 0, writable: false }) });
  input.on('line', (line) => take(JSON.parse(line)));
  input.on('close', () => process.exit(0));
};

/** Do nothing else for ever. */
export const hang = () => {
  for (;;);
};
