//! Where unreadable input is kept: a text file that a person can open.
//!
//! One line each: time of receipt, file or connection, line, reason, original bytes, parted by tabs.
//! Bytes that are no printable text are written `\xNN`, so the original can be had back exactly. The
//! file is bounded: when full it becomes `NAME.1` and a new one begins.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{Error, Fault};

/// Size at which a file is put aside: opens in any editor, and holds some 500,000 faults.
pub const QUARANTINE_BYTES_MAX: u64 = 64 * 1024 * 1024;
const HEADER: &[u8] = b"received\torigin\tline\treason\tbytes\n";

/// A quarantine file being written.
#[derive(Debug)]
pub struct Quarantine {
    path: PathBuf,
    writer: BufWriter<File>,
    size: u64,
    size_max: u64,
}

impl Quarantine {
    /// Opens the file, after what it holds already if `keep`, else empty.
    ///
    /// # Errors
    /// A folder that does not exist or may not be written.
    pub fn open(path: &Path, keep: bool) -> Result<Self, Error> {
        Self::with_limit(path, keep, QUARANTINE_BYTES_MAX)
    }

    fn with_limit(path: &Path, keep: bool, size_max: u64) -> Result<Self, Error> {
        let file = File::options()
            .create(true)
            .write(true)
            .append(keep)
            .truncate(!keep)
            .open(path);
        let opened = file.and_then(|file| {
            let size = file.metadata()?.len();
            let mut quarantine = Self {
                path: path.to_owned(),
                writer: BufWriter::new(file),
                size,
                size_max,
            };
            if size == 0 {
                quarantine.put(HEADER)?;
            }
            Ok(quarantine)
        });
        opened.map_err(|fault| error(path, fault))
    }

    /// Keeps one fault.
    ///
    /// # Errors
    /// A full disk.
    pub fn keep(&mut self, fault: &Fault) -> Result<(), Error> {
        let line = line(fault);
        self.rotate(line.len() as u64)
            .and_then(|()| self.put(&line))
            .map_err(|fault| error(&self.path, fault))
    }

    /// Makes what was kept visible to readers of the file.
    ///
    /// # Errors
    /// A full disk.
    pub fn flush(&mut self) -> Result<(), Error> {
        self.writer
            .flush()
            .map_err(|fault| error(&self.path, fault))
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.size += bytes.len() as u64;
        self.writer.write_all(bytes)
    }

    fn rotate(&mut self, more: u64) -> io::Result<()> {
        if self.size + more <= self.size_max || self.size <= HEADER.len() as u64 {
            return Ok(());
        }
        self.writer.flush()?;
        let mut aside = self.path.clone().into_os_string();
        aside.push(".1");
        std::fs::rename(&self.path, aside)?;
        self.writer = BufWriter::new(File::create(&self.path)?);
        self.size = 0;
        self.put(HEADER)
    }
}

fn error(path: &Path, source: io::Error) -> Error {
    Error::Quarantine {
        path: path.to_owned(),
        source,
    }
}

fn line(fault: &Fault) -> Vec<u8> {
    let mut out = Vec::with_capacity(fault.bytes.len() + 80);
    if let Some(received) = fault.received {
        out.extend_from_slice(received.to_string().as_bytes());
    }
    out.push(b'\t');
    escape(fault.origin.as_bytes(), &mut out);
    out.extend_from_slice(format!("\t{}\t{}\t", fault.line, fault.reason).as_bytes());
    escape(&fault.bytes, &mut out);
    out.push(b'\n');
    out
}

/// Writes text as it is and anything else as `\xNN`. A backslash itself is only written so where an
/// `x` follows: tag blocks stay readable.
fn escape(bytes: &[u8], out: &mut Vec<u8>) {
    for chunk in bytes.utf8_chunks() {
        let mut chars = chunk.valid().chars().peekable();
        while let Some(c) = chars.next() {
            if c.is_control() || (c == '\\' && chars.peek() == Some(&'x')) {
                c.encode_utf8(&mut [0; 4])
                    .bytes()
                    .for_each(|byte| hex(byte, out));
            } else {
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
        chunk.invalid().iter().for_each(|byte| hex(*byte, out));
    }
}

fn hex(byte: u8, out: &mut Vec<u8>) {
    out.extend_from_slice(format!("\\x{byte:02x}").as_bytes());
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;
    use std::sync::Arc;
    use vigie_sea::Time;

    fn fault(bytes: &[u8]) -> Fault {
        Fault::new(
            &Arc::from("log.txt"),
            7,
            "checksum-wrong",
            Some(Time::from_s(0)),
            bytes,
        )
    }

    /// What a reader of the file does to have the bytes back.
    fn original(text: &[u8]) -> Vec<u8> {
        let (mut out, mut at) = (Vec::new(), 0);
        while at < text.len() {
            if text[at..].starts_with(b"\\x") {
                out.push(
                    u8::from_str_radix(std::str::from_utf8(&text[at + 2..at + 4]).unwrap(), 16)
                        .unwrap(),
                );
                at += 4;
            } else {
                out.push(text[at]);
                at += 1;
            }
        }
        out
    }

    #[test]
    fn a_person_can_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("q.tsv");
        let mut quarantine = Quarantine::open(&path, false).unwrap();
        quarantine
            .keep(&fault(b"\\s:a*00\\!AIVDM,1\xff\t"))
            .unwrap();
        quarantine.flush().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(
            text.lines().nth(1).unwrap(),
            "1970-01-01T00:00:00Z\tlog.txt\t7\tchecksum-wrong\t\\s:a*00\\!AIVDM,1\\xff\\x09"
        );
        drop(Quarantine::open(&path, true).unwrap());
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            text,
            "kept, and no second header"
        );
    }

    #[test]
    fn a_full_file_is_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("q.tsv");
        let mut quarantine = Quarantine::with_limit(&path, false, 500).unwrap();
        for _ in 0..100 {
            quarantine.keep(&fault(b"0123456789")).unwrap();
        }
        quarantine.flush().unwrap();
        let mut names: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|e| e.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["q.tsv", "q.tsv.1"]);
        for name in names {
            let text = std::fs::read(folder.path().join(name)).unwrap();
            assert!(text.len() <= 500 && text.starts_with(HEADER));
        }
    }

    proptest! {
        #[test]
        fn the_original_bytes_can_be_had_back(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let mut out = Vec::new();
            escape(&bytes, &mut out);
            prop_assert!(std::str::from_utf8(&out).is_ok() && !out.contains(&b'\n') && !out.contains(&b'\t'));
            prop_assert_eq!(original(&out), bytes);
        }
    }
}
