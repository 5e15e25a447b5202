//! Which template a name means, and which files a prompt may come from.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::*;

/// A host with a home, and a project.
struct Place {
    dir: tempfile::TempDir,
    environment: Environment,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let place = Self {
            environment: Environment::from_map([("HOME", dir.path().join("ann").to_str().unwrap())]),
            dir,
        };
        fs::create_dir_all(place.home().templates()).unwrap();
        fs::create_dir_all(place.project().join(PROJECT_TEMPLATES)).unwrap();
        place
    }

    fn root(&self) -> PathBuf {
        self.dir.path().canonicalize().unwrap()
    }

    fn home(&self) -> Home {
        Home::at(self.root().join("ann/.loop"))
    }

    fn project(&self) -> PathBuf {
        self.root().join("shop")
    }

    fn config(&self, templates: &str) -> Config {
        let text = format!("{{ platform: 'local', task_templates: [{templates}] }}");
        Config::parse(&text, Path::new("config.json"), &self.environment).unwrap()
    }

    fn write_project(&self, text: &str) {
        fs::write(self.project().join(".loop/config.json"), text).unwrap();
    }

    fn shelf(&self, host: &str) -> Shelf {
        Shelf::look(&self.config(host), &self.environment, &self.home(), Some(self.project()))
    }

    /// What a file of the project's, or of the host's, comes to.
    fn read(&self, origin: Origin, path: &str) -> std::result::Result<String, String> {
        prompt(&self.home(), Some(&self.project()), &from_file(origin, path))
    }

    fn refused(&self, path: &str) -> String {
        self.read(Origin::Project, path).expect_err(path)
    }
}

fn from_file(origin: Origin, path: &str) -> Template {
    Template {
        name: "it".to_owned(),
        description: String::new(),
        schedule: "1h".to_owned(),
        kind: ScheduleKind::Interval,
        prompt: Prompt::File(path.into()),
        timezone: None,
        auto_delete: Duration::ZERO,
        origin,
    }
}

fn written(name: &str, prompt: &str) -> String {
    format!("{{ name: '{name}', type: 'interval', schedule: '1h', prompt: '{prompt}' }},")
}

fn origins(shelf: &Shelf) -> String {
    let lines = shelf.templates.iter().map(|(name, (origin, _))| format!("{name}: {origin:?}\n"));
    lines.collect()
}

