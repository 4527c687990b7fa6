//! What an outlet shows: the vessels of the live picture that are fresh and have moved on since the last round, and
//! the changes of events.

use std::collections::HashMap;

use vigie_watch::Ranked;

use crate::{live::Board, picture::RECORD_BYTES};

/// Older positions are not sent: on the other side they would look new.
pub(crate) const AGE_MAX_S: u32 = 15 * 60;

/// A vessel of the picture.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seen {
    pub(crate) mmsi: u32,
    /// Which ship of that MMSI; 0 and 1 are the only or first one.
    pub(crate) track: u8,
    pub(crate) lat_e7: i32,
    pub(crate) lon_e7: i32,
    pub(crate) sog_dkn: Option<u16>,
    pub(crate) cog_ddeg: Option<u16>,
    pub(crate) time_s: u32,
    /// Kind of symbol, as the records of positions have it.
    pub(crate) kind: u8,
    /// 0 AIS, 1 VMS, 2 detection, 3 sighting.
    pub(crate) source: u8,
    pub(crate) name: Option<String>,
    pub(crate) call_sign: Option<String>,
    pub(crate) imo: Option<u32>,
    pub(crate) flag: Option<String>,
}

/// What one client has been told.
#[derive(Debug, Default)]
pub(crate) struct Told {
    at_s: HashMap<(u32, u8), u32>,
}

impl Told {
    /// Vessels with news since the last round.
    pub(crate) fn round(&mut self, board: &Board) -> Vec<Seen> {
        let (frame, list) = (board.frame(), board.list());
        let oldest_s = frame.event_time_s.saturating_sub(AGE_MAX_S);
        self.at_s.retain(|_, at_s| *at_s >= oldest_s);
        let names: HashMap<u32, &Ranked> = list
            .entries
            .iter()
            .map(|entry| (entry.ranked.mmsi, &entry.ranked))
            .collect();
        let mut out = Vec::new();
        for record in frame.records.chunks_exact(RECORD_BYTES) {
            let Some(mut seen) = read(record) else {
                continue;
            };
            let told = self.at_s.get(&(seen.mmsi, seen.track));
            if seen.time_s < oldest_s || told.is_some_and(|at_s| *at_s >= seen.time_s) {
                continue;
            }
            self.at_s.insert((seen.mmsi, seen.track), seen.time_s);
            if let Some(ranked) = names.get(&seen.mmsi) {
                seen.name.clone_from(&ranked.name);
                seen.call_sign.clone_from(&ranked.call_sign);
                seen.flag.clone_from(&ranked.flag);
                seen.imo = ranked.imo;
            }
            out.push(seen);
        }
        out
    }
}

/// One record of docs/api.md.
pub(crate) fn read(record: &[u8]) -> Option<Seen> {
    let word = |at: usize| Some(u32::from_le_bytes(record.get(at..at + 4)?.try_into().ok()?));
    let half = |at: usize| Some(u16::from_le_bytes(record.get(at..at + 2)?.try_into().ok()?));
    let known = |value: u16| (value != u16::MAX).then_some(value);
    Some(Seen {
        mmsi: word(0)?,
        lon_e7: word(4)?.cast_signed(),
        lat_e7: word(8)?.cast_signed(),
        sog_dkn: known(half(12)?),
        cog_ddeg: known(half(14)?).map(|cog| cog % 3_600),
        time_s: word(16)?,
        kind: *record.get(20)?,
        source: *record.get(21)?,
        track: *record.get(23)?,
        name: None,
        call_sign: None,
        imo: None,
        flag: None,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A squid jigger east of 180°.
    pub(crate) fn ship() -> Seen {
        Seen {
            mmsi: 431_000_123,
            track: 1,
            lat_e7: 405_000_000,
            lon_e7: -1_799_000_000,
            sog_dkn: Some(85),
            cog_ddeg: Some(2_701),
            time_s: 1_782_900_000,
            kind: 1,
            source: 0,
            name: Some("第八海洋丸".to_owned()),
            call_sign: Some("7JAB".to_owned()),
            imo: Some(9_074_729),
            flag: Some("JPN".to_owned()),
        }
    }

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let want = ship();
        let mut record = Vec::new();
        record.extend_from_slice(&want.mmsi.to_le_bytes());
        record.extend_from_slice(&want.lon_e7.to_le_bytes());
        record.extend_from_slice(&want.lat_e7.to_le_bytes());
        record.extend_from_slice(&85_u16.to_le_bytes());
        record.extend_from_slice(&2_701_u16.to_le_bytes());
        record.extend_from_slice(&want.time_s.to_le_bytes());
        record.extend_from_slice(&[1, 0, 0, 1]);
        let found = read(&record);
        let nameless = Seen {
            name: None,
            call_sign: None,
            imo: None,
            flag: None,
            ..want
        };
        assert_eq!(found, Some(nameless));
        assert_eq!(read(&record[..20]), None);
    }
}
