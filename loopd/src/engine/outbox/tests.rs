//! What an agent can make of its outbox, and that nothing of it leads out (guarantee C7).

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{FileExt as _, PermissionsExt as _, symlink};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::fs::mknodat;

use super::*;

/// What must never be sent.
const SECRET: &str = "canary-0123456789";

/// An outbox, and a file outside.
struct Desk {
    dir: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { dir: tempfile::tempdir().unwrap() };
        for name in ["outbox", "copies"] {
            fs::create_dir(desk.path(name)).unwrap();
        }
        fs::write(desk.path("secret"), SECRET).unwrap();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn put(&self, name: impl AsRef<OsStr>) -> PathBuf {
        self.path("outbox").join(name.as_ref())
    }

    /// Takes what there is, as run `run`.
    fn take_as(&self, run: &str, since: Millis) -> Taken {
        let copies = self.path("copies");
        fs::remove_dir_all(&copies).unwrap();
        fs::create_dir(&copies).unwrap();
        let way = Way { outbox: &self.path("outbox"), aside: &self.path("taken").join(run), copies: &copies };
        way.take(since, &mut Names::default()).unwrap()
    }

    fn take(&self) -> Taken {
        self.take_as("1", 0)
    }

    fn copy(&self, name: &str) -> String {
        fs::read_to_string(self.path("copies").join(name)).unwrap()
    }
}

fn why<'a>(taken: &'a Taken, name: &str) -> &'a str {
    let left = taken.left.iter().find(|left| left.name == name);
    &left.unwrap_or_else(|| panic!("{name} was not left: {taken:?}")).why
}

fn fifo(path: &Path) {
    mknodat(CWD, path, FileType::Fifo, Mode::RWXU, 0).unwrap();
}

