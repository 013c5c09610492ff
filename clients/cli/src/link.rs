//! `hallmark link`: what stands elsewhere about products and lots.

use crate::{
	args::{gtin, moment_text, subject, subject_text},
	files,
	output::{Page, Report},
	session::{answered, said, Session},
};
use anyhow::{bail, Context, Error, Result};
use clap::{Args, Subcommand};
use hallmark_runtime_api::trace::{LinkListAnswer, LinkWriter};
use hallmark_sdk::runtime::Runtime;
use hallmark_types::{
	links::{check_links, is_host_name, LinkError, LinkSubject, Links, MAX_LINKS},
	Gtin, Link, LotId, Subject,
};
use pallet_links::Call;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::path::PathBuf;

const SET_EXAMPLE: &str = "\
Example:
  hallmark link set product:09521001000017 links.toml
where links.toml has, for each link, in the order in which they are preferred:
  [[links]]
  linkType = \"gs1:certificationInfo\"   # a term of gs1: or schema:
  href = \"https://brand.example/cert\"
  title = \"Organic farming\"
  language = \"en\"                      # may be left out
  mediaType = \"application/pdf\"        # may be left out
There are 16 at most. They take the place of those that the organisation had for this subject; \
hallmark link clear removes them.";

/// The link types of GS1 as of its conformant resolver 1.2. The chain takes any term of GS1's, since
/// GS1 goes on adding some; whoever writes links is asked whether one that is not here is meant.
const GS1_LINK_TYPES: &str = "\
	activityIdeas allergenInfo brandHomepageClinical brandHomepagePatient careersInfo \
	certificationInfo consumerHandlingStorageInfo disassemblyInfo dpp epcis epil eventsInfo faqs \
	handlingEndOfLife hasRetailers homepage ingredientsInfo instructions jws leaveReview \
	locationInfo logisticsInfo masterData menuInfo nutritionalInfo openingHoursInfo paymentLink \
	pip productPassport promotion purchaseSuppliesOrAccessories quickStartGuide recallStatus \
	recipeInfo recyclingInfo registerProduct registryEntry relatedVideo repairInfo reuseInfo \
	review safetyInfo scheduleTime serviceInfo smartLabel smpc socialMedia sorting support \
	sustainabilityInfo tutorial userAgreement verificationService whatsInTheBox";

/// Links: what stands elsewhere about products and lots, which resolvers serve.
#[derive(Subcommand)]
pub enum Command {
	/// Sets all links that the signer's organisation has of a product or a lot.
	#[command(after_help = SET_EXAMPLE)]
	Set(Set),
	/// Removes all links that the signer's organisation has of a product or a lot.
	Clear(Clear),
	/// Lists the links of a product, and of a lot: whose they are, and as what.
	List(List),
}

/// The arguments of `set`.
#[derive(Args)]
pub struct Set {
	/// What they are about: product:GTIN or lot:ID.
	#[arg(value_parser = link_subject)]
	subject: LinkSubject,
	/// The file with the links.
	file: PathBuf,
	/// Takes link types of gs1: that this release does not know, because GS1 has added them since.
	#[arg(long)]
	new_types: bool,
}

/// The arguments of `clear`.
#[derive(Args)]
pub struct Clear {
	/// What they are about: product:GTIN or lot:ID.
	#[arg(value_parser = link_subject)]
	subject: LinkSubject,
}

/// The arguments of `list`.
#[derive(Args)]
pub struct List {
	/// The product.
	#[arg(value_parser = gtin)]
	gtin: Gtin,
	/// One of its lots.
	#[arg(long)]
	lot: Option<u64>,
}

/// A file with links.
#[derive(Serialize, Deserialize)]
struct LinkFile {
	#[serde(default)]
	links: Vec<Link>,
}

/// A product or a lot.
pub fn link_subject(text: &str) -> Result<LinkSubject> {
	match subject(text)? {
		Subject::Product(gtin) => Ok(LinkSubject::Product(gtin)),
		Subject::Lot(lot) => Ok(LinkSubject::Lot(lot)),
		_ => bail!("it is of product:GTIN or lot:ID"),
	}
}

/// A product or a lot, for people.
pub fn link_subject_text(subject: LinkSubject) -> String {
	subject_text(&match subject {
		LinkSubject::Product(gtin) => Subject::Product(gtin),
		LinkSubject::Lot(lot) => Subject::Lot(lot),
	})
}

