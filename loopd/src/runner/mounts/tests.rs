//! What is mounted, and what is not: tables of mounts, good and hostile.

use std::collections::BTreeMap;

use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;

const HOME: &str = "/home/ann";
const PROJECT: &str = "/code/app";

/// A file system of which only links matter; paths with `missing` in them do not exist.
struct Links(BTreeMap<PathBuf, PathBuf>);

impl Links {
    fn of(links: &[(&str, &str)]) -> Self {
        Self(links.iter().map(|(from, to)| (PathBuf::from(from), PathBuf::from(to))).collect())
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        let mut path = path.to_owned();
        for _ in 0..16 {
            if path.to_string_lossy().contains("missing") {
                return Err(io::ErrorKind::NotFound.into());
            }
            let link = path.ancestors().find_map(|place| self.0.get(place).map(|to| (place.to_owned(), to)));
            let Some((place, to)) = link else { return Ok(path) };
            path = to.join(path.strip_prefix(place).unwrap()).components().collect();
        }
        Err(io::Error::other("too many levels of symbolic links"))
    }
}

fn plan(mount: &str, origin: Origin, links: &Links) -> Plan {
    let resolve = |path: &Path| links.resolve(path);
    let home = Home::at("/home/ann/.loop");
    let policy = Policy::new(Path::new(HOME), &home, Path::new(PROJECT), &resolve)
        .with_engine(Path::new("/opt/engine/sock"));
    policy.plan(&Sourced { value: vec![mount.to_owned()], origin })
}

/// One line per mount: what becomes of it, without what is the same in all lines.
fn outcomes(mounts: &[&str], origin: Origin, links: &Links) -> String {
    let outcome = |mount: &&str| {
        let plan = plan(mount, origin, links);
        let words: Vec<String> = (plan.mounts.iter().map(|spec| {
            let source = match &spec.source {
                MountSource::Bind(path) => path.display().to_string(),
                MountSource::Volume(name) => format!("volume {name}"),
            };
            format!(
                "{source} -> {}{}",
                spec.target.display(),
                if spec.read_only { ", read-only" } else { "" }
            )
        }))
        .chain(plan.dangers.iter().map(|danger| format!("UNSAFE {danger:?}")))
        .chain(plan.skipped.iter().map(|why| why.rsplit('`').next().unwrap().trim().to_owned()))
        .chain(plan.refused.iter().map(|refusal| refusal.complaint.clone()))
        .collect();
        format!("{}: {}\n", shown(mount), words.join("; "))
    };
    mounts.iter().map(outcome).collect()
}

/// What is said of the mounts, and of which.
fn complaints<'a>(mounts: impl Iterator<Item = &'a str>, origin: Origin, links: &Links) -> String {
    let mut groups = BTreeMap::<String, Vec<String>>::new();
    for mount in mounts {
        let plan = plan(mount, origin, links);
        assert!(plan.mounts.is_empty(), "{mount:?}: {plan:?}");
        let said = plan.refused.into_iter().map(|refusal| refusal.complaint).chain(plan.skipped).collect();
        groups.entry(said).or_default().push(shown(mount));
    }
    groups.iter().map(|(said, mounts)| format!("{said}\n    {}\n", mounts.join("  "))).collect()
}

