// A chain with goods on their way, made by `hallmark` as people make it, and what is printed on the boxes.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const DEMO = fileURLToPath(new URL('../../../scripts/demo/', import.meta.url));
/** SHA-256 of this stands in for papers. */
const PAPER = join(DEMO, 'licence.txt');

/** How many items each lot has, and how many the small one, whose items no private question hides. */
export const COUNT = 1000;
export const SMALL = 200;

/** A command of `hallmark`, run by whom. What it prints as JSON. */
export async function hallmark(url, signer, ...args) {
	const env = { ...process.env, HALLMARK_URL: url, ...(signer && { HALLMARK_SIGNER: `//${signer}` }) };
	const child = spawn(process.env.HALLMARK_CLI, ['--json', '--quiet', ...args.map(String)], { env });
	let [out, err] = ['', ''];
	child.stdout.on('data', (data) => (out += data));
	child.stderr.on('data', (data) => (err += data));
	const [status] = await once(child, 'close');
	if (status !== 0) throw new Error(`hallmark ${args.join(' ')}: ${out}${err}`);
	return out ? JSON.parse(out) : undefined;
}

/**
 * Founds the consortium, issues four lots of two products, sends one of them from Melbourne to Ningbo, and says where the brand
 * tells more. What needs not wait for something else goes on meanwhile.
 */
