// Documents of ours by the official schema, as ajv reads it; the schema's verdict on spoilt documents
// beside ours; and hash ids as epcis2.js computes them.
//
//     node check.mjs FOLDER REFERENCE-DATA

import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import epcis from 'epcis2.js';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, data] = process.argv.slice(2);
const read = (...path) => JSON.parse(readFileSync(join(...path), 'utf8'));
const ajv = new Ajv({ allErrors: false, strict: false });
addFormats(ajv);
const isValid = ajv.compile(read(data, 'epcis', 'EPCIS-JSON-Schema.json'));

let faults = 0;

/** @param {string} text what is wrong; after twenty, no more are shown */
function fault(text) {
	if (++faults <= 20) console.error(text);
}

const ours = readdirSync(join(folder, 'ours'));
for (const file of ours) {
	if (!isValid(read(folder, 'ours', file))) fault(`${file}: ${ajv.errorsText(isValid.errors)}`);
}
console.log(`${ours.length} documents of ours are valid by the official schema`);

const examples = join(data, 'epcis', 'examples');
const documents = new Map(readdirSync(examples).map((file) => [file, readFileSync(join(examples, file), 'utf8')]));
const verdicts = readFileSync(join(folder, 'verdicts.ndjson'), 'utf8').split('\n');
let refused = 0;
for (const line of verdicts) {
	const { file, at, change, good } = JSON.parse(line);
	const document = JSON.parse(documents.get(file));
	const steps = at.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
	const name = steps.pop();
	const parent = steps.reduce((value, step) => value[step], document);
	if ('set' in change) {
		parent[name] = change.set;
	} else {
		const value = parent[name];
		delete parent[name];
		if (change.rename !== null) parent[change.rename] = value;
	}
	if (isValid(document) !== good) {
		fault(`${file} ${at} ${JSON.stringify(change)}: ${good ? 'taken' : 'refused'} by us only: ${ajv.errorsText(isValid.errors)}`);
	}
	if (!good) refused++;
}
console.log(`${verdicts.length} spoilt documents, ${refused} of them refused, by both`);

/**
 * The hash ids that epcis2.js gives for a document's events; it changes what it is given.
 * @param {string} text
 */
function ids(text) {
	const document = JSON.parse(text);
	const body = document.epcisBody.queryResults?.resultsBody ?? document.epcisBody;
	return body.eventList.map((event) => epcis.eventToHashedId(event, document['@context']));
}

const expected = read(folder, 'ids.json').ours;
let compared = 0;
for (const [file, own] of Object.entries(expected)) {
	// It fails on an empty epcList, which the standard allows.
	if (file === 'SensorsSummarised-None.json') continue;
	const made = ids(readFileSync(join(folder, 'ours', file), 'utf8'));
	compared++;
	if (JSON.stringify(made) !== JSON.stringify(own)) fault(`${file}: epcis2.js gives ${made}, we ${own}`);
}
console.log(`${compared} hash ids of ours are those of epcis2.js`);

// What it gives for the official examples, for check.py to compare; none where it fails.
const theirs = {};
for (const [file, text] of documents) {
	try {
		theirs[file] = ids(text);
	} catch {
		theirs[file] = [];
	}
}
writeFileSync(join(folder, 'epcis2.json'), JSON.stringify(theirs));

if (faults > 0) {
	console.error(`${faults} faults`);
	process.exit(1);
}
