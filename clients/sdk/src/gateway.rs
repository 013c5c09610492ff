//! Activations that a gateway hands in, many at once and under its own signature.
//!
//! A table in CSV has the columns `uri`, the code on the box as it is printed or as a scanner sends
//! it, and `code`, the scratch code; other columns are passed over. A bad row is reported by its
//! line and does not stop the others; [`crate::rows`] says what a table may look like.
//!
//! A table can be handed in again at any time: what is activated is counted, with its block, and
//! not sent again.

use crate::{
	activation::{Activation, Preparing},
	encoding::Encoding,
	import::BadRow,
	leaves::Leaves,
	rows::{self, Csv},
	submit::{Progress, Refusal},
	Chain, Error, Receipt, Result, Signer,
};
use csv::StringRecord;
use hallmark_gs1::ProductCode;
use hallmark_lot_tree::{ScratchCode, Secret};
use hallmark_runtime::{Runtime, RuntimeCall, RuntimeEvent};
use hallmark_types::{BlockNumber, LotId, Refused};
use pallet_product_identity::{
	place_of, ActivationBatch, ActivationRefusal, Call, Event, ItemPage, ItemPages, MAX_ACTIVATIONS,
};
use serde::Serialize;
use std::{
	collections::{BTreeMap, HashMap, HashSet},
	io::Read,
	time::Duration,
};
use tokio::time::sleep;

/// How many activations one transaction hands in.
pub const PER_TRANSACTION: usize = MAX_ACTIVATIONS as usize;

/// How often the chain is read again and what is missing sent again.
const ROUNDS: u32 = 4;

/// The calls that hand in activations, in the order that costs least: items of one lot, and the
/// nearest indices in it, side by side.
pub fn calls(mut activations: Vec<Activation>) -> Vec<RuntimeCall> {
	activations.sort_by_key(|it| (it.lot, it.index));
	activations.chunks(PER_TRANSACTION).map(batch).collect()
}

fn batch(activations: &[Activation]) -> RuntimeCall {
	let activations = ActivationBatch::truncate_from(activations.to_vec());
	Call::<Runtime>::activate_batch { activations }.into()
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
	/// The line, counted from 1.
	pub line: u64,
	/// The code on the box.
	pub code: ProductCode,
	/// What is under the scratch layer.
	pub secret: Secret,
}

/// A file that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
	/// The rows that can be handed in.
	pub rows: Vec<Row>,
	/// The others.
	pub bad: Vec<BadRow>,
}

impl Table {
	/// Reads a CSV file, in UTF-8 if no encoding is given.
	///
	/// # Errors
	///
	/// [`Error::Input`] if a column is missing or named twice, or the file cannot be read or is in
	/// another encoding: then no row of it is taken.
	pub fn read(file: impl Read, encoding: Option<&'static Encoding>) -> Result<Self> {
		let csv = Csv::read(file, encoding)?;
		let [uri, code] = ["uri", "code"].map(|name| csv.column_beside_secrets(name));
		let (uri, code) = (uri?, code?);
		let mut table = Self::default();
		let mut lines = HashMap::new();
		for rows::Row { line, fields } in csv.rows() {
			let row = fields
				.map_err(|reason| ("row", reason))
				.and_then(|fields| row(line, &fields, uri, code))
				.and_then(|row| {
					let ProductCode { gtin, batch, serial } = &row.code;
					let item = (*gtin, batch.clone(), serial.clone());
					match lines.insert(item, line) {
						Some(first) => Err(("uri", format!("the same as in line {first}"))),
						None => Ok(row),
					}
				});
			match row {
				Ok(row) => table.rows.push(row),
				Err((field, reason)) => table.bad.push(BadRow { line, field, reason }),
			}
		}
		Ok(table)
	}
}

fn row(
	line: u64,
	fields: &StringRecord,
	uri: usize,
	code: usize,
) -> core::result::Result<Row, (&'static str, String)> {
	let text = |place: usize| fields.get(place).unwrap_or_default();
	let secret = ScratchCode::parse(text(code)).map_err(|error| ("code", error.to_string()))?;
	let code = ProductCode::read(text(uri)).map_err(|error| ("uri", error.to_string()))?;
	if code.serial.is_none() {
		return Err(("uri", "it has no serial number (21)".into()));
	}
	Ok(Row { line, code, secret })
}

/// An item to hand in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
	/// Its line in the table.
	pub line: u64,
	/// What activates it.
	pub activation: Activation,
}

