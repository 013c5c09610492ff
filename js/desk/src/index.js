// What the desk's pages sign with.

export { bytesOfHex, hexOf } from './bytes.js';
export { Metadata, hashOf, messageOf } from './calls.js';
export { KeyError, accountOf, ofSecret, openKeyFile } from './keys.js';
export { qrCode } from './qr.js';
