//! What can be done, each a line of one table: its path, who may do it, and a body that becomes calls.
//!
//! To add an action, write its body as a struct with [`Act`], and a line in [`actions`]. Route,
//! description, checks of scope, permission and role, unsigned calls, sending with a held key and the
//! tests of all of these come from the table.

mod council;
mod customs;
mod inspection;
mod logistics;
mod lots;
mod notices;
mod products;
mod registrations;

use super::{body, fields::When};
use crate::{
	access::{Caller, Scope},
	link::Link,
	problem::{Problem, Result},
};
use futures::future::BoxFuture;
use hallmark_sdk::{
	compose::{self, Share},
	runtime::{Runtime, RuntimeCall},
	Chain,
};
use hallmark_types::{Moment, Permission, Role, RoleSet};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::future::Future;
use utoipa::{
	openapi::{RefOr, Schema},
	PartialSchema, ToSchema,
};

/// Who trades.
pub(crate) const TRADERS: RoleSet = RoleSet::only(Role::Merchant).with(Role::Manufacturer);
/// Who works in facilities.
const FACILITIES: RoleSet =
	TRADERS.with(Role::Warehouse).with(Role::Carrier).with(Role::InspectionAgency);
/// Who handles goods.
const HANDLERS: RoleSet = TRADERS.with(Role::Platform).with(Role::Carrier).with(Role::Warehouse);
/// Who moves goods.
const CARRIERS: RoleSet = RoleSet::only(Role::Carrier);
/// Who stores goods.
const WAREHOUSES: RoleSet = RoleSet::only(Role::Warehouse);
/// Who declares goods.
const DECLARANTS: RoleSet = TRADERS.with(Role::Platform);
/// Whose documents are compared.
const PARTIES: RoleSet =
	RoleSet::only(Role::Platform).with(Role::PaymentInstitution).with(Role::Carrier);
/// Who clears goods.
const AUTHORITIES: RoleSet = RoleSet::only(Role::CustomsAuthority);
/// Who examines goods.
const AGENCIES: RoleSet = RoleSet::only(Role::InspectionAgency);
/// Who may have a seat in the council.
const SEATED: RoleSet = RoleSet::only(Role::Member).with(Role::CustomsAuthority);
/// Who keeps leaf files and onboards organisations.
const PLATFORMS: RoleSet = RoleSet::only(Role::Platform);

/// What a body becomes calls with.
pub struct Context {
	/// Who calls.
	pub caller: Caller,
	/// How the chain is asked.
	pub link: Link,
}

impl Context {
	/// The chain.
	pub(super) async fn chain(&self) -> Result<Chain> {
		Ok(self.link.chain().await?)
	}

	/// A moment, or the chain's present.
	async fn moment(&self, at: Option<When>) -> Result<Moment> {
		match at {
			Some(When(at)) => Ok(at),
			None => Ok(compose::present(&self.chain().await?).await?),
		}
	}

	/// A call that an organisation makes itself, if its operator may, or moves that the council makes.
	async fn by_council(
		&self,
		is_council: bool,
		(permission, roles): (Permission, RoleSet),
		call: RuntimeCall,
	) -> Result<RuntimeCall> {
		if !is_council {
			self.caller.require_right(Some(permission), roles)?;
			return Ok(call);
		}
		self.caller.require_scope(Scope::Council)?;
		self.caller.require_right(None, SEATED)?;
		Ok(compose::motion(&self.chain().await?, call, Share::TwoThirds).await?)
	}
}

/// What an action does: its calls, and what whoever asks has to keep besides.
#[derive(Debug)]
pub struct Deed {
	/// The calls.
	pub calls: Vec<RuntimeCall>,
	/// What has to be kept and is nowhere else.
	pub keep: Option<Value>,
}

/// What becomes a deed: a deed, or a call.
pub(crate) trait IntoDeed {
	/// The deed.
	fn into_deed(self) -> Deed;
}

impl IntoDeed for Deed {
	fn into_deed(self) -> Deed {
		self
	}
}

/// Makes deeds of calls.
macro_rules! calls {
	($($call:ty),*) => { $(
		impl IntoDeed for $call {
			fn into_deed(self) -> Deed {
				Deed { calls: vec![self.into()], keep: None }
			}
		}
	)* };
}

