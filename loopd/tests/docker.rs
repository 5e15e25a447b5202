//! The Docker runner against a real engine. The image is the Debian base that `container/base.sh` makes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a test fails by panicking, and may ask the machine what the product may not"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use bollard::Docker;
use futures::StreamExt;
use loopd::model::ReadMark;
use loopd::runner::docker::{BuildContext, DockerRunner};
use loopd::runner::{ContainerSpec, Error, Limits, Line, Mount, MountSource, Runner, State};
use tokio::io::AsyncWriteExt;

const IMAGE: &str = "debian:bookworm-slim";

/// A runner of its own installation, whose containers go away with it.
struct Bench {
    runner: DockerRunner,
    installation: String,
}

impl Bench {
    fn new() -> Self {
        let installation = format!("test-{}", uuid::Uuid::new_v4().simple());
        let build =
            BuildContext { image: "none".into(), dir: PathBuf::from("/nonexistent"), version: "0".into() };
        Self { runner: DockerRunner::connect(None, installation.clone(), build).unwrap(), installation }
    }

    fn spec(&self, script: &str) -> ContainerSpec {
        ContainerSpec {
            name: format!("loop-{}-{}", self.installation, uuid::Uuid::new_v4().simple()),
            image: IMAGE.to_owned(),
            argv: ["bash", "-c", script].map(str::to_owned).to_vec(),
            env: BTreeMap::from([("LANG".to_owned(), "C.UTF-8".to_owned())]),
            user: (1000, 1000),
            groups: vec![],
            work_dir: PathBuf::from("/tmp"),
            mounts: vec![],
            home: PathBuf::from("/tmp"),
            files: vec![],
            limits: Limits { memory_bytes: 64 << 20, nano_cpus: 1_000_000_000, pids: 64 },
            labels: BTreeMap::new(),
        }
    }

    async fn started(&self, script: &str) -> ContainerSpec {
        let spec = self.spec(script);
        self.runner.create(&spec).await.unwrap();
        assert_eq!(self.runner.start(&spec.name).await.unwrap(), State::Running);
        spec
    }

    async fn output(&self, name: &str) -> Vec<Line> {
        self.runner.output(name, ReadMark::default()).map(Result::unwrap).collect().await
    }

    async fn clean(self) {
        for found in self.runner.list().await.unwrap() {
            self.runner.remove(&found.name).await.unwrap();
        }
    }
}

fn texts(lines: &[Line]) -> Vec<&str> {
    lines.iter().map(|line| line.text.as_str()).collect()
}

#[tokio::test]
async fn a_conversation_goes_on_over_a_new_connection_without_losing_or_doubling_a_line() {
    let bench = Bench::new();
    let spec = bench.started("while read -r line; do echo \"you said $line\"; done").await;
    let mut mark = ReadMark::default();
    for round in 0..5 {
        // Each round is a new daemon: new input, output from the recorded place.
        let mut input = bench.runner.input(&spec.name).await.unwrap();
        let mut output = bench.runner.output(&spec.name, mark);
        input.write_all(format!("{round}a\n{round}b\n").as_bytes()).await.unwrap();
        input.flush().await.unwrap();
        let first = output.next().await.unwrap().unwrap();
        assert_eq!(first.text, format!("you said {round}a"));
        // Only the first is recorded: the second must come again.
        mark = first.mark;
        let again = bench.runner.output(&spec.name, mark).next().await.unwrap().unwrap();
        assert_eq!(again.text, format!("you said {round}b"));
        mark = again.mark;
    }
    bench.clean().await;
}

