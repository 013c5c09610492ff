// The part of smoldot that takes time, as in the browser. A worker also ends with all that it has under way.

import { parentPort } from 'node:worker_threads';
import { compileBytecode } from 'smoldot/bytecode';
import { run } from 'smoldot/worker';

parentPort.once('message', (port) => run(port));
parentPort.postMessage(await compileBytecode());
