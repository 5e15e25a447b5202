//! What a run's container is made of: decided here, from the host's configuration, the project's and the channel.
//!
//! Nothing the agent can write widens it: the project's configuration applies as far as it narrows, or was approved.

use std::collections::BTreeMap;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::doors::{API_SOCKET, DOOR_DIR, MODEL_SOCKET};
use super::extra_mounts::Extra;
use super::outcome::{NO_KEY, Outcome};
use super::owner::{make_over, make_owned};
use super::project_files::ProjectFiles;
use super::prompt::{self, Place};
use super::protected::Protected;
use super::{Engine, files, trust};
use crate::config::{Credential, Effective, Home, McpServer, ProjectConfig, Secret};
use crate::model::{Channel, FailureCode, Resume, Trust};
use crate::runner::agent::AgentCommand;
use crate::runner::protocol::MCP_SERVER;
use crate::runner::{ContainerSpec, Limits, Mount, MountSource};

/// Processes and threads of one container; the CLI alone has about a dozen.
const PIDS: i64 = 512;
/// Tries of the CLI when nobody answers, as while loopd restarts: about 3 minutes. Refusals are cut short by the
/// model proxy.
const MODEL_RETRIES: &str = "10";
/// Tries of a CLI that reaches the model's API by itself: about 9 s, then the person is told.
const DIRECT_RETRIES: &str = "4";
/// Stands where the real key would: requests get that on their way out.
const PLACEHOLDER_KEY: &str = "loop-placeholder-key";
/// Where containers have the program of loop's own tools.
const LOOP_MCP: &str = "/usr/local/bin/loop-mcp";
/// How a container reaches the host.
const HOST_GATEWAY: &str = "host.docker.internal";

/// The plan of one run's container.
#[derive(Debug)]
pub(super) struct Sandbox {
    spec: ContainerSpec,
    command: AgentCommand,
    secrets: BTreeMap<String, Secret>,
    mcp: Value,
    project: ProjectFiles,
    protected: Protected,
    user: (u32, u32),
    user_home: PathBuf,
    fingerprint: String,
    notices: Vec<String>,
    /// True where files come and go.
    has_files: bool,
}

/// Where a run works.
#[derive(Clone, Debug)]
pub(super) struct Site {
    /// Its channel or thread.
    pub channel: Channel,
    /// The channel whose directory and agent state it uses: itself, or the thread's parent.
    pub root: Channel,
}

impl Sandbox {
    /// Decides what the run's container is made of, or why there can be none. Reads files, so it may block.
    pub(super) fn plan(
        engine: &Engine,
        site: &Site,
        model: Option<String>,
        trust: Option<&Trust>,
    ) -> Result<Self, Outcome> {
        let config = &engine.config;
        let Site { channel, root } = site;
        let (work_dir, user) = work_dir(engine, root)?;
        let mut notices = Vec::new();
        let project = match &root.dir {
            Some(dir) => ProjectConfig::load(Path::new(dir), &engine.environment)
                .map_err(|error| refused(format!("The project's configuration cannot be used: {error}")))?,
            None => ProjectConfig::default(),
        };
        let effective = Effective::merge(config, &project, trust::approval(trust));
        notices.extend(trust::notices(&effective, &work_dir, trust));
        let protected = Protected::of(&work_dir).map_err(refused)?;
        let secrets = secrets(engine, &effective, &mut notices)?;
        let state = state_dir(&engine.home, root, user)?;
        let extra = Extra::judge(engine, &effective, root, &mut notices);
        let mut mounts = vec![bind(&state, &engine.user_home, false), bind(&work_dir, &work_dir, false)];
        // Where the owner mounts something else himself, that is meant.
        let is_free = |guard: &Mount| extra.mounts.iter().all(|mount| mount.target != guard.target);
        mounts.extend(protected.mounts().filter(is_free));
        let aliases = aliases(&protected, &extra.mounts);
        mounts.extend(extra.mounts);
        for alias in aliases {
            if mounts.iter().all(|mount| mount.target != alias.target) {
                mounts.push(alias);
            }
        }
        let has_files = engine.takes_files(channel);
        if has_files {
            mounts.push(bind(&inbox_dir(&engine.home, root)?, Path::new(&files::inbox_dir()), true));
        }
        mounts.extend(engine.bridge.iter().map(|program| bind(program, Path::new(LOOP_MCP), true)));
        let system_prompt = prompt::system_prompt(Place {
            platform: channel.platform,
            // Of a thread, whose title anybody may choose, its channel's.
            channel: &root.name,
            has_tools: engine.bridge.is_ok(),
            has_files,
        });
        let project = ProjectFiles::gather(&work_dir, &effective, &system_prompt, &mut notices);
        let command = AgentCommand {
            program: effective.bin_path.clone(),
            model: model.or_else(|| effective.model.clone()),
            resume: None,
            fork: false,
            system_prompt: project.instruction(system_prompt),
            home_settings: brings_settings(&mounts, &engine.user_home),
            settings: project.settings_path(),
            mcp_config: Some(format!("{DOOR_DIR}/mcp.json")),
        };
        let mut sandbox = Self {
            spec: ContainerSpec {
                name: String::new(),
                image: effective.image.clone(),
                argv: Vec::new(),
                env: environment(engine, channel),
                user,
                groups: extra.groups,
                work_dir,
                mounts,
                home: engine.user_home.clone(),
                files: extra.files,
                limits: limits(&effective),
                labels: BTreeMap::from([("loop.channel".to_owned(), channel.id.to_string())]),
            },
            command,
            secrets,
            mcp: project
                .with_servers(mcp_config(&effective.mcp_servers, engine.bridge.is_ok().then_some(channel))),
            project,
            protected,
            user,
            user_home: engine.user_home.clone(),
            fingerprint: String::new(),
            notices,
            has_files,
        };
        sandbox.fingerprint = sandbox.hash();
        Ok(sandbox)
    }

