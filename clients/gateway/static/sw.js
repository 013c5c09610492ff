// What the installed app keeps: its own files, and the last pages, so that they can be read again without a network. A kept
// page says as of when it is, and the device checks nothing then.

const BASE = new URL(location.href).searchParams.get('base');
const FILES = `hallmark${BASE}`;
const PAGES = 'hallmark/pages';
/** How many pages are kept, the newest. */
const MOST = 50;

const isPage = ({ pathname }) => pathname === '/' || pathname.startsWith('/scan/');

addEventListener('install', (event) => {
	const files = ['style.css', 'scan.js', 'read.js', 'activate.js', 'world.svg', 'icon.svg'];
	const all = files.map((file) => `${BASE}/${file}`);
	event.waitUntil(
		caches
			.open(FILES)
			.then((cache) => cache.addAll(all))
			.then(() => caches.open(PAGES))
			.then((cache) => cache.add('/'))
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

/** @param {Request} request */
async function page(request) {
	const cache = await caches.open(PAGES);
	try {
		const response = await fetch(request);
		if (response.ok && !response.redirected) {
			await cache.delete(request);
			await cache.put(request, response.clone());
			const kept = await cache.keys();
			await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST)).map((old) => cache.delete(old)));
		}
		return response;
	} catch (error) {
		const kept = await cache.match(request, { ignoreVary: true });
		if (kept) return kept;
		throw error;
	}
}

/** @param {Request} request */
async function file(request) {
	const cache = await caches.open(FILES);
	const kept = await cache.match(request);
	if (kept) return kept;
	const response = await fetch(request);
	if (response.ok) await cache.put(request, response.clone());
	return response;
}

addEventListener('fetch', (event) => {
	const { request } = event;
	const url = new URL(request.url);
	if (request.method !== 'GET' || url.origin !== location.origin) return;
	if (request.mode === 'navigate' && isPage(url)) event.respondWith(page(request));
	else if (url.pathname.startsWith(`${BASE}/`)) event.respondWith(file(request));
});
