//! Unix sockets: bound without taking one away from a living daemon, and with exactly the mode they need.

use std::io;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::Path;

use tokio::net::UnixListener;

/// The kernel takes little more, and a container may see the same file under a longer name.
const MAX_PATH_BYTES: usize = 100;

/// Who may connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// The user who runs the daemon, and nobody else.
    Owner,
    /// Any user to whom the directory above is open: a container's user has another id than ours.
    Anyone,
}

/// Binds a socket at `path`. What is left of a dead daemon is removed; a living one keeps its socket.
pub(super) fn bind(path: &Path, access: Access) -> io::Result<UnixListener> {
    if path.as_os_str().len() > MAX_PATH_BYTES {
        let text = format!(
            "the socket's path {} has more than {MAX_PATH_BYTES} bytes; set LOOP_HOME to a shorter directory",
            path.display()
        );
        return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
    }
    if access == Access::Owner {
        check_private(path)?;
    }
    remove_stale(path)?;
    let listener = UnixListener::bind(path).map_err(|error| naming(path, &error))?;
    // Until here the directory's mode alone keeps others out.
    let mode = if access == Access::Owner { 0o600 } else { 0o666 };
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
        .map_err(|error| naming(path, &error))?;
    Ok(listener)
}

/// Between `bind` and `chmod` a socket has the mode of the umask, so its directory must be closed.
fn check_private(path: &Path) -> io::Result<()> {
    let parent = path.parent().unwrap_or(Path::new("/"));
    let mode =
        std::fs::metadata(parent).map_err(|error| naming(parent, &error))?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let text = format!("{0} is open to other users (mode {mode:o}); run `chmod 700 {0}`", parent.display());
    Err(io::Error::new(io::ErrorKind::PermissionDenied, text))
}

fn remove_stale(path: &Path) -> io::Result<()> {
    let found = match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(|error| naming(path, &error))?,
    };
    if !found.file_type().is_socket() {
        let text = format!("{} is there and is no socket; move it away", path.display());
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, text));
    }
    match std::os::unix::net::UnixStream::connect(path) {
        Ok(_) => {
            let text = format!("another program listens on {}; is loopd running already?", path.display());
            Err(io::Error::new(io::ErrorKind::AddrInUse, text))
        }
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            std::fs::remove_file(path).map_err(|error| naming(path, &error))
        }
        Err(error) => Err(naming(path, &error)),
    }
}

/// Says which file an error is about.
fn naming(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home() -> tempfile::TempDir {
        let home = tempfile::tempdir().unwrap();
        std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
        home
    }

    #[tokio::test]
    async fn a_stale_socket_is_replaced_and_a_living_one_is_not() {
        let home = home();
        let path = home.path().join("api.sock");
        let first = bind(&path, Access::Owner).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(bind(&path, Access::Owner).unwrap_err().kind(), io::ErrorKind::AddrInUse);
        drop(first);
        bind(&path, Access::Owner).unwrap();
    }

    #[tokio::test]
    async fn what_cannot_be_bound_safely_is_refused_with_the_reason() {
        let home = home();
        let file = home.path().join("file");
        std::fs::write(&file, "x").unwrap();
        assert!(bind(&file, Access::Anyone).unwrap_err().to_string().contains("is no socket"));
        let long = home.path().join("a".repeat(100));
        assert!(bind(&long, Access::Anyone).unwrap_err().to_string().contains("more than 100 bytes"));
        std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let refused = bind(&home.path().join("api.sock"), Access::Owner).unwrap_err();
        assert!(refused.to_string().contains("chmod 700"), "{refused}");
    }
}
