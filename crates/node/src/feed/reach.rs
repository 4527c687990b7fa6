//! What a feed may reach that an officer asks for over the network: files below folders that the operator named, and no
//! link-local address, nor one that stands for none. Receivers on this machine (127.0.0.1, ::1) may be called. Feeds named at the start are the operator's own and may reach more.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use super::bytes::file_error;
use super::spec::bare_host;
use super::{Error, Place};

/// The bounds of feeds that are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Without links and `..`.
    folders: Vec<PathBuf>,
}

impl Reach {
    /// Files below these folders.
    ///
    /// # Errors
    /// A folder that does not exist or cannot be looked into.
    pub fn below(folders: &[PathBuf]) -> Result<Self, Error> {
        let real = |folder: &PathBuf| {
            let real = std::fs::canonicalize(folder).map_err(|fault| file_error(folder, fault))?;
            match real.is_dir() {
                true => Ok(real),
                false => Err(Error::Special {
                    path: folder.clone(),
                }),
            }
        };
        let folders = folders.iter().map(real).collect::<Result<_, _>>()?;
        Ok(Self { folders })
    }

    /// Whether a place may be read from; of a place in the network that has a name, only what the name itself says.
    pub(crate) fn admit(&self, place: &Place) -> Result<(), Error> {
        match place {
            Place::Path(path) => self.real(path).map(drop),
            Place::TcpConnect(address) | Place::TlsConnect(address) => {
                let host = bare_host(address);
                // A zone, as in fe80::1%eth0, belongs to link-local addresses alone.
                let closed = host.contains('%') || host.parse().is_ok_and(is_closed);
                match closed {
                    true => Err(closed_target(address)),
                    false => Ok(()),
                }
            }
            Place::Stdin => Err(Error::Address {
                text: "-".to_owned(),
            }),
            Place::TcpListen(_) | Place::TlsListen(_) | Place::Udp(_) => Ok(()),
        }
    }

    /// Where a file or folder truly is, if that may be read from. Whether something exists outside is not told.
    pub(crate) fn real(&self, path: &Path) -> Result<PathBuf, Error> {
        let outside = || Error::Outside {
            path: path.to_owned(),
        };
        let is_below = |real: &Path| self.folders.iter().any(|folder| real.starts_with(folder));
        match std::fs::canonicalize(path) {
            Ok(real) if is_below(&real) => Ok(real),
            Ok(_outside) => Err(outside()),
            Err(fault) => {
                let parent = path.parent().and_then(|it| std::fs::canonicalize(it).ok());
                match parent {
                    Some(parent)
                        if is_below(&parent) && fault.kind() == std::io::ErrorKind::NotFound =>
                    {
                        Err(file_error(path, fault))
                    }
                    _ => Err(outside()),
                }
            }
        }
    }

    /// The addresses of a name that may be called; asked again at each call, for names change.
    pub(crate) fn targets(
        address: &str,
        found: impl Iterator<Item = SocketAddr>,
    ) -> std::io::Result<Vec<SocketAddr>> {
        let open: Vec<SocketAddr> = found.filter(|place| !is_closed(place.ip())).collect();
        match open.is_empty() {
            true => Err(std::io::Error::other(closed_target(address))),
            false => Ok(open),
        }
    }
}

fn closed_target(address: &str) -> Error {
    Error::Target {
        address: address.to_owned(),
    }
}

/// Link-local addresses, where machines of a cloud are told their secrets, and none at all, which means this machine.
fn is_closed(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            address.is_link_local() || address.is_broadcast() || address.octets()[0] == 0
        }
        IpAddr::V6(address) => address.is_unicast_link_local() || address.is_unspecified(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn only_what_truly_lies_below_a_named_folder_may_be_read() {
        let all = tempfile::tempdir().unwrap();
        let (open, shut) = (all.path().join("open"), all.path().join("shut"));
        for folder in [&open, &shut] {
            std::fs::create_dir_all(folder.join("day")).unwrap();
            std::fs::write(folder.join("day/a.nmea"), "x").unwrap();
        }
        symlink(&shut, open.join("link")).unwrap();
        symlink(shut.join("day/a.nmea"), open.join("linked.nmea")).unwrap();
        symlink(open.join("day/a.nmea"), shut.join("back.nmea")).unwrap();
        let reach = Reach::below(std::slice::from_ref(&open)).unwrap();
        let code = |path: PathBuf| {
            let admitted = reach.admit(&Place::Path(path));
            admitted.map_or_else(|fault| fault.code(), |()| "open")
        };
        let cases = [
            (open.join("day/a.nmea"), "open"),
            (open.join("day"), "open"),
            (open.clone(), "open"),
            (shut.join("back.nmea"), "open"),
            (open.join("day/../day/a.nmea"), "open"),
            (open.join("none.nmea"), "file-not-found"),
            (open.join("../shut/day/a.nmea"), "feed-folder-closed"),
            (open.join("link/day/a.nmea"), "feed-folder-closed"),
            (open.join("linked.nmea"), "feed-folder-closed"),
            (all.path().to_owned(), "feed-folder-closed"),
            (all.path().join("opener"), "feed-folder-closed"),
            (shut.join("none.nmea"), "feed-folder-closed"),
            (PathBuf::from("/etc/passwd"), "feed-folder-closed"),
            (PathBuf::from("/proc/self/environ"), "feed-folder-closed"),
        ];
        for (path, wanted) in cases {
            assert_eq!(code(path.clone()), wanted, "{}", path.display());
        }
        let none = Reach::default().admit(&Place::Path(open));
        assert_eq!(none.unwrap_err().code(), "feed-folder-closed");
        assert_eq!(
            Reach::below(&[all.path().join("no")]).unwrap_err().code(),
            "file-not-found"
        );
    }

    #[test]
    fn link_local_addresses_are_not_called_and_this_machine_is() {
        let admitted = |text: &str| {
            Reach::default().admit(&super::super::FeedSpec::parse(text).unwrap().place)
        };
        for text in [
            "tcp://169.254.169.254:80",
            "tcp://[::ffff:169.254.169.254]:80",
            "tls://[fe80::1]:80",
            "tcp://[fe80::1%eth0]:80",
            "tcp://0.0.0.0:22",
            "tcp://[::]:22",
        ] {
            assert_eq!(
                admitted(text).unwrap_err().code(),
                "feed-target-closed",
                "{text}"
            );
        }
        for text in [
            "tcp://192.0.2.1:4000",
            "tcp://ais.example:4000",
            "tcp://127.0.0.1:4000",
            "tls://[::1]:4000",
            "tcp-listen://0.0.0.0:4000",
            "udp://[::]:4000",
        ] {
            assert!(admitted(text).is_ok(), "{text}");
        }
        assert!(admitted("-").is_err());
        let found = ["169.254.169.254:80", "192.0.2.1:80"].map(|it| it.parse().unwrap());
        let called = Reach::targets("ais.example:80", found.into_iter()).unwrap();
        assert_eq!(called, found[1..]);
        assert!(Reach::targets("ais.example:80", found.into_iter().take(1)).is_err());
    }
}