/// How far handing in has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
	/// So many of so many codes were found in leaf files or on the chain.
	Preparing {
		/// How many were.
		done: usize,
		/// How many there are.
		of: usize,
	},
	/// So many of so many items are activated for good.
	Activating {
		/// How many are.
		done: usize,
		/// How many were not when it began.
		of: usize,
	},
	/// The quota of this window is used up: what is missing is sent once there is one again.
	Waiting(Refused),
}

/// An item that is activated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Activated {
	/// Its line in the table.
	pub line: u64,
	/// The lot.
	pub lot: LotId,
	/// Its index.
	pub index: u32,
	/// The block in which it was activated.
	pub block: BlockNumber,
}

/// What became of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
	/// The items that were activated now.
	pub activated: Vec<Activated>,
	/// Those that were activated before, by whomever.
	pub before: Vec<Activated>,
	/// The rows that activate nothing.
	pub bad: Vec<BadRow>,
	/// The lines of those that are not known to be activated, handing in having stopped with an
	/// error.
	pub missing: Vec<u64>,
}

/// Hands in what the rows of a table activate, and waits until all of it is final. The report tells
/// what is known even if it stops with an error; what was activated stays: run it again to go on.
/// With a `pause` it goes on by itself where the quota is used up, as soon as after such a pause
/// there is some.
///
/// # Errors
///
/// [`Error::Refused`] if the account may not write or its quota is used up, [`Error::Failed`] if it
/// lacks the permission, and those of [`Chain::submit_many`].
pub async fn hand_in(
	chain: &Chain,
	signer: &Signer,
	table: Table,
	leaves: Option<&mut Leaves>,
	pause: Option<Duration>,
	mut told: impl FnMut(Stage),
) -> (Report, Result<()>) {
	let missing = table.rows.iter().map(|row| row.line).collect();
	let mut report = Report { bad: table.bad, missing, ..Default::default() };
	let outcome = match prepare(chain, table.rows, leaves, &mut report, &mut told).await {
		Ok(items) => send(chain, signer, items, pause, &mut report, &mut told).await,
		Err(error) => Err(error),
	};
	report.bad.sort_by_key(|bad| bad.line);
	report.missing.sort_unstable();
	(report, outcome)
}

/// Finds lots and proofs of the rows' items.
async fn prepare(
	chain: &Chain,
	mut rows: Vec<Row>,
	leaves: Option<&mut Leaves>,
	report: &mut Report,
	told: &mut impl FnMut(Stage),
) -> Result<Vec<Item>> {
	// Codes of one batch one after the other: their leaf file is then read once.
	rows.sort_by(|a, b| {
		let key = |row: &Row| (row.code.gtin.as_u64(), row.code.batch.clone());
		key(a).cmp(&key(b))
	});
	let of = rows.len();
	let mut preparing = Preparing::new(chain, leaves);
	let mut items = Vec::with_capacity(of);
	for (done, Row { line, code, secret }) in rows.into_iter().enumerate() {
		told(Stage::Preparing { done, of });
		match preparing.activation(&code, secret).await {
			Ok(activation) => items.push(Item { line, activation }),
			Err(Error::Input { field, reason }) => report.refuse(line, field, reason),
			Err(error @ Error::Content { .. }) => report.refuse(line, "leaves", error.to_string()),
			Err(error) => return Err(error),
		}
	}
	told(Stage::Preparing { done: of, of });
	items.sort_by_key(|it| (it.activation.lot, it.activation.index));
	Ok(items)
}

