//! The raw log of a feed: the bytes as they were received, appended to segments that are sealed, packed and chained by
//! their hashes.
//!
//! Layout of a log's folder: `0000000012.open` (being written, not packed), `0000000012.zst` (sealed, Zstandard),
//! `0000000012.json` (what it holds, to find things by) and `gone.json` (what was deleted). The hash of the chain after
//! segment n is SHA-256 of `vigie/raw/1`, a line feed, the hash before and the SHA-256 of the unpacked segment; each
//! segment names the hash before it. A crash can tear the last frame of the open segment only: it is cut off, told, and
//! noted in the next segment.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File, OpenOptions},
    io::{self, BufReader, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

use crate::{
    Error, RawHeader, RawKind, RawPiece, RawReader, RawRing, RawSegment, RawSession, raw_chain,
    raw_ring::{
        delete, files, open_path, read_index, read_ring, sealed_path, write_index, write_ring,
    },
    raw_segment::{FRAME_HEAD, Frames, Step, frame, hex, pieces, put_piece, unhex},
    roll::flush_folder,
};

/// How hard segments are packed: more costs more time than it saves room.
const LEVEL: i32 = 3;
/// Sessions named in a header; a feed has some 64 at a time.
const SESSIONS_MAX: usize = 1_024;

/// Whose bytes a log holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawFeed {
    /// `live`, or `exercise:NAME`.
    pub realm: String,
    /// Number of the feed.
    pub feed: u16,
    /// Its address.
    pub address: String,
    /// Its format, as it was given.
    pub format: String,
}

/// What the reports in some pieces say, to find them by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawHeard {
    /// Of whom.
    pub mmsis: BTreeSet<u32>,
    /// Earliest and latest time that they say, milliseconds since 1970 UTC.
    pub times: Option<(i64, i64)>,
    /// Whether any is VMS.
    pub vms: bool,
}

impl RawHeard {
    /// Takes in what other pieces say.
    pub fn add(&mut self, other: &Self) {
        self.mmsis.extend(&other.mmsis);
        self.vms |= other.vms;
        if let Some((min, max)) = other.times {
            let (least, most) = self.times.unwrap_or((min, max));
            self.times = Some((least.min(min), most.max(max)));
        }
    }
}

/// The one writer of a feed's raw log.
#[derive(Debug)]
pub struct RawLog {
    folder: PathBuf,
    about: RawFeed,
    next: u64,
    chain: [u8; 32],
    ring: RawRing,
    writing: Option<Writing>,
    sessions: BTreeMap<u64, RawSession>,
    torn_bytes: u64,
}

/// The segment being written.
#[derive(Debug)]
struct Writing {
    file: File,
    hash: Sha256,
    length: u64,
    began_ms: i64,
    index: RawSegment,
    heard: RawHeard,
    is_dirty: bool,
}

impl RawLog {
    /// Opens or makes the log in a folder of its own, and tidies what a crash may have left: a torn tail is cut, and the
    /// segment that was being written is sealed. [`RawLog::torn_bytes`] tells how much was cut.
    ///
    /// # Errors
    /// The disk, or a folder that holds something else.
    pub fn open(folder: &Path, about: RawFeed) -> Result<Self, Error> {
        use std::os::unix::fs::DirBuilderExt as _;
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(Error::disk(folder))?;
        let ring = read_ring(folder)?;
        let found = files(folder)?;
        for path in &found.partial {
            fs::remove_file(path).map_err(Error::disk(path))?;
        }
        let mut log = Self {
            folder: folder.to_owned(),
            about,
            next: 1,
            chain: [0; 32],
            ring,
            writing: None,
            sessions: BTreeMap::new(),
            torn_bytes: 0,
        };
        for segment in &found.sealed {
            if log.ring.is_gone(*segment) {
                delete(folder, *segment)?;
            }
        }
        log.stand_at_end(&found.sealed)?;
        for segment in found.open {
            let path = open_path(folder, segment);
            if segment < log.next {
                // Sealed already; only its deletion was kept from happening.
                fs::remove_file(&path).map_err(Error::disk(&path))?;
            } else {
                log.recover(segment)?;
            }
        }
        Ok(log)
    }