export async function found(url, folder) {
	// Whoever signs does one thing after the other; different people do not wait for one another.
	const queues = new Map();
	const does = (signer, ...args) => {
		const next = (queues.get(signer) ?? Promise.resolve()).then(() => hallmark(url, signer, ...args));
		queues.set(
			signer,
			next.catch(() => {}),
		);
		return next;
	};
	/** Organisations get their ids in the order in which they are admitted: one after the other. */
	let admitted = Promise.resolve();
	const admit = (by, who, legalId, name, country, gln, role) => {
		const council = by === 'Alice' ? ['--council'] : [];
		admitted = admitted.then(() =>
			does(by, 'org', 'admit', '--admin', `//${who}`, '--legal-id', legalId, '--name', name, '--country', country,
				'--gln', gln, '--role', role, ...council),
		);
		return admitted;
	};
	const effective = async (organisation) => {
		const { effectiveAt } = await organisation;
		for (;;) {
			const { time } = await hallmark(url, undefined, 'status');
			if (time >= effectiveAt) return;
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
	};

	const platform = admit('Alice', 'Platform', '91330200MA2EXAMPLE', 'Beilun Platform', 'CN', '9521090000011', 'platform');
	const types = does('Alice', 'product', 'register-type', '--from', join(DEMO, 'products/southern-larder.csv'));
	const agency = admit('Alice', 'alpine', 'CHE-095.210.900', 'Alpine Inspection AG', 'CH', '9521090000035', 'inspection-agency');
	await effective(platform);
	const larder = admit('Platform', 'larder', 'ACN 952 100 001', 'Southern Larder Pty Ltd', 'AU', '9521000000018', 'manufacturer,merchant');
	const line = admit('Platform', 'line', 'ACN 952 109 000', 'Southern Cross Line', 'AU', '9521090000059', 'carrier');
	const importer = admit('Platform', 'importer', '91330200MA2IMPORT0', 'Beilun Import', 'CN', '9521090000073', 'merchant,warehouse');
	const org = async (of) => (await of).org;

	const prefix = does('Alice', 'org', 'prefix', 'grant', '--council', '952100', await org(larder), '--licence', PAPER);
	const standards = does('Alice', 'inspect', 'standards', join(DEMO, 'story/standards.toml'));
	const form = await readFile(join(DEMO, 'story/accreditation.toml'), 'utf8');
	const filled = join(folder, 'accreditation.toml');
	await writeFile(filled, form.replace('@ALPINE@', await org(agency)).replace('@PAPER@', PAPER));
	const accreditation = standards.then(() => does('Alice', 'inspect', 'accredit', filled));

	await Promise.all([effective(larder), prefix, types]);
	await does('larder', 'product', 'import', join(DEMO, 'products/southern-larder.csv'));
	const rows = (await readFile(join(DEMO, 'products/southern-larder.csv'), 'utf8')).split('\n').slice(1);
	const gtins = rows.map((row) => row.split(',')[0]);
	const facility = does('larder', 'org', 'facility', 'register', '--name', 'Melbourne works', '--country', 'AU', '--gln', '9521000001015');

	// The public leaf files, apart from the secrets that lie beside them at the merchant's.
	const leaves = join(folder, 'leaves');
	await mkdir(leaves);
	const issue = async (name, gtin, count = COUNT) => {
		const out = join(folder, 'lots', name);
		const { facility: id } = await facility;
		const { lot } = await does('larder', 'lot', 'issue', '--gtin', gtin, '--batch', name, '--count', count, '--facility', id,
			'--produced', '2026-01-10', '--expires', '2036-01-31', '--out', out);
		await does('Platform', 'lot', 'confirm', '--leaves', out);
		for (const file of (await readdir(out)).filter((file) => file.endsWith('.leaves')))
			await copyFile(join(out, file), join(leaves, file));
		return { name, lot, gtin, folder: out };
	};
	const [shipped, other, recalled, small] = await Promise.all([
		issue('SHIPPED', gtins[0]),
		issue('OTHER', gtins[0]),
		issue('RECALLED', gtins[3]),
		issue('SMALL', gtins[3], SMALL),
	]);
	const links = join(folder, 'links.toml');
	await writeFile(
		links,
		`[[links]]
linkType = "gs1:pip"
href = "https://larder.example/margarita"
title = "About this mix"
language = "en"
[[links]]
linkType = "gs1:pip"
href = "https://larder.example/zh/margarita"
title = "关于此调制品"
language = "zh-Hans"
`,
	);
	await does('larder', 'link', 'set', `product:${gtins[0]}`, links);

	const certificate = effective(agency).then(async () =>
		does('alpine', 'inspect', 'attest', '--subject', `facility:${(await facility).facility}`, '--standard', 'GB 14881-2013',
			'--accreditation', (await accreditation).accreditation, '--result', 'conforming', '--sampling', 'taken-by-agency',
			'--report', PAPER, '--valid-until', '2036-01-01'),
	);
	const booking = join(folder, 'booking.toml');
	await writeFile(
		booking,
		`consignee = ${await org(importer)}
[[items]]
lot = ${shipped.lot}
ranges = "0-499"
[[legs]]
mode = 1
from = "AUMEL"
to = "CNNBO"
carrier = ${await org(line)}
vessel = "Southern Star 21"
seal = "AU-20441"
`,
	);
	await Promise.all([effective(line), effective(importer)]);
	const { shipment } = await does('larder', 'ship', 'book', booking);
	await does('larder', 'ship', 'offer', shipment, '--to', await org(line));
	await does('line', 'ship', 'accept', shipment);
	await does('line', 'ship', 'depart', shipment, '--seal', 'AU-20441');
	await does('line', 'ship', 'arrive', shipment, '--seal', 'AU-20441');
	await certificate;
	return { leaves, lots: { shipped, other, recalled, small } };
}

/** The labels of some items: their codes, scratch codes and pictures. */
export async function labels({ folder }, from, count, out) {
	// One label a picture, as a label printer prints it: the square code, the bar code, words.
	const options = ['--from', from, '--count', count, '--format', 'png', '--stock', '57x32', '--out', out];
	const { labels, files } = await hallmark('', undefined, 'lot', 'labels', '--lot-dir', folder, ...options);
	const csv = files.find((file) => file.endsWith('.csv'));
	const secrets = new Map();
	for (const row of (await readFile(csv, 'utf8')).split('\n').slice(1)) {
		const [, uri, code] = row.split(',');
		secrets.set(uri, code?.trim());
	}
	const pictures = files.filter((file) => file.endsWith('.png'));
	return labels.map((label, i) => ({ ...label, scratch: secrets.get(label.uri), picture: pictures[i] }));
}

/** Millimetres in the sheet for scissors (`hallmark_labels::stock::CUT`): the hidden part of the first label. */
const HIDDEN = { left: 72, top: 10, width: 33, height: 34.6 };
/** The dots in an inch of the pictures of sheets. */
const DPI = 200;

/** A picture of an item's scratch code, as it is printed on the sheet for scissors. */
export async function scratchPicture({ folder }, index, out) {
	const options = ['--from', index, '--count', 1, '--format', 'pdf', '--out', out];
	const { files } = await hallmark('', undefined, 'lot', 'labels', '--lot-dir', folder, ...options);
	const sheet = files.find((file) => file.endsWith('.pdf'));
	const picture = join(out, 'scratch');
	const [x, y, width, height] = ['left', 'top', 'width', 'height'].map((name) => String(Math.round((HIDDEN[name] / 25.4) * DPI)));
	const crop = ['-x', x, '-y', y, '-W', width, '-H', height];
	await promisify(execFile)('pdftoppm', ['-r', String(DPI), ...crop, '-singlefile', '-png', sheet, picture]);
	return `${picture}.png`;
}
