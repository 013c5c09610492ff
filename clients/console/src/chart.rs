//! Charts, drawn here as SVG: bars of what things have, and lines of what changes from day to day.
//!
//! A chart always comes with its numbers in a table, which is what people and programs read that do not
//! see the drawing, and each number leads to what it counts.

use crate::words::{escape, grouped, Markup, Texts};
use std::fmt::Write;

/// The drawing's width; its text is 14 high, so that it can still be read on a phone.
const WIDTH: u64 = 480;
/// The height of a bar with its label.
const ROW: u64 = 40;
/// The height of the field of lines.
const FIELD: u64 = 160;

/// What is counted.
#[derive(Clone, Debug)]
pub struct Series {
	/// What it is called.
	pub name: String,
	/// The class that gives it its colour: `good`, `bad`, `other` or `plain`.
	pub tone: &'static str,
}

/// What a chart has at one place: of a merchant, of a day.
#[derive(Clone, Debug)]
pub struct Point {
	/// What the place is called, in the drawing.
	pub label: String,
	/// The same in the table, perhaps with a link.
	pub head: Markup,
	/// A number for each series, and where it leads.
	pub values: Vec<(u64, Option<String>)>,
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
	/// A bar for each point, the series one after the other in it.
	Bars,
	/// A line for each series over all points.
	Lines,
}

/// A chart.
#[derive(Clone, Debug)]
pub struct Chart {
	/// How it is drawn.
	pub form: Form,
	/// What it shows, in a sentence: its text alternative.
	pub says: String,
	/// What the points are: the head of the table's first column.
	pub of: String,
	/// The series.
	pub series: Vec<Series>,
	/// The points.
	pub points: Vec<Point>,
}

impl Chart {
	/// Drawing and table, as HTML.
	pub fn html(&self, t: &Texts) -> Markup {
		if self.points.is_empty() {
			return Markup::trusted(format!("<p>{}</p>", Markup::of(t.of("console.nothing"))));
		}
		let mut out = String::from("<figure class=\"chart\">");
		self.legend(&mut out);
		match self.form {
			Form::Bars => self.bars(&mut out),
			Form::Lines => self.lines(&mut out),
		}
		out.push_str("</figure>");
		self.table(&mut out);
		Markup::trusted(out)
	}

	/// Which colour is what. The table has it in words too.
	fn legend(&self, out: &mut String) {
		out.push_str("<ul class=\"legend\">");
		for Series { name, tone } in &self.series {
			put(out, format_args!("<li><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"{tone}\" width=\"14\" height=\"14\" rx=\"3\"/></svg>{}</li>", Markup::of(name)));
		}
		out.push_str("</ul>");
	}

	fn open(&self, out: &mut String, height: u64) {
		put(out, format_args!("<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\""));
		escape(out, &self.says);
		out.push_str("\">");
	}

	fn bars(&self, out: &mut String) {
		let total = |point: &Point| point.values.iter().map(|it| it.0).sum::<u64>();
		let most = self.points.iter().map(total).max().unwrap_or(0).max(1);
		self.open(out, ROW.saturating_mul(self.points.len() as u64));
		for (row, point) in self.points.iter().enumerate() {
			let top = ROW.saturating_mul(row as u64);
			let sum = grouped(total(point));
			let (label_y, bar_y) = (top.saturating_add(15), top.saturating_add(21));
			put(
				out,
				format_args!(
					"<text x=\"0\" y=\"{label_y}\">{}</text>",
					Markup::of(&shortened(&point.label, 44))
				),
			);
			put(out, format_args!("<text class=\"sum\" x=\"{WIDTH}\" y=\"{label_y}\" text-anchor=\"end\">{sum}</text>"));
			put(out, format_args!("<rect class=\"ground\" x=\"0\" y=\"{bar_y}\" width=\"{WIDTH}\" height=\"12\" rx=\"3\"/>"));
			let mut before = 0u64;
			for ((value, _), Series { tone, .. }) in point.values.iter().zip(&self.series) {
				let from = scaled(before, most, WIDTH);
				before = before.saturating_add(*value);
				let width = scaled(before, most, WIDTH).saturating_sub(from);
				if width > 0 {
					put(out, format_args!("<rect class=\"{tone}\" x=\"{from}\" y=\"{bar_y}\" width=\"{width}\" height=\"12\"/>"));
				}
			}
		}
		out.push_str("</svg>");
	}

	fn lines(&self, out: &mut String) {
		let most = self.points.iter().flat_map(|it| &it.values).map(|it| it.0).max();
		let most = most.unwrap_or(0).max(1);
		let last = (self.points.len() as u64).saturating_sub(1);
		let (top, left) = (20u64, 8u64);
		let bottom = top.saturating_add(FIELD);
		let x = |at: usize| match last {
			0 => WIDTH / 2,
			_ => left.saturating_add(scaled(at as u64, last, WIDTH.saturating_sub(2 * left))),
		};
		let y = |value: u64| bottom.saturating_sub(scaled(value, most, FIELD));
		self.open(out, bottom.saturating_add(24));
		put(out, format_args!("<path class=\"axis\" d=\"M0 {bottom}H{WIDTH}M0 {top}H{WIDTH}\"/>"));
		put(out, format_args!("<text x=\"0\" y=\"14\">{}</text>", grouped(most)));
		for (series, Series { tone, .. }) in self.series.iter().enumerate() {
			let value = |point: &Point| point.values.get(series).map_or(0, |it| it.0);
			let places: Vec<_> =
				self.points.iter().enumerate().map(|(at, it)| (x(at), y(value(it)))).collect();
			let path: Vec<_> = places.iter().map(|(x, y)| format!("{x} {y}")).collect();
			put(out, format_args!("<path class=\"line {tone}\" d=\"M{}\"/>", path.join("L")));
			for (x, y) in places {
				put(
					out,
					format_args!("<circle class=\"{tone}\" cx=\"{x}\" cy=\"{y}\" r=\"3.500\"/>"),
				);
			}
		}
		let label_y = bottom.saturating_add(18);
		if let (Some(first), Some(end)) = (self.points.first(), self.points.last()) {
			put(
				out,
				format_args!("<text x=\"0\" y=\"{label_y}\">{}</text>", Markup::of(&first.label)),
			);
			if self.points.len() > 1 {
				put(
					out,
					format_args!(
						"<text x=\"{WIDTH}\" y=\"{label_y}\" text-anchor=\"end\">{}</text>",
						Markup::of(&end.label)
					),
				);
			}
		}
		out.push_str("</svg>");
	}

