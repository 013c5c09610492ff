// QR codes, drawn here: what stands in them is for labels alone.

import { renderSVG } from 'uqr';

/**
 * The QR code of a text as SVG, with its quiet zone of four modules, at error correction M.
 * @param {string} text
 */
export const qrCode = (text) => renderSVG(text, { ecc: 'M', border: 4 });
