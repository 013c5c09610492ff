// The installed app works without a network as far as it can: only then is anything kept beside what browsers keep.

/** @param {string} base where the page's files are */
export function keepWhenInstalled(base) {
	if (!navigator.serviceWorker || !matchMedia('(display-mode: standalone)').matches) return;
	navigator.serviceWorker.register(`/sw.js?${new URLSearchParams({ base })}`).catch(console.error);
}
