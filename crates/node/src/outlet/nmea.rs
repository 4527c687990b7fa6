//! Vessels as AIVDM sentences, for bridge displays and other AIS readers.

use vigie_ais::{
    Message, Text,
    encode::{SentenceOptions, write_sentences},
    message::{PositionA, StaticVoyage},
};

use super::picture::Seen;

/// Writes a position report (type 1) and, when a name is known, static data (type 5). Nothing for what did not come
/// by AIS: sentences carry no marking, and a display would take a relayed VMS position for a broadcast. Plain sentences
/// have no tag block; of an exercise none leaves that way, for only the tag block says that it is one.
pub(crate) fn write(seen: &Seen, exercise: bool, plain: bool, out: &mut Vec<u8>) {
    if seen.source != 0 || seen.mmsi > 999_999_999 || (plain && exercise) {
        return;
    }
    let options = SentenceOptions {
        // The tag block is the only place of a sentence that can say so.
        station: exercise.then_some("EXERCISE"),
        time_s: (!plain).then(|| i64::from(seen.time_s)),
        channel: None,
        ..SentenceOptions::default()
    };
    let report = PositionA {
        mmsi: seen.mmsi,
        sog: seen.sog_dkn.map_or(1_023, |sog| sog.min(1_022)),
        cog: seen.cog_ddeg.unwrap_or(3_600),
        lat: minutes_e4(seen.lat_e7),
        lon: minutes_e4(seen.lon_e7),
        second: u8::try_from(seen.time_s % 60).unwrap_or(60),
        ..PositionA::default()
    };
    write_sentences(&Message::PositionA(report), &options, out);
    let Some(name) = &seen.name else { return };
    let voyage = StaticVoyage {
        mmsi: seen.mmsi,
        imo: seen.imo.unwrap_or(0),
        call_sign: Text::new(seen.call_sign.as_deref().unwrap_or_default()),
        name: Text::new(name),
        ..StaticVoyage::default()
    };
    write_sentences(&Message::StaticVoyage(voyage), &options, out);
}

/// 1e-7 degrees in 1/10,000 minute, rounded.
fn minutes_e4(e7: i32) -> i32 {
    let scaled = i64::from(e7) * 600_000;
    let half = 5_000_000 * i64::from(e7.signum());
    i32::try_from((scaled + half) / 10_000_000).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::feed::{Delivery, FeedOptions, Format, Setting, reader_of};
    use crate::outlet::picture::tests::ship;

    #[test]
    fn what_is_written_is_read_by_the_feed() {
        let mut out = Vec::new();
        let seen = Seen {
            name: Some("KAIYO MARU".to_owned()),
            ..ship()
        };
        write(&seen, true, false, &mut out);
        let text = String::from_utf8(out.clone()).unwrap();
        assert!(text.lines().all(|line| line.starts_with("\\s:EXERCISE,")));
        let mut reader = reader_of(Format::Nmea, Setting::new(1, &FeedOptions::default()), None);
        let mut delivery = Delivery::default();
        reader.push(&out, None, &mut delivery).unwrap();
        reader.finish(None, &mut delivery).unwrap();
        assert_eq!(delivery.tally.faults_total(), 0);
        let text = format!("{:?}", delivery.observations);
        assert!(text.contains("lon_e7: -1799000000") && text.contains("lat_e7: 405000000"));
        assert!(text.contains("431000123") && text.contains("KAIYO MARU"));
        assert!(text.contains("sog_dkn: Some(85)"), "{text}");
    }

    #[test]
    fn only_what_was_broadcast_leaves() {
        for seen in [
            Seen {
                source: 1,
                ..ship()
            },
            Seen {
                mmsi: 1_000_000_007,
                ..ship()
            },
        ] {
            let mut out = Vec::new();
            write(&seen, false, false, &mut out);
            assert!(out.is_empty());
        }
    }

    /// Gateways that take a datagram for one sentence pass over what does not begin with it.
    #[test]
    fn plain_sentences_begin_with_themselves_and_never_leave_an_exercise() {
        let (mut tagged, mut plain, mut drill) = (Vec::new(), Vec::new(), Vec::new());
        write(&ship(), false, false, &mut tagged);
        write(&ship(), false, true, &mut plain);
        write(&ship(), true, true, &mut drill);
        let bare = |bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            let lines = text
                .lines()
                .map(|line| line[line.find('!').unwrap()..].to_owned());
            lines.collect::<Vec<_>>()
        };
        assert!(plain.starts_with(b"!AIVDM,1,1,") && tagged.starts_with(b"\\c:"));
        assert_eq!(bare(&plain), bare(&tagged));
        assert!(drill.is_empty());
    }
}