#[test]
fn files_are_taken_once_and_kept_to_ourselves() {
    let desk = Desk::new();
    fs::write(desk.put("b.txt"), "bee").unwrap();
    fs::write(desk.put("a.txt"), "ay").unwrap();
    let taken = desk.take();
    assert_eq!((taken.files, taken.left), (vec!["a.txt".to_owned(), "b.txt".to_owned()], Vec::new()));
    assert_eq!((desk.copy("a.txt"), desk.copy("b.txt")), ("ay".to_owned(), "bee".to_owned()));
    let mode = fs::metadata(desk.path("copies/a.txt")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(fs::read_dir(desk.path("outbox")).unwrap().count(), 0, "they have left the outbox");
    // The same run once more, as after a crash, finds them again; the next one does not.
    fs::write(desk.put("c.txt"), "sea").unwrap();
    assert_eq!(desk.take_as("1", 0).files, ["a.txt", "b.txt", "c.txt"]);
    assert_eq!(desk.take_as("2", 0).files, Vec::<String>::new());
}

#[test]
fn an_outbox_that_is_missing_or_a_link_gives_nothing() {
    let desk = Desk::new();
    fs::remove_dir(desk.path("outbox")).unwrap();
    assert!(desk.take().files.is_empty());
    fs::create_dir(desk.path("elsewhere")).unwrap();
    fs::write(desk.path("elsewhere/secret"), SECRET).unwrap();
    symlink(desk.path("elsewhere"), desk.path("outbox")).unwrap();
    let way = Way { outbox: &desk.path("outbox"), aside: &desk.path("taken"), copies: &desk.path("copies") };
    way.take(0, &mut Names::default()).unwrap_err();
    assert!(desk.path("elsewhere/secret").exists());
}

#[test]
fn only_regular_files_with_one_name_are_taken_and_the_rest_stays() {
    let desk = Desk::new();
    symlink(desk.path("secret"), desk.put("link")).unwrap();
    symlink("../secret", desk.put("relative")).unwrap();
    symlink("/proc/self/environ", desk.put("environ")).unwrap();
    symlink(desk.dir.path(), desk.put("out")).unwrap();
    fs::hard_link(desk.path("secret"), desk.put("hard")).unwrap();
    fs::create_dir(desk.put("dir")).unwrap();
    fs::write(desk.put("dir").join("deep"), "x").unwrap();
    fifo(&desk.put("fifo"));
    let socket = std::os::unix::net::UnixListener::bind(desk.put("socket")).unwrap();
    fs::write(desk.put("empty"), "").unwrap();
    let has_device =
        mknodat(CWD, desk.put("zero"), FileType::CharacterDevice, Mode::RWXU, rustix::fs::makedev(1, 5))
            .is_ok();
    fs::write(desk.put("good"), "good").unwrap();
    let taken = desk.take();
    assert_eq!(taken.files, ["good"]);
    for link in ["link", "relative", "environ", "out"] {
        assert_eq!(why(&taken, link), "a link");
    }
    assert!(why(&taken, "hard").contains("second name"));
    assert!(why(&taken, "dir").contains("a directory"));
    assert_eq!(why(&taken, "fifo"), "no ordinary file");
    assert_eq!(why(&taken, "socket"), "no ordinary file");
    assert_eq!(why(&taken, "empty"), "it is empty");
    if has_device {
        assert_eq!(why(&taken, "zero"), "no ordinary file");
    }
    assert!(desk.put("dir").join("deep").exists() && desk.path("secret").exists());
    assert_eq!(fs::read_dir(desk.path("taken/1")).unwrap().count(), 1, "nothing else was moved");
    // It is told once, not after every answer.
    assert_eq!(desk.take_as("2", Millis::MAX).left, Vec::new());
    drop(socket);
}

#[test]
fn sizes_counts_and_names_are_bounded() {
    let desk = Desk::new();
    let sparse = |name: &str, bytes: u64| File::create(desk.put(name)).unwrap().set_len(bytes).unwrap();
    sparse("a-huge", 1 << 40);
    sparse("a-over", MAX_FILE_BYTES + 1);
    sparse("b-full", MAX_FILE_BYTES);
    sparse("c-full", MAX_FILE_BYTES);
    fs::write(desk.put("d-too-much"), "x").unwrap();
    let taken = desk.take();
    assert_eq!(taken.files, ["b-full", "c-full"]);
    assert!(why(&taken, "a-huge").contains("the most is 25 MiB"));
    assert!(why(&taken, "a-over").contains("the most is 25 MiB"));
    assert!(why(&taken, "d-too-much").contains("more than 50 MiB"));

    let desk = Desk::new();
    for number in 0..10_050 {
        fs::write(desk.put(format!("{number:05}")), "x").unwrap();
    }
    let taken = desk.take();
    assert_eq!(taken.files.len(), MAX_FILES);
    assert_eq!(taken.left.len(), LOOKED_AT - MAX_FILES + 1);
    assert_eq!(taken.left.last().unwrap().name, "the rest");
    assert_eq!(fs::read_dir(desk.path("outbox")).unwrap().count(), 10_040);

    let desk = Desk::new();
    for name in [&b"\xff\xfe.txt"[..], b"\xfe\xff.txt", "a\u{202e}b\n@c".as_bytes(), b".hidden", b"-rf"] {
        fs::write(desk.put(OsStr::from_bytes(name)), name).unwrap();
    }
    fs::write(desk.put("long".repeat(60)), "x").unwrap();
    let taken = desk.take();
    assert_eq!(
        taken.files,
        ["-rf", "hidden", "ab__c", &"long".repeat(25), "\u{fffd}\u{fffd}.txt", "\u{fffd}\u{fffd}-2.txt"]
    );
}

#[test]
fn a_file_that_grows_while_it_is_copied_goes_back() {
    let desk = Desk::new();
    fs::write(desk.put("a"), "x").unwrap();
    let file = File::options().write(true).open(desk.put("a")).unwrap();
    let (outbox, aside) =
        (directory(&desk.path("outbox")).unwrap(), directory(&desk.path("copies")).unwrap());
    let name = c"a";
    let mut budget = Budget { files: 1, bytes: MAX_TOTAL_BYTES };
    let mut opened = open(&outbox, name, &budget).unwrap();
    file.write_at(b"x", MAX_FILE_BYTES).unwrap();
    let refused = budget.copied(&mut opened, &desk.path("copies/a")).unwrap();
    assert!(refused.unwrap().contains("the most is"));
    assert!(!desk.path("copies/a").exists());
    assert_eq!((budget.files, budget.bytes), (1, MAX_TOTAL_BYTES), "it did not count");
    renameat(&outbox, name, &aside, name).unwrap();
    put_back(&aside, &outbox, name);
    assert!(desk.put("a").exists());
}

#[test]
fn what_an_earlier_try_moved_aside_is_judged_again() {
    let desk = Desk::new();
    fs::create_dir_all(desk.path("taken/1")).unwrap();
    symlink(desk.path("secret"), desk.path("taken/1/link")).unwrap();
    fifo(&desk.path("taken/1/fifo"));
    fs::hard_link(desk.path("secret"), desk.path("taken/1/hard")).unwrap();
    let taken = desk.take();
    assert_eq!(taken.files, Vec::<String>::new());
    assert_eq!(taken.left.len(), 3);
    assert_eq!(fs::read_dir(desk.path("outbox")).unwrap().count(), 3, "they went back");
}

/// `LOOP_TEST_SWAPS=1000000` tries for longer.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test may ask the machine how long it may take")]
fn a_thread_that_swaps_files_for_links_gets_nothing_out() {
    let desk = Desk::new();
    let rounds: u32 = std::env::var("LOOP_TEST_SWAPS").map_or(1000, |text| text.parse().unwrap());
    let done = AtomicBool::new(false);
    let outbox = desk.path("outbox");
    let swap = |number: u32| {
        let path = outbox.join(format!("f{}", number % 4));
        let _ = fs::remove_file(&path);
        let _ = fs::remove_dir(&path);
        // Whatever fails, fails because the other side was quicker.
        let _ = match number % 5 {
            0 | 1 => File::create_new(&path).and_then(|mut file| file.write_all(b"harmless")),
            2 => symlink(desk.path("secret"), &path),
            3 => fs::hard_link(desk.path("secret"), &path),
            _ => fs::create_dir(&path),
        };
    };
    let mut files = 0;
    std::thread::scope(|scope| {
        for offset in 0..2 {
            let (swap, done) = (&swap, &done);
            scope.spawn(move || {
                let mut number = offset;
                while !done.load(Ordering::Relaxed) {
                    swap(number);
                    number = number.wrapping_add(3);
                }
            });
        }
        for round in 0..rounds {
            let taken = desk.take_as(&round.to_string(), 0);
            for name in &taken.files {
                let copied = desk.copy(name);
                assert!("harmless".starts_with(&copied), "{copied}");
            }
            files += taken.files.len();
            fs::remove_dir_all(desk.path("taken")).unwrap();
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(files > 0, "nothing was ever taken");
    assert_eq!(fs::read_to_string(desk.path("secret")).unwrap(), SECRET);
}

#[test]
fn named_files_are_taken_all_or_none() {
    let desk = Desk::new();
    for name in ["a.txt", "b.txt", "c.txt"] {
        fs::write(desk.put(name), name).unwrap();
    }
    symlink(desk.path("secret"), desk.put("link")).unwrap();
    let take = |names: &[&str]| {
        let copies = desk.path("copies");
        fs::remove_dir_all(&copies).unwrap();
        fs::create_dir(&copies).unwrap();
        let way = Way { outbox: &desk.path("outbox"), aside: &desk.path("taken/m1"), copies: &copies };
        way.take_named(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap()
    };
    for (names, wrong, why) in [
        (&["a.txt", "link"][..], "link", "a link"),
        (&["a.txt", "nowhere"], "nowhere", "no such file"),
        (&["a.txt", "../secret"], "secret", "no such file"),
        (&["/etc/passwd"], "passwd", "no such file"),
        (&[".."], "file", "a directory"),
        (&[""], "file", "no such file"),
    ] {
        let left = take(names).unwrap_err();
        assert!(left.name == wrong && left.why.contains(why), "{names:?}: {left:?}");
        assert!(desk.put("a.txt").exists() && desk.put("link").is_symlink(), "it is put back");
    }
    let path = format!("{}/b.txt", files::outbox_dir());
    assert_eq!(take(&["c.txt", &path]).unwrap(), ["c.txt", "b.txt"]);
    assert_eq!((desk.copy("c.txt"), desk.copy("b.txt")), ("c.txt".to_owned(), "b.txt".to_owned()));
    assert!(desk.put("a.txt").exists() && !desk.put("b.txt").exists());
    // A second try finds what the first one took.
    assert_eq!(take(&["c.txt", "b.txt"]).unwrap(), ["c.txt", "b.txt"]);
    // What is not sent in the end comes back, beside what the agent made meanwhile.
    fs::write(desk.put("b.txt"), "newer").unwrap();
    give_back(&desk.path("taken/m1"), &desk.path("outbox"));
    assert_eq!(fs::read_to_string(desk.put("c.txt")).unwrap(), "c.txt");
    assert_eq!(fs::read_to_string(desk.put("b.txt")).unwrap(), "newer");
    assert!(desk.path("taken/m1/b.txt").exists(), "nothing of the agent's is deleted");
}