#[tokio::test]
async fn a_long_story_read_in_many_pieces_is_complete() {
    let bench = Bench::new();
    let spec = bench.started("for i in $(seq 2000); do echo line $i; done; head -c 100000 /dev/zero | tr '\\0' x; echo; echo end").await;
    let mut mark = ReadMark::default();
    let mut seen = Vec::new();
    let mut pieces = 0;
    loop {
        let mut output = bench.runner.output(&spec.name, mark);
        let mut taken = 0;
        while let Some(line) = output.next().await {
            let line = line.unwrap();
            mark = line.mark;
            seen.push(line.text);
            taken += 1;
            if taken == 97 {
                break;
            }
        }
        pieces += 1;
        if taken < 97 {
            break;
        }
    }
    assert!(pieces > 15);
    let expected: Vec<String> = (1..=2000).map(|i| format!("line {i}")).collect();
    assert_eq!(seen[..2000], expected);
    assert_eq!((seen[2000].len(), seen[2001].as_str(), seen.len()), (100_000, "end", 2002));
    bench.clean().await;
}

#[tokio::test]
async fn a_container_that_ran_is_never_started_again() {
    let bench = Bench::new();
    let spec = bench.started("echo once; exit 3").await;
    assert_eq!(texts(&bench.output(&spec.name).await), ["once"]);
    let ended = State::Exited { code: 3, out_of_memory: false };
    assert_eq!(bench.runner.start(&spec.name).await.unwrap(), ended);
    assert_eq!(bench.runner.state(&spec.name).await.unwrap(), ended);
    assert_eq!(texts(&bench.output(&spec.name).await), ["once"]);
    bench.clean().await;
}

#[tokio::test]
async fn a_name_is_adopted_if_it_is_ours_and_refused_if_it_is_not() {
    let (bench, stranger) = (Bench::new(), Bench::new());
    let spec = bench.spec("sleep 60");
    bench.runner.create(&spec).await.unwrap();
    bench.runner.create(&spec).await.unwrap();
    assert_eq!(bench.runner.list().await.unwrap().len(), 1);
    assert!(matches!(stranger.runner.create(&spec).await, Err(Error::Refused(_))));
    assert_eq!(stranger.runner.state(&spec.name).await.unwrap(), State::Absent, "not ours, so not there");
    stranger.runner.remove(&spec.name).await.unwrap();
    assert_eq!(bench.runner.state(&spec.name).await.unwrap(), State::Created, "and not removed");
    bench.clean().await;
}

#[tokio::test]
async fn a_program_that_ignores_the_request_to_end_is_dead_after_the_grace() {
    let bench = Bench::new();
    let spec = bench.started("trap '' TERM; echo ready; tail -f /dev/null & wait; sleep 100").await;
    let mut output = bench.runner.output(&spec.name, ReadMark::default());
    assert_eq!(output.next().await.unwrap().unwrap().text, "ready");
    let began = Instant::now();
    bench.runner.stop(&spec.name, Duration::from_secs(2)).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(10));
    assert!(matches!(bench.runner.state(&spec.name).await.unwrap(), State::Exited { code: 137, .. }));
    bench.runner.stop(&spec.name, Duration::from_secs(2)).await.unwrap();
    bench.runner.remove(&spec.name).await.unwrap();
    bench.runner.stop(&spec.name, Duration::from_secs(2)).await.unwrap();
    bench.clean().await;
}

#[tokio::test]
async fn want_of_memory_is_told_apart_from_other_ends() {
    let bench = Bench::new();
    let spec = bench.started("x=$(head -c 200000000 /dev/zero | tr '\\0' x); echo ${#x}").await;
    bench.output(&spec.name).await;
    let State::Exited { out_of_memory, .. } = bench.runner.state(&spec.name).await.unwrap() else {
        panic!("alive")
    };
    assert!(out_of_memory);
    bench.clean().await;
}

