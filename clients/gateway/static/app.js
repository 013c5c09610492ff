// What several pages share.

/** The visitor's own way to write the page's language; dates in English as the server writes them, if there is none. */
const { lang } = document.documentElement;
const primary = lang.split('-')[0];
const own = navigator.languages.find((tag) => tag.startsWith(`${primary}-`)) ?? (primary === 'en' ? 'en-GB' : lang);
const moments = new Intl.DateTimeFormat(own, { dateStyle: 'long', timeStyle: 'short' });

/**
 * A moment in words, in the time of the device.
 * @param {number} at
 */
export const moment = (at) => moments.format(at);

/** Days are the same for everybody; moments are shown in the time of the device. */
export function localTimes() {
	for (const time of document.querySelectorAll('time[datetime*="T"]'))
		time.textContent = moment(Date.parse(time.dateTime));
}

/**
 * The installed app works without a network as far as it can: only then is anything kept beside what browsers keep.
 * @param {string} base where the page's files are
 */
export function keepWhenInstalled(base) {
	if (!navigator.serviceWorker || !matchMedia('(display-mode: standalone)').matches) return;
	navigator.serviceWorker.register(`/sw.js?${new URLSearchParams({ base })}`).catch(console.error);
}
