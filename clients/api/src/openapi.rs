//! Routes, each registered together with its description, so that neither is without the other; and
//! the description of them all: OpenAPI 3.1 at `/api/v1/openapi.json`.
//!
//! A handler has `#[utoipa::path(…)]`, which names method and path, and is added as
//! `routes.add(__path_list, list)`. What all operations have in common (the problems, the headers, that
//! content which a client has is not sent again) is added here and not written at each.

use crate::{
	asked::Asked,
	http::{self, Answer},
	problem::{self, Problem, Result},
	Desk,
};
use axum::{
	http::{header, StatusCode},
	routing::{any, on, MethodFilter},
	Router,
};
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::{Arc, LazyLock},
};
use utoipa::{
	__dev::{SchemaReferences, Tags},
	openapi::{
		header::HeaderBuilder,
		path::{HttpMethod, Operation, ParameterBuilder, ParameterIn},
		response::ResponseBuilder,
		schema::{Components, ObjectBuilder, Type},
		tag::TagBuilder,
		Content, InfoBuilder, License, OpenApi, Ref, RefOr, Required, Response, Schema,
	},
	PartialSchema, ToSchema,
};

/// Where the description is.
pub const PATH: &str = "/api/v1/openapi.json";

/// Routes with their description.
pub struct Routes {
	router: Router<Arc<Desk>>,
	description: OpenApi,
	methods: BTreeMap<String, BTreeSet<&'static str>>,
	/// Schemas of one name and two meanings: there must be none.
	doubles: Vec<String>,
}

impl Default for Routes {
	fn default() -> Self {
		let info = InfoBuilder::new()
			.title("Hallmark")
			.version(env!("CARGO_PKG_VERSION"))
			.description(Some(
				"What the chain holds, as a gateway with an index tells it. Reading needs no key. The \
				 header X-Hallmark-Block of an answer says up to which final block it knows the chain.",
			))
			.license(Some(License::builder().name("Apache-2.0").identifier(Some("Apache-2.0")).build()))
			.build();
		let mut description = OpenApi::new(info, utoipa::openapi::Paths::new());
		let mut components = Components::new();
		components.schemas.insert(problem::Body::name().into(), problem::Body::schema());
		description.components = Some(components);
		let (methods, doubles) = (BTreeMap::new(), Vec::new());
		Self { router: Router::new(), description, methods, doubles }.add(__path_openapi, openapi)
	}
}

impl Routes {
	/// Adds a handler under the method and path of its `#[utoipa::path]`, whose name begins with
	/// `__path_`.
	#[must_use]
	pub fn add<P, H, T>(self, _: P, handler: H) -> Self
	where
		P: utoipa::Path + SchemaReferences + Tags<'static>,
		H: axum::handler::Handler<T, Arc<Desk>>,
		T: 'static,
	{
		let mut schemas = Vec::new();
		P::schemas(&mut schemas);
		let mut operation = P::operation();
		operation.tags = Some(P::tags().into_iter().map(String::from).collect());
		self.place(P::path(), P::methods(), operation, schemas, handler)
	}

	/// Adds a handler whose description is made by a table.
	#[must_use]
	pub fn insert<H, T>(
		self,
		path: &str,
		method: HttpMethod,
		operation: impl Into<Operation>,
		schemas: Vec<(String, RefOr<Schema>)>,
		handler: H,
	) -> Self
	where
		H: axum::handler::Handler<T, Arc<Desk>>,
		T: 'static,
	{
		self.place(path.into(), vec![method], operation.into(), schemas, handler)
	}

	fn place<H, T>(
		mut self,
		path: String,
		methods: Vec<HttpMethod>,
		mut operation: Operation,
		schemas: Vec<(String, RefOr<Schema>)>,
		handler: H,
	) -> Self
	where
		H: axum::handler::Handler<T, Arc<Desk>>,
		T: 'static,
	{
		let components = self.description.components.get_or_insert_default();
		for (name, schema) in schemas {
			match components.schemas.get(&name) {
				Some(known) if *known != schema => self.doubles.push(name),
				_ => drop(components.schemas.insert(name, schema)),
			}
		}
		let of_path = self.methods.entry(path.clone()).or_default();
		let mut filter = None;
		for method in &methods {
			let (name, one) = method_of(method);
			of_path.insert(name);
			filter = Some(filter.map_or(one, |it: MethodFilter| it.or(one)));
		}
		if let Some(filter) = filter {
			self.router = self.router.route(&path, on(filter, handler));
		}
		let is_read = methods.iter().all(|it| matches!(it, HttpMethod::Get));
		complete(&mut operation, is_read, path.contains('{'));
		self.description.paths.add_path_operation(path, methods, operation);
		self
	}

	/// Adds what a field of the API has.
	#[must_use]
	pub fn with(self, routes: impl FnOnce(Self) -> Self) -> Self {
		routes(self)
	}

	/// Adds to the description what no route says, such as how callers prove who they are.
	#[must_use]
	pub fn describe(mut self, add: impl FnOnce(&mut OpenApi)) -> Self {
		add(&mut self.description);
		self
	}

	/// Adds a heading under which operations stand.
	#[must_use]
	pub fn tag(mut self, name: &str, says: &str) -> Self {
		let tag = TagBuilder::new().name(name).description(Some(says)).build();
		self.description.tags.get_or_insert_default().push(tag);
		self
	}

	/// The description of all routes.
	pub fn description(&self) -> &OpenApi {
		&self.description
	}

	/// The names of schemas that mean two things.
	pub fn doubles(&self) -> &[String] {
		&self.doubles
	}