#[tokio::test]
async fn every_container_is_hardened() {
    let bench = Bench::new();
    let spec = bench.started("cat /proc/self/status | grep -E '^(CapEff|NoNewPrivs|Seccomp):'; id -u; touch /x || echo read-only; sleep 60").await;
    let mut output = bench.runner.output(&spec.name, ReadMark::default());
    let mut lines = Vec::new();
    while lines.len() < 5 {
        let line = output.next().await.unwrap().unwrap();
        if !line.stderr {
            lines.push(line.text);
        }
    }
    assert_eq!(lines, ["CapEff:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2", "1000", "read-only"]);

    let found = Docker::connect_with_defaults().unwrap().inspect_container(&spec.name, None).await.unwrap();
    let host = found.host_config.unwrap();
    assert_eq!(host.cap_drop, Some(vec!["ALL".to_owned()]));
    assert_eq!((host.memory, host.memory_swap, host.pids_limit), (Some(64 << 20), Some(64 << 20), Some(64)));
    assert_eq!((host.privileged, host.readonly_rootfs, host.init), (Some(false), Some(true), Some(true)));
    assert_eq!(host.network_mode.as_deref(), Some("default"));
    assert!(host.binds.is_none_or(|binds| binds.is_empty()));
    bench.clean().await;
}

#[tokio::test]
async fn a_line_beyond_any_size_is_marked_and_the_next_one_comes_through() {
    let bench = Bench::new();
    let spec = bench.started("head -c 33554432 /dev/zero | tr '\\0' x; echo; echo after").await;
    let lines = bench.output(&spec.name).await;
    assert_eq!(lines.iter().map(|line| line.too_long).collect::<Vec<_>>(), [Some(32 << 20), None]);
    assert_eq!(lines[1].text, "after");
    bench.clean().await;
}

#[tokio::test]
async fn a_missing_image_and_a_missing_program_are_told() {
    let bench = Bench::new();
    let spec = ContainerSpec { image: "loop-test-no-such-image".to_owned(), ..bench.spec("true") };
    assert!(matches!(bench.runner.create(&spec).await, Err(Error::ImageMissing { .. })));
    let spec = ContainerSpec { argv: vec!["/no/such/program".to_owned()], ..bench.spec("true") };
    bench.runner.create(&spec).await.unwrap();
    // `init` reports it as the program's end.
    bench.runner.start(&spec.name).await.ok();
    let said = bench.output(&spec.name).await;
    assert!(texts(&said).join(" ").contains("/no/such/program"), "{said:?}");
    bench.clean().await;
}

#[tokio::test]
async fn copied_files_and_the_directories_they_are_in_belong_to_the_agent() {
    let bench = Bench::new();
    let home = tempfile::tempdir().unwrap();
    std::os::unix::fs::chown(home.path(), Some(1000), Some(1000)).unwrap();
    // One of them is there already, and something in it.
    std::fs::create_dir(home.path().join("there")).unwrap();
    std::fs::write(home.path().join("there/kept"), "kept").unwrap();
    let script =
        "cd; find . -mindepth 1 -printf '%p %U:%G\\n' | sort; echo more > .config/tool/state && echo written";
    let mut spec = bench.spec(script);
    spec.home = PathBuf::from("/home/agent");
    spec.env.insert("HOME".to_owned(), "/home/agent".to_owned());
    spec.mounts.push(Mount {
        source: MountSource::Bind(home.path().to_owned()),
        target: spec.home.clone(),
        read_only: false,
    });
    spec.files = [".config/tool/auth.json", ".config/other", "there/new", "plain"]
        .map(|path| (PathBuf::from(path), b"{}".to_vec()))
        .to_vec();
    bench.runner.create(&spec).await.unwrap();
    bench.runner.start(&spec.name).await.unwrap();
    let expected = [
        "./.config 1000:1000",
        "./.config/other 1000:1000",
        "./.config/tool 1000:1000",
        "./.config/tool/auth.json 1000:1000",
        "./plain 1000:1000",
        "./there 1000:1000",
        "./there/kept 0:0",
        "./there/new 1000:1000",
        "written",
    ];
    assert_eq!(texts(&bench.output(&spec.name).await), expected);
    bench.clean().await;
}
