//! Groups whose station and time stand on a line of their own, as the US network writes a message and its `VSI` line
//! (NMEA 0183, tag block: grouping): `\g:1-3-1234,s:r3669961,c:1120959341*0C\`, then the sentences with `g` alone.

use crate::digest;
use crate::origin::Origin;
use crate::report::Station;
use crate::tag::{Group, Tag, TagProof};

/// Lines between that of station and time and a sentence of its group; on feeds of several stations others stand between.
const REACH_LINES: u64 = 16;

/// Groups remembered at once.
const REMEMBERED: usize = 8;

/// What a line without a sentence said of its group.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named {
    id: u64,
    part: u8,
    total: u8,
    line_number: u64,
    pub(crate) station: Option<Station>,
    pub(crate) time_ms: Option<i64>,
    pub(crate) unverified: bool,
}

/// The groups named last, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    named: [Option<Named>; REMEMBERED],
}

impl Groups {
    /// A tag block came that no AIS sentence took.
    pub(crate) fn add(&mut self, tag: &Tag<'_>, line_number: u64) {
        let says = tag.station.is_some() || tag.time_ms.is_some();
        let Some(group) = tag.group.filter(|_| says) else {
            return;
        };
        self.named.rotate_left(1);
        self.named[REMEMBERED - 1] = Some(Named {
            id: digest::of(group.id),
            part: group.part,
            total: group.total,
            line_number,
            station: tag.station.map(Station::new),
            time_ms: tag.time_ms,
            unverified: tag.proof != TagProof::Right,
        });
    }

    /// Gives a sentence what was said of its group.
    #[inline(always)]
    pub(crate) fn lend(&self, origin: &mut Origin<'_>) {
        if self.named[REMEMBERED - 1].is_none() {
            return;
        }
        let line_number = origin.line_number;
        let named = origin
            .group
            .and_then(|group| self.find(&group, line_number));
        if let Some(named) = named {
            origin.take_named(&named);
        }
    }

    /// What was said of this group before the line; nothing when two stations use its number.
    fn find(&self, group: &Group<'_>, line_number: u64) -> Option<Named> {
        let id = digest::of(group.id);
        let mut found = self.named.iter().rev().flatten().filter(|named| {
            (named.id, named.total) == (id, group.total)
                && named.part < group.part
                && line_number.saturating_sub(named.line_number) <= REACH_LINES
        });
        let newest = *found.next()?;
        found
            .all(|other| other.station == newest.station)
            .then_some(newest)
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use crate::encode::{SentenceOptions, sentences};
    use crate::message::{Message, StaticVoyage};
    use crate::{Config, Flags, Item, Reader, Report, TimeSource};

    const GOOD: &str = "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A";
    const VSI: &str = "$ABVSI,r3669961,1,013536.96326433,1386,-98,,*14";

    fn tagged(tag: &str, behind: &str) -> String {
        let sum = tag.bytes().fold(0, |sum, byte| sum ^ byte);
        format!("\\{tag}*{sum:02X}\\{behind}\n")
    }

    fn hear(text: &str) -> Vec<Report> {
        let mut reports = Vec::new();
        let mut reader = Reader::new(Config::default());
        let mut sink = |item: Item<'_>| {
            if let Item::Report(report) = item {
                reports.push(report.clone());
            }
        };
        reader.push(text.as_bytes(), None, &mut sink);
        reader.finish(&mut sink);
        reports
    }

    #[test]
    fn a_line_of_its_own_names_station_and_time_of_its_group() {
        let reports = hear(
            &[
                tagged("g:1-3-1234,s:r3669961,c:1120959341", ""),
                tagged("g:2-3-1234", GOOD),
                tagged("g:3-3-1234", VSI),
            ]
            .concat(),
        );
        assert_eq!(reports.len(), 1);
        assert_eq!(reports[0].station.unwrap().text(), "r3669961");
        assert_eq!(
            (reports[0].time_ms, reports[0].time_source),
            (Some(1_120_959_341_000), TimeSource::TagBlock)
        );
        assert!(!reports[0].flags.has(Flags::TAG_UNVERIFIED));
    }

    #[test]
    fn the_parts_of_a_message_inherit_it_too() {
        let voyage = Message::StaticVoyage(StaticVoyage::default());
        let parts = sentences(&voyage, &SentenceOptions::default());
        let reports = hear(
            &[
                tagged("g:1-3-9,s:rONE,c:1400000000", ""),
                tagged("g:2-3-9", &parts[0]),
                tagged("g:3-3-9", &parts[1]),
            ]
            .concat(),
        );
        assert_eq!(reports.len(), 1);
        assert_eq!(reports[0].station.unwrap().text(), "rONE");
        assert_eq!(reports[0].time_ms, Some(1_400_000_000_000));
    }

    #[test]
    fn nothing_is_lent_where_it_is_in_doubt() {
        let one = tagged("g:1-2-7,s:rONE,c:1400000000", "");
        let two = tagged("g:1-2-7,s:rTWO,c:1400000000", "");
        let part = tagged("g:2-2-7", GOOD);
        let far = "# another line\n".repeat(20);
        for doubtful in [
            format!("{one}{two}{part}"),
            format!("{one}{far}{part}"),
            format!("{one}{}", tagged("g:1-2-7", GOOD)),
            format!("{one}{}", tagged("g:2-3-7", GOOD)),
            format!("{one}{GOOD}\n"),
        ] {
            let reports = hear(&doubtful);
            assert_eq!(reports.len(), 1, "{doubtful}");
            assert_eq!((reports[0].station, reports[0].time_ms), (None, None));
        }
        assert!(hear(&format!("{one}{part}"))[0].station.is_some());
    }
}
