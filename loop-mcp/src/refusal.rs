//! What an agent is told: an answer in words and in data, or why there is none and what to do.

use loop_client::Error;
use rmcp::ErrorData;
use rmcp::handler::server::tool::IntoCallToolResult;
use rmcp::model::{CallToolResponse, CallToolResult, ContentBlock};
use schemars::JsonSchema;
use serde::Serialize;

use crate::access::Access;

/// An answer: words for the model, data for programs. Its name is how rmcp finds the schema of `T`.
#[derive(Debug)]
pub(crate) struct Json<T> {
    pub(crate) text: String,
    pub(crate) value: T,
}

impl<T: Serialize + JsonSchema + 'static> IntoCallToolResult for Json<T> {
    fn into_call_tool_result(self) -> Result<CallToolResponse, ErrorData> {
        let value = serde_json::to_value(self.value).map_err(|error| {
            ErrorData::internal_error(format!("the answer cannot be written: {error}"), None)
        })?;
        let mut result = CallToolResult::success(vec![ContentBlock::text(self.text)]);
        result.structured_content = Some(value);
        Ok(result.into())
    }
}

/// Why there is no answer, in words for the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal(pub(crate) String);

impl Refusal {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl IntoCallToolResult for Refusal {
    fn into_call_tool_result(self) -> Result<CallToolResponse, ErrorData> {
        Ok(CallToolResult::error(vec![ContentBlock::text(self.0)]).into())
    }
}

/// What became of a call that did not succeed.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: Error,
    /// True when an attempt may have done what was asked, though no answer came.
    pub(crate) unsure: bool,
}

impl Failure {
    /// In words that say what to do.
    pub(crate) fn tell(&self, access: &Access) -> Refusal {
        let mut text = match &self.error {
            Error::Refused { status: 401, detail, .. } => format!(
                "loopd does not accept {}: {detail}. Tell the operator; this tool cannot be used until that is put right",
                access.credential()
            ),
            Error::Refused { detail, fields, .. } => {
                let fields = fields.iter().filter(|field| !detail.contains(&field.message));
                let fields = fields.map(|field| format!("\n- {}: {}", field.field, field.message));
                format!("{}{}", detail.trim_end_matches('.'), fields.collect::<String>())
            }
            Error::Unreachable { reason } => format!(
                "loopd does not answer at {} ({reason}), though it was tried again and again: it is probably being \
                 restarted. Try again in a minute; if it stays so, tell the operator",
                access.endpoint()
            ),
            Error::Timeout => {
                "loopd did not answer in time. Try again in a minute; if it stays so, tell the \
                 operator"
                    .to_owned()
            }
            Error::Protocol(reason) => format!("{reason}. Tell the operator"),
        };
        if self.unsure {
            text.push_str(
                ". It is not known whether this call was carried out: look before you make it again",
            );
        }
        Refusal(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::TokenSource;
    use loop_client::{Endpoint, FieldError};

    fn told(error: Error, unsure: bool) -> String {
        let endpoint = Endpoint::Unix("/run/loop/api.sock".into());
        let access = Access::new(endpoint, TokenSource::Usual("/run/loop/token".into())).unwrap();
        Failure { error, unsure }.tell(&access).0
    }

    fn refused(status: u16, detail: &str, fields: Vec<FieldError>) -> Error {
        Error::Refused { status, code: "x".to_owned(), detail: detail.to_owned(), fields }
    }

    #[test]
    fn failures_say_what_happened_and_what_to_do() {
        let field = FieldError { field: "schedule".to_owned(), message: "give five fields".to_owned() };
        let texts = [
            told(refused(404, "there is no task 7", Vec::new()), false),
            told(refused(422, "the request is not valid.", vec![field]), false),
            told(refused(401, "the token is not valid", Vec::new()), false),
            told(Error::Unreachable { reason: "Connection refused".to_owned() }, false),
            told(Error::Timeout, true),
        ];
        insta::assert_snapshot!(texts.join("\n\n"));
    }
}
