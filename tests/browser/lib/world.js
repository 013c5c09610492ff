// A chain with goods on their way, made by `hallmark` as people make it, and what is printed on the boxes.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DEMO = fileURLToPath(new URL('../../../scripts/demo/', import.meta.url));
/** SHA-256 of this stands in for papers. */
const PAPER = join(DEMO, 'licence.txt');

/** How many items each lot has. */
export const COUNT = 1000;

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
 * Founds the consortium, issues three lots of one product and two others, sends one of them from Melbourne to Ningbo, and prints
 * labels. What needs not wait for something else goes on meanwhile.
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
	const issue = async (name, gtin) => {
		const out = join(folder, 'lots', name);
		const { facility: id } = await facility;
		const { lot } = await does('larder', 'lot', 'issue', '--gtin', gtin, '--batch', name, '--count', COUNT, '--facility', id,
			'--produced', '2026-01-10', '--expires', '2036-01-31', '--out', out);
		await does('Platform', 'lot', 'confirm', '--leaves', out);
		for (const file of (await readdir(out)).filter((file) => file.endsWith('.leaves')))
			await copyFile(join(out, file), join(leaves, file));
		return { name, lot, gtin, folder: out };
	};
	const [shipped, other, recalled] = await Promise.all([
		issue('SHIPPED', gtins[0]),
		issue('OTHER', gtins[0]),
		issue('RECALLED', gtins[3]),
	]);

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
	return { leaves, lots: { shipped, other, recalled } };
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