    /// The image it is made from.
    pub(super) fn image(&self) -> &str {
        &self.spec.image
    }

    /// The limit of its memory, MiB.
    pub(super) fn memory_mb(&self) -> u64 {
        u64::try_from(self.spec.limits.memory_bytes >> 20).unwrap_or_default()
    }

    /// What the person should know of it.
    pub(super) fn notices(&self) -> &[String] {
        &self.notices
    }

    /// Tells whether two plans are the same but for names.
    pub(super) fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// What of the project the container protects.
    pub(super) fn protected(&self) -> &Protected {
        &self.protected
    }

    /// What the engine makes.
    pub(super) fn spec(&self, name: &str, door: &Path, resume: Option<Resume<'_>>) -> ContainerSpec {
        let mut spec = self.spec.clone();
        name.clone_into(&mut spec.name);
        spec.argv = AgentCommand {
            resume: resume.map(|resume| resume.id.to_owned()),
            fork: resume.is_some_and(|resume| resume.is_fork),
            ..self.command.clone()
        }
        .argv();
        spec.mounts.push(bind(door, Path::new(DOOR_DIR), true));
        if self.has_files {
            spec.mounts.push(bind(&door.join("outbox"), Path::new(&files::outbox_dir()), false));
        }
        spec.mounts.push(bind(&door.join("passwd"), Path::new("/etc/passwd"), true));
        spec
    }

    /// Puts into the container's door what the container needs to find there.
    pub(super) fn furnish(&self, door: &Path, token: &str) -> io::Result<()> {
        std::fs::create_dir_all(door)?;
        // Others of this host are kept out by the directory above, which is 0700.
        std::fs::set_permissions(door, std::fs::Permissions::from_mode(0o755))?;
        if self.has_files {
            // Places for the mounts. Any user may be the agent's, and put files where we can take them away.
            for (name, mode) in [("inbox", 0o755), ("outbox", 0o777)] {
                std::fs::create_dir_all(door.join(name))?;
                std::fs::set_permissions(door.join(name), std::fs::Permissions::from_mode(mode))?;
            }
        }
        write_readable(&door.join("token"), token)?;
        write_readable(&door.join("mcp.json"), &self.mcp.to_string())?;
        for (name, text) in self.project.furniture() {
            write_readable(&door.join(name), text)?;
        }
        let lines: String =
            self.secrets.iter().map(|(name, value)| format!("{name}={}\n", value.expose())).collect();
        write_readable(&door.join("secrets"), &lines)?;
        let (uid, gid) = self.user;
        let home = self.user_home.display();
        let root = if uid == 0 { String::new() } else { "root:x:0:0:root:/root:/bin/sh\n".to_owned() };
        write_readable(&door.join("passwd"), &format!("{root}agent:x:{uid}:{gid}:agent:{home}:/bin/bash\n"))
    }

    fn hash(&self) -> String {
        let mut hash = Sha256::new();
        // Copied files count by their names: they are copied anew when a container is, and change all the time.
        let names = self.spec.files.iter().map(|(path, _)| (path.clone(), Vec::new())).collect();
        let spec = ContainerSpec { files: names, ..self.spec.clone() };
        hash.update(format!("{spec:?}{:?}{}", self.command, self.mcp));
        // Containers have the file that was there when they were made.
        let program = self.spec.mounts.iter().find(|mount| mount.target == Path::new(LOOP_MCP));
        if let Some(Mount { source: MountSource::Bind(path), .. }) = program {
            let made = std::fs::metadata(path).and_then(|found| found.modified()).ok();
            hash.update(format!("{made:?}"));
        }
        for (name, text) in self.project.furniture() {
            hash.update(format!("\n{name}={}:{text}", text.len()));
        }
        for (name, value) in &self.secrets {
            hash.update(format!("\n{name}={}", value.expose()));
        }
        hex::encode(hash.finalize())
    }
}