/// Links as the chain takes them, with types that are known, or new ones if those are wanted. What is
/// wrong with one names it.
fn checked(links: Vec<Link>, new_types: bool) -> Result<Links> {
	if links.is_empty() {
		bail!("links: there are none. To remove those that there are, run hallmark link clear");
	}
	for (place, link) in links.iter().enumerate() {
		let refused = |place: usize, error| {
			Error::msg(why(link, error)).context(format!("links: entry {place}"))
		};
		link.check().map_err(|error| refused(place, error))?;
		if !new_types {
			let known = require_known(&link.link_type.to_text());
			known.with_context(|| format!("links: entry {place}: linkType"))?;
		}
		let earlier = links.get(..=place).unwrap_or_default();
		check_links(earlier).map_err(|error| refused(place, error))?;
	}
	links.try_into().ok().with_context(|| format!("links: there are more than {MAX_LINKS}"))
}

/// What is wrong with a link: of the reasons of a kind, which [`LinkError`] names together, the one
/// that applies.
fn why(link: &Link, error: LinkError) -> String {
	match error {
		LinkError::LinkType => format!("linkType: {}", why_link_type(&link.link_type.to_text())),
		LinkError::Href => format!("href: {}", why_href(&link.href.to_text())),
		_ => error.to_string(),
	}
}

/// Refuses a term of gs1: that GS1 does not have, as far as is known here: a resolver would never be asked
/// for it.
fn require_known(link_type: &str) -> Result<()> {
	let Some(term) = link_type.strip_prefix("gs1:") else { return Ok(()) };
	let known: Vec<_> = GS1_LINK_TYPES.split_ascii_whitespace().collect();
	if known.contains(&term) {
		return Ok(());
	}
	let same = known.iter().find(|known| known.eq_ignore_ascii_case(term));
	let meant = same.map(|same| format!("; gs1:{same} is meant, perhaps")).unwrap_or_default();
	bail!(
		"gs1:{term} is no link type of GS1 that is known here{meant}. Known are {}. If GS1 has added it \
		 since, --new-types takes it",
		known.join(", ")
	)
}

fn why_link_type(link_type: &str) -> String {
	let is_plain = |term: &str| term.bytes().all(|it| it.is_ascii_alphanumeric());
	match link_type.split_once(':') {
		Some(("gs1" | "schema", term)) if !is_plain(term) => {
			format!("“{term}” is no term: it has other characters than letters and digits")
		}
		Some(("gs1" | "schema", term)) if !term.starts_with(|it: char| it.is_ascii_lowercase()) => {
			format!("“{term}” is no term: one begins with a small letter, as gs1:pip does")
		}
		Some(("gs1", term)) => format!("gs1:{term} is set by each resolver itself"),
		Some(("schema", term)) => format!("GS1 has this type itself: write gs1:{term}"),
		_ => "it does not begin with gs1: or schema:, as gs1:pip does".into(),
	}
}

fn why_href(href: &str) -> String {
	let Some(rest) = href.strip_prefix("https://") else {
		return "it does not begin with https://".into();
	};
	if let Some(other) = href.chars().find(|it| !it.is_ascii_graphic()) {
		let escaped: String = other.to_string().bytes().map(|it| format!("%{it:02X}")).collect();
		return format!("it has {other:?}, which stands in an address as {escaped}");
	}
	let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
	if authority.contains('@') {
		return "it names a user before the host: take out what stands before the @".into();
	}
	let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
	if !is_host_name(host.to_ascii_lowercase().as_bytes()) {
		return format!("“{host}” is no host name of two parts or more, such as brand.example");
	}
	if !port.parse::<u16>().is_ok_and(|port| port > 0) {
		return format!("“{port}” is no port");
	}
	if rest.matches('#').count() > 1 {
		return "it has two #: the second stands as %23".into();
	}
	let is_escape = |rest: &str| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
	if !rest.split('%').skip(1).all(is_escape) {
		return "a % in it is not followed by two hexadecimal digits: it stands as %25".into();
	}
	"it has a character that must be escaped by %: one of \" < > [ ] \\ ^ ` { | }".into()
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::Set(Set { subject, file, new_types }) => {
			let LinkFile { links } = files::read(&file)?;
			let links = checked(links, new_types).with_context(|| file.display().to_string())?;
			set(session, subject, links).await
		}
		Command::Clear(Clear { subject }) => set(session, subject, Links::default()).await,
		Command::List(list) => self::list(session, list).await,
	}
}

