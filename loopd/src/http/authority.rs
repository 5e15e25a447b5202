//! Who may do what: one row for each operation. An operation without a row is the operator's alone.
//!
//! It says which operations a kind of caller may use at all; that an agent reaches only what is its channel's is
//! decided where the operation is handled, with [`super::auth::Principal`].

use std::collections::HashMap;

use axum::http::Method;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::SecurityRequirement;

use crate::model::Scope;

/// Who besides the operator may use an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    /// Agents, for their own channel.
    pub agents: bool,
    /// Personal tokens with this scope.
    pub scope: Option<Scope>,
}

/// The rule where there is no row.
const OPERATOR_ONLY: Rule = Rule { agents: false, scope: None };

/// Every operation that others than the operator may use: its name, whether agents may, and a token's scope.
const ROWS: [(&str, bool, Option<Scope>); 28] = [
    ("search_channels", true, Some(Scope::Read)),
    ("show_channel", true, Some(Scope::Read)),
    ("create_channel", true, Some(Scope::Channels)),
    ("reset_session", false, Some(Scope::Channels)),
    ("create_thread", true, Some(Scope::Messages)),
    ("delete_thread", true, Some(Scope::Messages)),
    ("list_messages", true, Some(Scope::Read)),
    ("send_message", true, Some(Scope::Messages)),
    ("list_runs", true, Some(Scope::Read)),
    ("show_run", true, Some(Scope::Read)),
    ("stream_run", true, Some(Scope::Read)),
    ("start_run", true, Some(Scope::Runs)),
    ("stop_run", true, Some(Scope::Runs)),
    ("list_tasks", true, Some(Scope::Read)),
    ("show_task", true, Some(Scope::Read)),
    ("list_slots", true, Some(Scope::Read)),
    ("preview_schedule", true, Some(Scope::Read)),
    ("schedule_task", true, Some(Scope::Tasks)),
    ("edit_task", true, Some(Scope::Tasks)),
    ("cancel_task", true, Some(Scope::Tasks)),
    ("run_task", true, Some(Scope::Tasks)),
    ("list_templates", true, Some(Scope::Read)),
    ("add_template", true, Some(Scope::Tasks)),
    ("search_memory", true, Some(Scope::Read)),
    ("index_memory", true, Some(Scope::Channels)),
    ("memory_status", true, Some(Scope::Read)),
    ("get_readme", true, Some(Scope::Read)),
    ("show_status", false, Some(Scope::Read)),
];

/// The rules by method and path.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules(HashMap<(Method, String), Rule>);

impl Rules {
    /// The rules for the operations of a document.
    pub(super) fn of(document: &Document) -> Self {
        let mut rules = HashMap::new();
        for (path, item) in &document.paths.paths {
            for (method, operation) in operations(item) {
                rules.insert((method, path.clone()), rule(operation.operation_id.as_deref()));
            }
        }
        Self(rules)
    }

    /// The rule for a request to that path, as it stands in the document.
    pub(super) fn get(&self, method: &Method, path: &str) -> Rule {
        // Whoever may GET may ask for the head alone.
        let method = if *method == Method::HEAD { &Method::GET } else { method };
        self.0.get(&(method.clone(), path.to_owned())).copied().unwrap_or(OPERATOR_ONLY)
    }
}

/// Writes into a document who may use its operations: the scope as the role of the token, and `x-agents`.
pub(super) fn annotate(document: &mut Document) {
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            let rule = rule(operation.operation_id.as_deref());
            // One that is open to everybody says so itself.
            if operation.security.is_none() {
                let role = rule.scope.map_or("operator", Scope::as_str);
                operation.security = Some(vec![SecurityRequirement::new("token", [role])]);
            }
            let agents = ExtensionsBuilder::new().add("x-agents", rule.agents).build();
            operation.extensions.get_or_insert_default().merge(agents);
        }
    }
}

fn rule(operation: Option<&str>) -> Rule {
    let row = ROWS.iter().find(|(name, ..)| operation == Some(name));
    row.map_or(OPERATOR_ONLY, |(_, agents, scope)| Rule { agents: *agents, scope: *scope })
}

fn operations(item: &PathItem) -> impl Iterator<Item = (Method, &Operation)> {
    [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_an_operation_and_its_rule_is_found() {
        let (_, document) = super::super::documented().split_for_parts();
        let rules = Rules::of(&document);
        let mut left: Vec<&str> = ROWS.iter().map(|(name, ..)| *name).collect();
        for (path, item) in &document.paths.paths {
            for (method, operation) in operations(item) {
                let name = operation.operation_id.as_deref().unwrap();
                left.retain(|row| *row != name);
                assert_eq!(rules.get(&method, path), rule(Some(name)), "{name}");
            }
        }
        assert!(left.is_empty(), "rows without an operation: {left:?}");
        assert_eq!(rules.get(&Method::GET, "/nowhere"), OPERATOR_ONLY);
        assert_eq!(rules.get(&Method::HEAD, "/api/tasks"), rules.get(&Method::GET, "/api/tasks"));
    }

    #[test]
    fn tokens_and_directories_are_the_operators_alone() {
        for name in [
            "create_token",
            "list_tokens",
            "revoke_token",
            "grant_role",
            "revoke_role",
            "trust_project",
            "ensure_channel",
            "edit_channel",
            "get_metrics",
        ] {
            assert_eq!(rule(Some(name)), OPERATOR_ONLY, "{name}");
        }
    }
}
