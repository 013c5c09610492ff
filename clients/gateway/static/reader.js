// Reads codes from the camera or from a picture, on this device: by the browser's own reader where it has one, else by
// jsQR, which is loaded only then. What a code is for is a matter of the page.

/** Where the reader says what it does, and in which words. */
let outcome;
let words;

/** What the browser's own reader looks for. */
const FORMATS = ['qr_code', 'data_matrix', 'ean_13', 'ean_8', 'upc_a'];
/** Pictures are read at this many pixels at most, then at fewer: coarse grain confuses readers. */
const WIDTHS = [1600, 800, 400];
/** How many times a second the camera's picture is read. */
const RATE = 6;

/**
 * Says a text of the reader below it, once one is offered.
 * @param {string} [name]
 */
export function say(name) {
	outcome.textContent = name ? words.querySelector(`[data-text="${name}"]`).textContent : '';
}

/** @typedef {(picture: HTMLVideoElement | ImageBitmap) => Promise<string[]>} Read The codes in a picture, the best first. */

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
		const bars = ({ format }) => format !== 'qr_code' && format !== 'data_matrix';
		return found.sort((a, b) => bars(a) - bars(b)).map(({ rawValue }) => rawValue);
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
		if (!width || !height) return [];
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
			if (found?.data) return [found.data];
		}
		return [];
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

/**
 * Offers the reader of the page.
 * @param {(code: string) => string | undefined | void} take is given each code that was read. If it cannot be used, the
 *   name of the text that says so is returned, and the camera goes on.
 * @returns {() => void} stops the camera
 */
export function offerReader(take) {
	outcome = document.getElementById('outcome');
	words = document.getElementById('reader-texts').content;
	const [finder, video, camera, picture] = ['finder', 'video', 'camera', 'picture'].map((id) => document.getElementById(id));
	/** @type {MediaStream | undefined} */
	let stream;

	/** @param {boolean} isOn */
	function label(isOn) {
		camera.setAttribute('aria-pressed', String(isOn));
		const span = camera.querySelector('span');
		span.textContent = isOn ? span.dataset.on : span.dataset.off;
	}

	function stop() {
		stream?.getTracks().forEach((track) => track.stop());
		stream = undefined;
		finder.hidden = true;
		label(false);
	}

	/**
	 * Whether one of the codes was taken; says why not, if it was of no use.
	 * @param {string[]} codes
	 */
	function taken(codes) {
		let why;
		for (const code of codes) {
			say('found');
			why = take(code);
			if (!why) return true;
		}
		if (why) say(why);
		return false;
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
			const codes = await recognise(video).catch(() => []);
			if (stream !== running) return;
			if (taken(codes)) return stop();
			await new Promise((resolve) => setTimeout(resolve, 1000 / RATE));
		}
	}

	camera.addEventListener('click', () => (stream ? (stop(), say()) : start()));
	picture.addEventListener('change', async () => {
		const [file] = picture.files;
		if (!file) return;
		say();
		let codes = [];
		try {
			codes = await (await read())(await createImageBitmap(file));
		} catch {
			// It is no picture that this browser knows.
		}
		if (codes.length === 0) say('nothing');
		else taken(codes);
		picture.value = '';
	});
	addEventListener('pagehide', stop);
	document.getElementById('reader').hidden = false;
	return stop;
}
