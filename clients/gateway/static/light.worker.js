// The part of smoldot, the light client, that takes time. Connections are the page's: browsers give WebRTC to pages alone.

import { compileBytecode } from './vendor/smoldot/bytecode-browser.js';
import { run } from './vendor/smoldot/worker-browser.js';

addEventListener('message', ({ data: port }) => {
	run(port);
});
compileBytecode().then(
	(bytecode) => postMessage({ bytecode }),
	(error) => postMessage({ fault: String(error) }),
);
