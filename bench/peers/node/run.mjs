// Runs one npm AIS decoder over a file: run.mjs ais-stream-decoder|ggencoder FILE
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const [, , decoder, file] = process.argv;
const lines = readFileSync(file, 'latin1').split(/\r?\n/);
let messages = 0;

if (decoder === 'ggencoder') {
  const { AisDecode } = require('ggencoder');
  const session = {};
  for (const line of lines) {
    try {
      if (new AisDecode(line, session).valid) messages++;
    } catch {
      // the peer throws on lines it cannot read
    }
  }
} else {
  const module = require('ais-stream-decoder');
  const Decoder = module.default ?? module;
  const stream = new Decoder({ silent: true });
  stream.on('error', () => {});
  stream.on('data', () => messages++);
  for (const line of lines) {
    if (!stream.write(line)) await new Promise((go) => stream.once('drain', go));
  }
  await new Promise((go) => stream.end(go));
}
console.log(JSON.stringify({ messages }));
