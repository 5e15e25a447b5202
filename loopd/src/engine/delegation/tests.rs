//! Who may cause what, as a table.

use super::*;
use crate::model::Platform;

fn channel(id: &str, parent: Option<&str>, delegators: Option<&str>) -> Channel {
    Channel {
        id: ChannelId(id.to_owned()),
        platform: Platform::Local,
        name: id.to_owned(),
        dir: None,
        parent_id: parent.map(|id| ChannelId(id.to_owned())),
        session_id: None,
        active: true,
        created_at: 0,
        delegators: delegators.map(str::to_owned),
        made_by: None,
        gap_after: None,
        used: true,
    }
}

/// What becomes of an agent in `from` that wants a run in `target`, after `through`.
fn verdict(
    from: &Channel,
    through: &[&str],
    (target, root): (Option<&str>, &Channel),
    counts: AgentCounts,
) -> std::result::Result<i32, Refusal> {
    let named = |id: &str| ChannelId(id.to_owned());
    let top = |id: &str| named(id.split(':').next().unwrap());
    let through: Vec<_> = through.iter().map(|id| (named(id), top(id))).collect();
    let id = target.map(named);
    let depth = i32::try_from(through.len()).unwrap() - 1;
    let asking = Asking { from, depth, through: &through };
    judge(&asking, Target { id: id.as_ref(), root }, counts)
}

#[test]
fn a_chain_ends_at_its_depth_and_never_goes_round() {
    let (ops, web) = (channel("ops", None, None), channel("web", None, None));
    let none = AgentCounts::default();
    let ask = |through: &[&str]| verdict(&ops, through, (Some("web"), &web), none);
    assert_eq!(ask(&["ops"]), Ok(1));
    assert_eq!(ask(&["ops", "a"]), Ok(2));
    assert_eq!(ask(&["ops", "a", "b"]), Ok(3));
    assert_eq!(ask(&["ops", "a", "b", "c"]), Err(Refusal::Depth));
    assert_eq!(ask(&["ops", "web"]), Err(Refusal::Loop));
    assert_eq!(ask(&["ops", "a", "web"]), Err(Refusal::Loop));
    assert_eq!(verdict(&ops, &["ops"], (Some("ops"), &ops), none), Err(Refusal::Loop), "itself");
    // Nor round by a thread of a channel that is a part of it.
    let web_thread = (Some("web:1"), &web);
    assert_eq!(verdict(&ops, &["ops", "web"], web_thread, none), Err(Refusal::Loop));
    assert_eq!(verdict(&ops, &["ops", "web:2"], (Some("web"), &web), none), Err(Refusal::Loop));
    assert_eq!(verdict(&ops, &["ops", "web"], (None, &web), none), Err(Refusal::Loop));
    // At home a new thread is in no chain, and a thread is another place than its channel.
    assert_eq!(verdict(&ops, &["ops"], (None, &ops), none), Ok(1));
    assert_eq!(verdict(&ops, &["ops"], (Some("ops:1"), &ops), none), Ok(1));
}

#[test]
fn owners_decide_whose_agents_may_come() {
    let none = AgentCounts::default();
    let (ops, thread) = (channel("ops", None, None), channel("ops:1", Some("ops"), None));
    for (delegators, is_allowed) in [
        (None, true),
        (Some("[]"), false),
        (Some("[\"ops\"]"), true),
        (Some("[\"web\",\"a\"]"), false),
        (Some("not json"), false),
    ] {
        let web = channel("web", None, delegators);
        for from in [&ops, &thread] {
            let judged = verdict(from, &[from.id.as_str()], (Some("web"), &web), none);
            let expected = if is_allowed { Ok(1) } else { Err(Refusal::NotAllowed) };
            assert_eq!(judged, expected, "{delegators:?} from {}", from.id);
        }
    }
    // Within one channel and its threads nobody needs leave.
    let closed = channel("ops", None, Some("[]"));
    assert_eq!(verdict(&closed, &["ops"], (Some("ops:1"), &closed), none), Ok(1));
    assert_eq!(verdict(&thread, &["ops:1"], (Some("ops"), &closed), none), Ok(1));
}

#[test]
fn budgets_bind_both_sides() {
    let (ops, web) = (channel("ops", None, None), channel("web", None, None));
    let most = DELEGATIONS_PER_HOUR;
    for (caused, taken, expected) in [
        (most - 1, most - 1, Ok(1)),
        (most, 0, Err(Refusal::Caused)),
        (0, most, Err(Refusal::Taken)),
        (most, most, Err(Refusal::Caused)),
    ] {
        let counts = AgentCounts { caused, taken, ..AgentCounts::default() };
        assert_eq!(verdict(&ops, &["ops"], (Some("web"), &web), counts), expected, "{caused} {taken}");
    }
}

#[test]
fn every_refusal_says_what_to_do_instead() {
    for refusal in [Refusal::Depth, Refusal::Loop, Refusal::NotAllowed, Refusal::Caused, Refusal::Taken] {
        let words = refusal.words("web");
        assert!(words.len() > 60 && !words.contains("  "), "{words}");
    }
    assert!(matches!(Refusal::Caused.error("web"), Error::OverBudget { .. }));
    assert!(matches!(Refusal::Loop.error("web"), Error::Forbidden(_)));
}
