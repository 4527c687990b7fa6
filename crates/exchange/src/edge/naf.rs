//! Position reports in the North Atlantic Format, as fishery monitoring centres of regional organisations take them.
//!
//! Source: field codes of NAF as used by NEAFC and NAFO. A report names owner and addressee and carries no marking at
//! all, so only what is free of every restriction is cleared for it. Text is ISO 8859-1 and may not hold `//`. Centres
//! take a report for one of a vessel monitoring system: `MS`, the field of free text, says when it is none.

use super::item::{Item, Vessel};
use super::marking::Cleared;
use super::{Format, instant, report};

/// Who sends and who gets a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Addressee, such as `XNW` or `CAN`.
    pub to: String,
    /// Sender, the centre.
    pub from: String,
    /// Sequence number of this sender to this addressee in this year.
    pub sequence: u32,
}

/// One report, ISO 8859-1. `None` for what is not a vessel, or was cleared for another format.
#[must_use]
pub fn position(cleared: &Cleared<Item>, envelope: &Envelope) -> Option<Vec<u8>> {
    let (item, vessel) = report::vessel(cleared, Format::Naf)?;
    let (date, clock) = instant::naf(item.time_ms);
    let mut out = String::from("//SR");
    let mut say = |code: &str, value: &str| {
        let value = plain(value);
        if !value.is_empty() {
            out.push_str(&format!("//{code}/{value}"));
        }
    };
    say("AD", &envelope.to);
    say("FR", &envelope.from);
    say("SQ", &envelope.sequence.to_string());
    say("TM", "POS");
    who(vessel, &mut say);
    say("DA", &date);
    say("TI", &clock);
    say("LT", &signed(vessel.place.lat_e7));
    say("LG", &signed(vessel.place.lon_e7));
    // Tenths of a knot as a whole number, degrees as a whole number: the form every centre reads.
    say(
        "SP",
        &vessel
            .sog_dkn
            .map(|dkn| dkn.to_string())
            .unwrap_or_default(),
    );
    say(
        "CO",
        &vessel
            .cog_ddeg
            .map(|ddeg| ((u32::from(ddeg) + 5) / 10 % 360).to_string())
            .unwrap_or_default(),
    );
    let remark = report::remark(cleared.marking(), vessel);
    say("MS", &remark.unwrap_or_default());
    out.push_str("//ER//");
    Some(
        out.chars()
            .map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?'))
            .collect(),
    )
}

fn who(vessel: &Vessel, say: &mut impl FnMut(&str, &str)) {
    let identity = &vessel.identity;
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    say("RC", &said(&identity.call_sign));
    say("NA", &said(&identity.name));
    say("XR", &said(&identity.side_number));
    say("FS", &said(&identity.flag));
    say(
        "IM",
        &identity.imo.map(|imo| imo.to_string()).unwrap_or_default(),
    );
    say(
        "MM",
        &identity
            .mmsi
            .map(|mmsi| format!("{mmsi:09}"))
            .unwrap_or_default(),
    );
}

/// Without control characters, slashes at the ends or doubled ones: they would read as the next field.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars().filter(|letter| !letter.is_control()) {
        if !(letter == '/' && out.ends_with('/')) {
            out.push(letter);
        }
    }
    out.trim_matches(|letter: char| letter == '/' || letter.is_whitespace())
        .to_owned()
}

/// `+44.123` or `-125.500`: degrees with a sign, rounded to a thousandth as the format has it.
fn signed(e7: i32) -> String {
    let sign = if e7 < 0 { '-' } else { '+' };
    let thousandths = (e7.unsigned_abs() + 5_000) / 10_000;
    format!("{sign}{}.{:03}", thousandths / 1_000, thousandths % 1_000)
}