calls! {
	RuntimeCall,
	pallet_merchant_registry::Call<Runtime>,
	pallet_product_identity::Call<Runtime>,
	pallet_logistics::Call<Runtime>,
	pallet_customs_clearance::Call<Runtime>,
	pallet_sampling::Call<Runtime>,
	pallet_inspection::Call<Runtime>
}

/// The body of an action. Fields with the names of those in the action's path come from there.
pub trait Act: DeserializeOwned + ToSchema + Send + 'static {
	/// The calls that it stands for.
	fn deed(self, context: &Context) -> impl Future<Output = Result<Deed>> + Send;
}

/// An action.
pub struct Action {
	/// Its path.
	pub path: &'static str,
	/// What programs call it.
	pub id: &'static str,
	/// The scope that a key needs.
	pub scope: Scope,
	/// The permission that an operator needs, if any.
	pub permission: Option<Permission>,
	/// The roles of which its organisation needs one.
	pub roles: RoleSet,
	/// Its body in the description. The first line of its words says what the action does.
	pub schema: fn() -> RefOr<Schema>,
	/// All that the body refers to in the description.
	pub schemas: fn(&mut Vec<(String, RefOr<Schema>)>),
	read: for<'a> fn(Value, &'a Context) -> BoxFuture<'a, Result<Deed>>,
}

impl Action {
	/// What it does, in a sentence.
	pub fn summary(&self) -> String {
		let RefOr::T(Schema::Object(body)) = (self.schema)() else { return String::new() };
		let words = body.description.unwrap_or_default();
		words.split("\n\n").next().unwrap_or_default().replace('\n', " ")
	}

	/// The names of the fields in its path.
	pub fn path_fields(&self) -> impl Iterator<Item = &'static str> {
		self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
	}

	/// What it stands for, with the fields of its path and its body.
	///
	/// # Errors
	///
	/// 422 with the field that is wrong; 503.
	pub async fn deed(
		&self,
		path: &[(String, String)],
		body: Value,
		context: &Context,
	) -> Result<Deed> {
		let mut fields = match body {
			Value::Object(fields) => fields,
			Value::Null => Map::new(),
			_ => return Err(Problem::unprocessable("body", "it has to be an object")),
		};
		for (name, text) in path {
			// Ids are numbers, codes are texts; of a code all digits count.
			let is_id = !matches!(name.as_str(), "gtin" | "motion" | "sscc");
			let value = match text.parse::<u64>() {
				Ok(number) if is_id => Value::from(number),
				_ if is_id => {
					return Err(Problem::unprocessable(name.clone(), "it has to be a number"))
				}
				_ => Value::from(text.clone()),
			};
			if fields.insert(name.clone(), value).is_some() {
				return Err(Problem::unprocessable(
					name.clone(),
					"it stands in the path, and not in the body",
				));
			}
		}
		let deed = (self.read)(Value::Object(fields), context).await;
		let in_path: Vec<_> = self.path_fields().collect();
		deed.map_err(|problem| {
			// What stands in a part of the body is not what stands in the path.
			let is_of_body = problem.field().is_some_and(|it| !it.contains(['.', '[']));
			match is_of_body {
				true => problem.reworded(|reason| body::without_fields(reason, &in_path)),
				false => problem,
			}
		})
	}
}

