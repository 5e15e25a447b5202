//! From a [`ContainerSpec`] to the engine's request: pure, with the hardening that every container gets.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use bollard::models::{
    ContainerCreateBody, ContainerState, ContainerStateStatusEnum, HostConfig, HostConfigLogConfig, Mount,
    MountBindOptions, MountBindOptionsPropagationEnum, MountType,
};

use tar::EntryType;

use super::super::{ContainerSpec, MountSource, State};
use super::{APP_LABEL, INSTALLATION_LABEL};

/// The request that makes the container.
pub(super) fn body(spec: &ContainerSpec, installation: &str) -> ContainerCreateBody {
    let mut labels: HashMap<String, String> = spec.labels.clone().into_iter().collect();
    labels.insert(APP_LABEL.0.to_owned(), APP_LABEL.1.to_owned());
    labels.insert(INSTALLATION_LABEL.to_owned(), installation.to_owned());
    ContainerCreateBody {
        image: Some(spec.image.clone()),
        cmd: Some(spec.argv.clone()),
        env: Some(spec.env.iter().map(|(name, value)| format!("{name}={value}")).collect()),
        user: Some(format!("{}:{}", spec.user.0, spec.user.1)),
        working_dir: Some(spec.work_dir.display().to_string()),
        labels: Some(labels),
        // Input stays open when we go away, so that a new daemon can go on talking.
        open_stdin: Some(true),
        stdin_once: Some(false),
        attach_stdin: Some(true),
        tty: Some(false),
        host_config: Some(host_config(spec)),
        ..ContainerCreateBody::default()
    }
}

fn host_config(spec: &ContainerSpec) -> HostConfig {
    let tmp_bytes = spec.limits.memory_bytes / 2;
    HostConfig {
        mounts: Some(spec.mounts.iter().map(mount).collect()),
        group_add: Some(spec.groups.iter().map(u32::to_string).collect()),
        memory: Some(spec.limits.memory_bytes),
        memory_swap: Some(spec.limits.memory_bytes),
        nano_cpus: Some(spec.limits.nano_cpus),
        pids_limit: Some(spec.limits.pids),
        cap_drop: Some(vec!["ALL".to_owned()]),
        security_opt: Some(vec!["no-new-privileges".to_owned()]),
        readonly_rootfs: Some(true),
        tmpfs: Some(HashMap::from([(
            "/tmp".to_owned(),
            format!("rw,nosuid,nodev,exec,mode=1777,size={tmp_bytes}"),
        )])),
        init: Some(true),
        // Private by default on recent engines only.
        ipc_mode: Some("private".to_owned()),
        extra_hosts: Some(vec!["host.docker.internal:host-gateway".to_owned()]),
        // Output is read from the log, so it must be one that can be read; an engine-wide default may not be.
        log_config: Some(HostConfigLogConfig {
            typ: Some("json-file".to_owned()),
            config: Some(HashMap::new()),
        }),
        ..HostConfig::default()
    }
}

fn mount(mount: &super::super::Mount) -> Mount {
    let (typ, source, bind_options) = match &mount.source {
        MountSource::Bind(path) => {
            let options = MountBindOptions {
                propagation: Some(MountBindOptionsPropagationEnum::RPRIVATE),
                ..Default::default()
            };
            (MountType::BIND, path.display().to_string(), Some(options))
        }
        MountSource::Volume(name) => (MountType::VOLUME, name.clone(), None),
    };
    Mount {
        target: Some(mount.target.display().to_string()),
        source: Some(source),
        typ: Some(typ),
        read_only: Some(mount.read_only),
        bind_options,
        ..Mount::default()
    }
}

/// What the engine's state means to us.
pub(super) fn state(state: &ContainerState) -> State {
    match state.status {
        Some(ContainerStateStatusEnum::CREATED) => State::Created,
        Some(
            ContainerStateStatusEnum::RUNNING
            | ContainerStateStatusEnum::PAUSED
            | ContainerStateStatusEnum::RESTARTING,
        ) => State::Running,
        Some(
            ContainerStateStatusEnum::EXITED
            | ContainerStateStatusEnum::DEAD
            | ContainerStateStatusEnum::REMOVING,
        ) => State::Exited {
            code: state.exit_code.unwrap_or(-1),
            out_of_memory: state.oom_killed.unwrap_or_default(),
        },
        _ => State::Absent,
    }
}

/// A tar archive of the files to copy in and of the directories that they are in, owned by the container's user.
pub(super) fn archive(spec: &ContainerSpec) -> std::io::Result<Vec<u8>> {
    let mut archive = tar::Builder::new(Vec::new());
    let header = |kind, size: usize, mode| {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(size as u64);
        header.set_mode(mode);
        header.set_uid(spec.user.0.into());
        header.set_gid(spec.user.1.into());
        header
    };
    // Those that the engine makes by itself belong to root, and the agent could put nothing else into them.
    let parents = spec.files.iter().flat_map(|(path, _)| path.ancestors().skip(1));
    let parents: BTreeSet<&Path> = parents.filter(|parent| !parent.as_os_str().is_empty()).collect();
    for parent in parents {
        archive.append_data(&mut header(EntryType::Directory, 0, 0o700), parent, std::io::empty())?;
    }
    for (path, contents) in &spec.files {
        let mut header = header(EntryType::Regular, contents.len(), 0o600);
        archive.append_data(&mut header, path, contents.as_slice())?;
    }
    archive.into_inner()
}