#[test]
fn a_projects_template_comes_first_then_the_hosts_then_the_shipped_one() {
    let place = Place::new();
    place.write_project(&format!(
        "{{ task_templates: [{}{}] }}",
        written("daily-summary", "project"),
        written("lint", "project")
    ));
    let host = ["heartbeat", "daily-summary", "mine"].map(|name| written(name, "host")).concat();
    let shelf = place.shelf(&host);
    insta::assert_snapshot!(origins(&shelf), @r"
    daily-summary: Project
    dependency-audit: Shipped
    heartbeat: Host
    lint: Project
    mine: Host
    tk-auto-worker: Shipped
    tk-heartbeat: Shipped
    ");
    assert_eq!(shelf.templates["daily-summary"].1.prompt, Prompt::Text("project".to_owned()));
    assert_eq!(shelf.trouble, None);
}

#[test]
fn trouble_with_the_project_is_told_and_leaves_the_others() {
    let place = Place::new();
    place.write_project(
        "{ task_templates: [{ name: 'x', type: 'interval', schedule: '1h', prompt_path: '../x' }] }",
    );
    let shelf = place.shelf(&written("mine", "host"));
    assert_eq!(shelf.templates.len(), 6);
    let trouble = shelf.trouble.as_deref().unwrap();
    assert!(trouble.contains("task_templates[0].prompt_path") && trouble.contains(":1:"), "{trouble}");
    let Error::NotFound(text) = shelf.unknown("hartbeat") else { panic!("not that") };
    assert!(text.contains("did you mean heartbeat") && text.contains("prompt_path"), "{text}");
}

#[test]
fn a_project_that_leads_somewhere_else_now_offers_nothing_of_it() {
    let place = Place::new();
    place.write_project(&format!("{{ task_templates: [{}] }}", written("lint", "x")));
    fs::rename(place.project(), place.root().join("other")).unwrap();
    symlink(place.root().join("other"), place.project()).unwrap();
    let shelf = place.shelf("");
    assert!(!shelf.templates.contains_key("lint"));
    assert!(shelf.trouble.unwrap().contains("leads somewhere else"));
}

#[test]
fn unknown_names_are_told_with_the_near_ones() {
    let shelf = Place::new().shelf("");
    for (name, expected) in [
        (
            "hearbeat",
            "there is no template hearbeat for this channel; did you mean heartbeat or tk-heartbeat?",
        ),
        ("qqq", "there is no template qqq for this channel; list_templates shows those there are"),
        (
            "\u{1b}\0",
            "there is no template \\u{1b}\\0 for this channel; list_templates shows those there are",
        ),
    ] {
        assert_eq!(shelf.unknown(name).to_string(), expected);
    }
}

#[test]
fn prompts_come_from_the_directory_of_whoever_wrote_the_template() {
    let place = Place::new();
    fs::write(place.home().templates().join("a.md"), "host").unwrap();
    fs::create_dir(place.project().join(PROJECT_TEMPLATES).join("deep")).unwrap();
    fs::write(place.project().join(PROJECT_TEMPLATES).join("deep/a.md"), "project").unwrap();
    assert_eq!(place.read(Origin::Host, "a.md").unwrap(), "host");
    assert_eq!(place.read(Origin::Project, "./deep/a.md").unwrap(), "project");
    let missing = place.read(Origin::Host, "deep/a.md").unwrap_err();
    let expected =
        format!("its `prompt_path` deep/a.md in {} does not exist", place.home().templates().display());
    assert_eq!(missing, expected);
}

#[test]
fn what_is_no_plain_file_in_there_is_refused() {
    let place = Place::new();
    let (templates, secret) = (place.project().join(PROJECT_TEMPLATES), place.root().join("secret"));
    fs::write(&secret, "canary").unwrap();
    fs::create_dir(place.root().join("outside")).unwrap();
    fs::write(place.root().join("outside/a.md"), "canary").unwrap();
    symlink(&secret, templates.join("link.md")).unwrap();
    symlink(place.root().join("outside"), templates.join("linked")).unwrap();
    fs::write(templates.join("plain.md"), "fine").unwrap();
    symlink("plain.md", templates.join("inside.md")).unwrap();
    fs::create_dir(templates.join("dir.md")).unwrap();
    fs::write(templates.join("binary.md"), b"ab\xffcd").unwrap();
    let size = usize::try_from(MAX_PROMPT_BYTES).unwrap();
    fs::write(templates.join("most.md"), "x".repeat(size)).unwrap();
    fs::write(templates.join("large.md"), "x".repeat(size + 1)).unwrap();
    let made = std::process::Command::new("mkfifo").arg(templates.join("fifo.md")).status().unwrap();
    assert!(made.success());
    let absolute = secret.to_str().unwrap().to_owned();
    for (path, expected) in [
        ("../../../secret", "is not a path inside"),
        ("../templates/plain.md", "is not a path inside"),
        ("linked/../../../secret", "is not a path inside"),
        (absolute.as_str(), "is not a path inside"),
        ("", "is a directory"),
        (".", "is a directory"),
        ("link.md", "symbolic link"),
        ("linked/a.md", "symbolic link"),
        ("inside.md", "symbolic link"),
        ("plain.md/a", "symbolic link"),
        ("dir.md", "is a directory"),
        ("fifo.md", "not a regular file"),
        ("none.md", "does not exist"),
        ("none/a.md", "does not exist"),
        ("large.md", "larger than 256 KiB"),
        ("binary.md", "not UTF-8 text (byte 3 is wrong)"),
        ("a\0b", "cannot be read"),
        ("\u{1b}[2J", "\\u{1b}[2J"),
    ] {
        let told = place.refused(path);
        assert!(told.starts_with("its `prompt_path`") && told.contains(expected), "{path:?}: {told}");
        assert!(!told.contains("canary"), "{told}");
    }
    assert_eq!(place.read(Origin::Project, "most.md").unwrap().len(), size);
}

#[test]
fn a_link_in_the_place_of_the_projects_own_directories_is_refused() {
    for name in [".loop", PROJECT_TEMPLATES] {
        let place = Place::new();
        fs::create_dir_all(place.root().join("outside/templates")).unwrap();
        for at in ["outside/a.md", "outside/templates/a.md"] {
            fs::write(place.root().join(at), "canary").unwrap();
        }
        fs::remove_dir_all(place.project().join(name)).unwrap();
        symlink(place.root().join("outside"), place.project().join(name)).unwrap();
        assert!(place.refused("a.md").contains("symbolic link"), "{name}");
    }
}

#[test]
fn whoever_swaps_files_and_directories_meanwhile_gets_nothing_out() {
    let place = Place::new();
    let templates = place.project().join(PROJECT_TEMPLATES);
    let outside = place.root().join("outside");
    fs::create_dir_all(&outside).unwrap();
    fs::create_dir(templates.join("deep")).unwrap();
    fs::write(outside.join("a.md"), "canary").unwrap();
    fs::write(templates.join("deep/a.md"), "fine").unwrap();
    symlink(&outside, templates.join("deep.link")).unwrap();
    symlink(outside.join("a.md"), templates.join("a.link")).unwrap();
    let is_over = AtomicBool::new(false);
    let (mut fine, mut refused, mut escaped) = (0, 0, 0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            use rustix::fs::{CWD, RenameFlags, renameat_with};
            while !is_over.load(Ordering::Relaxed) {
                for (one, other) in [("deep", "deep.link"), ("deep/a.md", "a.link")] {
                    let (one, other) = (templates.join(one), templates.join(other));
                    // Through the link it may hit the outside, or nothing: that is the swapper's own affair.
                    let _ = renameat_with(CWD, &one, CWD, &other, RenameFlags::EXCHANGE);
                    let _ = renameat_with(CWD, &one, CWD, &other, RenameFlags::EXCHANGE);
                }
            }
        });
        let began = Instant::now();
        let is_enough = |seen: bool| began.elapsed() > Duration::from_millis(if seen { 300 } else { 20_000 });
        while !is_enough(fine > 0 && refused > 0) {
            match place.read(Origin::Project, "deep/a.md") {
                Ok(text) if text == "canary" => escaped += 1,
                Ok(_) => fine += 1,
                Err(_) => refused += 1,
            }
        }
        is_over.store(true, Ordering::Relaxed);
    });
    assert!(fine > 0 && refused > 0, "{fine} read, {refused} refused");
    assert_eq!(escaped, 0);
}
