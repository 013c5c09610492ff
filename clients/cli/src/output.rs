//! What commands say, and where: answers on stdout, progress on stderr.

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use serde_json::{json, Value};
use std::{
	io::{self, IsTerminal, Write},
	sync::Mutex,
	time::{Duration, Instant},
};

/// The widest line, in characters.
const WIDTH: usize = 100;

/// How often progress is told where nobody watches a bar.
const PLAIN_EVERY: Duration = Duration::from_secs(3);

/// The answer to a command, for people and for programs.
pub struct Report {
	page: Page,
	json: Value,
	/// The exit status.
	pub status: u8,
}

impl Report {
	/// An answer that was found: exit status 0.
	pub fn new(page: Page, json: impl Serialize) -> Result<Self> {
		let json = serde_json::to_value(json).context("the answer cannot be written as JSON")?;
		Ok(Self { page, json, status: 0 })
	}

	/// The same answer with another exit status.
	pub fn with_status(self, status: u8) -> Self {
		Self { status, ..self }
	}

	/// Prints it to stdout.
	pub fn print(&self, as_json: bool) {
		if as_json {
			print_json(&self.json);
		} else {
			print(&self.page.render());
		}
	}
}

/// Prints an error: as `{"error": …}` to stdout, or as text to stderr.
pub fn print_error(message: &str, as_json: bool) {
	if as_json {
		print_json(&json!({ "error": message }));
	} else {
		let _ = writeln!(io::stderr(), "error: {}", visible(message));
	}
}

/// Prints a JSON document on one line.
pub fn print_json(value: &Value) {
	print(&format!("{value}\n"));
}