async fn set(session: &Session<'_>, subject: LinkSubject, links: Links) -> Result<Report> {
	let on = link_subject_text(subject);
	let count = links.len();
	let sentence = match count {
		0 => format!("your organisation has no links of {on} any more"),
		1 => format!("your organisation has 1 link of {on}"),
		_ => format!("your organisation has {count} links of {on}"),
	};
	let json = json!({ "subject": subject, "links": links });
	let call = Call::<Runtime>::set_links { subject, links };
	let unchanged = pallet_links::Error::<Runtime>::ListUnchanged;
	session.send_change(call, unchanged, said(sentence, json)?).await
}

async fn list(session: &Session<'_>, List { gtin, lot }: List) -> Result<Report> {
	let chain = session.chain().await?;
	let lot = lot.map(LotId);
	let answer = chain.links(gtin, lot, None).await?;
	let value = &answer.value;
	if let Some(lot) = lot.filter(|_| value.lot.is_none()) {
		bail!("there is no lot {lot} of {gtin}");
	}
	let mut page = Page::default();
	let holder = value.brand_holder.as_ref();
	let holder = holder.map(|it| format!("{} (org {})", it.name.to_text(), it.id));
	page.field("GTIN", gtin)
		.field_if("lot", value.lot)
		.field("brand", holder.unwrap_or("no organisation here holds the company prefix".into()));
	for list in &value.lists {
		page.line("").line(heading(list));
		for link in &list.links {
			page.line(format!("  {}  {}", link.link_type.to_text(), link.href.to_text()));
			page.line(format!("    {}", about(link)));
		}
	}
	if value.lists.is_empty() {
		page.line("").line("there are no links");
	}
	if value.more {
		page.line("").line("other importers have more lists of links of this product");
	}
	answered(page, answer.block.clone(), value)
}

/// Whose a list is, of what, and what is to be said against it.
fn heading(list: &LinkListAnswer) -> String {
	let as_what = match list.writer {
		LinkWriter::Brand => "the brand",
		LinkWriter::Issuer => "who issued the lot",
		LinkWriter::Importer => "an importer",
	};
	let against = [(!list.active).then_some("suspended"), list.doubtful.then_some("doubtful")];
	let against: Vec<_> = against.into_iter().flatten().collect();
	let against =
		if against.is_empty() { String::new() } else { format!("; {}", against.join(", ")) };
	format!(
		"{} by {} (org {}), {as_what}, set {}{against}",
		link_subject_text(list.subject),
		list.by.name.to_text(),
		list.by.id,
		moment_text(list.set_at)
	)
}