/// The directory that the agent works in, and whose user it works as.
fn work_dir(engine: &Engine, channel: &Channel) -> Result<(PathBuf, (u32, u32)), Outcome> {
    let container = &engine.config.container;
    let fail = |text: String| Outcome::failed(FailureCode::WorkDir, text);
    let dir = match &channel.dir {
        Some(dir) => {
            let dir = PathBuf::from(dir);
            if is_elsewhere(&engine.home, &dir) {
                return Err(fail(format!(
                    "The project directory {} is not what it was: it leads somewhere else now.",
                    dir.display()
                )));
            }
            dir
        }
        None => {
            let dir = engine.home.work(channel.id.as_str());
            make_owned(&dir, (container.user.uid, container.user.gid)).map_err(|error| {
                fail(format!("The work directory {} cannot be made: {error}.", dir.display()))
            })?;
            dir
        }
    };
    let found = std::fs::metadata(&dir)
        .map_err(|error| fail(format!("The project directory {} cannot be used: {error}.", dir.display())))?;
    if !found.is_dir() {
        return Err(fail(format!("{} is not a directory.", dir.display())));
    }
    if found.uid() == 0 && !container.allow_root {
        let user = format!("{}:{}", container.user.uid, container.user.gid);
        let dir = dir.display();
        return Err(fail(format!(
            "{dir} belongs to root, and an agent does not run as root. Give it to another user (`chown -R {user} \
             {dir}`), or set `container_allow_root: true` in the configuration."
        )));
    }
    Ok((dir, (found.uid(), found.gid())))
}

/// True of a project directory that is not what it was when its channel was made: another agent may have put a link
/// in its place.
pub(super) fn is_elsewhere(home: &Home, dir: &Path) -> bool {
    dir.canonicalize().is_ok_and(|real| real != dir) || home.is_near(dir)
}

/// The agent's own state, which is its home directory: one a channel, kept between runs.
fn state_dir(home: &Home, channel: &Channel, user: (u32, u32)) -> Result<PathBuf, Outcome> {
    let dir = home.agent(channel.id.as_str());
    make_over(&dir, user).map_err(|error| {
        Outcome::failed(
            FailureCode::WorkDir,
            format!("The agent's state {} cannot be made: {error}.", dir.display()),
        )
    })?;
    Ok(dir)
}

/// Where the files lie that people send in a channel and its threads.
fn inbox_dir(home: &Home, channel: &Channel) -> Result<PathBuf, Outcome> {
    let dir = home.inbox(channel.id.as_str());
    let made = std::fs::create_dir_all(&dir)
        .and_then(|()| std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o755)));
    made.map_err(|error| {
        let text = format!("The directory {} for files cannot be made: {error}.", dir.display());
        Outcome::failed(FailureCode::WorkDir, text)
    })?;
    Ok(dir)
}

/// What must not be seen in the engine's description of a container.
fn secrets(
    engine: &Engine,
    effective: &Effective,
    notices: &mut Vec<String>,
) -> Result<BTreeMap<String, Secret>, Outcome> {
    let mut secrets = effective.envs.clone();
    // A proxy's address can hold a password.
    secrets.extend(engine.environment.proxies().through(HOST_GATEWAY).variables());
    secrets.retain(|name, value| {
        // One line each in the file that brings them in.
        let fits = !value.expose().contains(['\n', '\r', '\0']);
        if !fits {
            notices.push(format!("Left out: the variable {name}, because its value has a line break."));
        }
        fits
    });
    match &engine.config.agent.credential {
        // A subscription's token is the agent's own: its terms do not allow us to speak for it.
        Some(Credential::OauthToken(token)) => {
            secrets.insert("CLAUDE_CODE_OAUTH_TOKEN".to_owned(), token.clone());
        }
        Some(Credential::ApiKey(_)) => {}
        None => {
            let own = ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"];
            let brings_own = own.iter().any(|name| secrets.contains_key(*name))
                || effective.mounts.value.iter().any(|mount| mount.contains("/.claude"));
            if !brings_own {
                return Err(Outcome::failed(FailureCode::NoKey, NO_KEY));
            }
        }
    }
    Ok(secrets)
}

