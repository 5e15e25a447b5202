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
    /// True: in a copy of it, with an id of its own.
    pub fork: bool,
    /// What it should know beside its own instructions.
    pub system_prompt: Instruction,
    /// True: the settings in its home count. They are the agent's own to write, unless the host's owner brings his.
    pub home_settings: bool,
    /// A file with more settings, hooks among them.
    pub settings: Option<String>,
    /// The file that names the MCP servers.
    pub mcp_config: Option<String>,
}

/// What an agent is told beside its own instructions.
#[derive(Clone, Debug)]
pub enum Instruction {
    /// This text.
    Text(String),
    /// The text of this file in the container, as it is when the agent starts: also in a conversation that began
    /// with another text.
    File(String),
}

impl Default for Instruction {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl AgentCommand {
    /// Program and arguments.
    pub fn argv(&self) -> Vec<String> {
        let mut argv = vec![self.program.clone()];
        let mut add = |flags: &[&str]| argv.extend(flags.iter().map(|flag| (*flag).to_owned()));
        add(&["--print", "--verbose", "--input-format", "stream-json", "--output-format", "stream-json"]);
        // The container is the boundary: inside it, the agent need not ask.
        add(&["--dangerously-skip-permissions"]);
        // A repository's own hooks and MCP servers must not run because somebody cloned it, and what an agent leaves in
        // its home must not decide how the next one runs.
        add(&["--setting-sources", if self.home_settings { "user" } else { "" }, "--strict-mcp-config"]);
        if let Some(path) = &self.mcp_config {
            add(&["--mcp-config", path]);
        }
        if let Some(model) = &self.model {
            add(&["--model", model]);
        }
        if let Some(session) = &self.resume {
            add(&["--resume", session]);
            if self.fork {
                add(&["--fork-session"]);
            }
        }
        if let Some(path) = &self.settings {
            add(&["--settings", path]);
        }
        match &self.system_prompt {
            Instruction::Text(text) if text.is_empty() => {}
            Instruction::Text(text) => add(&["--append-system-prompt", text]),
            Instruction::File(path) => {
                add(&["--append-system-prompt-file", path, "--system-prompt-snapshot", "off"]);
            }
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
            fork: false,
            system_prompt: Instruction::Text("You are in #ops.".to_owned()),
            home_settings: true,
            settings: None,
            mcp_config: Some("/run/loop/mcp.json".to_owned()),
        };
        let own = AgentCommand { home_settings: false, ..command.clone() }.argv();
        let sources = own.iter().position(|argument| argument == "--setting-sources").unwrap();
        assert_eq!(own[sources + 1], "", "what an agent leaves in its home does not count");
        let fork = AgentCommand { fork: true, ..command.clone() }.argv();
        assert!(fork.windows(3).any(|of| of == ["--resume", "1234", "--fork-session"]));
        insta::assert_snapshot!(command.argv().join(" "), @"claude --print --verbose --input-format stream-json --output-format stream-json --dangerously-skip-permissions --setting-sources user --strict-mcp-config --mcp-config /run/loop/mcp.json --model haiku --resume 1234 --append-system-prompt You are in #ops.");
    }
}
