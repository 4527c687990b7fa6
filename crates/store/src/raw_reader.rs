//! Reading a raw log, beside its writer too: what it holds, the pieces of a segment, and whether it is as it was written.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

use crate::{
    Error, RawFound, RawHeader, RawRing, RawSegment, raw_chain,
    raw_ring::{files, open_path, read_index, read_ring, sealed_path},
    raw_segment::{FRAME_HEAD, Frames, Step, hex, pieces, unhex},
};

/// Reads the raw log in a folder.
#[derive(Debug, Clone)]
pub struct RawReader {
    folder: PathBuf,
}

/// One thing in a raw log that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawFinding {
    /// The segment.
    pub segment: u64,
    /// Stable code: `raw-missing`, `raw-changed`, `raw-damaged`, `raw-chain`, `raw-head`, `raw-index`.
    pub code: &'static str,
}

/// What a check of a raw log looked at, and what it found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawVerdict {
    /// Segments that were read whole.
    pub segments: u64,
    /// Their unpacked bytes.
    pub bytes: u64,
    /// Segments of which only the hash is kept.
    pub gone: u64,
    /// Newest sealed segment, and the hash of the chain there, hexadecimal.
    pub head: (u64, String),
    /// What is wrong.
    pub findings: Vec<RawFinding>,
}

/// Numbers of the feeds that have a raw log below a folder.
///
/// # Errors
/// The disk; a folder that is not there has none.
pub fn raw_feeds(root: &Path) -> Result<Vec<u16>, Error> {
    let entries = match std::fs::read_dir(root) {
        Ok(entries) => entries,
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(fault) => return Err(Error::disk(root)(fault)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(Error::disk(root))?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        found.extend(name.and_then(|name| name.parse::<u16>().ok()));
    }
    found.sort_unstable();
    Ok(found)
}

/// The folder of a feed's raw log.
#[must_use]
pub fn raw_folder(root: &Path, feed: u16) -> PathBuf {
    root.join(format!("{feed:05}"))
}

impl RawReader {
    /// A reader of the log in this folder.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// Sealed segments, oldest first.
    ///
    /// # Errors
    /// The disk.
    pub fn segments(&self) -> Result<Vec<RawSegment>, Error> {
        let found = files(&self.folder)?.sealed.into_iter();
        Ok(found
            .filter_map(|segment| read_index(&self.folder, segment))
            .collect())
    }

    /// A sealed segment by its number.
    #[must_use]
    pub fn segment(&self, segment: u64) -> Option<RawSegment> {
        read_index(&self.folder, segment)
    }

    /// What was deleted.
    ///
    /// # Errors
    /// The disk, or a list that cannot be read.
    pub fn ring(&self) -> Result<RawRing, Error> {
        read_ring(&self.folder)
    }

    /// Gives the pieces of a sealed segment in their order, `take` says whether to go on; checks that it is the one of its
    /// index, if it was read to its end.
    ///
    /// # Errors
    /// The disk, or a segment that is not as it was written.
    pub fn read(
        &self,
        of: &RawSegment,
        mut take: impl FnMut(RawFound) -> bool,
    ) -> Result<RawHeader, Error> {
        let path = sealed_path(&self.folder, of.segment);
        let damaged = |reason| Error::damaged(&path, reason);
        // What the system did not refuse, the bytes themselves did: they cannot be unpacked.
        let unread = |fault: io::Error| match fault.raw_os_error() {
            Some(_) => Error::disk(&path)(fault),
            None => damaged("raw-damaged"),
        };
        let file = File::open(&path).map_err(Error::disk(&path))?;
        let unpacked = zstd::stream::read::Decoder::new(file).map_err(unread)?;
        let mut frames = Frames::new(BufReader::new(unpacked));
        let mut header = None;
        while let Step::Frame(at) = frames.step().map_err(unread)? {
            if at == FRAME_HEAD as u64 {
                header = frames.header();
                continue;
            }
            let found = pieces(&frames.payload, at).ok_or_else(|| damaged("raw-damaged"))?;
            if !found.into_iter().all(&mut take) {
                return header.ok_or_else(|| damaged("raw-damaged"));
            }
        }
        if hex(&frames.sum()) != of.sha256 {
            return Err(damaged("raw-changed"));
        }
        header.ok_or_else(|| damaged("raw-damaged"))
    }

    /// Checks every byte and the chain. `head` is a segment and the hash of the chain there, as somebody else remembers
    /// them. It may run beside the writer.
    ///
    /// # Errors
    /// The disk.
    pub fn verify(&self, head: Option<(u64, &str)>) -> Result<RawVerdict, Error> {
        let mut check = Check::default();
        // Open ones first: one that is sealed meanwhile is then among the sealed too, never among neither.
        let open = files(&self.folder)?.open;
        let found = files(&self.folder)?;
        let ring = self.ring()?;
        let mut chain = unhex(&ring.chain);
        check.verdict.gone = ring.up_to + ring.gone.len() as u64;
        let gone_last = ring.gone.last().map_or(0, |one| one.segment);
        let last = found.sealed.last().copied().unwrap_or(0);
        let last = last.max(gone_last).max(ring.up_to);
        check.remember(head, ring.up_to, chain);
        for segment in ring.up_to + 1..=last {
            let gone = ring.gone.iter().find(|one| one.segment == segment);
            let sum = match gone {
                Some(gone) => unhex(&gone.sha256),
                None if found.sealed.binary_search(&segment).is_err() => {
                    check.wrong(segment, "raw-missing");
                    None
                }
                None => self.verify_sealed(segment, chain, &mut check)?,
            };
            let claimed = read_index(&self.folder, segment).and_then(|it| unhex(&it.chain));
            chain = match chain.zip(sum) {
                Some((before, sum)) => Some(raw_chain(&before, &sum)),
                // One fault is one finding: the rest is judged from what this one said of itself.
                None => claimed,
            };
            if gone.is_none() && sum.is_some() && chain != claimed {
                check.wrong(segment, "raw-index");
            }
            check.remember(head, segment, chain);
        }
        for segment in open.into_iter().filter(|segment| *segment > last) {
            self.verify_open(segment, chain, &mut check)?;
        }
        if let Some((segment, _)) = head
            && segment > last
        {
            check.wrong(segment, "raw-missing");
        }
        check.verdict.head = (last, chain.map_or_else(String::new, |chain| hex(&chain)));
        Ok(check.verdict)
    }

    /// Reads a sealed segment whole; gives its sum if it can be trusted.
    fn verify_sealed(
        &self,
        segment: u64,
        chain: Option<[u8; 32]>,
        check: &mut Check,
    ) -> Result<Option<[u8; 32]>, Error> {
        let path = sealed_path(&self.folder, segment);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => {
                // Deleted by its writer while this was on its way.
                let is_gone = self.ring()?.is_gone(segment);
                if !is_gone {
                    check.wrong(segment, "raw-missing");
                }
                return Ok(None);
            }
            Err(fault) => return Err(Error::disk(&path)(fault)),
        };
        let index = read_index(&self.folder, segment);
        let Some(index) = index else {
            check.wrong(segment, "raw-index");
            return Ok(None);
        };
        let mut file = Summed::new(file);
        let told = zstd::stream::read::Decoder::new(&mut file)
            .and_then(|unpacked| look(BufReader::new(unpacked), segment, chain));
        let rest = io::copy(&mut file, &mut io::sink()).map_err(Error::disk(&path))?;
        let packed = hex(&file.hash.finalize());
        let Ok((sum, bytes, fault)) = told else {
            check.wrong(segment, "raw-damaged");
            return Ok(None);
        };
        check.verdict.segments += 1;
        check.verdict.bytes += bytes;
        if let Some(code) = fault {
            check.wrong(segment, code);
        } else if hex(&sum) != index.sha256 || packed != index.packed_sha256 || rest > 0 {
            check.wrong(segment, "raw-changed");
        } else {
            return Ok(Some(sum));
        }
        Ok(None)
    }

    /// The segment being written: its frames are sound as far as they are whole, and it follows the one before.
    fn verify_open(
        &self,
        segment: u64,
        chain: Option<[u8; 32]>,
        check: &mut Check,
    ) -> Result<(), Error> {
        let path = open_path(&self.folder, segment);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(fault) => return Err(Error::disk(&path)(fault)),
        };
        let mut frames = Frames::new(BufReader::new(file));
        let mut step = frames.step().map_err(Error::disk(&path))?;
        let before = frames.header().and_then(|header| unhex(&header.before));
        if matches!(step, Step::Frame(_)) && chain.is_some() && before != chain {
            check.wrong(segment, "raw-chain");
        }
        while matches!(step, Step::Frame(_)) {
            check.verdict.bytes = check
                .verdict
                .bytes
                .saturating_add(frames.payload.len() as u64);
            step = frames.step().map_err(Error::disk(&path))?;
        }
        Ok(())
    }
}

