// What the installed app keeps, and a device with a pack: the app's own files, and the last pages, so that they can be read
// again without a network. A kept page says as of when it is.

const BASE = new URL(location.href).searchParams.get('base');
const FILES = `hallmark${BASE}`;
const PAGES = 'hallmark/pages';
/** Where the pack page keeps the verifier of its pack. */
const PACK = 'hallmark/pack';
/** How many pages of codes are kept, the newest. */
const MOST = 50;

/** The pages that work without a network: they are kept with the files of the same version. */
const APP = ['/', '/private', '/pack'];
const SCRIPTS = [
	...['activate', 'app', 'asked', 'check', 'device', 'kept', 'own', 'pack', 'private', 'read', 'reader', 'scan', 'scratch', 'told', 'words', 'vendor/jsqr/jsQR'],
	...['words/en', 'words/zh', 'asked/en', 'asked/zh'],
	...['activation', 'bytes', 'check.worker', 'gs1', 'hash', 'lot', 'pack', 'private', 'proof', 'serial', 'tile', 'worker'].map((name) => `verify/${name}`),
];

addEventListener('install', (event) => {
	const files = ['style.css', 'world.svg', 'icon.svg', ...SCRIPTS.map((name) => `${name}.js`)];
	const all = [...APP, ...files.map((file) => `${BASE}/${file}`)];
	event.waitUntil(
		caches
			.open(FILES)
			.then((cache) => cache.addAll(all))
			.then(() => skipWaiting()),
	);
});

addEventListener('activate', (event) => {
	const old = (name) => name.startsWith('hallmark/static/') && name !== FILES;
	event.waitUntil(
		caches
			.keys()
			.then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
			.then(() => clients.claim()),
	);
});

/**
 * A page: as the server has it, else as it was kept.
 * @param {Request} request
 * @param {boolean} isApp
 */
async function page(request, isApp) {
	const cache = await caches.open(isApp ? FILES : PAGES);
	try {
		const response = await fetch(request);
		if (response.ok && !response.redirected) {
			await cache.delete(request);
			await cache.put(request, response.clone());
			if (!isApp) {
				const kept = await cache.keys();
				await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST)).map((old) => cache.delete(old)));
			}
		}
		return response;
	} catch (error) {
		// Language and country may be others than those that were kept.
		const kept =
			(await cache.match(request, { ignoreVary: true })) ??
			(isApp && (await cache.match(request, { ignoreVary: true, ignoreSearch: true })));
		if (kept) return kept;
		throw error;
	}
}

/**
 * A file, which never changes under its address. An older page may ask for those of its own version: of that, what there
 * is now is the best.
 * @param {Request} request
 * @param {string} pathname
 */
async function file(request, pathname) {
	const cache = await caches.open(FILES);
	const own = pathname.replace(/^\/static\/[^/]*/, BASE);
	const kept = await cache.match(request, { ignoreVary: true });
	if (kept) return kept;
	try {
		const response = await fetch(request);
		if (response.ok && pathname === own) await cache.put(request, response.clone());
		return response;
	} catch (error) {
		const newest = await cache.match(own, { ignoreVary: true });
		if (newest) return newest;
		throw error;
	}
}

/** @param {Request} request */
async function verifier(request) {
	const kept = await (await caches.open(PACK)).match(request, { ignoreVary: true });
	return kept ?? fetch(request);
}

addEventListener('fetch', (event) => {
	const { request } = event;
	const url = new URL(request.url);
	if (request.method !== 'GET' || url.origin !== location.origin) return;
	const isApp = APP.includes(url.pathname);
	if (request.mode === 'navigate' && (isApp || url.pathname.startsWith('/scan/'))) event.respondWith(page(request, isApp));
	else if (url.pathname.startsWith('/static/')) event.respondWith(file(request, url.pathname));
	else if (url.pathname.startsWith('/verifier/')) event.respondWith(verifier(request));
});
