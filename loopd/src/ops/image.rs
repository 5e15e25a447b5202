//! The agent image's inputs: written to the home from the copies in this binary, kept current, never over a
//! person's changes.

use std::path::Path;

use anyhow::Context;
use sha2::{Digest, Sha256};

/// The files of the image, as shipped.
const SHIPPED: [(&str, &str); 3] = [
    ("Dockerfile", include_str!("../../../container/Dockerfile")),
    ("entrypoint.sh", include_str!("../../../container/entrypoint.sh")),
    ("setup.sh", include_str!("../../../container/setup.sh")),
];
/// Remembers which version of each file was written last.
const RECORD: &str = ".shipped";

/// Writes the image's inputs that are missing, and renews those that nobody changed since they were written.
pub fn write_inputs(dir: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(dir).with_context(|| format!("failed to make {}", dir.display()))?;
    let record_path = dir.join(RECORD);
    let record = std::fs::read_to_string(&record_path).unwrap_or_default();
    let mut written = String::new();
    for (name, shipped) in SHIPPED {
        let path = dir.join(name);
        let current = std::fs::read_to_string(&path).ok();
        let untouched =
            current.as_deref().is_none_or(|text| record.lines().any(|line| line == entry(name, text)));
        if untouched && current.as_deref() != Some(shipped) {
            std::fs::write(&path, shipped).with_context(|| format!("failed to write {}", path.display()))?;
        }
        // What a person changed keeps the record it was changed from, so that going back to it counts as untouched.
        let kept = record.lines().find(|line| line.ends_with(&format!(" {name}"))).map(str::to_owned);
        written +=
            &if untouched { entry(name, shipped) } else { kept.unwrap_or_else(|| entry(name, shipped)) };
        written.push('\n');
    }
    if written != record {
        std::fs::write(&record_path, written)
            .with_context(|| format!("failed to write {}", record_path.display()))?;
    }
    Ok(())
}

fn entry(name: &str, text: &str) -> String {
    format!("{} {name}", hex::encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_written_once_renewed_when_untouched_and_never_over_a_change() {
        let dir = tempfile::tempdir().unwrap();
        write_inputs(dir.path()).unwrap();
        let setup = dir.path().join("setup.sh");
        std::fs::write(&setup, "apt-get install -y cowsay").unwrap();
        // An older version of the daemon wrote this Dockerfile, and nobody changed it.
        std::fs::write(dir.path().join("Dockerfile"), "FROM old").unwrap();
        let record = std::fs::read_to_string(dir.path().join(RECORD)).unwrap();
        let record = record.replace(&entry("Dockerfile", SHIPPED[0].1), &entry("Dockerfile", "FROM old"));
        std::fs::write(dir.path().join(RECORD), record).unwrap();

        write_inputs(dir.path()).unwrap();

        assert_eq!(std::fs::read_to_string(&setup).unwrap(), "apt-get install -y cowsay");
        assert_eq!(std::fs::read_to_string(dir.path().join("Dockerfile")).unwrap(), SHIPPED[0].1);
        assert_eq!(std::fs::read_to_string(dir.path().join("entrypoint.sh")).unwrap(), SHIPPED[1].1);
    }
}
