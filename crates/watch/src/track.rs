//! Tracks: several ships may send one MMSI; each of them gets a track of its own.

use rustc_hash::FxHashMap;
use vigie_sea::{Position, Time};

/// Where a fix belongs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Joined {
    pub(crate) slot: u32,
    pub(crate) track: u32,
    pub(crate) before: Option<(Time, Position)>,
    pub(crate) is_new: bool,
}

#[derive(Debug, Clone, Copy)]
struct Track {
    slot: u32,
    track: u32,
    last: (Time, Position),
}

/// The tracks of every MMSI in view.
#[derive(Debug, Default)]
pub(crate) struct Segmenter {
    tracks: FxHashMap<u32, Track>,
}

impl Segmenter {
    /// Finds or opens the track of a fix; `open` gives a free slot.
    pub(crate) fn join(
        &mut self,
        mmsi: u32,
        time: Time,
        position: Position,
        open: impl FnOnce() -> u32,
    ) -> Joined {
        if let Some(track) = self.tracks.get_mut(&mmsi) {
            let before = Some(track.last);
            track.last = (time, position);
            return Joined { slot: track.slot, track: track.track, before, is_new: false };
        }
        let track = Track { slot: open(), track: 1, last: (time, position) };
        self.tracks.insert(mmsi, track);
        Joined { slot: track.slot, track: 1, before: None, is_new: true }
    }

    /// Forgets one track.
    pub(crate) fn forget(&mut self, mmsi: u32) {
        self.tracks.remove(&mmsi);
    }
}
