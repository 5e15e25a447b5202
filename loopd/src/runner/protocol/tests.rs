//! What the real CLI printed (`samples/`), read by us.

use std::path::Path;

use super::*;

/// The meaning of a recorded output, one event a line, without what differs from recording to recording.
fn story(sample: &str) -> String {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/runner/samples").join(sample).with_extension("jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<String> = text.lines().flat_map(parse).map(|event| tell(&event)).collect();
    lines.join("\n")
}

fn tell(event: &AgentEvent) -> String {
    match event {
        AgentEvent::Turn(_) => "turn".to_owned(),
        AgentEvent::Result(result) => format!(
            "result error={} api={:?} interrupted={} {}+{} tokens: {}",
            result.is_error,
            result.api_status,
            result.interrupted,
            result.usage.input_tokens,
            result.usage.output_tokens,
            result.text.chars().take(90).collect::<String>(),
        ),
        AgentEvent::Happened(RunEvent::Session { model, .. }) => {
            format!("session {}", model.as_deref().unwrap_or("?"))
        }
        AgentEvent::Happened(RunEvent::Text { text }) => format!("text {text:.60}"),
        AgentEvent::Happened(RunEvent::Tool { name, detail, .. }) => format!("tool {name}: {detail:.60}"),
        AgentEvent::Happened(RunEvent::ToolEnd { status, .. }) => format!("tool end {status:?}"),
        AgentEvent::Happened(other) => format!("{other:?}"),
    }
}

#[test]
fn an_answer_and_a_tool_are_told_in_order() {
    insta::assert_snapshot!("plain", story("plain"));
    insta::assert_snapshot!("tool", story("tool"));
    insta::assert_snapshot!("tool_failed", story("tool-failed"));
}

#[test]
fn refusals_of_the_model_api_are_results_not_texts() {
    for sample in
        ["error-401", "error-429", "error-529", "error-unreachable", "error-no-key", "error-too-long"]
    {
        let story = story(sample);
        assert!(!story.contains("\ntext "), "{sample}: {story}");
        insta::assert_snapshot!(sample, story);
    }
}

#[test]
fn an_interrupt_and_a_lost_conversation_are_told() {
    insta::assert_snapshot!("interrupted", story("interrupted"));
    insta::assert_snapshot!("unknown_session", story("unknown-session"));
    insta::assert_snapshot!("retries", story("retries-529"));
}

#[test]
fn anything_else_is_passed_over() {
    let odd = [
        "",
        " ",
        "null",
        "[]",
        "{",
        "{}",
        "plain words",
        "{\"type\":7}",
        "{\"type\":\"assistant\",\"message\":null}",
        "{\"type\":\"assistant\",\"message\":{\"content\":\"text\"}}",
        "{\"type\":\"system\",\"subtype\":\"init\"}",
        "{\"type\":\"from_the_future\",\"payload\":{}}",
        "\u{feff}{\"type\":\"result\"}",
    ];
    for line in odd {
        assert_eq!(parse(line), Vec::new(), "{line}");
    }
}

#[test]
fn what_a_sub_agent_says_is_not_said_to_the_person() {
    let line = r#"{"type":"assistant","parent_tool_use_id":"t1","message":{"content":[{"type":"text","text":"inner"}]}}"#;
    assert_eq!(parse(line), Vec::new());
}

#[test]
fn the_end_of_a_turn_is_known_by_the_ends_of_its_line() {
    let said = r#"{"type":"assistant","message":{"content":[{"type":"text","text":"\"type\":\"result\""#;
    let table = [
        (r#"{"type":"result","subtype":"success","result":"xxx"#, true),
        (r#"xxx","type": "result","num_turns":1}"#, true),
        (said, false),
        (
            r#"{"type":"user","message":{"content":[{"type":"tool_result","content":"{\"type\":\"result\"#,
            false,
        ),
        (r#"xxx","input":{"type":"result"}}]},"type":"assistant"}"#, false),
        ("xxx", false),
    ];
    for (ends, is_result) in table {
        let found = cut_result(ends, 9).and_then(|result| result.too_long);
        assert_eq!(found, is_result.then_some(9), "{ends}");
    }
}

#[test]
fn an_older_cli_is_billed_by_its_totals_per_run() {
    let line = r#"{"type":"result","subtype":"success","is_error":false,"result":"ok","total_cost_usd":0.0125,
        "usage":{"input_tokens":10,"output_tokens":5,"cache_read_input_tokens":3},"num_turns":2}"#;
    let events = parse(&line.replace('\n', ""));
    let [AgentEvent::Result(result)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(
        (result.usage.cost_micro_usd, result.usage.cache_read_tokens, result.usage.turns),
        (12_500, 3, 2)
    );
}

proptest::proptest! {
    #[test]
    fn no_line_panics(line in ".*") {
        parse(&line);
        parse(&format!("{{\"type\":\"assistant\",\"message\":{{\"content\":[{line}]}}}}"));
        parse(&format!("{{\"type\":\"result\",\"model_usage_since_last_result\":{line}}}"));
    }
}

#[test]
fn an_agent_without_our_tools_is_told_of() {
    let init = |servers: &str| {
        let line =
            format!(r#"{{"type":"system","subtype":"init","session_id":"s","mcp_servers":{servers}}}"#);
        parse(&line).iter().map(tell).filter(|event| event.contains("Notice")).collect::<String>()
    };
    assert_eq!(init(r#"[{"name":"loop","status":"connected"},{"name":"x","status":"failed"}]"#), "");
    assert_eq!(init("[]"), "");
    assert!(init(r#"[{"name":"loop","status":"failed"}]"#).contains("`failed`"));
}
