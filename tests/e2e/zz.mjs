import { Node } from './lib/node.js';
import { connect, send, rpc, nextBlock } from './lib/chain.js';
import { activation } from './lib/activation.js';
let t=Date.now();
const node = await Node.start(); console.log('boot', Date.now()-t); t=Date.now(); const api = await connect(node.url); console.log('connect', Date.now()-t);
const bytes = activation({lot:9,index:0,serial:'A',secret:Buffer.alloc(10),proof:[]});
const f = () => rpc(api,'author_submitExtrinsic',bytes).catch(e=>console.log(e.message));
await nextBlock(api); await f(); await f(); await nextBlock(api); await f(); await f(); await nextBlock(api); await nextBlock(api); await f();
const fn = api.runtimeMetadata.asLatest.pallets.find(p=>p.name.eq('Quota')).viewFunctions;
console.log(fn?.toHuman?.() ?? fn, Object.keys(api.call), api.runtimeMetadata.version);
console.log(node.log.slice(0,40).join('\n'));
await api.disconnect(); await node.stop();
process.exit(0)