fn environment(engine: &Engine, channel: &Channel) -> BTreeMap<String, String> {
    let config = &engine.config;
    let mut env = BTreeMap::new();
    let mut set = |name: &str, value: &str| {
        env.insert(name.to_owned(), value.to_owned());
    };
    set("HOME", &engine.user_home.display().to_string());
    set("LANG", "C.UTF-8");
    set("TZ", config.scheduling.timezone.iana_name().unwrap_or("UTC"));
    set("CHANNEL_ID", channel.id.as_str());
    set("API_URL", &api_url());
    if engine.takes_files(channel) {
        set("LOOP_OUTBOX", &files::outbox_dir());
    }
    set("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
    let is_direct = !matches!(config.agent.credential, Some(Credential::ApiKey(_)));
    set("CLAUDE_CODE_MAX_RETRIES", if is_direct { DIRECT_RETRIES } else { MODEL_RETRIES });
    set("DISABLE_AUTOUPDATER", "1");
    if config.container.allow_root {
        set("IS_SANDBOX", "1");
    }
    let base_url = config.agent.base_url.as_deref();
    if let Some(Credential::ApiKey(_)) = config.agent.credential {
        set("ANTHROPIC_UNIX_SOCKET", &format!("{DOOR_DIR}/{MODEL_SOCKET}"));
        set("ANTHROPIC_BASE_URL", "http://model.loop");
        set("ANTHROPIC_API_KEY", PLACEHOLDER_KEY);
    } else if let Some(url) = base_url {
        set("ANTHROPIC_BASE_URL", &url.replace("127.0.0.1", HOST_GATEWAY).replace("localhost", HOST_GATEWAY));
    }
    env
}

#[expect(clippy::cast_possible_truncation, reason = "the configuration bounds both to ordinary machines")]
fn limits(effective: &Effective) -> Limits {
    Limits {
        memory_bytes: i64::try_from(effective.memory_mb << 20).unwrap_or(i64::MAX),
        nano_cpus: (effective.cpus * 1e9) as i64,
        pids: PIDS,
    }
}

/// The agent's MCP servers; loop's own if there is one for the channel.
fn mcp_config(servers: &BTreeMap<String, McpServer>, channel: Option<&Channel>) -> Value {
    let expose = |values: &BTreeMap<String, Secret>| -> Value {
        values
            .iter()
            .map(|(name, value)| (name.clone(), Value::from(value.expose())))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let mut servers: serde_json::Map<String, Value> = servers
        .iter()
        .map(|(name, server)| {
            let server = match server {
                McpServer::Stdio { command, args, env } => {
                    json!({ "type": "stdio", "command": command, "args": args, "env": expose(env) })
                }
                McpServer::Http { url, headers } => {
                    json!({ "type": "http", "url": url, "headers": expose(headers) })
                }
            };
            (name.clone(), server)
        })
        .collect();
    if let Some(channel) = channel {
        let args = ["--channel-id", channel.id.as_str(), "--api-url", &api_url()];
        // Without the last the CLI only names its tools, and the model has to search for what they are.
        let ours = json!({ "type": "stdio", "command": LOOP_MCP, "args": args, "alwaysLoad": true });
        servers.insert(MCP_SERVER.to_owned(), ours);
    }
    json!({ "mcpServers": servers })
}

/// Where containers reach the API.
fn api_url() -> String {
    format!("unix:{DOOR_DIR}/{API_SOCKET}")
}

/// The protected names where the owner has the project appear once more, below a place of his.
fn aliases(protected: &Protected, extra: &[Mount]) -> Vec<Mount> {
    let mut aliases = Vec::new();
    for mount in extra.iter().filter(|mount| !mount.read_only) {
        let MountSource::Bind(source) = &mount.source else { continue };
        let source = source.canonicalize().unwrap_or_else(|_| source.clone());
        for guard in protected.mounts() {
            // A guarded thing that is mounted itself is meant.
            if let Ok(below) = guard.target.strip_prefix(&source)
                && below != Path::new("")
            {
                aliases.push(Mount { target: mount.target.join(below), ..guard });
            }
        }
    }
    aliases
}

/// True when the Claude settings of the home are somebody's who may decide: the home itself is the agent's to write.
fn brings_settings(mounts: &[Mount], home: &Path) -> bool {
    let settings = home.join(".claude/settings.json");
    mounts.iter().any(|mount| mount.target != home && settings.starts_with(&mount.target))
}

fn bind(source: &Path, target: &Path, read_only: bool) -> Mount {
    Mount { source: MountSource::Bind(source.to_owned()), target: target.to_owned(), read_only }
}

/// Writes a file that the container's user can read.
fn write_readable(path: &Path, contents: &str) -> io::Result<()> {
    std::fs::write(path, contents)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644))
}

fn refused(text: String) -> Outcome {
    Outcome::failed(FailureCode::WorkDir, text)
}