/// Makes bodies: fields of the path, a semicolon, other fields; and what they stand for.
macro_rules! acts {
	($(
		$(#[$doc:meta])*
		$name:ident {
			$($path:ident: $id:ty),*;
			$($(#[$meta:meta])* $field:ident: $type:ty,)*
		} |$it:ident, $context:ident| $deed:expr;
	)*) => { $(
		$(#[$doc])*
		#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
		#[serde(rename_all = "camelCase", deny_unknown_fields)]
		pub struct $name {
			$(#[schema(ignore)] $path: $id,)*
			$($(#[$meta])* $field: $type,)*
		}

		impl $crate::writing::actions::Act for $name {
			async fn deed(
				self,
				$context: &$crate::writing::actions::Context,
			) -> $crate::problem::Result<$crate::writing::actions::Deed> {
				let ($it, _) = (self, $context);
				Ok($crate::writing::actions::IntoDeed::into_deed($deed))
			}
		}
	)* };
}
pub(crate) use acts;

fn read<A: Act>(value: Value, context: &Context) -> BoxFuture<'_, Result<Deed>> {
	Box::pin(async move { body::of_value::<A>(value)?.deed(context).await })
}

/// Makes the table: scope, permission and roles, and under them path, name and body of each action.
macro_rules! table {
	($($scope:ident, $permission:expr, $roles:expr => {
		$($path:literal $id:ident $body:ty,)+
	})+) => {
		vec![$($(Action {
			path: concat!("/api/v1", $path),
			id: stringify!($id),
			scope: Scope::$scope,
			permission: $permission,
			roles: $roles,
			schema: <$body as PartialSchema>::schema,
			schemas: <$body as ToSchema>::schemas,
			read: read::<$body>,
		},)+)+]
	};
}

/// All actions.
pub fn actions() -> Vec<Action> {
	use Permission::*;
	table! {
		Products, Some(Products), TRADERS => {
			"/products" registerProduct products::Register,
			"/products/{gtin}/versions" reviseProduct products::Revise,
			"/products/{gtin}/brand" sayOfBrand products::Brand,
		}
		Products, Some(Facilities), FACILITIES => {
			"/facilities" registerFacility products::RegisterFacility,
			"/facilities/{facility}/close" closeFacility products::CloseFacility,
		}
		Lots, Some(Lots), TRADERS => {
			"/lots" issueLot lots::Issue,
		}
		Lots, Some(Lots), PLATFORMS => {
			"/lots/{lot}/leaf-file" confirmLeafFile lots::ConfirmLeafFile,
		}
		Lots, Some(Lots), TRADERS => {
			"/lots/{lot}/count" confirmCount lots::ConfirmCount,
			"/lots/{lot}/compromise" markCompromised lots::Compromise,
		}
		Products, Some(Products), TRADERS => {
			"/products/{gtin}/registrations" registerProductNumber registrations::OfProduct,
			"/products/{gtin}/registrations/withdraw" withdrawProductNumber
				registrations::WithdrawOfProduct,
		}
		Lots, Some(Lots), TRADERS => {
			"/lots/{lot}/registrations" registerLotNumber registrations::OfLot,
			"/lots/{lot}/registrations/withdraw" withdrawLotNumber registrations::WithdrawOfLot,
		}
		Customs, Some(Clearance), AUTHORITIES => {
			"/products/{gtin}/registrations/confirm" confirmProductNumber
				registrations::ConfirmOfProduct,
			"/products/{gtin}/registrations/unconfirm" unconfirmProductNumber
				registrations::UnconfirmOfProduct,
			"/lots/{lot}/registrations/confirm" confirmLotNumber registrations::ConfirmOfLot,
			"/lots/{lot}/registrations/unconfirm" unconfirmLotNumber registrations::UnconfirmOfLot,
		}
		Notices, None, SETTERS => {
			"/holds" placeHold notices::Hold,
			"/recalls" issueRecall notices::Recall,
			"/notices/{notice}/lift" liftNotice notices::Lift,
		}
		Notices, Some(Recalls), AUTHORITIES => {
			"/notices/{notice}/confirm" confirmHold notices::Confirm,
		}
		Notices, Some(Recalls), RoleSet::ALL => {
			"/notices/{notice}/acknowledge" acknowledgeRecall notices::Acknowledge,
		}
		Logistics, Some(Shipments), HANDLERS => {
			"/shipments" bookShipment logistics::Book,
			"/shipments/{shipment}/cancel" cancelShipment logistics::Cancel,
			"/shipments/{shipment}/legs" reroute logistics::Reroute,
			"/shipments/{shipment}/offer" offerCustody logistics::Offer,
			"/shipments/{shipment}/withdraw-offer" withdrawOffer logistics::WithdrawOffer,
			"/shipments/{shipment}/accept" acceptCustody logistics::Accept,
			"/shipments/{shipment}/take-over" takeOver logistics::TakeOver,
		}
		Logistics, Some(Shipments), CARRIERS => {
			"/shipments/{shipment}/depart" depart logistics::Depart,
			"/shipments/{shipment}/arrive" arrive logistics::Arrive,
		}
		Logistics, Some(Shipments), WAREHOUSES => {
			"/shipments/{shipment}/take-in" takeIn logistics::TakeIn,
			"/shipments/{shipment}/hand-out" handOut logistics::HandOut,
		}
		Logistics, Some(Shipments), HANDLERS => {
			"/shipments/{shipment}/reveal" revealConsignee logistics::Reveal,
			"/shipments/{shipment}/receive" receiveShipment logistics::Receive,
			"/shipments/{shipment}/pack" pack logistics::Pack,
			"/shipments/{shipment}/unpack" unpack logistics::Unpack,
		}
		Logistics, Some(Shipments), CARRIERS => {
			"/shipments/{shipment}/sensors" summariseSensors logistics::Sensors,
		}
		Logistics, Some(Shipments), HANDLERS => {
			"/deliveries" deliver logistics::Deliver,
			"/losses" reportLoss logistics::Loss,
			"/finds" reportFound logistics::Found,
		}
		Customs, Some(Declarations), DECLARANTS => {
			"/declarations" lodge customs::Lodge,
			"/declarations/{declaration}/amend" amend customs::Amend,
			"/declarations/{declaration}/withdraw" withdraw customs::Withdraw,
			"/declarations/{declaration}/match" openMatch customs::OpenMatch,
		}
		Customs, Some(Clearance), AUTHORITIES => {
			"/declarations/{declaration}/rounds/{round}/reopen" reopenMatch customs::ReopenMatch,
		}
		Customs, Some(Declarations), PARTIES => {
			"/declarations/{declaration}/rounds/{round}/commit" commitDocument customs::Commit,
			"/declarations/{declaration}/rounds/{round}/reveal" revealDocument customs::RevealRoot,
		}
		Customs, Some(Clearance), AUTHORITIES => {
			"/declarations/{declaration}/accept" acceptDeclaration customs::Accept,
			"/declarations/{declaration}/reject" rejectDeclaration customs::Reject,
			"/declarations/{declaration}/control" control customs::Control,
			"/declarations/{declaration}/assess" assess customs::Assess,
			"/declarations/{declaration}/release" release customs::Release,
			"/declarations/{declaration}/free" toFreeCirculation customs::Free,
			"/declarations/{declaration}/detain" detain customs::Detain,
			"/declarations/{declaration}/return" returnAbroad customs::Return,
			"/declarations/{declaration}/destroy" destroy customs::Destroy,
			"/declarations/{declaration}/invalidate" invalidate customs::Invalidate,
			"/declarations/{declaration}/close" closeDeclaration customs::Close,
			"/declarations/{declaration}/override/propose" proposeOverride customs::ProposeOverride,
			"/declarations/{declaration}/override/confirm" confirmOverride customs::ConfirmOverride,
			"/decisions/{decision}/documents" checkDocuments inspection::CheckDocuments,
			"/decisions/{decision}/final" showFinal inspection::ShowFinal,
			"/decisions/{decision}/settle" settle inspection::Settle,
			"/decisions/{decision}/reveal" revealSecret inspection::RevealSecret,
			"/decisions/{decision}/assign" assignAgency inspection::Assign,
			"/decisions/{decision}/reassign" reassign inspection::Reassign,
			"/decisions/{decision}/resubmission" grantResubmission inspection::Resubmission,
		}
		Inspection, Some(Examinations), AGENCIES => {
			"/examinations/{decision}/open" openExamination inspection::Open,
			"/examinations/{decision}/results" reportSample inspection::ReportResults,
			"/examinations/{decision}/conclude" conclude inspection::Conclude,
		}
		Inspection, Some(Recalls), AGENCIES => {
			"/examinations/{decision}/hold" holdExamined notices::HoldExamined,
		}
		Inspection, Some(Attestations), AGENCIES => {
			"/attestations" attest inspection::Attest,
			"/attestations/{attestation}/revoke" revokeAttestation inspection::Revoke,
		}
		Council, None, SEATED => {
			"/council/motions" propose council::Propose,
			"/council/motions/{motion}/vote" vote council::Vote,
		}
		Council, None, SEATED => {
			"/registers" putRegister registrations::Put,
		}
		Council, None, RoleSet::ALL => {
			"/council/motions/{motion}/close" closeMotion council::Close,
		}
		Council, None, PLATFORMS_AND_SEATED => {
			"/organisations/{organisation}/suspend" suspend council::Suspend,
			"/organisations/{organisation}/reinstate" reinstate council::Reinstate,
		}
		Council, Some(Admin), RoleSet::ALL => {
			"/operators" addOperator council::AddOperator,
		}
	}
}

/// Who may hold and recall.
const SETTERS: RoleSet =
	TRADERS.with(Role::CustomsAuthority).with(Role::InspectionAgency).with(Role::Member);
/// Who may suspend.
const PLATFORMS_AND_SEATED: RoleSet = PLATFORMS.with(Role::Member).with(Role::CustomsAuthority);