/// Prints text to stdout. A reader that has gone away is no error.
pub fn print(text: &str) {
	let mut out = io::stdout().lock();
	let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Text for people: lines, and aligned fields.
#[derive(Default)]
pub struct Page(Vec<Row>);

enum Row {
	Field(String, String),
	Line(String),
	Raw(String),
}

impl Page {
	/// A page of one line.
	pub fn of(line: impl Into<String>) -> Self {
		let mut page = Self::default();
		page.line(line);
		page
	}

	/// Adds a line as it is; an empty one sets fields apart, which are aligned among themselves.
	pub fn line(&mut self, line: impl Into<String>) -> &mut Self {
		self.0.push(Row::Line(line.into()));
		self
	}

	/// Adds text of our own making that may steer the terminal, such as colours.
	pub fn raw(&mut self, text: impl Into<String>) -> &mut Self {
		self.0.push(Row::Raw(text.into()));
		self
	}

	/// Adds a field.
	pub fn field(&mut self, name: &str, value: impl ToString) -> &mut Self {
		self.0.push(Row::Field(name.into(), value.to_string()));
		self
	}

	/// Adds a field if it has a value.
	pub fn field_if(&mut self, name: &str, value: Option<impl ToString>) -> &mut Self {
		if let Some(value) = value {
			self.field(name, value);
		}
		self
	}

	/// Adds a field of several values, one below the other.
	pub fn list(
		&mut self,
		name: &str,
		values: impl IntoIterator<Item = impl ToString>,
	) -> &mut Self {
		let values: Vec<_> = values.into_iter().map(|value| value.to_string()).collect();
		self.field(name, if values.is_empty() { "none".into() } else { values.join("\n") })
	}

	/// The text.
	pub fn render(&self) -> String {
		let mut text = String::new();
		let is_field = |row: &Row| matches!(row, Row::Field(..));
		for rows in self.0.chunk_by(|a, b| is_field(a) == is_field(b)) {
			let widest = rows.iter().map(|row| match row {
				Row::Field(name, _) => name.len(),
				Row::Line(_) | Row::Raw(_) => 0,
			});
			let indent = widest.max().unwrap_or_default() + 2;
			for row in rows {
				text += &match row {
					Row::Raw(raw) => raw.clone(),
					Row::Line(line) => {
						let text = visible(line);
						let (space, text) = text.split_at(text.len() - text.trim_start().len());
						format!("{space}{}\n", wrap(text, space.len()))
					}
					Row::Field(name, value) => {
						format!("{name:indent$}{}\n", wrap(&visible(value), indent))
					}
				};
			}
		}
		text
	}
}

/// Breaks text at spaces so that its lines fit behind an indentation. Longer words stand alone.
fn wrap(text: &str, indent: usize) -> String {
	let room = WIDTH.saturating_sub(indent);
	let mut lines = Vec::new();
	for paragraph in text.split('\n') {
		let mut line = String::new();
		for word in paragraph.split(' ') {
			if !line.is_empty() {
				if line.chars().count() + 1 + word.chars().count() > room {
					lines.push(std::mem::take(&mut line));
				} else {
					line.push(' ');
				}
			}
			line.push_str(word);
		}
		lines.push(line);
	}
	lines.join(&format!("\n{:indent$}", ""))
}

/// Text without control characters other than line feeds: what a node or a file says must not move
/// the cursor.
fn visible(text: &str) -> String {
	let show = |c: char| {
		if c.is_control() && c != '\n' {
			'\u{FFFD}'
		} else {
			c
		}
	};
	text.chars().map(show).collect()
}

/// How far a long job is: a bar where someone watches, a line now and then otherwise.
pub struct Progress {
	bar: ProgressBar,
	plain: Option<Plain>,
}

struct Plain {
	what: String,
	total: u64,
	told: Mutex<Instant>,
}

impl Progress {
	/// A job of `total` steps.
	pub fn new(what: &str, total: u64, quiet: bool) -> Self {
		let watched = io::stderr().is_terminal();
		let bar = ProgressBar::with_draw_target(
			Some(total),
			if watched && !quiet {
				ProgressDrawTarget::stderr()
			} else {
				ProgressDrawTarget::hidden()
			},
		)
		.with_message(what.to_string());
		let style = "{msg} [{bar:40}] {human_pos} of {human_len}, {eta} left";
		if let Ok(style) = ProgressStyle::with_template(style) {
			bar.set_style(style.progress_chars("=> "));
		}
		let plain = (!watched && !quiet).then(|| Plain {
			what: what.into(),
			total,
			told: Mutex::new(Instant::now()),
		});
		Self { bar, plain }
	}

	/// `steps` more are done.
	pub fn add(&self, steps: u64) {
		self.bar.inc(steps);
		let Some(plain) = &self.plain else { return };
		// Whoever finds it locked leaves the telling to the other.
		let Ok(mut told) = plain.told.try_lock() else {
			return;
		};
		if told.elapsed() >= PLAIN_EVERY {
			*told = Instant::now();
			let _ = writeln!(
				io::stderr(),
				"{}: {} of {}",
				plain.what,
				self.bar.position(),
				plain.total
			);
		}
	}

	/// `steps` are done in all.
	pub fn set(&self, steps: u64) {
		self.add(steps.saturating_sub(self.bar.position()));
	}
}

impl Drop for Progress {
	fn drop(&mut self) {
		self.bar.finish_and_clear();
	}
}

/// Tells on stderr what is going on.
pub fn tell(line: &str, quiet: bool) {
	if !quiet {
		let _ = writeln!(io::stderr(), "{}", visible(line));
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn fields_are_aligned_among_neighbours() {
		let mut page = Page::of("title");
		page.field("a", 1).field("long name", 2).line("").field("b", 3);
		assert_eq!(page.render(), "title\na          1\nlong name  2\n\nb  3\n");
	}

	#[test]
	fn value_is_broken_at_spaces_when_it_is_long() {
		let mut page = Page::default();
		let hash = "f".repeat(120);
		page.field("k", format!("{} {hash} x", "word ".repeat(30).trim_end()));
		let text = page.render();
		assert!(text.lines().all(|line| line.chars().count() <= WIDTH || line.trim() == hash));
		assert!(text.lines().skip(1).all(|line| line.starts_with("   ")), "{text}");
		assert_eq!(text.split_whitespace().count(), 33);
	}

	#[test]
	fn control_characters_are_shown_when_printed() {
		assert_eq!(Page::of("a\u{1b}[2Jb\u{9b}").render(), "a\u{fffd}[2Jb\u{fffd}\n");
	}
}
