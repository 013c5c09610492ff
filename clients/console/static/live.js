// Follows the newest final block: the parts of the page that change are fetched anew. Without scripts, whoever wants newer
// ones loads the page again.

const main = document.getElementById('answer');
const parts = main.dataset.live.split(' ').map((id) => (id === 'answer-lead' ? '.head' : `#${id}`));
/** How long it waits between two questions, in milliseconds; longer after each that failed. */
const PAUSE = 2000;

let block = main.dataset.block;
let failures = 0;

async function look() {
	if (document.hidden) return;
	const answer = await fetch('/explore/head');
	if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
	const { block: newest } = await answer.json();
	if (newest === null || String(newest) === block) return;
	const page = await fetch(location.href, { headers: { accept: 'text/html' } });
	if (!page.ok) throw new Error(`the server answers ${page.status}`);
	const made = new DOMParser().parseFromString(await page.text(), 'text/html');
	for (const part of parts) {
		const [old, fresh] = [document.querySelector(part), made.querySelector(part)];
		// What somebody is in the middle of using stays as it is until the next block.
		if (old && fresh && !old.contains(document.activeElement)) old.replaceWith(fresh);
	}
	block = String(newest);
	main.dataset.block = block;
}

async function follow() {
	try {
		await look();
		failures = 0;
	} catch {
		failures = Math.min(failures + 1, 5);
	}
	setTimeout(follow, PAUSE * 2 ** failures);
}

setTimeout(follow, PAUSE);
