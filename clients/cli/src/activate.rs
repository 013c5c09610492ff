//! `hallmark activate`: says, once and for ever, that an item was opened.

use crate::{
	output::Report,
	session::{find, report, said, Session},
};
use anyhow::Result;
use clap::Args;
use hallmark_gs1::ProductCode;
use hallmark_lot_tree::ScratchCode;
use hallmark_sdk::{activation, leaves::Leaves, runtime::RuntimeEvent, Error};
use pallet_product_identity::Event;
use serde_json::json;
use std::path::PathBuf;

/// Activates an item by the code under its scratch layer, for whoever opens the package first.
///
/// It needs no account, works once per item, and cannot be taken back. Afterwards `verify` tells
/// everyone that the item was activated, and in which block.
#[derive(Args)]
pub struct Activate {
	/// The code on the box, as it is printed or as a scanner sends it: a GS1 Digital Link URI or an
	/// element string.
	uri: String,
	/// The scratch code, XXXX-XXXX-XXXX-XXXX-C.
	#[arg(long, value_name = "SCRATCH", allow_hyphen_values = true)]
	code: String,
	/// The leaf file of the item's lot, or a folder of such files.
	#[arg(long, value_name = "FILE|DIR")]
	leaves: Option<PathBuf>,
}

/// Runs the command.
pub async fn run(
	session: &Session<'_>,
	Activate { uri, code, leaves }: Activate,
) -> Result<Report> {
	// What is mistyped shows before anyone is asked.
	ProductCode::read(&uri)?;
	ScratchCode::parse(&code).map_err(Error::ScratchCode)?;
	let mut leaves = leaves.map(Leaves::open).transpose()?;
	let chain = session.chain().await?;
	let activation = activation::prepare(&chain, &uri, &code, leaves.as_mut()).await?;
	let receipt = activation::activate(&chain, activation).await?;
	let (lot, index) = find(&receipt, |event| match event {
		RuntimeEvent::ProductIdentity(Event::ItemActivated { lot, index, .. }) => {
			Some((*lot, *index))
		}
		_ => None,
	})?;
	let sentence = format!("item {index} of lot {lot} is activated");
	report(&receipt, said(sentence, json!({ "lot": lot, "index": index }))?)
}