#[test]
fn mounts_of_the_host() {
    assert_snapshot!(outcomes(&[
        "/data:/data",
        "/data:/data:ro",
        "/data:/data:rw",
        "/data/:/data/",
        "//data/./x//:/data/.",
        "~/.gitconfig:~/.gitconfig:ro",
        "~/src:~/src",
        "~/.loop/.bashrc:~/.bashrc:ro",
        "loop-npmcache:~/.npm",
        "go.cache_1:/go",
        "/home/ann/with space:/with space",
        "/data/ümläut:/data/日本",
        "/etc/localtime:/etc/localtime:ro",
        "/data/missing:/data",
        "/tmp/x:/run/other",
        "/tmp/x:/code/app",
        "/tmp/...:/tmp/..x",
    ], Origin::Host, &Links::of(&[])), @"
    /data:/data: /data -> /data
    /data:/data:ro: /data -> /data, read-only
    /data:/data:rw: /data -> /data
    /data/:/data/: /data -> /data
    //data/./x//:/data/.: /data/x -> /data
    ~/.gitconfig:~/.gitconfig:ro: /home/ann/.gitconfig -> /home/ann/.gitconfig, read-only
    ~/src:~/src: /home/ann/src -> /home/ann/src
    ~/.loop/.bashrc:~/.bashrc:ro: /home/ann/.loop/.bashrc -> /home/ann/.bashrc, read-only
    loop-npmcache:~/.npm: volume loop-npmcache -> /home/ann/.npm
    go.cache_1:/go: volume go.cache_1 -> /go
    /home/ann/with space:/with space: /home/ann/with space -> /with space
    /data/ümläut:/data/日本: /data/ümläut -> /data/日本
    /etc/localtime:/etc/localtime:ro: /etc/localtime -> /etc/localtime, read-only
    /data/missing:/data: is left out: the host has no such path
    /tmp/x:/run/other: /tmp/x -> /run/other
    /tmp/x:/code/app: is left out: the project is mounted there
    /tmp/...:/tmp/..x: /tmp/... -> /tmp/..x
    ");
}

#[test]
fn the_hosts_owner_may_be_unsafe() {
    assert_snapshot!(outcomes(&[
        "/:/host",
        "/home:/home2",
        "~:/me",
        "~/:/me",
        "~/.ssh:~/.ssh:ro",
        "~/.SSH/id_ed25519:/key:ro",
        "~/.claude:~/.claude",
        "~/.config:~/.config",
        "~/.loop:/loop",
        "~/.loop/token:/token",
        "~/.loop/run/api.sock:/api.sock",
        "/var/run/docker.sock:/var/run/docker.sock",
        "/run/user/1000/podman/podman.sock:/podman.sock",
        "/opt/engine:/engine",
        "/etc:/host-etc:ro",
        "/var:/host-var",
        "/tmp/link:/x",
    ], Origin::Host, &Links::of(&[("/tmp/link", "/home/ann/.aws")])), @"
    /:/host: / -> /host; UNSAFE Root
    /home:/home2: /home -> /home2; UNSAFE UserHome
    ~:/me: /home/ann -> /me; UNSAFE UserHome
    ~/:/me: /home/ann -> /me; UNSAFE UserHome
    ~/.ssh:~/.ssh:ro: /home/ann/.ssh -> /home/ann/.ssh, read-only; UNSAFE Credentials
    ~/.SSH/id_ed25519:/key:ro: /home/ann/.SSH/id_ed25519 -> /key, read-only; UNSAFE Credentials
    ~/.claude:~/.claude: /home/ann/.claude -> /home/ann/.claude; UNSAFE Credentials
    ~/.config:~/.config: /home/ann/.config -> /home/ann/.config; UNSAFE Credentials
    ~/.loop:/loop: /home/ann/.loop -> /loop; UNSAFE DaemonHome
    ~/.loop/token:/token: /home/ann/.loop/token -> /token; UNSAFE DaemonHome
    ~/.loop/run/api.sock:/api.sock: /home/ann/.loop/run/api.sock -> /api.sock; UNSAFE DaemonHome
    /var/run/docker.sock:/var/run/docker.sock: /var/run/docker.sock -> /var/run/docker.sock; UNSAFE Engine
    /run/user/1000/podman/podman.sock:/podman.sock: /run/user/1000/podman/podman.sock -> /podman.sock; UNSAFE Engine
    /opt/engine:/engine: /opt/engine -> /engine; UNSAFE Engine
    /etc:/host-etc:ro: /etc -> /host-etc, read-only; UNSAFE System
    /var:/host-var: /var -> /host-var; UNSAFE System
    /tmp/link:/x: /tmp/link -> /x; UNSAFE Credentials
    ");
}

#[test]
fn mounts_of_a_project() {
    assert_snapshot!(outcomes(&[
        "./data:/data",
        "data/sub:/data",
        ".:/again:ro",
        "./.git:/history:ro",
        "./link:/data",
        "/srv/models:/models:ro",
        "~/src/other:~/src/other",
        "cache:/cache",
        "./missing:/data",
        "./loop:/data",
    ], Origin::Project, &Links::of(&[("/code/app/link", "/srv/shared"), ("/code/app/loop", "/code/app/loop")])), @"
    ./data:/data: /code/app/data -> /data
    data/sub:/data: /code/app/data/sub -> /data
    .:/again:ro: /code/app -> /again, read-only
    ./.git:/history:ro: /code/app/.git -> /history, read-only
    ./link:/data: /srv/shared -> /data
    /srv/models:/models:ro: /srv/models -> /models, read-only
    ~/src/other:~/src/other: /home/ann/src/other -> /home/ann/src/other
    cache:/cache: volume cache -> /cache
    ./missing:/data: is left out: the host has no such path
    ./loop:/data: is left out: it cannot be looked at (too many levels of symbolic links)
    ");
}

/// Nobody may write these, not even the host's owner. Separated by `|`; blanks count.
const MALFORMED: &str = "\
    |:|::|:::| | : |/data|data|~|:/data|/data:|/data::ro|/data:/data:|/data:/data:ro:|/data:/data:ro:rw|\
    /data:/data:ro,rw|/data:/data:RO|/data:/data: ro|/data:/data:z|/data:/data:shared|\
    /data:/data:rslave|/data:/data:exec|/data:/data:ro,exec,dev,suid|/data:/data:nocopy|\
    C:\\data:/data:ro|C:\\data:D:\\data:ro|type=bind,src=/,dst=/host| /data:/data|/data :/data|\
    /data:/data |/data:data|/data:./data|/data:~bob/x|~bob/x:/data|~root:/data|../x:/data|./x:/data|\
    x/y:/data|.:/data|..:/data|/data/..:/data|/data/../etc:/data|/data/x/../../..:/data|\
    /data:/data/../etc|/data:/..|~/../bob:/data|~/..:/data|/data\0:/data|/data:/data\0/etc|\
    /data\n:/data|/data:/da\tta|/data\u{1b}[2K:/data|/data\u{200b}:/data|/home/ann/.s\u{200c}sh:/data|\
    /data\u{202e}:/data|\u{feff}/data:/data|/da\u{ad}ta:/data|a:/data|-v:/data|_x:/data|ümläut:/data|\
    vol$IFS:/data|vol name:/data|vol\\x:/data|*:/data|/data:/|/data://|/data:/.|/data:/proc|\
    /data:/proc/self|/data:/sys/fs/cgroup|/data:/dev|/data:/dev/shm|/data:/run|/data:/run/loop|\
    /data:/run/loop/api.sock|/data:/var/run|/data:/var/run/loop/x|/data:/var//run/./loop|/data:/etc|\
    /data:/etc/passwd|/data:/etc//passwd/|/data:/etc/shadow|/data:/usr|/data:/usr/local/bin|/data:/usr/local/bin/loop-mcp|/data:/bin|\
    /data:/lib|/data:/etc/ld.so.preload|volume:/proc|volume:/|volume:relative";

/// What a project may not have, although the host's owner might. Separated by blanks.
const OUT_OF_BOUNDS: &str = "\
    /:/host  //:/host  /.:/host:ro  /home:/x  /home/:/x:ro  /home/ann:/x  ~:/x  ~/:/x  /HOME/ANN:/x  \
    ~/.loop:/x  ~/.loop/:/x:ro  ~/.loop/config.json:/x:ro  ~/.loop/token:/x  ~/.loop/templates:/x  \
    ~/.LOOP/token:/x  ~/.loop/agents/C1:/x  ~/.loop/other/code:/x  ~/.ssh:/x  ~/.ssh/id_rsa:/x:ro  \
    ~/.Ssh:/x  ~/.aws:/x  ~/.gnupg:/x  ~/.config:/x  ~/.config/gcloud:/x  ~/.docker/config.json:/x  \
    ~/.kube:/x  ~/.netrc:/x  ~/.claude:/x  ~/.claude.json:/x  ~/.bashrc:/x  ~/.profile:/x:ro  \
    ~/.local/bin:/x  ~/.cache:/x  ~/Library/Keychains:/x  /var/run/docker.sock:/x  /run/docker.sock:/x:ro  \
    /tmp/Docker.Sock:/x  /run/user/1000/podman/podman.sock:/x  /run/containerd/containerd.sock:/x  \
    /opt/engine/sock:/x  /opt/engine:/x  /opt:/x  /proc:/x  /proc/1/root:/x  /sys:/x  /dev:/x  /dev/sda:/x  \
    /etc:/x  /etc/shadow:/x  /ETC/shadow:/x  /run:/x  /run/user/1000:/x  /var/run:/x  /var:/x  /var/lib:/x  \
    /var/lib/docker/volumes:/x  /boot:/x  /root:/x  /root/.ssh:/x  .:/x  ./:/x  /code:/x  /code/app:/x  \
    ./.loop:/x  ./.loop/config.json:/x  .LOOP:/x/y  ./.LOOP:/x  ./.git:/x  ./.git/hooks:/x:rw  \
    .mcp.json:/x  ./.claude/settings.json:/x  ./home:/x  ./root:/x  ./ssh:/x:ro  ./deep/ssh/id:/x  \
    ./sock:/x  ./loophome:/x  ./hooks:/x  ./loop:/x  /srv/home/.ssh:/x  cache:/code/app  cache:/code  \
    cache:/code/app/.loop  cache:/code/app/.git/hooks  ./x:/var/run/docker.sock  ./x:/run/docker.sock";

fn hostile_links() -> Links {
    Links::of(&[
        ("/code/app/home", "/home/ann"),
        ("/code/app/root", "/"),
        ("/code/app/ssh", "/home/ann/.ssh"),
        ("/code/app/deep/ssh", "/code/app/ssh"),
        ("/code/app/sock", "/run/docker.sock"),
        ("/code/app/loophome", "/home/ann/.loop/agents"),
        ("/code/app/hooks", "/code/app/.git/hooks"),
        ("/code/app/loop", "/code/app/loop/x"),
        ("/srv/home", "/home/ann"),
    ])
}

#[test]
fn malformed_mounts_are_refused_whoever_writes_them() {
    assert_snapshot!(complaints(MALFORMED.split('|'), Origin::Host, &Links::of(&[])), @r"
    ends with a colon: add `ro` or `rw`, or leave the colon out
        ::  /data:/data:
    has `..` in a path: write where it leads
        /data/..:/data  /data/../etc:/data  /data/x/../../..:/data  /data:/data/../etc  /data:/..  ~/../bob:/data  ~/..:/data
    has a relative container path: begin it with `/` or `~/`
        /data:data  /data:./data  /data:~bob/x  volume:relative
    has a relative host path: write the full path, or one from `~/`
        ../x:/data  ./x:/data  x/y:/data  .:/data  ..:/data
    has a source that is neither a path nor the name of a volume (2 to 128 ASCII letters, digits, `_`, `.` or `-`, a letter or digit first)
        a:/data  -v:/data  _x:/data  ümläut:/data  vol$IFS:/data  vol name:/data  vol\\x:/data  *:/data
    has a target that the container needs for itself: choose another
        /data:/  /data://  /data:/.  /data:/proc  /data:/proc/self  /data:/sys/fs/cgroup  /data:/dev  /data:/dev/shm  /data:/run  /data:/run/loop  /data:/run/loop/api.sock  /data:/var/run  /data:/var/run/loop/x  /data:/var//run/./loop  /data:/etc  /data:/etc/passwd  /data:/etc//passwd/  /data:/etc/shadow  /data:/usr  /data:/usr/local/bin  /data:/usr/local/bin/loop-mcp  /data:/bin  /data:/lib  /data:/etc/ld.so.preload  volume:/proc  volume:/
    has blanks around a path
         /data:/data  /data :/data  /data:/data 
    has no container path: write `host:container`, or `host:container:ro`
             /data  data  ~  type=bind,src=/,dst=/host
    has the option ` ro`, but only `ro` and `rw` exist
        /data:/data: ro
    has the option `RO`, but only `ro` and `rw` exist
        /data:/data:RO
    has the option `exec`, but only `ro` and `rw` exist
        /data:/data:exec
    has the option `nocopy`, but only `ro` and `rw` exist
        /data:/data:nocopy
    has the option `ro,exec,dev,suid`, but only `ro` and `rw` exist
        /data:/data:ro,exec,dev,suid
    has the option `ro,rw`, but only `ro` and `rw` exist
        /data:/data:ro,rw
    has the option `rslave`, but only `ro` and `rw` exist
        /data:/data:rslave
    has the option `shared`, but only `ro` and `rw` exist
        /data:/data:shared
    has the option `z`, but only `ro` and `rw` exist
        /data:/data:z
    has too many colons: write `host:container[:ro]`
        :::  /data:/data:ro:  /data:/data:ro:rw  C:\\data:/data:ro  C:\\data:D:\\data:ro
    holds the character U+0000, which has no business in a path
        /data\0:/data  /data:/data\0/etc
    holds the character U+0009, which has no business in a path
        /data:/da\tta
    holds the character U+000A, which has no business in a path
        /data\n:/data
    holds the character U+001B, which has no business in a path
        /data\u{1b}[2K:/data
    holds the character U+00AD, which has no business in a path
        /da\u{ad}ta:/data
    holds the character U+200B, which has no business in a path
        /data\u{200b}:/data
    holds the character U+200C, which has no business in a path
        /home/ann/.s\u{200c}sh:/data
    holds the character U+202E, which has no business in a path
        /data\u{202e}:/data
    holds the character U+FEFF, which has no business in a path
        \u{feff}/data:/data
    lacks one of its sides: write `host:container`, or `host:container:ro`
        :   :   :/data  /data:  /data::ro
    names another user's home: write the full path
        ~bob/x:/data  ~root:/data
    ");
    for mount in MALFORMED.split('|') {
        let relative = matches!(mount, "./x:/data" | "x/y:/data" | ".:/data");
        let plan = plan(mount, Origin::Project, &Links::of(&[]));
        assert!(relative || (plan.mounts.is_empty() && plan.refused.len() == 1), "{mount:?}: {plan:?}");
    }
}

#[test]
fn a_project_is_kept_within_bounds() {
    assert_snapshot!(complaints(OUT_OF_BOUNDS.split_whitespace(), Origin::Project, &hostile_links()), @"
    looks like the container engine's socket, which only the host's config may mount
        ./x:/var/run/docker.sock  ./x:/run/docker.sock
    the mount `./loop:/x` is left out: it cannot be looked at (too many levels of symbolic links)
        ./loop:/x
    would cover the project itself, or what is protected in it
        cache:/code/app  cache:/code  cache:/code/app/.loop  cache:/code/app/.git/hooks
    would make `.claude` of the project writable, which an agent may not change: add `:ro`
        ./.claude/settings.json:/x
    would make `.git` of the project writable, which an agent may not change: add `:ro`
        ./.git:/x  ./.git/hooks:/x:rw  ./hooks:/x
    would make `.loop` of the project writable, which an agent may not change: add `:ro`
        .:/x  ./:/x  /code:/x  /code/app:/x  ./.loop:/x  ./.loop/config.json:/x  .LOOP:/x/y  ./.LOOP:/x
    would make `.mcp.json` of the project writable, which an agent may not change: add `:ro`
        .mcp.json:/x
    would show agents all of the host's files; only the host's config may do that
        /:/host  //:/host  /.:/host:ro  ./root:/x
    would show agents credentials; only the host's config may do that
        ~/.ssh:/x  ~/.ssh/id_rsa:/x:ro  ~/.Ssh:/x  ~/.aws:/x  ~/.gnupg:/x  ~/.config:/x  ~/.config/gcloud:/x  ~/.docker/config.json:/x  ~/.kube:/x  ~/.netrc:/x  ~/.claude:/x  ~/.claude.json:/x  ~/Library/Keychains:/x  ./ssh:/x:ro  ./deep/ssh/id:/x  /srv/home/.ssh:/x
    would show agents hidden files of your home, which hold tokens and programs that run when you sign in; only the host's config may do that
        ~/.bashrc:/x  ~/.profile:/x:ro  ~/.local/bin:/x  ~/.cache:/x
    would show agents the container engine's socket, which makes whoever reaches it root on the host; only the host's config may do that
        /var/run/docker.sock:/x  /run/docker.sock:/x:ro  /tmp/Docker.Sock:/x  /run/user/1000/podman/podman.sock:/x  /run/containerd/containerd.sock:/x  /opt/engine/sock:/x  /opt/engine:/x  /opt:/x  ./sock:/x
    would show agents the daemon's own files, which decide what agents may do; only the host's config may do that
        ~/.loop:/x  ~/.loop/:/x:ro  ~/.loop/config.json:/x:ro  ~/.loop/token:/x  ~/.loop/templates:/x  ~/.LOOP/token:/x  ~/.loop/agents/C1:/x  ~/.loop/other/code:/x  ./loophome:/x
    would show agents the operating system's own files; only the host's config may do that
        /proc:/x  /proc/1/root:/x  /sys:/x  /dev:/x  /dev/sda:/x  /etc:/x  /etc/shadow:/x  /ETC/shadow:/x  /run:/x  /run/user/1000:/x  /var/run:/x  /var:/x  /var/lib:/x  /var/lib/docker/volumes:/x  /boot:/x  /root:/x  /root/.ssh:/x
    would show agents your whole home directory, with keys and programs that run when you sign in; only the host's config may do that
        /home:/x  /home/:/x:ro  /home/ann:/x  ~:/x  ~/:/x  /HOME/ANN:/x  ./home:/x
    ");
}

#[test]
fn very_long_mounts_are_refused() {
    for mount in [
        format!("/{}:/x", "a".repeat(256)),
        format!("/{}:/x", "a/".repeat(3000)),
        format!("/x:/{}", "a/".repeat(3000)),
        format!("{}:/x", "a".repeat(129)),
        ":".repeat(1_000_000),
        "/".repeat(1_000_000),
    ] {
        let plan = plan(&mount, Origin::Host, &Links::of(&[]));
        assert_eq!((plan.mounts.len(), plan.refused.len()), (0, 1));
        assert!(plan.refused[0].to_string().len() < 400, "{}", plan.refused[0]);
    }
}

#[test]
fn links_of_guarded_places_are_followed() {
    let links = Links::of(&[("/home/ann/.ssh", "/vault/ssh"), ("/home/ann", "/users/ann")]);
    for mount in ["/vault/ssh:/x", "/vault:/x", "/vault/ssh/id:/x", "/users/ann:/x", "/users/ann/.aws:/x"] {
        assert!(plan(mount, Origin::Project, &links).mounts.is_empty(), "{mount}");
    }
}

#[test]
fn a_project_inside_the_daemons_home_has_its_own_files() {
    let resolve = |path: &Path| Ok(path.to_owned());
    let home = Home::at("/home/ann/.loop");
    let project = home.work("C1");
    let policy = Policy::new(Path::new(HOME), &home, &project, &resolve);
    let verdict = |path: &Path| policy.judge_path(path, Origin::Project);
    assert_eq!(verdict(&project.join("data")), Verdict::Allowed(project.join("data")));
    assert!(matches!(verdict(&home.work("C2")), Verdict::Refused(_)));
    assert!(matches!(verdict(home.root()), Verdict::Refused(_)));

    // A project that is itself a guarded place frees nothing.
    let policy = Policy::new(Path::new(HOME), &home, home.root(), &resolve);
    assert!(matches!(policy.judge_path(&home.token(), Origin::Project), Verdict::Refused(_)));
    let policy = Policy::new(Path::new(HOME), &home, Path::new(HOME), &resolve);
    assert!(matches!(
        policy.judge_path(Path::new("/home/ann/.ssh/id"), Origin::Project),
        Verdict::Refused(_)
    ));
}

#[test]
fn a_target_is_used_once() {
    let resolve = |path: &Path| Ok(path.to_owned());
    let home = Home::at("/home/ann/.loop");
    let policy = Policy::new(Path::new(HOME), &home, Path::new(PROJECT), &resolve);
    let value = ["/a:/x", "/b:/x/", "volume:/./x"].map(str::to_owned).to_vec();
    let plan = policy.plan(&Sourced { value, origin: Origin::Host });
    assert_eq!((plan.mounts.len(), plan.refused.len()), (1, 2));
    assert_snapshot!(plan.refused[0], @"the mount `/b:/x/` has the target of an earlier one, /x: keep one");
}

/// Said independently of the policy: what no project may ever reach.
fn is_forbidden(path: &Path) -> bool {
    let inside = [
        "/etc",
        "/proc",
        "/dev",
        "/sys",
        "/run",
        "/var/run",
        "/root",
        "/home/ann/.ssh",
        "/home/ann/.loop",
        "/home/ann/.config",
    ];
    let exactly = ["/", "/home", "/home/ann", "/var"];
    inside.iter().any(|place| path.starts_with(place))
        || exactly.iter().any(|place| path == Path::new(place))
        || path.ends_with("docker.sock")
}

fn path() -> impl Strategy<Value = String> {
    let part = prop::sample::select(
        &[
            "home",
            "ann",
            ".ssh",
            ".loop",
            ".config",
            "etc",
            "run",
            "var",
            "work",
            "app",
            "link",
            "data",
            ".",
            "..",
            "docker.sock",
            "x",
        ][..],
    );
    let root = prop::sample::select(&["/", "~/", "./", "", "//", "/home/ann/", "/code/app/"][..]);
    (root, prop::collection::vec(part, 0..5)).prop_map(|(root, parts)| format!("{root}{}", parts.join("/")))
}

proptest! {
    #[test]
    fn nothing_panics(mount in "\\PC{0,40}|[a-z~/.:\\\\\0 ]{0,40}") {
        for origin in [Origin::Host, Origin::Project] {
            let plan = plan(&mount, origin, &Links::of(&[]));
            prop_assert_eq!(plan.mounts.len() + plan.skipped.len() + plan.refused.len(), 1);
        }
    }

    #[test]
    fn no_accepted_mount_of_a_project_reaches_a_forbidden_place(
        source in path(), target in path(), option in prop::sample::select(&["", ":ro", ":rw", ":x"][..]),
        first in path(), second in path(),
    ) {
        let links = Links::of(&[("/code/app/link", &first), ("/code/app/data", &second), ("/srv/x", "/home")]);
        let plan = plan(&format!("{source}:{target}{option}"), Origin::Project, &links);
        for spec in plan.mounts {
            if let MountSource::Bind(path) = spec.source {
                let real = links.resolve(&path).unwrap();
                prop_assert!(real.is_absolute() || !real.starts_with("/"), "{:?}", real);
                prop_assert!(!is_forbidden(&path) && !is_forbidden(&real), "{:?} leads to {:?}", path, real);
            }
            prop_assert!(spec.target.is_absolute() && !spec.target.components().any(|part| part == Component::ParentDir));
            prop_assert!(!["/", "/etc", "/run", "/var/run"].iter().any(|place| spec.target == Path::new(place)));
        }
    }
}