/// Sends what is not activated, until all of it is or was passed over.
async fn send(
	chain: &Chain,
	signer: &Signer,
	mut items: Vec<Item>,
	pause: Option<Duration>,
	report: &mut Report,
	told: &mut impl FnMut(Stage),
) -> Result<()> {
	let mut before: Option<HashSet<u64>> = None;
	let mut round = 0;
	while round <= ROUNDS {
		let losses = chain.losses();
		// All of them each time: a crash of the node can take any.
		let known = look_up(chain, &items).await?;
		let before = before.get_or_insert_with(|| {
			let there = items.iter().zip(&known).filter(|(_, known)| known.is_some());
			there.map(|(item, _)| item.line).collect()
		});
		report.count(&items, &known, before);
		let missing: Vec<_> = items
			.iter()
			.zip(&known)
			.filter_map(|(item, known)| known.is_none().then_some(item))
			.collect();
		if missing.is_empty() {
			if chain.losses() == losses {
				break;
			}
			round += 1;
			continue;
		}
		if round == ROUNDS {
			let reason = "sent again and again, and still not activated; hand it in again";
			for item in missing {
				report.refuse(item.line, "chain", reason.into());
			}
			break;
		}
		let of = items.len().saturating_sub(before.len()).max(missing.len());
		let done_before = of - missing.len();
		let batches: Vec<_> = missing.chunks(PER_TRANSACTION).collect();
		let of_batch = |items: &&[&Item]| {
			let activations: Vec<_> = items.iter().map(|item| item.activation.clone()).collect();
			batch(&activations)
		};
		let calls = batches.iter().map(of_batch).collect();
		let sent = chain.submit_many(signer, calls, |Progress { done, .. }| {
			let done = (done_before + done * PER_TRANSACTION).min(of);
			told(Stage::Activating { done, of });
		});
		let receipts = match sent.await {
			Ok(receipts) => receipts,
			Err(Error::Refused(Refusal::Admission(refused)))
				if pause.is_some() && passes(refused) =>
			{
				told(Stage::Waiting(refused));
				sleep(pause.unwrap_or_default()).await;
				continue;
			}
			Err(error) => {
				// Some of it may be final all the same.
				if let Ok(known) = look_up(chain, &items).await {
					report.count(&items, &known, before);
				}
				return Err(error);
			}
		};
		let mut refused = HashSet::new();
		for (items, receipt) in batches.iter().zip(receipts) {
			// Whoever may not hand in one may not hand in another.
			let receipt = receipt.ok()?;
			for (item, reason) in items.iter().zip(outcomes(&receipt)) {
				match reason {
					None => {}
					// By another since we looked: the next look finds in which block.
					Some(ActivationRefusal::AlreadyActivated) => {
						before.insert(item.line);
					}
					Some(reason) => {
						refused.insert(item.line);
						report.refuse(item.line, "chain", reason.to_string());
					}
				}
			}
		}
		items.retain(|item| !refused.contains(&item.line));
		round += 1;
	}
	Ok(())
}

/// Whether what a transaction was refused for is over in the next window.
fn passes(refused: Refused) -> bool {
	matches!(refused, Refused::WeightQuota | Refused::LengthQuota | Refused::OperatorShare)
}

impl Report {
	/// Counts anew which items are activated, some of which were before.
	fn count(&mut self, items: &[Item], known: &[Option<BlockNumber>], before: &HashSet<u64>) {
		self.activated.clear();
		self.before.clear();
		self.missing.clear();
		for (Item { line, activation }, block) in items.iter().zip(known) {
			let (line, lot, index) = (*line, activation.lot, activation.index);
			match block {
				None => self.missing.push(line),
				Some(block) => {
					let of =
						if before.contains(&line) { &mut self.before } else { &mut self.activated };
					of.push(Activated { line, lot, index, block: *block });
				}
			}
		}
		self.activated.sort_by_key(|it| it.line);
		self.before.sort_by_key(|it| it.line);
	}

	/// Tells that a row, missing until now, activates nothing.
	fn refuse(&mut self, line: u64, field: &'static str, reason: String) {
		self.missing.retain(|missing| *missing != line);
		self.bad.push(BadRow { line, field, reason });
	}
}

/// In which blocks the items were activated, as far as the final chain knows.
async fn look_up(chain: &Chain, items: &[Item]) -> Result<Vec<Option<BlockNumber>>> {
	let at = chain.finalised().await?.hash;
	let place = |item: &Item| (item.activation.lot, place_of(item.activation.index).0);
	let mut pages: BTreeMap<(LotId, u32), Option<ItemPage>> =
		items.iter().map(|item| (place(item), None)).collect();
	let keys: Vec<_> =
		pages.keys().map(|(lot, page)| ItemPages::<Runtime>::hashed_key_for(lot, page)).collect();
	let found = chain.read_many::<ItemPage>(&keys, at).await?;
	for (page, found) in pages.values_mut().zip(found) {
		*page = found;
	}
	let block = |item: &Item| {
		let offset = place_of(item.activation.index).1;
		let page = pages.get(&place(item))?.as_ref()?;
		let at = page.binary_search_by_key(&offset, |record| record.offset).ok()?;
		page.get(at)?.activated.map(|activated| activated.block)
	};
	Ok(items.iter().map(block).collect())
}