	/// The routes, with answers to who asks what may be asked, and to who asks for what there is not.
	pub fn into_router(self, desk: Arc<Desk>) -> Router {
		let mut router = self.router;
		for (path, methods) in self.methods {
			let allowed: Vec<_> = methods.iter().copied().collect();
			let allowed = allowed.join(", ").replace("GET", "GET, HEAD") + ", OPTIONS";
			router =
				router.route(&path, on(MethodFilter::OPTIONS, async move || options(&allowed)));
		}
		router
			.route("/api/v1/{*rest}", any(async || Problem::not_found("such resource").answer()))
			.method_not_allowed_fallback(not_allowed)
			.with_state(desk)
	}
}

/// What may be asked of a path. Scripts of other sites may read, and no more: what is written needs
/// headers that they are not allowed to send.
fn options(methods: &str) -> Answer {
	let mut answer = http::options("GET, HEAD, OPTIONS");
	http::set(&mut answer, header::ALLOW, methods);
	let headers = "Accept, Accept-Language, Content-Type, If-None-Match";
	http::set(&mut answer, header::ACCESS_CONTROL_ALLOW_HEADERS, headers);
	answer
}

async fn not_allowed(method: axum::http::Method, uri: axum::http::Uri) -> Answer {
	let reason = format!("{} is not asked by {method}", uri.path());
	Problem::new(StatusCode::METHOD_NOT_ALLOWED, reason).answer()
}

fn method_of(method: &HttpMethod) -> (&'static str, MethodFilter) {
	match method {
		HttpMethod::Get => ("GET", MethodFilter::GET),
		HttpMethod::Post => ("POST", MethodFilter::POST),
		HttpMethod::Put => ("PUT", MethodFilter::PUT),
		HttpMethod::Delete => ("DELETE", MethodFilter::DELETE),
		HttpMethod::Options => ("OPTIONS", MethodFilter::OPTIONS),
		HttpMethod::Head => ("HEAD", MethodFilter::HEAD),
		HttpMethod::Patch => ("PATCH", MethodFilter::PATCH),
		HttpMethod::Trace => ("TRACE", MethodFilter::TRACE),
	}
}

/// Adds to an operation what all have in common.
fn complete(operation: &mut Operation, is_read: bool, has_parameters: bool) {
	let mut problems = vec![
		("400", "A parameter is wrong or unknown: `field` and `reason` say which and why."),
		("414", "The address is too long."),
		("429", "Too many requests from this address: `Retry-After` says how long to wait."),
		("503", "The index or the node is not there at the moment."),
	];
	if has_parameters {
		problems.push(("404", "There is no such thing."));
	}
	if !is_read || operation.security.is_some() {
		problems.push(("401", "There is no key or session, or none in force."));
		problems.push(("403", "A scope, permission or role is missing."));
	}
	if !is_read {
		problems.push(("409", "It does not go with how things stand, or the same is being done."));
		problems.push(("408", "The body takes too long to come."));
		problems.push(("413", "The body is too long."));
		problems.push(("415", "The body is of another kind."));
		problems.push(("422", "A field cannot be: `field` and `reason` say which and why."));
	}
	let responses = &mut operation.responses.responses;
	for (status, says) in problems {
		responses.entry(status.into()).or_insert_with(|| RefOr::T(problem_response(says)));
	}
	for (status, response) in responses.iter_mut() {
		if let (RefOr::T(found), true) = (response, status.starts_with(['4', '5'])) {
			if found.content.is_empty() {
				*found = problem_response(&found.description.clone());
			}
		}
	}
	if !is_read {
		return;
	}
	if let Some(RefOr::T(found)) = responses.get_mut("200") {
		if found.content.contains_key("text/event-stream") {
			return;
		}
		found.headers.insert("ETag".into(), header("A strong tag of the content.", Type::String));
		let says = "The last final block that the answer certainly knows of.";
		found.headers.insert("X-Hallmark-Block".into(), header(says, Type::Integer));
	}
	let known = ResponseBuilder::new().description("The client has the content already.").build();
	responses.entry("304".into()).or_insert(RefOr::T(known));
	let condition = ParameterBuilder::new()
		.name("If-None-Match")
		.parameter_in(ParameterIn::Header)
		.required(Required::False)
		.description(Some("The tags of what the client has already."))
		.schema(Some(ObjectBuilder::new().schema_type(Type::String)))
		.build();
	operation.parameters.get_or_insert_default().push(RefOr::T(condition));
}

fn header(says: &str, of: Type) -> RefOr<utoipa::openapi::Header> {
	let schema: Schema = ObjectBuilder::new().schema_type(of).into();
	HeaderBuilder::new().description(Some(says)).schema(Some(schema)).build().into()
}

/// The response of a problem.
pub fn problem_response(says: &str) -> Response {
	let content = Content::new(Some(Ref::from_schema_name(problem::Body::name())));
	ResponseBuilder::new().description(says).content("application/problem+json", content).build()
}

/// This description (OpenAPI 3.1).
#[utoipa::path(
	get,
	path = "/api/v1/openapi.json",
	operation_id = "getDescription",
	tag = "About",
	responses((status = 200, description = "The description.", body = serde_json::Value))
)]
pub async fn openapi(asked: Asked, _: crate::asked::Query<crate::asked::Nothing>) -> Result {
	static DESCRIPTION: LazyLock<Vec<u8>> = LazyLock::new(|| {
		serde_json::to_vec_pretty(crate::routes().description()).unwrap_or_default()
	});
	// It is of this program and not of the chain, so that no block goes with it.
	let mut answer = asked.bytes(0, "application/json", DESCRIPTION.clone());
	answer.headers_mut().remove(crate::asked::BLOCK);
	Ok(answer)
}
