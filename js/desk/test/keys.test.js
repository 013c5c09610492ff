import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sr25519 } from '@polkadot-labs/hdkd-helpers';
import { KeyError, ofSecret, openKeyFile } from '../src/keys.js';

const ALICE = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY';
const PASSPHRASE = 'correct horse battery staple';
const bytes = (text) => new TextEncoder().encode(text);

/** What polkadot.js 14 exported of `//Alice//stash` with that passphrase. */
const EXPORTED = {
	encoded:
		'IWIBr9E+oCQJbg5C+SPluvXaMOL7cund/WMoLUfxKDcAAAIAAQAAAAgAAABG1+PqoPb1LpS53KcParukykmmLyVCYayk6l0W6Jfk34W+xbHRoetAILUtR9+mlZeslSAVEBzEQyjUn08lqgCgPmg+dUG5N3DA9M2W6lQyVeXy/jWDotG5d4DwEOe1wARw0Va4EkzCjvhA5Vv1EiUGW8VLr8OB2KKeUkXv914oFa/IRa49crHi8NnnbMnbzGTysMalm3t4MDL9K1Xv',
	encoding: { content: ['pkcs8', 'sr25519'], type: ['scrypt', 'xsalsa20-poly1305'], version: '3' },
	address: '5GNJqTPyNqANBkUVMN1LPPrxXnFouWXoe2wNSmmEoLctxiZY',
	meta: {},
};

/** What `hallmark key generate --sealed` wrote with that passphrase, and the account that it named. */
const SEALED = Uint8Array.from(
	atob(
		'YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBDZzl5VUNObFl3dDQ3enM3TnN2ZTd3IDE3CkVTMHhPa2FoQW0raUlwWWR2d0JCcFNQeXRjWnd0bmY3MWhGVzZ3UkREdjQKLS0tIFZMeUZ2eXZnSnRnSnFoc1RiTldGdUQrNjdUS1pyOE9hU0UraFhRWlBDQlUKfSx9639k2G8liQ/KmxIOMBGObzpVUa3IdOxDXb64OssToNjCadK1Rabz/vyP90hY1JHTkBHq19Sc5GqpW5MtQ+CYQBIlgpmGZvhH65PzkBM0c41LUXK++MHcniJpFDRIXSk34w9JTbngJ+uDw5xmYg==',
	),
	(letter) => letter.charCodeAt(0),
);
const SEALED_ACCOUNT = '5DXfXjvuyif3iPAo9g6DPnhPmLTSz2hWNRebHBQnfSfSuCTf';

const refused = (kind) => (error) => error instanceof KeyError && error.kind === kind;

test('key is the same from any form of its secret', async () => {
	const words = 'bottom drive obey lake curtain smoke basket hold race lonely fit walk//Alice';
	const seed = '0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a';
	for (const secret of ['//Alice', words, seed]) assert.equal((await ofSecret(secret)).account, ALICE, secret);
	for (const text of [words, ` ${words}\n`, `\u{feff}${words}\r\n`]) assert.equal((await openKeyFile(bytes(text))).account, ALICE);
});

test('path is divided as the SDK divides it', async () => {
	// As `hallmark key show` has them.
	assert.equal((await ofSecret('//southern-larder')).account, '5G1MGEtondsWbHAAnqMB8RQf8hMK2rZeyZxxxGEdm2RMpKMW');
	assert.equal((await ofSecret('//Customs//第2')).account, '5HirPaz2qnuuDaeMEshQbvFCyc5cymLsKF6c34hm2C8EBREN');
	for (const nothing of ['', ' ', '\n']) await assert.rejects(ofSecret(nothing), refused('unknown'));
});

test('file of polkadot.js opens with its passphrase alone, and signs', async () => {
	const file = bytes(JSON.stringify(EXPORTED));
	const key = await openKeyFile(file, PASSPHRASE);
	assert.equal(key.account, EXPORTED.address);
	const message = bytes('hello');
	assert.ok(sr25519.verify(key.sign(message), message, key.publicKey));
	await assert.rejects(openKeyFile(file), refused('passphrase'));
	await assert.rejects(openKeyFile(file, 'wrong'), refused('wrong'));
});

test('sealed file of hallmark opens with its passphrase alone', async () => {
	assert.equal((await openKeyFile(SEALED, PASSPHRASE)).account, SEALED_ACCOUNT);
	await assert.rejects(openKeyFile(SEALED), refused('passphrase'));
	await assert.rejects(openKeyFile(SEALED, 'wrong'), refused('wrong'));
});

test('what is no key is refused, and never taken for the key that everybody knows', async () => {
	const other = { ...EXPORTED, encoding: { ...EXPORTED.encoding, content: ['pkcs8', 'ed25519'] } };
	// One bit of what makes memory expensive.
	const costly = Uint8Array.from(atob(EXPORTED.encoded), (letter) => letter.charCodeAt(0));
	costly[35] = 0x7f;
	const greedy = { ...EXPORTED, encoded: btoa(String.fromCharCode(...costly)) };
	for (const text of ['', 'bottom drive obey secretword', '0x1234', '{', JSON.stringify(other), JSON.stringify({ a: 1 }), JSON.stringify(greedy)])
		await assert.rejects(openKeyFile(bytes(text), PASSPHRASE), refused('unknown'), text.slice(0, 40));
	await assert.rejects(openKeyFile(Uint8Array.of(0xff, 0xfe, 0xfd)), refused('unknown'));
});