/// What became of each activation that a transaction handed in, in order: none if it counts.
fn outcomes(receipt: &Receipt) -> impl Iterator<Item = Option<ActivationRefusal>> + '_ {
	receipt.events.iter().filter_map(|event| match event {
		RuntimeEvent::ProductIdentity(Event::ItemActivated { .. }) => Some(None),
		RuntimeEvent::ProductIdentity(Event::ActivationPassedOver { reason, .. }) => {
			Some(Some(*reason))
		}
		_ => None,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::mock::{Node, Step};
	use hallmark_lot_tree::{leaf_file, Lot, LotKey};
	use std::fs;

	const GTIN: u64 = 9_520_123_456_788;
	const BATCH: &str = "B1";

	fn made() -> Lot {
		Lot::new(1, GTIN, BATCH, LotKey::new([7; 32]), 5).unwrap()
	}

	/// The table of some items of the lot.
	fn table(indices: &[u32]) -> String {
		let lot = made();
		let row = |index: &u32| {
			let (serial, secret) = (lot.serial(*index).unwrap(), lot.secret(*index).unwrap());
			let uri = format!("https://id.gs1.org/01/0{GTIN}/10/{BATCH}/21/{serial}");
			format!("{uri},{}\n", ScratchCode(secret))
		};
		std::iter::once("uri,code\n".to_string()).chain(indices.iter().map(row)).collect()
	}

	fn read(csv: &str) -> Table {
		Table::read(csv.as_bytes(), None).unwrap()
	}

	#[test]
	fn rows_are_read_in_whatever_order_their_columns_stand() {
		let csv = table(&[3]);
		let row = read(&csv).rows.remove(0);
		assert_eq!((row.line, row.secret), (2, made().secret(3).unwrap()));
		let (uri, code) = csv.lines().nth(1).unwrap().split_once(',').unwrap();
		// As `hallmark lot labels` writes it, and as a scanner reads it.
		let labels = read(&format!("index,uri,code\n3,{uri},{code}\n"));
		assert_eq!(labels.rows, std::slice::from_ref(&row));
		let serial = made().serial(3).unwrap();
		let scanned = read(&format!("Code;URI\n{code};010{GTIN}10{BATCH}^21{serial}\n"));
		assert_eq!(scanned.rows, [row]);
	}

	#[test]
	fn bad_rows_are_reported_by_line_and_field_and_the_others_read() {
		let good = table(&[0, 1]);
		let second = good.lines().nth(2).unwrap();
		let (uri, code) = second.split_once(',').unwrap();
		let csv = format!(
			"{good}{uri},{}\nnonsense,{code}\nhttps://id.gs1.org/01/0{GTIN},{code}\n{second}\n{uri}\n",
			code.replace(|c: char| c.is_ascii_digit(), "7"),
		);
		let table = read(&csv);
		assert_eq!(table.rows.len(), 2);
		let faults: Vec<_> = table.bad.iter().map(|bad| (bad.line, bad.field)).collect();
		assert_eq!(faults, [(4, "code"), (5, "uri"), (6, "uri"), (7, "uri"), (8, "row")]);
		assert_eq!(table.bad[3].reason, "the same as in line 3");
		assert!(Table::read("uri\nx\n".as_bytes(), None).is_err());
	}

	#[test]
	fn items_of_one_lot_stand_side_by_side_when_handed_in() {
		let serial = hallmark_types::Serial::new("S").unwrap();
		let activation = |lot, index| Activation {
			lot: LotId(lot),
			index,
			serial: serial.clone(),
			sheet: None,
			secret: [0; 10],
			proof: Default::default(),
		};
		let mixed = vec![activation(2, 1), activation(1, 7), activation(2, 0), activation(1, 3)];
		let calls = calls(mixed);
		let RuntimeCall::ProductIdentity(Call::activate_batch { activations }) = &calls[0] else {
			panic!("{calls:?}")
		};
		let order: Vec<_> = activations.iter().map(|it| (it.lot.0, it.index)).collect();
		assert_eq!((order, calls.len()), (vec![(1, 3), (1, 7), (2, 0), (2, 1)], 1));
		let many = (0..PER_TRANSACTION as u32 + 1).map(|index| activation(1, index)).collect();
		assert_eq!(super::calls(many).len(), 2);
	}

	/// The leaf file of the lot.
	fn folder() -> (tempfile::TempDir, Leaves) {
		let folder = tempfile::tempdir().unwrap();
		let lot = made();
		let path = folder.path().join("lot.leaves");
		let mut file = fs::File::create(&path).unwrap();
		leaf_file::write(&mut file, &lot.header(), &lot.items(|_| ())).unwrap();
		let leaves = Leaves::open(&path).unwrap();
		(folder, leaves)
	}

	/// A node whose chain has the lot.
	async fn node() -> Node {
		let node = Node::start([]).await;
		let chain = node.chain().await;
		let alice = Signer::from_suri("//Alice").unwrap();
		let header = pallet_product_identity::LotHeader {
			gtin: hallmark_types::Gtin(GTIN),
			batch: hallmark_types::Batch::new(BATCH).unwrap(),
			part: 0,
			facility: None,
			guessable: false,
			produced: None,
			expires: None,
		};
		let (folder, _) = folder();
		let file = leaf_file::LeafFile::open(folder.path().join("lot.leaves"));
		let whole = file.unwrap().verify_all().unwrap();
		let (root, leaf_file) = (whole.root.into(), whole.digest.into());
		let count = made().header().count;
		let call = Call::<Runtime>::issue_lot { header, count, root, leaf_file };
		chain.submit(&alice, call).await.unwrap();
		node
	}

	async fn handed_in(node: &Node, csv: &str) -> (Report, Result<()>) {
		handed_in_with(node, csv, None).await
	}

	async fn handed_in_with(
		node: &Node,
		csv: &str,
		pause: Option<Duration>,
	) -> (Report, Result<()>) {
		let chain = node.chain().await;
		let alice = Signer::from_suri("//Alice").unwrap();
		let (_folder, mut leaves) = folder();
		hand_in(&chain, &alice, read(csv), Some(&mut leaves), pause, |_| ()).await
	}

	fn lines(of: &[Activated]) -> Vec<u64> {
		of.iter().map(|it| it.line).collect()
	}

	#[tokio::test]
	async fn items_are_activated_once_when_their_table_is_handed_in_twice() {
		let node = node().await;
		let csv = table(&[4, 0, 2]);
		let (report, outcome) = handed_in(&node, &csv).await;
		outcome.unwrap();
		assert_eq!((lines(&report.activated), report.before.len()), (vec![2, 3, 4], 0));
		let index = report.activated.iter().map(|it| it.index).collect::<Vec<_>>();
		assert_eq!(index, [4, 0, 2]);
		let (again, outcome) = handed_in(&node, &format!("{csv}{}", &table(&[1])[9..])).await;
		outcome.unwrap();
		assert_eq!((lines(&again.activated), lines(&again.before)), (vec![5], vec![2, 3, 4]));
		assert_eq!(again.before, report.activated);
	}

	#[tokio::test]
	async fn items_are_handed_in_again_when_a_crash_takes_them() {
		let node = node().await;
		// Once to look them up, twice to send; then the block is gone.
		node.then([Step::Idle, Step::Idle, Step::Author, Step::Crash { lost: 1 }]);
		let (report, outcome) = handed_in(&node, &table(&[0, 1])).await;
		outcome.unwrap();
		assert_eq!(lines(&report.activated), [2, 3]);
	}

	#[tokio::test]
	async fn row_is_told_with_its_reason_when_it_activates_nothing() {
		let node = node().await;
		let csv = table(&[0, 1, 2]);
		let rows: Vec<_> = csv.lines().collect();
		let [first, second] = [rows[1], rows[2]].map(|row| row.split_once(',').unwrap());
		// The scratch code of another item; an item of another lot.
		let csv = format!(
			"uri,code\n{},{}\n{},{}\n{}\n",
			first.0,
			second.1,
			second.0.replace(BATCH, "B2"),
			second.1,
			rows[3]
		);
		let (report, outcome) = handed_in(&node, &csv).await;
		outcome.unwrap();
		assert_eq!(lines(&report.activated), [4]);
		let bad: Vec<_> = report.bad.iter().map(|bad| (bad.line, bad.field)).collect();
		assert_eq!(bad, [(2, "scratch code"), (3, "leaves")]);
	}

	#[tokio::test]
	async fn what_is_not_activated_is_told_when_the_chain_refuses_to_be_written_to() {
		let node = node().await;
		node.then([Step::Refuse(7)]);
		let (report, outcome) = handed_in(&node, &table(&[3, 1])).await;
		assert!(matches!(outcome, Err(Error::Refused(Refusal::Admission(_)))));
		assert_eq!((report.missing, report.activated.len()), (vec![2, 3], 0));
	}

	#[tokio::test]
	async fn items_are_handed_in_in_the_next_window_when_the_quota_is_used_up() {
		let node = node().await;
		let pause = Some(Duration::from_millis(10));
		// Whatever the node is asked takes a step.
		let used_up = Step::Refuse(Refused::OperatorShare.code());
		node.then([used_up, Step::Idle, Step::Idle, Step::Idle, Step::Accept]);
		let (report, outcome) = handed_in_with(&node, &table(&[3, 1]), pause).await;
		outcome.unwrap();
		assert_eq!(lines(&report.activated), [2, 3]);
		// Whoever may not write at all does not wait.
		node.then([Step::Refuse(Refused::OperatorRevoked.code())]);
		let (report, outcome) = handed_in_with(&node, &table(&[2]), pause).await;
		assert!(matches!(outcome, Err(Error::Refused(_))));
		assert_eq!(report.missing, [2]);
	}
}
