//! Where a record may stand: on a disk of this computer. Locks of network shares cannot be relied on, and two people
//! would write over each other.

use std::path::{Path, PathBuf};

/// Kinds of file systems that are reached over a network.
/// Source: <https://www.sqlite.org/howtocorrupt.html> section 2.1, and the names of Linux file systems.
const OVER_A_NETWORK: &[&str] = &[
    "nfs",
    "nfs3",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afs",
    "ncpfs",
    "9p",
    "ceph",
    "glusterfs",
    "lustre",
    "gfs2",
    "ocfs2",
    "beegfs",
    "davfs",
    "davfs2",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.glusterfs",
    "fuse.s3fs",
    "fuse.davfs2",
    "fuse.gvfsd-fuse",
    "fuse.ceph",
    "fuse.curlftpfs",
    "fuse.smbnetfs",
];

/// The kind of the network share that `folder` lies on; none where it is on a disk.
pub(super) fn network(folder: &Path, mounts: &str) -> Option<String> {
    let shown = folder.to_string_lossy();
    if shown.starts_with("\\\\") && !shown.starts_with("\\\\?\\") && !shown.starts_with("\\\\.\\") {
        return Some("Windows share".to_owned());
    }
    let kind = kind(folder, mounts)?;
    OVER_A_NETWORK.contains(&kind.as_str()).then_some(kind)
}

/// The kind of file system that `folder` lies on, from the lines of `/proc/self/mountinfo`.
fn kind(folder: &Path, mounts: &str) -> Option<String> {
    let mut best: Option<(usize, String)> = None;
    for line in mounts.lines() {
        let Some((left, right)) = line.split_once(" - ") else { continue };
        let (Some(at), Some(kind)) = (left.split(' ').nth(4), right.split(' ').next()) else { continue };
        let at = PathBuf::from(unescaped(at));
        let depth = at.components().count();
        // Of two mounts on one folder the later one is seen.
        if folder.starts_with(&at) && best.as_ref().is_none_or(|(deepest, _)| depth >= *deepest) {
            best = Some((depth, kind.to_owned()));
        }
    }
    best.map(|(_, kind)| kind)
}

/// Blanks and the like stand as octal numbers.
fn unescaped(path: &str) -> String {
    path.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:26 / /mnt/team\\040share rw shared:5 - cifs //server/team rw
31 22 0:27 / /srv rw - nfs4 server:/srv rw
32 31 254:1 / /srv/local rw - xfs /dev/vdb rw
33 22 0:28 / /mnt/ssh rw - fuse.sshfs host: rw
";

    #[test]
    fn shares_are_told_from_disks() {
        let on = |path: &str| network(Path::new(path), MOUNTS);
        assert_eq!(on("/var/procurements/lighting"), None);
        assert_eq!(on("/mnt/team share/lighting"), Some("cifs".into()));
        assert_eq!(on("/mnt/team shareware"), None);
        assert_eq!(on("/srv/lighting"), Some("nfs4".into()));
        assert_eq!(on("/srv/local/lighting"), None);
        assert_eq!(on("/mnt/ssh"), Some("fuse.sshfs".into()));
        assert_eq!(on("\\\\server\\share"), Some("Windows share".into()));
        assert_eq!(network(Path::new("/x"), ""), None);
    }
}
