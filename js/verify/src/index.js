// All of the package. A page that needs little imports the single modules: of these, only `hash.js` and what
// imports it (`lot.js`, `draw.js`, `orders.js`, `tile.js`, `private.js`, `pack.js`) need another package.

export { activation, activationCall } from './activation.js';
export { bytesOf, compare, concat, digits, equal, fromHex, hex } from './bytes.js';
export { PURPOSE, foldMix, itemsOf, pick, positions, secretChain, seedOf } from './draw.js';
export { CodeError, checkDigit, companyPrefix, gln, gtin, readCode, uri } from './gs1.js';
export { hmacSha256, sha256 } from './hash.js';
export {
	MAX_ITEMS,
	commitmentTo,
	evidenceOf,
	leafBytes,
	leafFileHeader,
	leafHash,
	leafOf,
	makeLot,
	proofOf,
	rootOf,
	secretAt,
	tagOf,
	treeOver,
	verifyInclusion,
} from './lot.js';
export { MAX_PACK, Pack, PackError, checkPacked, openPack, vetPack } from './pack.js';
export { PrivateError, privately } from './private.js';
export { ROLE, documentCommitment, entryOf, ordersRoot, recordOf } from './orders.js';
export { ScratchCodeError, indexOf, scratchCode, secretOf, serialOf } from './serial.js';
export {
	VerificationError,
	Verifier,
	check,
	encodeEvidence,
	encodeQuestion,
	loadVerifier,
	newest,
} from './proof.js';
export { TILE, TileError, evidenceIn, isRecordOf, readTile, recordIn } from './tile.js';
export { startWorker } from './worker.js';

/** @typedef {import('./activation.js').Activation} Activation */
/** @typedef {import('./bytes.js').Part} Part */
/** @typedef {import('./gs1.js').Code} Code */
/** @typedef {import('./lot.js').Identity} Identity */
/** @typedef {import('./lot.js').Item} Item */
/** @typedef {import('./lot.js').Leaf} Leaf */
/** @typedef {import('./lot.js').Lot} Lot */
/** @typedef {import('./orders.js').Order} Order */
/** @typedef {import('./pack.js').PackedLot} PackedLot */
/** @typedef {import('./private.js').ProvenPrivately} ProvenPrivately */
/** @typedef {import('./proof.js').Evidence} Evidence */
/** @typedef {import('./proof.js').Kept} Kept */
/** @typedef {import('./proof.js').Proven} Proven */
/** @typedef {import('./proof.js').Question} Question */
/** @typedef {import('./proof.js').VerifyAnswer} VerifyAnswer */