/// What a link's title, language and media type say.
fn about(link: &Link) -> String {
	let language = link.language.as_ref().map(|it| it.to_text());
	let media = link.media_type.as_ref().map(|it| it.to_text());
	let rest: Vec<_> = language.into_iter().chain(media).collect();
	let title = link.title.to_text();
	if rest.is_empty() {
		title
	} else {
		format!("{title} ({})", rest.join(", "))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_types::links::is_link_type;
	use std::path::Path;

	const FILE: &str = r#"
		[[links]]
		linkType = "gs1:pip"
		href = "https://brand.example/p"
		title = "About the chocolate"

		[[links]]
		linkType = "gs1:pip"
		href = "https://brand.example/zh"
		title = "关于巧克力"
		language = "zh-Hans"
		mediaType = "text/html"
	"#;

	fn read(text: &str) -> Result<Links> {
		checked(files::parse::<LinkFile>(text, Path::new(""))?.links, false)
	}

	#[test]
	fn links_are_read_from_a_file() {
		let links = read(FILE).unwrap();
		assert_eq!(about(&links[0]), "About the chocolate");
		assert_eq!(about(&links[1]), "关于巧克力 (zh-Hans, text/html)");
	}

	#[test]
	fn file_without_links_is_refused() {
		let error = format!("{:#}", read("links = []").unwrap_err());
		assert!(error.starts_with("links: there are none. To remove"), "{error}");
	}

	#[test]
	fn link_type_that_gs1_does_not_have_is_refused_unless_it_is_said_to_be_new() {
		let nothing = FILE.replace("gs1:pip", "gs1:nothing");
		let error = format!("{:#}", read(&nothing).unwrap_err());
		let words =
			"links: entry 0: linkType: gs1:nothing is no link type of GS1 that is known here. \
		             Known are activityIdeas, ";
		assert!(error.starts_with(words) && error.contains(" pip, "), "{error}");
		let links = files::parse::<LinkFile>(&nothing, Path::new("")).unwrap().links;
		assert_eq!(checked(links, true).unwrap().len(), 2);
		let error = format!("{:#}", read(&FILE.replace("gs1:pip", "gs1:dPP")).unwrap_err());
		assert!(error.contains("gs1:dpp is meant, perhaps"), "{error}");
		// Terms of schema.org are not known here; the chain refuses those that GS1 has too.
		assert!(read(&FILE.replace("gs1:pip", "schema:manufacturer")).is_ok());
	}

	#[test]
	fn known_link_types_are_those_of_the_chain() {
		let known: Vec<_> = GS1_LINK_TYPES.split_ascii_whitespace().collect();
		assert!(known.is_sorted());
		assert_eq!(known.len(), 54);
		for term in known {
			assert!(is_link_type(format!("gs1:{term}").as_bytes()), "{term}");
			// What GS1 has is refused under schema:.
			assert!(!is_link_type(format!("schema:{term}").as_bytes()), "{term}");
		}
	}

	#[test]
	fn link_is_named_when_it_is_refused() {
		let refused = |from: &str, to: &str| {
			let error = read(&FILE.replace(from, to)).unwrap_err();
			format!("{error:#}")
		};
		for (from, to, reason) in [
			(
				"https://brand.example/zh",
				"http://brand.example/",
				"entry 1: href: it does not begin",
			),
			("brand.example/zh", "brand/zh", "entry 1: href: “brand” is no host name"),
			("brand.example/zh", "me:pw@brand.example/zh", "entry 1: href: it names a user"),
			("brand.example/zh", "brand.example:0/zh", "entry 1: href: “0” is no port"),
			(
				"brand.example/zh",
				"brand.example/中",
				"href: it has '中', which stands in an address as %E4%B8%AD",
			),
			("brand.example/zh", "brand.example/#a#b", "href: it has two #"),
			("brand.example/zh", "brand.example/%zz", "href: a % in it"),
			(
				"brand.example/zh",
				"brand.example/[1]",
				"href: it has a character that must be escaped",
			),
			("gs1:pip", "pip", "entry 0: linkType: it does not begin with gs1: or schema:"),
			("gs1:pip", "gs1:Pip", "entry 0: linkType: “Pip” is no term: one begins"),
			("gs1:pip", "gs1:p-p", "entry 0: linkType: “p-p” is no term: it has other"),
			("gs1:pip", "gs1:defaultLink", "entry 0: linkType: gs1:defaultLink is set by each"),
			("gs1:pip", "schema:review", "entry 0: linkType: GS1 has this type itself"),
			("关于巧克力", " 关于", "has a character that does not show"),
			("text/html", "html", "entry 1: mediaType: not a media type"),
			("language = ", "lang = ", "lang"),
		] {
			let fault = refused(from, to);
			assert!(fault.contains(reason), "{fault}");
		}
		let first = &FILE[..FILE.find("\n\n").unwrap()];
		let twice = format!("{FILE}{first}");
		let fault = format!("{:#}", read(&twice).unwrap_err());
		assert!(fault.contains("entry 2: another link has the same type"), "{fault}");
		let many: String =
			(0..17).map(|n| format!("{}\n", first.replace("/p", &format!("/{n}")))).collect();
		assert!(format!("{:#}", read(&many).unwrap_err()).contains("more than 16"));
	}

	#[test]
	fn subject_is_a_product_or_a_lot() {
		for text in ["product:09521001000017", "lot:12"] {
			assert_eq!(link_subject_text(link_subject(text).unwrap()), text);
		}
		for text in ["org:1", "item:1/2", "09521001000017"] {
			assert!(link_subject(text).is_err(), "{text}");
		}
	}
}