    /// Finds where the chain goes on.
    fn stand_at_end(&mut self, sealed: &[u64]) -> Result<(), Error> {
        let gone = self.ring.gone.last().map_or(0, |one| one.segment);
        let last = sealed
            .last()
            .copied()
            .unwrap_or(0)
            .max(gone)
            .max(self.ring.up_to);
        let damaged = |reason| Error::damaged(&self.folder, reason);
        let mut chain = unhex(&self.ring.chain).ok_or_else(|| damaged("raw-ring"))?;
        for segment in self.ring.up_to + 1..=last {
            let gone = self.ring.gone.iter().find(|one| one.segment == segment);
            let sum = match gone {
                Some(gone) => gone.sha256.clone(),
                None => match read_index(&self.folder, segment) {
                    Some(index) => index.sha256,
                    None if sealed.binary_search(&segment).is_ok() => {
                        let index = rebuild(&self.folder, segment)?;
                        write_index(&self.folder, &index)?;
                        index.sha256
                    }
                    // Missing: the next one says what it followed, and a check tells of the hole.
                    None => continue,
                },
            };
            chain = raw_chain(&chain, &unhex(&sum).ok_or_else(|| damaged("raw-index"))?);
        }
        (self.next, self.chain) = (last + 1, chain);
        Ok(())
    }