/// Sum, unpacked bytes, and a fault of the form of a segment.
type Looked = ([u8; 32], u64, Option<&'static str>);

fn look(from: impl Read, segment: u64, chain: Option<[u8; 32]>) -> io::Result<Looked> {
    let mut frames = Frames::new(from);
    let mut fault = None;
    loop {
        match frames.step()? {
            Step::Frame(at) if at == FRAME_HEAD as u64 => {
                let header = frames.header();
                let before = header.as_ref().and_then(|header| unhex(&header.before));
                if header.is_none_or(|header| header.segment != segment) {
                    fault = fault.or(Some("raw-changed"));
                } else if chain.is_some() && before != chain {
                    fault = fault.or(Some("raw-chain"));
                }
            }
            Step::Frame(at) => {
                if pieces(&frames.payload, at).is_none() {
                    fault = fault.or(Some("raw-damaged"));
                }
            }
            Step::End => return Ok((frames.sum(), frames.sound, fault)),
            Step::Torn => return Ok((frames.sum(), frames.sound, Some("raw-damaged"))),
        }
    }
}

#[derive(Default)]
struct Check {
    verdict: RawVerdict,
}

impl Check {
    fn wrong(&mut self, segment: u64, code: &'static str) {
        self.verdict.findings.push(RawFinding { segment, code });
    }

    /// Compares the chain with what somebody else remembers of it.
    fn remember(&mut self, head: Option<(u64, &str)>, segment: u64, chain: Option<[u8; 32]>) {
        let Some((_, text)) = head.filter(|(at, _)| *at == segment && segment > 0) else {
            return;
        };
        if chain.is_some_and(|chain| hex(&chain) != text) {
            self.wrong(segment, "raw-head");
        }
    }
}

/// A file that is summed while it is read.
struct Summed {
    file: File,
    hash: Sha256,
}

impl Summed {
    fn new(file: File) -> Self {
        Self {
            file,
            hash: Sha256::new(),
        }
    }
}

impl Read for Summed {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(bytes)?;
        self.hash.update(bytes.get(..count).unwrap_or_default());
        Ok(count)
    }
}
