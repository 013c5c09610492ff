//! The pages that people see.
//!
//! | module | holds |
//! |---|---|
//! | [`model`] | what a page tells of: [`Scan`], [`Product`], [`Activation`], … |
//! | [`texts`] | the words, in English and Chinese |
//! | [`time`] | moments and days as people read them |
//! | [`places`] | where ports and airports lie |
//! | [`map`] | the route in a drawing |
//! | [`record`] | organisations and facilities |
//! | `told` | the story, entry by entry |
//! | `icons` | pictures in the text of a page |
//! | `view` | what the templates in `pages/` print |
//! | `why` | why a text is no code, a request refused, an activation not taken |
//! | `words` | the words that scripts say by themselves, as scripts |
//! | [`assets`] | style, scripts and pictures |
//!
//! A page is one text, made of a template of `pages/` and the words of `texts/`. Whatever comes from
//! the chain or from a visitor is escaped where it is printed. Nothing on a page needs a script; what
//! scripts add is in `static/`.

pub mod assets;
mod icons;
pub mod map;
pub mod model;
pub mod places;
pub mod record;
#[cfg(test)]
mod tests;
pub mod texts;
pub mod time;
mod told;
mod view;
mod why;
mod words;

pub use model::*;
pub use texts::Lang;
pub(crate) use view::notice_of;
pub use view::{activation, home, pack, private, problem, product, report, scan};
pub(crate) use why::is_like_scratch_code;
pub use why::{NotActivated, Objection, Why};

/// What browsers may do with a page, for the header `Content-Security-Policy`: everything comes from
/// this server, nothing stands inline, and WebAssembly may be compiled.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; \
	script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; \
	img-src 'self'; connect-src 'self'; manifest-src 'self'; \
	form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What else a page may do, for the header `Permissions-Policy`: it may ask for the camera.
pub const PERMISSIONS_POLICY: &str = "camera=(self), microphone=(), geolocation=()";
