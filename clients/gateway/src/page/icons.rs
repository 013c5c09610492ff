//! Pictures that stand on pages.

use std::fmt;

use askama::filters::HtmlSafe;

/// A picture that is part of the page.
pub(super) struct Icon(&'static str);

impl fmt::Display for Icon {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(self.0)
	}
}

impl HtmlSafe for Icon {}

macro_rules! svg {
	($content:literal) => {
		Icon(concat!(
			r#"<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">"#,
			$content,
			"</svg>"
		))
	};
}

/// The picture of a name.
pub(super) fn icon(name: &str) -> Icon {
	match name {
		"hallmark" => svg!(
			r#"<path d="M12 2l8 4v6c0 5-3.4 8.6-8 10-4.6-1.4-8-5-8-10V6z"/><path d="M9 8v8m6-8v8m-6-4h6"/>"#
		),
		"clear" => svg!(r#"<circle cx="12" cy="12" r="10"/><path d="M7 12.500l3.4 3.400L17 9"/>"#),
		"caution" => {
			svg!(r#"<path d="M12 3L1.8 20.500h20.400z"/><path d="M12 9.500v5m0 2.800v.2"/>"#)
		}
		"stop" => {
			svg!(r#"<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z"/><path d="M8.5 8.500l7 7m0-7l-7 7"/>"#)
		}
		"mismatch" => svg!(
			r#"<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z"/><path d="M8 9.800h8M8 14.200h8M15 7l-6 10"/>"#
		),
		"question" => svg!(
			r#"<circle cx="12" cy="12" r="10"/><path d="M9 9.200a3 3 0 1 1 4.2 2.800c-.8.4-1.2 1-1.2 2m0 2.800v.2"/>"#
		),
		"server" => svg!(
			r#"<rect x="3" y="4" width="18" height="7" rx="2"/><rect x="3" y="13" width="18" height="7" rx="2"/><path d="M7 7.500v.1m0 8.900v.1"/>"#
		),
		"device" => svg!(
			r#"<rect x="6" y="2" width="12" height="20" rx="3"/><path d="M9.2 12l2 2 3.6-4"/>"#
		),
		"network" => svg!(
			r#"<circle cx="12" cy="4.500" r="2.500"/><circle cx="4.500" cy="18.500" r="2.500"/><circle cx="19.500" cy="18.500" r="2.500"/><path d="M10.800 6.700l-5 9.500m7.400-9.500l5 9.500M7 18.500h10"/>"#
		),
		"clock" => svg!(r#"<circle cx="12" cy="12" r="10"/><path d="M12 6v6.500l4 2"/>"#),
		"scan" => svg!(
			r#"<path d="M3 8V5a2 2 0 0 1 2-2h3m8 0h3a2 2 0 0 1 2 2v3m0 8v3a2 2 0 0 1-2 2h-3m-8 0H5a2 2 0 0 1-2-2v-3"/><path d="M7.5 7.500h3.500v3.500H7.500zm5.5 0h3.500v3.500H13zm-5.5 5.500h3.500v3.500H7.500zm6 .5h3v3"/>"#
		),
		"picture" => svg!(
			r#"<rect x="3" y="4" width="18" height="16" rx="2"/><circle cx="9" cy="10" r="1.8"/><path d="M4 18l5.5-5 3.5 3 3-2.5 4.5 4"/>"#
		),
		"factory" => {
			svg!(r#"<path d="M3 21V10l6 4v-4l6 4V4h4l2 17z"/><path d="M8 17.500h.1m4.9 0h.1"/>"#)
		}
		"brand" => svg!(r#"<path d="M4 4h8l9 9-8 8-9-9z"/><path d="M8 8v.1"/>"#),
		"inspect" => svg!(
			r#"<circle cx="10.5" cy="10.5" r="7"/><path d="M15.8 15.800L21.5 21.500M7.8 10.500l2 2 3.5-3.8"/>"#
		),
		"ship" => svg!(
			r#"<path d="M3 14l9-3 9 3-2 5c-1.5 0-2-.8-3.5-.8S13.5 20 12 20s-2-1.8-3.5-1.800S6.5 19 5 19zM6 13V7h12v6M10 7V4h4v3"/>"#
		),
		"plane" => svg!(
			r#"<path d="M10.5 13.500L3 11l1.5-1.5 7.5.5L16.5 5.500c1-1 3-1.5 3.5-1s0 2.5-1 3.500L14.5 12.500l.5 7.500L13.5 21.500z"/><path d="M8 14l-3.5.5 5 5 .5-3.5"/>"#
		),
		"move" => svg!(
			r#"<path d="M2 6h12v11H2zm12 4h4l4 4v3h-8z"/><circle cx="7" cy="18" r="2"/><circle cx="17.5" cy="18" r="2"/>"#
		),
		"customs" => svg!(
			r#"<path d="M7 21V11h10v10M4 21h16M9 11V8a3 3 0 0 1 6 0v3M12 3v2"/><path d="M12 14.500v3"/>"#
		),
		"warehouse" => svg!(r#"<path d="M3 21V9l9-5 9 5v12M7 21v-9h10v9M7 16h10"/>"#),
		"person" => {
			svg!(r#"<circle cx="12" cy="8" r="4"/><path d="M4 21c.5-5 3.5-7 8-7s7.5 2 8 7"/>"#)
		}
		"eye" => svg!(
			r#"<path d="M2 12c2.5-4.5 6-6.5 10-6.500s7.5 2 10 6.500c-2.5 4.5-6 6.5-10 6.500S4.5 16.5 2 12z"/><circle cx="12" cy="12" r="3"/>"#
		),
		_ => svg!(r#"<path d="M5 3h10l4 4v14H5zM9 11h6M9 15h6"/>"#),
	}
}
