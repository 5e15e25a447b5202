//! The planner: which text is the prompt, which rule or directive decides, what is repeated.

use serde_json::json;

use super::*;

fn ask(content: impl Into<Value>) -> Value {
    let content: Value = content.into();
    json!({ "tools": [{}], "messages": [{ "role": "user", "content": content }] })
}

fn said(body: &Value, rules: &[Rule]) -> String {
    filled(plan(body, rules), body).text.unwrap_or_default()
}

fn rule(needle: &str, steps: &[&str]) -> Rule {
    Rule { needle: needle.to_owned(), steps: steps.iter().copied().map(Step::text).collect() }
}

#[test]
fn an_ordinary_prompt_is_repeated() {
    assert_eq!(said(&ask(json!("  hello ")), &[]), "ECHO hello");
    let long = "ä".repeat(3000);
    assert_eq!(said(&ask(json!(long)), &[]).chars().count(), "ECHO ".len() + 2000);
    assert_eq!(said(&json!({}), &[]), "ECHO ");
}

#[test]
fn asides_are_not_the_prompt() {
    let content = json!([
        { "type": "text", "text": "old" },
        { "type": "text", "text": "new" },
        { "type": "text", "text": " <system-reminder>\nmind [[status:500]]</system-reminder>" },
    ]);
    assert_eq!(said(&ask(content), &[]), "ECHO new");
    let body = json!({ "messages": [
        { "role": "user", "content": "real" },
        { "role": "user", "content": "<system-reminder>x</system-reminder>" },
        { "role": "system", "content": "today" },
    ]});
    assert_eq!(newest_text(&body), "real");
}

#[test]
fn tool_results_come_back() {
    let content = json!([
        { "type": "tool_result", "tool_use_id": "a", "content": "plain" },
        { "type": "tool_result", "tool_use_id": "b", "is_error": true, "content": [{ "type": "text", "text": "bad" }] },
        { "type": "text", "text": "<system-reminder>x</system-reminder>" },
    ]);
    assert_eq!(said(&ask(content), &[]), "TOOL_RESULT plain | ERROR bad");
}

#[test]
fn a_prompt_after_a_tool_result_is_the_prompt() {
    let content = json!([
        { "type": "tool_result", "tool_use_id": "a", "content": "plain" },
        { "type": "text", "text": "[Request interrupted by user]" },
        { "type": "text", "text": "go on" },
    ]);
    assert_eq!(said(&ask(content), &[]), "ECHO go on");
}

#[test]
fn the_last_matching_rule_wins() {
    let rules = [rule("ping", &["one"]), rule("pi", &["two"]), rule("pong", &["three"])];
    assert_eq!(said(&ask(json!("ping [[text:no]]")), &rules), "two");
    assert_eq!(said(&ask(json!("other")), &rules), "ECHO other");
}

#[test]
fn a_rule_of_several_steps_goes_on_with_each_tool_result() {
    let rules = [rule("deploy", &["first", "second"])];
    let turn = |answers: usize| {
        let mut messages = vec![
            json!({ "role": "user", "content": "deploy" }),
            json!({ "role": "assistant", "content": "before" }),
            json!({ "role": "user", "content": "deploy again" }),
        ];
        for _ in 0..answers {
            messages.push(json!({ "role": "assistant", "content": [{ "type": "tool_use" }] }));
            messages.push(json!({ "role": "user", "content": [{ "type": "tool_result", "content": "ok" }] }));
        }
        json!({ "tools": [{}], "messages": messages })
    };
    assert_eq!(said(&turn(0), &rules), "first");
    assert_eq!(said(&turn(1), &rules), "second");
    assert_eq!(said(&turn(2), &rules), "TOOL_RESULT ok");
}

#[test]
fn directives_steer() {
    let step = plan(&ask(json!(r#"do [[text:I look]] [[tool:Bash {"command":"ls"}]][[tool:Read]]"#)), &[]);
    assert_eq!(step.text.as_deref(), Some("I look"));
    assert_eq!(step.tools.len(), 2);
    assert_eq!(step.tools[0].input["command"], "ls");
    assert_eq!(step.tools[1].input, json!({}));
    let step = plan(&ask(json!("[[status:529 overloaded_error come back later]]")), &[]);
    assert_eq!((step.status, step.error_type.as_deref()), (Some(529), Some("overloaded_error")));
    assert_eq!(step.message.as_deref(), Some("come back later"));
    let step = plan(&ask(json!("[[delay:2.5]] [[trickle:.2]] [[stop:max_tokens]] [[sse_error]]")), &[]);
    assert_eq!((step.delay, step.trickle), (2.5, 0.2));
    assert_eq!(step.stop_reason.as_deref(), Some("max_tokens"));
    assert_eq!(step.sse_error.as_deref(), Some("overloaded_error"));
    assert_eq!(said(&ask(json!("[[repeat:3]]")), &[]), "line 0\nline 1\nline 2");
    assert_eq!(said(&ask(json!("[[text:]]")), &[]), "");
}

#[test]
fn how_without_what_still_repeats() {
    let body = ask(json!("[[cut]] hello"));
    assert!(plan(&body, &[]).cut);
    assert_eq!(said(&body, &[]), "ECHO [[cut]] hello");
}

#[test]
fn what_is_no_directive_is_text() {
    for text in ["[[wiki link]]", "[[text", "[[[", "[[texts:a]]", "a[[b]]c"] {
        assert_eq!(said(&ask(json!(text)), &[]), format!("ECHO {text}"));
    }
    assert_eq!(said(&ask(json!("[[x [[text:found]]")), &[]), "found");
}

#[test]
fn a_senseless_directive_is_refused() {
    for text in ["[[status:abc]]", "[[tool:Bash {]]", "[[delay:-1]]", "[[delay:inf]]"] {
        assert_eq!(plan(&ask(json!(text)), &[]).status, Some(400), "{text}");
    }
}
