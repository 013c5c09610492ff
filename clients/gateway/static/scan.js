// What a scan page adds once it stands: times in the time of the device, and the check of the proof.

import { keepWhenInstalled, localTimes } from './app.js';

localTimes();
keepWhenInstalled();
// The answer is painted before anything is loaded to check it, and checked before anything else is loaded.
requestAnimationFrame(() =>
	setTimeout(async () => {
		// The words are asked for at once, and not only by the script that needs them.
		import(document.documentElement.lang.startsWith('zh') ? './words/zh.js' : './words/en.js').catch(() => {});
		const { check, sayIfOld } = await import('./check.js');
		sayIfOld();
		for (const back of ['pageshow', 'visibilitychange']) addEventListener(back, sayIfOld);
		await check();
		if (document.getElementById('activation')) await import('./activate.js');
	}),
);