	fn table(&self, out: &mut String) {
		put(out, format_args!("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{}\"><table><thead><tr><th scope=\"col\">{}</th>", Markup::of(&self.says), Markup::of(&self.of)));
		for Series { name, .. } in &self.series {
			put(out, format_args!("<th scope=\"col\" class=\"number\">{}</th>", Markup::of(name)));
		}
		out.push_str("</tr></thead><tbody>");
		for point in &self.points {
			put(out, format_args!("<tr><th scope=\"row\">{}</th>", point.head));
			for (value, href) in &point.values {
				let number = grouped(*value);
				let cell = match href {
					Some(href) if *value > 0 => Markup::link(href, &number),
					_ => Markup::of(&number),
				};
				put(out, format_args!("<td class=\"number\">{cell}</td>"));
			}
			out.push_str("</tr>");
		}
		out.push_str("</tbody></table></div>");
	}
}

/// `value` of `most` in parts of `whole`.
fn scaled(value: u64, most: u64, whole: u64) -> u64 {
	let scaled = u128::from(value).saturating_mul(whole.into()).checked_div(most.into());
	u64::try_from(scaled.unwrap_or(0)).unwrap_or(whole).min(whole)
}

/// A text of at most so many characters.
fn shortened(text: &str, most: usize) -> String {
	match text.char_indices().nth(most) {
		Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
		None => text.into(),
	}
}

fn put(out: &mut String, text: std::fmt::Arguments) {
	let written = out.write_fmt(text);
	debug_assert!(written.is_ok(), "a string takes whatever is written");
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::words::{texts, Lang};

	fn chart(form: Form, points: Vec<Point>) -> Chart {
		let series = [("Accepted", "good"), ("Refused", "bad")];
		let series = series.map(|(name, tone)| Series { name: name.into(), tone }).into();
		Chart { form, says: "By <merchant>".into(), of: "Merchant".into(), series, points }
	}

	fn point(label: &str, good: u64, bad: u64) -> Point {
		let values = vec![(good, Some(format!("/explore/entries?of={good}"))), (bad, None)];
		Point { label: label.into(), head: Markup::of(label), values }
	}

	#[test]
	fn bars_are_as_long_as_their_numbers() {
		let html = chart(Form::Bars, vec![point("A & B", 30, 10), point("C", 20, 0)]);
		let html = html.html(texts(Lang::En)).to_string();
		assert!(html.contains("<rect class=\"good\" x=\"0\" y=\"21\" width=\"360\""), "{html}");
		assert!(html.contains("<rect class=\"bad\" x=\"360\" y=\"21\" width=\"120\""), "{html}");
		assert!(html.contains("<rect class=\"good\" x=\"0\" y=\"61\" width=\"240\""), "{html}");
		assert!(!html.contains("width=\"0\""), "{html}");
		assert!(html.contains("A &amp; B") && html.contains("aria-label=\"By &lt;merchant&gt;\""));
	}

	#[test]
	fn numbers_lead_to_what_they_count() {
		let html = chart(Form::Bars, vec![point("A", 1_234, 0)]).html(texts(Lang::En)).to_string();
		assert!(html.contains("<a href=\"/explore/entries?of=1234\">1,234</a>"), "{html}");
		assert!(html.contains("<td class=\"number\">0</td>"), "{html}");
	}

	#[test]
	fn lines_go_from_edge_to_edge_and_reach_their_greatest_value() {
		let points = vec![point("1 May", 0, 0), point("2 May", 50, 25), point("3 May", 100, 0)];
		let html = chart(Form::Lines, points).html(texts(Lang::En)).to_string();
		assert!(html.contains("d=\"M8 180L240 100L472 20\""), "{html}");
		assert!(html.contains("d=\"M8 180L240 140L472 180\""), "{html}");
		let one = chart(Form::Lines, vec![point("1 May", 5, 0)]).html(texts(Lang::En)).to_string();
		assert!(one.contains("cx=\"240\" cy=\"20\""), "{one}");
	}

	#[test]
	fn chart_of_nothing_says_so() {
		let html = chart(Form::Lines, Vec::new()).html(texts(Lang::En)).to_string();
		assert!(!html.contains("<svg"), "{html}");
	}

	#[test]
	fn great_numbers_do_not_overflow() {
		assert_eq!(scaled(u64::MAX, u64::MAX, 480), 480);
		assert_eq!(scaled(5, 0, 480), 0);
	}
}
