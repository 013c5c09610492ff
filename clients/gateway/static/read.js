// Reads a code from the camera or from a picture, on this device: by the browser's own reader where it has one, else by
// jsQR, which is loaded only then.

import { keepWhenInstalled } from './app.js';

const reader = document.getElementById('reader');
const finder = document.getElementById('finder');
const video = document.getElementById('video');
const camera = document.getElementById('camera');
const picture = document.getElementById('picture');
const outcome = document.getElementById('outcome');
const words = document.getElementById('reader-texts').content;
const form = document.getElementById('typed');

/** What the browser's own reader looks for. */
const FORMATS = ['qr_code', 'data_matrix', 'ean_13', 'ean_8', 'upc_a'];
/** Pictures are read at this many pixels at most, then at fewer: coarse grain confuses readers. */
const WIDTHS = [1600, 800, 400];
/** How many times a second the camera's picture is read. */
const RATE = 6;

/** @param {string} [name] */
function say(name) {
	outcome.textContent = name ? words.querySelector(`[data-text="${name}"]`).textContent : '';
}

/** @typedef {(picture: HTMLVideoElement | ImageBitmap) => Promise<string | undefined>} Read */

/** @returns {Promise<Read | undefined>} */
async function browserReader() {
	if (!('BarcodeDetector' in globalThis)) return undefined;
	const known = await BarcodeDetector.getSupportedFormats();
	const formats = FORMATS.filter((format) => known.includes(format));
	if (!formats.includes('qr_code')) return undefined;
	const detector = new BarcodeDetector({ formats });
	return async (picture) => {
		const found = await detector.detect(picture);
		// A label has a bar code beside the square one; only the latter names the item.
		const best = found.find(({ format }) => format === 'qr_code' || format === 'data_matrix');
		return (best ?? found[0])?.rawValue;
	};
}

/** @returns {Promise<Read>} */
async function library() {
	say('loading');
	await import('./vendor/jsqr/jsQR.js');
	say();
	const canvas = document.createElement('canvas');
	const context = canvas.getContext('2d', { willReadFrequently: true });
	return async (picture) => {
		const isVideo = picture instanceof HTMLVideoElement;
		const width = isVideo ? picture.videoWidth : picture.width;
		const height = isVideo ? picture.videoHeight : picture.height;
		if (!width || !height) return undefined;
		const whole = Math.max(width, height);
		const sizes = isVideo ? [800] : WIDTHS.filter((size, i) => i === WIDTHS.length - 1 || size < 2 * whole);
		for (const size of sizes) {
			const scale = Math.min(1, size / whole);
			canvas.width = Math.round(width * scale);
			canvas.height = Math.round(height * scale);
			context.fillStyle = '#fff';
			context.fillRect(0, 0, canvas.width, canvas.height);
			context.drawImage(picture, 0, 0, canvas.width, canvas.height);
			const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
			const inversionAttempts = isVideo ? 'dontInvert' : 'attemptBoth';
			const found = globalThis.jsQR(pixels.data, pixels.width, pixels.height, { inversionAttempts });
			if (found?.data) return found.data;
		}
		return undefined;
	};
}

/** @type {Promise<Read> | undefined} */
let reading;

/** The reader, made once. */
function read() {
	reading ??= browserReader()
		.catch(() => undefined)
		.then((own) => own ?? library());
	return reading;
}

/** @param {string} code */
function lookUp(code) {
	say('found');
	form.elements.namedItem('code').value = code;
	form.submit();
}

/** @type {MediaStream | undefined} */
let stream;

function stop() {
	stream?.getTracks().forEach((track) => track.stop());
	stream = undefined;
	finder.hidden = true;
	label(false);
}

/** @param {boolean} isOn */
function label(isOn) {
	camera.setAttribute('aria-pressed', String(isOn));
	const span = camera.querySelector('span');
	span.textContent = isOn ? span.dataset.on : span.dataset.off;
}

async function start() {
	if (!navigator.mediaDevices?.getUserMedia) return say('insecure');
	try {
		stream = await navigator.mediaDevices.getUserMedia({
			video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 1280 } },
		});
	} catch {
		return say('denied');
	}
	const running = stream;
	finder.hidden = false;
	label(true);
	video.srcObject = running;
	await video.play();
	const recognise = await read();
	say('aim');
	while (stream === running) {
		const code = await recognise(video).catch(() => undefined);
		if (stream !== running) return;
		if (code) {
			stop();
			return lookUp(code);
		}
		await new Promise((resolve) => setTimeout(resolve, 1000 / RATE));
	}
}

camera.addEventListener('click', () => (stream ? (stop(), say()) : start()));
picture.addEventListener('change', async () => {
	const [file] = picture.files;
	if (!file) return;
	say();
	try {
		const image = await createImageBitmap(file);
		const code = await (await read())(image);
		if (code) return lookUp(code);
	} catch {
		// It is no picture that this browser knows.
	}
	say('nothing');
	picture.value = '';
});
addEventListener('pagehide', stop);
reader.hidden = false;
keepWhenInstalled(document.getElementById('answer').dataset.base);
