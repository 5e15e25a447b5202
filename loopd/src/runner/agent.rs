//! How the Claude Code CLI is called, and the lines that are written to it. Pure.
//!
//! One process holds a conversation: every line on its input is a turn. What a person says never appears in
//! an argument, where `ps` and the engine would show it and the kernel would cut it at 128 KiB.

use serde_json::json;

/// What the CLI is told when it starts.
#[derive(Clone, Debug, Default)]
pub struct AgentCommand {
    /// The program, usually `claude`.
    pub program: String,
    /// The model, when it is not the CLI's own choice.
    pub model: Option<String>,
    /// The conversation to go on with.
    pub resume: Option<String>,
    /// What it should know beside its own instructions.
    pub system_prompt: String,
    /// The file that names the MCP servers.
    pub mcp_config: Option<String>,
}

impl AgentCommand {
    /// Program and arguments.
    pub fn argv(&self) -> Vec<String> {
        let mut argv = vec![self.program.clone()];
        let mut add = |flags: &[&str]| argv.extend(flags.iter().map(|flag| (*flag).to_owned()));
        add(&["--print", "--verbose", "--input-format", "stream-json", "--output-format", "stream-json"]);
        // The container is the boundary: inside it, the agent need not ask.
        add(&["--dangerously-skip-permissions"]);
        // A repository's own hooks and MCP servers must not run because somebody cloned it.
        add(&["--setting-sources", "user", "--strict-mcp-config"]);
        if let Some(path) = &self.mcp_config {
            add(&["--mcp-config", path]);
        }
        if let Some(model) = &self.model {
            add(&["--model", model]);
        }
        if let Some(session) = &self.resume {
            add(&["--resume", session]);
        }
        if !self.system_prompt.is_empty() {
            add(&["--append-system-prompt", &self.system_prompt]);
        }
        argv
    }
}

/// The line that hands over a prompt. The CLI answers with life-cycle events that carry `uuid`.
pub fn prompt_line(text: &str, uuid: &str) -> String {
    let line = json!({
        "type": "user",
        "uuid": uuid,
        "message": { "role": "user", "content": text },
    });
    format!("{line}\n")
}

/// The line that interrupts the turn in progress.
pub fn interrupt_line(request_id: &str) -> String {
    let line = json!({
        "type": "control_request",
        "request_id": request_id,
        "request": { "subtype": "interrupt" },
    });
    format!("{line}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_is_one_line_whatever_it_holds() {
        let text = "two\nlines, a \"quote\", \u{2028} and a NUL\u{0}";
        let line = prompt_line(text, "u1");
        assert_eq!(line.matches('\n').count(), 1);
        let parsed: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(parsed["message"]["content"], text);
    }

    #[test]
    fn a_prompt_never_reaches_the_arguments_and_the_list_flag_comes_before_others() {
        let command = AgentCommand {
            program: "claude".to_owned(),
            model: Some("haiku".to_owned()),
            resume: Some("1234".to_owned()),
            system_prompt: "You are in #ops.".to_owned(),
            mcp_config: Some("/run/loop/mcp.json".to_owned()),
        };
        insta::assert_snapshot!(command.argv().join(" "), @"claude --print --verbose --input-format stream-json --output-format stream-json --dangerously-skip-permissions --setting-sources user --strict-mcp-config --mcp-config /run/loop/mcp.json --model haiku --resume 1234 --append-system-prompt You are in #ops.");
    }
}
