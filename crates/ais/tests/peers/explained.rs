/// Both peers read on behind the end mark of a text.
fn behind_the_end(_: &Report, ours: &str, theirs: &str) -> bool {
    let (ours, theirs) = (ours.trim_matches('"'), theirs.trim_matches('"'));
    theirs.strip_prefix(ours).is_some_and(|rest| rest.trim_start().starts_with('@'))
}

/// The name field of an aid ended before its 20th character, and bits follow the fixed fields all the same.
fn extended_short_name(report: &Report, ours: &str, theirs: &str) -> bool {
    let Message::AidToNavigation(aid) = &report.message else { return false };
    aid.name.as_sent().contains(&b'@')
        && !aid.extension.is_empty()
        && theirs.trim_matches('"').starts_with(ours.trim_matches('"'))
}

fn lost_space(_: &Report, ours: &str, theirs: &str) -> bool {
    ours.replace(' ', "") == theirs.replace(' ', "")
}

fn short(report: &Report, _: &str, _: &str) -> bool {
    report.flags.has(vigie_ais::Flags::SHORT)
}

const END_MARK: &str = "ITU-R M.1371-5, annex 8, table 47: @ ends a text, what follows it is filling";
const CUT: &str = "the payload is cut before its last field; ours keeps what arrived and marks it, the peer refuses it";
const ONE_NAME: &str = "ITU-R M.1371-5, annex 8, 3.19, table 73: the extension is for names of more than 20 characters";
const INNER_SPACE: &str = "ITU-R M.1371-5, annex 8, 3.19, table 73: the extension follows the 20th character; the peers drop a \
                           space that stands there";
const SPARE: &str = "ITU-R M.1371-5, annex 8, 3.23 and 3.24, tables 80 and 82: two spare bits follow the station addressed, four stand \
                     before the communication state";

const EXPLAINED: &[Explained] = &[
    Explained { peer: "aivdm", types: &[12, 14], field: "text", why: END_MARK, applies: behind_the_end },
    Explained { peer: "aivdm", types: &[5], field: "name", why: END_MARK, applies: behind_the_end },
    Explained { peer: "aivdm", types: &[5], field: "destination", why: END_MARK, applies: behind_the_end },
    Explained { peer: "aivdm", types: &[5, 24], field: "call_sign", why: END_MARK, applies: behind_the_end },
    Explained { peer: "aivdm", types: &[24], field: "vendor", why: END_MARK, applies: behind_the_end },
    Explained { peer: "aivdm", types: &[21], field: "name", why: ONE_NAME, applies: extended_short_name },
    Explained { peer: "aivdm", types: &[21], field: "name", why: END_MARK, applies: behind_the_end },
    Explained { peer: "aivdm", types: &[21], field: "name", why: INNER_SPACE, applies: lost_space },
    Explained { peer: "aivdm", types: &[1, 5, 19, 21, 27], field: "*", why: CUT, applies: short },
    Explained {
        peer: "aivdm",
        types: &[25],
        field: "*",
        why: "the peer holds 16 bytes of payload; real ones are longer than the 128 bits of ITU-R M.1371-5, annex 8, table 80",
        applies: |report, _, _| matches!(&report.message, Message::BinaryShort(m) if m.payload.len() > 126),
    },
    Explained {
        peer: "aivdm",
        types: &[6],
        field: "retransmit",
        why: "ITU-R M.1371-5, annex 8, 3.4, table 54: 0 no retransmission, 1 retransmitted; the peer inverts it",
        applies: |_, ours, theirs| ours != theirs,
    },
    Explained {
        peer: "aivdm",
        types: &[25, 26],
        field: "application",
        why: SPARE,
        applies: |report, _, _| match &report.message {
            Message::BinaryShort(m) => m.addressed,
            Message::BinaryLong(m) => m.addressed,
            _ => false,
        },
    },
    Explained {
        peer: "aivdm",
        types: &[25, 26],
        field: "data",
        why: SPARE,
        applies: |report, _, _| match &report.message {
            Message::BinaryShort(m) => m.addressed,
            message => matches!(message, Message::BinaryLong(_)),
        },
    },
    Explained { peer: "nmea-0183-rs", types: &[12, 14], field: "text", why: END_MARK, applies: behind_the_end },
    Explained { peer: "nmea-0183-rs", types: &[5], field: "name", why: END_MARK, applies: behind_the_end },
    Explained { peer: "nmea-0183-rs", types: &[5], field: "destination", why: END_MARK, applies: behind_the_end },
    Explained { peer: "nmea-0183-rs", types: &[5, 24], field: "call_sign", why: END_MARK, applies: behind_the_end },
    Explained { peer: "nmea-0183-rs", types: &[21], field: "name", why: ONE_NAME, applies: extended_short_name },
    Explained { peer: "nmea-0183-rs", types: &[21], field: "name", why: END_MARK, applies: behind_the_end },
    Explained { peer: "nmea-0183-rs", types: &[21], field: "name", why: INNER_SPACE, applies: lost_space },
    Explained { peer: "nmea-0183-rs", types: &[1, 5, 19, 21, 27], field: "*", why: CUT, applies: short },
    Explained {
        peer: "nmea-0183-rs",
        types: &[1, 2, 3],
        field: "rot",
        why: "ITU-R M.1371-5, annex 8, 3.1, table 48: the field is 4.733 times the root of degrees a minute, and 127 has no \
              number; the peer gives the field itself",
        applies: |report, _, theirs| match &report.message {
            Message::PositionA(m) => theirs == format!("Some(\"{}.0\")", m.rot),
            _ => false,
        },
    },
    Explained {
        peer: "nmea-0183-rs",
        types: &[4],
        field: "utc",
        why: "ITU-R M.1371-5, annex 8, 3.2, table 51: the year is 1 to 9999",
        applies: |report, _, _| matches!(&report.message, Message::StationReport(m) if m.year > 9999),
    },
    Explained {
        peer: "nmea-0183-rs",
        types: &[26],
        field: "refused by ours",
        why: "addressed and structured, but cut before the function: there is no payload to deliver",
        applies: |_, _, _| true,
    },
];
