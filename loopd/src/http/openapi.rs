//! The published OpenAPI 3.1 document: its frame, and the few corrections that utoipa's output needs.
//!
//! It must not know single operations; they document themselves where they are handled.

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, Content, OpenApi as Document, Ref, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use super::error::{COMPONENT, FieldError, MEDIA_TYPE, Problem, ProblemCode};
use super::events::RunEvent;

/// What is true for all operations.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "loop",
        version = "1.0.0",
        description = "Talk to coding agents: start runs in channels, follow them, read what was said.\n\n\
            Requests come over TCP with `Authorization: Bearer <token>` (the file `token` in loopd's home), or over \
            the Unix socket `run/api.sock` in that home, which is for the user who runs loopd and needs no token. \
            A personal token works like the operator's, as far as its scopes go: each operation names the one it \
            needs. Agents reach the API through their container's socket, for their own channel only; `x-agents` \
            tells which operations they have. Bodies are JSON. Lists answer `items` and `next`; give `next` back as `cursor` to read on. Failures are \
            problem documents (RFC 9457) with a stable `code`. All times are RFC 3339, in UTC \
            unless a field says that it is in a task's zone.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    tags(
        (name = "channels", description = "Where agents are talked to: a chat channel, a thread, or a channel of loop's own."),
        (name = "threads", description = "Places of their own within a channel, each with a conversation of its own."),
        (name = "messages", description = "What was said in a channel, by people and by agents."),
        (name = "runs", description = "Single executions of an agent, from the prompt to the answer."),
        (name = "projects", description = "Directories that agents work in, and whether what their own files ask for applies."),
        (name = "templates", description = "Tasks that a channel can add by name: shipped, the host's and the project's."),
        (name = "tasks", description = "Work that comes back by itself: prompts with a schedule."),
        (name = "memory", description = "Search in a project's notes."),
        (name = "tokens", description = "Personal tokens: a way in for a person or program, as far as its scopes go."),
        (name = "daemon", description = "The daemon itself: how it is, how it is watched, how it is used."),
    ),
    components(schemas(Problem, ProblemCode, FieldError, RunEvent)),
    security(("token" = [])),
    modifiers(&Shared),
)]
struct Frame;

/// Components that cannot be written as attributes.
struct Shared;

impl Modify for Shared {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_with(Components::new);
        let problem = ResponseBuilder::new()
            .description("The request failed; `code` says how, `detail` says what to do.")
            .content(MEDIA_TYPE, Content::new(Some(Ref::from_schema_name("Problem"))))
            .build();
        components.responses.insert(COMPONENT.to_owned(), problem.into());
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("The operator's token; requests over the operator's Unix socket need none."))
            .build();
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
    }
}

/// The document without its operations.
pub(super) fn frame() -> Document {
    Frame::openapi()
}

/// The published document, byte for byte as `GET /api/openapi.json` serves it and as it is committed.
///
/// # Errors
/// If it cannot be written as JSON, which would be a bug of a wire type.
pub fn document() -> serde_json::Result<String> {
    let (_, mut document) = super::documented().split_for_parts();
    super::authority::annotate(&mut document);
    let mut text = document.to_pretty_json()?;
    // utoipa 6.0 writes a format that nobody knows.
    text = text.replace("\"format\": \"u-int32\"", "\"format\": \"uint32\"");
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests;
