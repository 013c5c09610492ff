// A verifier that judges nothing, byte by byte: it says what it is told to, so that what stands around the real
// one can be tested. The last byte of a question chooses.

const bytes = (text) => [...new TextEncoder().encode(text)];

/** An unsigned number in LEB128. */
function unsigned(number) {
	const all = [];
	for (let rest = number; ; rest >>>= 7) {
		if (rest < 128) return [...all, rest];
		all.push((rest & 127) | 128);
	}
}

/** A signed one. */
function signed(number) {
	const all = [];
	for (let rest = number; ; rest >>= 7) {
		if (rest >= -64 && rest < 64) return [...all, rest & 127];
		all.push((rest & 127) | 128);
	}
}

const sized = (content) => [...unsigned(content.length), ...content];
const list = (items) => [...unsigned(items.length), ...items.flat()];
const section = (id, items) => [id, ...sized(list(items))];
const name = (text) => sized(bytes(text));

const I32 = 0x7f;
const constant = (number) => [0x41, ...signed(number)];
const returned = (at) => [...constant(at), 0x0f];
const UNREACHABLE = [0x00];

/** What lies in memory after its length. */
function kept(text) {
	const content = bytes(text);
	const length = new Uint8Array(Uint32Array.of(content.length).buffer);
	return [...length, ...content];
}

/** Where things lie. */
const PLACES = { hash: 64, panic: 128, first: 1024, each: 4096, question: 1 << 20 };

/**
 * The module. `outcomes[n]` is what becomes of a question that ends in `n`: an object is said as JSON, 'trap'
 * gives up, 'ask' calls what a node has, 'grow' takes more memory and then says the first outcome.
 */
export function moduleOf({ codeHash, outcomes, panic = '', pages = 100, exported = [] }) {
	const at = (n) => PLACES.first + n * PLACES.each;
	const code = (outcome, n) => {
		if (outcome === 'trap') return UNREACHABLE;
		if (outcome === 'ask') return [0x10, 0, ...UNREACHABLE];
		if (outcome === 'grow') return [...constant(10), 0x40, 0, 0x1a, ...returned(at(0))];
		return returned(at(n));
	};
	const last = [0x20, 0, 0x20, 1, 0x6a, ...constant(1), 0x6b, 0x2d, 0, 0];
	const check = outcomes.flatMap((outcome, n) => [
		...last,
		...constant(n),
		...[0x46, 0x04, 0x40, ...code(outcome, n), 0x0b],
	]);
	const body = (instructions) => sized([0, ...instructions, 0x0b]);
	const data = [
		[PLACES.hash, codeHash],
		[PLACES.panic, kept(panic)],
		...outcomes.map((outcome, n) => [at(n), kept(JSON.stringify(outcome))]),
	];
	const functions = { alloc: 1, check: 2, code_hash: 3, panic_message: 4 };
	return Uint8Array.from([
		...[0x00, ...bytes('asm'), 1, 0, 0, 0],
		...section(1, [
			[0x60, 0, 0],
			[0x60, 1, I32, 1, I32],
			[0x60, 2, I32, I32, 1, I32],
			[0x60, 0, 1, I32],
		]),
		...section(2, [
			[...name('env'), ...name('memory'), 0x02, 0, ...unsigned(pages)],
			[...name('env'), ...name('ext_storage_set_version_1'), 0x00, 0],
		]),
		...section(3, [[1], [2], [3], [3]]),
		...section(
			7,
			Object.entries(functions)
				.filter(([name]) => !exported.length || exported.includes(name))
				.map(([text, index]) => [...name(text), 0x00, index]),
		),
		...section(10, [
			body(constant(PLACES.question)),
			body([...check, ...UNREACHABLE]),
			body(constant(PLACES.hash)),
			body(constant(PLACES.panic)),
		]),
		...section(
			11,
			data.map(([at, content]) => [0, ...constant(at), 0x0b, ...sized([...content])]),
		),
	]);
}