    /// Takes over a segment that a crash left open: cuts what is torn, and seals it.
    fn recover(&mut self, segment: u64) -> Result<(), Error> {
        let path = open_path(&self.folder, segment);
        let file = OpenOptions::new().read(true).write(true).open(&path);
        let file = file.map_err(Error::disk(&path))?;
        let length = file.metadata().map_err(Error::disk(&path))?.len();
        let read = File::open(&path).map_err(Error::disk(&path))?;
        let (index, _header) = survey(BufReader::new(read), segment).map_err(Error::disk(&path))?;
        self.torn_bytes += length - index.bytes;
        if index.bytes == 0 {
            return fs::remove_file(&path).map_err(Error::disk(&path));
        }
        file.set_len(index.bytes).map_err(Error::disk(&path))?;
        file.sync_all().map_err(Error::disk(&path))?;
        self.next = segment;
        self.pack(index)
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Bytes that were cut off when the log was opened and that no segment tells of yet.
    #[must_use]
    pub fn torn_bytes(&self) -> u64 {
        self.torn_bytes
    }

    /// Appends pieces as one frame; the first call after a seal begins a segment. They reach the disk with
    /// [`RawLog::sync`].
    ///
    /// # Errors
    /// The disk; then nothing of them is kept.
    pub fn append(
        &mut self,
        pieces: &[RawPiece],
        heard: &RawHeard,
        now_ms: i64,
    ) -> Result<(), Error> {
        if pieces.is_empty() {
            return Ok(());
        }
        let path = open_path(&self.folder, self.next);
        if self.writing.is_none() {
            self.writing = Some(self.begin(&path, now_ms)?);
            self.torn_bytes = 0;
        }
        let mut payload = Vec::new();
        pieces.iter().for_each(|one| put_piece(one, &mut payload));
        if let Some(writing) = &mut self.writing {
            writing.put(&path, &payload)?;
            writing.is_dirty = true;
            writing.heard.add(heard);
            pieces.iter().for_each(|one| count(&mut writing.index, one));
        }
        for piece in pieces {
            self.follow(piece);
        }
        Ok(())
    }

    fn begin(&self, path: &Path, now_ms: i64) -> Result<Writing, Error> {
        let header = RawHeader {
            vigie_raw: 1,
            realm: self.about.realm.clone(),
            feed: self.about.feed,
            address: self.about.address.clone(),
            format: self.about.format.clone(),
            segment: self.next,
            before: hex(&self.chain),
            began_ms: now_ms,
            sessions: self.sessions.values().cloned().collect(),
            torn_bytes: self.torn_bytes,
        };
        let payload = serde_json::to_vec(&header);
        let payload = payload.map_err(|_json| Error::damaged(path, "raw-header"))?;
        let file = File::create(path).map_err(Error::disk(path))?;
        let mut writing = Writing {
            file,
            hash: Sha256::new(),
            length: 0,
            began_ms: now_ms,
            index: RawSegment {
                segment: self.next,
                ..RawSegment::default()
            },
            heard: RawHeard::default(),
            is_dirty: true,
        };
        writing.put(path, &payload)?;
        flush_folder(&self.folder)?;
        Ok(writing)
    }

    /// Knows which sessions go on, for the next header.
    fn follow(&mut self, piece: &RawPiece) {
        match piece.kind {
            RawKind::Begin if self.sessions.len() < SESSIONS_MAX => {
                let session = RawSession {
                    session: piece.session,
                    source: String::from_utf8_lossy(&piece.bytes).into_owned(),
                    segment: self.next,
                };
                self.sessions.insert(piece.session, session);
            }
            RawKind::End => drop(self.sessions.remove(&piece.session)),
            _ => {}
        }
    }

    /// Brings what was appended to the disk.
    ///
    /// # Errors
    /// The disk.
    pub fn sync(&mut self) -> Result<(), Error> {
        let path = open_path(&self.folder, self.next);
        match &mut self.writing {
            Some(writing) if writing.is_dirty => {
                writing.file.sync_data().map_err(Error::disk(&path))?;
                writing.is_dirty = false;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Bytes of the segment being written, and when it was begun.
    #[must_use]
    pub fn writing(&self) -> Option<(u64, i64)> {
        let writing = self.writing.as_ref()?;
        Some((writing.length, writing.began_ms))
    }

    /// Seals the segment being written: packs it and takes it into the chain.
    ///
    /// # Errors
    /// The disk; then it stays as it was and can be sealed later.
    pub fn seal(&mut self) -> Result<bool, Error> {
        self.sync()?;
        let Some(writing) = &self.writing else {
            return Ok(false);
        };
        let heard = &writing.heard;
        let mut index = writing.index.clone();
        index.bytes = writing.length;
        index.sha256 = hex(&writing.hash.clone().finalize());
        index.mmsis = Some(heard.mmsis.iter().copied().collect());
        index.time_min_ms = heard.times.map(|(min, _)| min);
        index.time_max_ms = heard.times.map(|(_, max)| max);
        index.vms = heard.vms || self.about.format == "naf";
        self.pack(index)?;
        Ok(true)
    }

    fn pack(&mut self, mut index: RawSegment) -> Result<(), Error> {
        let (open, sealed) = (
            open_path(&self.folder, index.segment),
            sealed_path(&self.folder, index.segment),
        );
        let sum = unhex(&index.sha256).ok_or_else(|| Error::damaged(&open, "raw-index"))?;
        let chain = raw_chain(&self.chain, &sum);
        index.chain = hex(&chain);
        // Another name than the one under which the index is written.
        let partial = sealed.with_extension("zst.partial");
        let packed = File::open(&open).and_then(|from| {
            let mut to = Summed::new(File::create(&partial)?);
            zstd::stream::copy_encode(from.take(index.bytes), &mut to, LEVEL)?;
            to.file.sync_all()?;
            Ok((to.count, hex(&to.hash.finalize())))
        });
        (index.packed_bytes, index.packed_sha256) = packed.map_err(Error::disk(&partial))?;
        write_index(&self.folder, &index)?;
        fs::rename(&partial, &sealed).map_err(Error::disk(&sealed))?;
        flush_folder(&self.folder)?;
        fs::remove_file(&open).map_err(Error::disk(&open))?;
        self.writing = None;
        self.next = index.segment + 1;
        self.chain = chain;
        Ok(())
    }

    /// Number of the newest sealed segment, 0 if there is none, and the hash of the chain there.
    #[must_use]
    pub fn head(&self) -> (u64, String) {
        (self.next.saturating_sub(1), hex(&self.chain))
    }

    /// Sealed segments, oldest first.
    ///
    /// # Errors
    /// The disk.
    pub fn segments(&self) -> Result<Vec<RawSegment>, Error> {
        RawReader::new(&self.folder).segments()
    }

    /// What was deleted.
    #[must_use]
    pub fn ring(&self) -> &RawRing {
        &self.ring
    }

    /// Whose bytes these are; the next segment says so.
    pub fn set_about(&mut self, about: RawFeed) {
        self.about = about;
    }

    /// Deletes a sealed segment; its hash stays, with the reason ([`crate::RAW_RING`] or another word).
    ///
    /// # Errors
    /// The disk.
    pub fn drop_segment(&mut self, of: &RawSegment, why: &str, at_ms: i64) -> Result<(), Error> {
        if of.segment >= self.next || self.ring.is_gone(of.segment) {
            return Ok(());
        }
        let mut ring = self.ring.clone();
        ring.drop_segment(of, why, at_ms);
        // Noted first: what is noted and still there is deleted when the log is opened again.
        write_ring(&self.folder, &ring)?;
        self.ring = ring;
        delete(&self.folder, of.segment)?;
        flush_folder(&self.folder)
    }
}

impl Writing {
    /// Writes one frame. If that fails, the file is as before.
    fn put(&mut self, path: &Path, payload: &[u8]) -> Result<(), Error> {
        let frame = frame(payload).ok_or(Error::Batch {
            rows: payload.len(),
        })?;
        if let Err(source) = self.file.write_all(&frame) {
            // Best effort: a half-written frame would hide the frames after it.
            let cut = self.file.set_len(self.length);
            let back = self.file.seek(SeekFrom::Start(self.length));
            drop((cut, back));
            return Err(Error::disk(path)(source));
        }
        self.hash.update(&frame);
        self.length += frame.len() as u64;
        Ok(())
    }
}

/// Counts a piece in what a segment holds.
fn count(index: &mut RawSegment, piece: &RawPiece) {
    if index.pieces == 0 {
        (index.first_ms, index.last_ms) = (piece.received_ms, piece.received_ms);
    }
    index.pieces += 1;
    index.files += u64::from(piece.kind == RawKind::File);
    index.first_ms = index.first_ms.min(piece.received_ms);
    index.last_ms = index.last_ms.max(piece.received_ms);
}

/// What can be told of a segment by its bytes alone, with its header. Of whom it has reports is not among it.
fn survey(from: impl Read, segment: u64) -> io::Result<(RawSegment, Option<RawHeader>)> {
    let (mut frames, mut header) = (Frames::new(from), None);
    let mut index = RawSegment {
        segment,
        ..RawSegment::default()
    };
    while let Step::Frame(at) = frames.step()? {
        if at == FRAME_HEAD as u64 {
            header = frames.header();
            index.vms = header.as_ref().is_some_and(|header| header.format == "naf");
            continue;
        }
        for found in pieces(&frames.payload, at).unwrap_or_default() {
            count(&mut index, &found.piece);
            // Rather too many than too few: what may be VMS is purged as VMS.
            let says = |word: &[u8]| found.piece.bytes.windows(word.len()).any(|it| it == word);
            index.vms |= says(b"//SR") || says(b"vms");
        }
    }
    index.bytes = frames.sound;
    index.sha256 = hex(&frames.sum());
    Ok((index, header))
}

/// The index of a sealed segment that lost it.
fn rebuild(folder: &Path, segment: u64) -> Result<RawSegment, Error> {
    let path = sealed_path(folder, segment);
    let whole = fs::read(&path).map_err(Error::disk(&path))?;
    let unpacked = zstd::stream::read::Decoder::with_buffer(&whole[..]);
    let unpacked = unpacked.map_err(Error::disk(&path))?;
    let (mut index, header) = survey(unpacked, segment).map_err(Error::disk(&path))?;
    index.packed_bytes = whole.len() as u64;
    index.packed_sha256 = hex(&Sha256::digest(&whole));
    let before = header.and_then(|header| unhex(&header.before));
    if let Some((before, sum)) = before.zip(unhex(&index.sha256)) {
        index.chain = hex(&raw_chain(&before, &sum));
    }
    Ok(index)
}

/// A file that is summed while it is written.
struct Summed {
    file: File,
    hash: Sha256,
    count: u64,
}

impl Summed {
    fn new(file: File) -> Self {
        Self {
            file,
            hash: Sha256::new(),
            count: 0,
        }
    }
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hash.update(bytes.get(..count).unwrap_or_default());
        self.count += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
