//! The ranked list as rows: one vessel, one row, the same columns in every format and for ever.
//!
//! Columns may be added at the end, never moved or renamed; docs/cli.md names them all.

use vigie_watch::{Ranked, Reason};

use crate::i18n::Catalogue;

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing known.
    Empty,
    /// Text as sent or chosen by others: never trusted by a spreadsheet.
    Text(String),
    /// A number.
    Number(f64),
}

impl Cell {
    fn text(text: Option<&str>) -> Self {
        text.filter(|t| !t.is_empty())
            .map_or(Self::Empty, |t| Self::Text(t.to_owned()))
    }

    fn number(number: Option<impl Into<f64>>) -> Self {
        number.map_or(Self::Empty, |n| Self::Number(n.into()))
    }
}

/// The columns of the list, in order.
pub const COLUMNS: [&str; 22] = [
    "rank",
    "mmsi",
    "track",
    "name",
    "call_sign",
    "imo",
    "flag",
    "gear",
    "ship_type",
    "last_time",
    "last_lat_deg",
    "last_lon_deg",
    "points",
    "points_low",
    "points_high",
    "reasons",
    "events",
    "would_change",
    "unknowns",
    "why",
    "as_of",
    "rules_version",
];

/// What the list as a whole says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heading {
    /// Event time the list is for.
    pub as_of: String,
    /// Version of the rules.
    pub rules_version: String,
}

/// The cells of one vessel, as many as [`COLUMNS`].
#[must_use]
#[allow(
    clippy::cast_precision_loss,
    reason = "a place in a list is far below 2^53"
)]
pub fn row(ranked: &Ranked, heading: &Heading, catalogue: &Catalogue) -> Vec<Cell> {
    let codes: Vec<String> = ranked
        .reasons
        .iter()
        .map(|r| format!("{}:{}", r.code, tenths(r.points)))
        .collect();
    let events: Vec<&str> = ranked
        .reasons
        .iter()
        .flat_map(|r| r.events.iter().map(String::as_str))
        .collect();
    let change: Vec<String> = ranked
        .would_change
        .iter()
        .map(|w| format!("{}:{:+}", w.code, round1(w.effect_points)))
        .collect();
    let position = ranked.last.position;
    vec![
        Cell::Number(ranked.rank as f64),
        Cell::Number(f64::from(ranked.mmsi)),
        Cell::text(Some(&ranked.track)),
        Cell::text(ranked.name.as_deref()),
        Cell::text(ranked.call_sign.as_deref()),
        Cell::number(ranked.imo),
        Cell::text(ranked.flag.as_deref()),
        Cell::text(ranked.gear.as_deref()),
        Cell::number(ranked.ship_type),
        Cell::Text(ranked.last.time.to_string()),
        Cell::Number(round7(position.lat_deg())),
        Cell::Number(round7(position.lon_deg())),
        Cell::Number(round1(ranked.score.points)),
        Cell::Number(round1(ranked.score.low)),
        Cell::Number(round1(ranked.score.high)),
        Cell::text(Some(&codes.join(" "))),
        Cell::text(Some(&events.join(" "))),
        Cell::text(Some(&change.join(" "))),
        Cell::text(Some(&ranked.unknowns.join(" "))),
        Cell::text(Some(&why(ranked, catalogue))),
        Cell::text(Some(&heading.as_of)),
        Cell::text(Some(&heading.rules_version)),
    ]
}

/// Why a vessel is on the list, in words.
#[must_use]
pub fn why(ranked: &Ranked, catalogue: &Catalogue) -> String {
    let sentences: Vec<String> = ranked
        .reasons
        .iter()
        .map(|reason| reason_text(reason, catalogue))
        .collect();
    sentences.join("; ")
}

/// One reason in words, with its points.
#[must_use]
pub fn reason_text(reason: &Reason, catalogue: &Catalogue) -> String {
    let args: Vec<(&str, fluent_bundle::FluentValue<'_>)> = reason
        .numbers
        .iter()
        .map(|(name, value)| (name.as_str(), round1(*value).into()))
        .collect();
    let plus = if reason.points < 0.0 { "" } else { "+" };
    let words = catalogue.find(&format!("reason-{}", reason.code), &args);
    format!(
        "{} ({}{})",
        words.unwrap_or_else(|| reason.code.clone()),
        plus,
        tenths(reason.points)
    )
}

fn tenths(points: f64) -> String {
    format!("{:.1}", round1(points))
}

fn round1(value: f64) -> f64 {
    // Adding zero turns −0 into 0.
    (value * 10.0).round() / 10.0 + 0.0
}

fn round7(value: f64) -> f64 {
    (value * 1e7).round() / 1e7 + 0.0
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use std::collections::BTreeMap;
    use vigie_sea::{Position, Time};
    use vigie_watch::{EndPoint, Score, WouldChange};

    pub(crate) fn sample() -> Ranked {
        Ranked {
            rank: 1,
            mmsi: 416_000_301,
            track: "416000301-1".to_owned(),
            name: Some("=HYPERLINK(\"x\"), \"魚\"".to_owned()),
            call_sign: Some("+AB1".to_owned()),
            imo: None,
            flag: Some("TWN".to_owned()),
            gear: None,
            ship_type: Some(30),
            last: EndPoint {
                time: Time::parse("2024-02-29T23:59:59Z").unwrap(),
                position: Position::new(-0.000_000_01, 180.0).unwrap(),
            },
            score: Score {
                points: 41.26,
                low: 20.0,
                high: 55.0,
            },
            reasons: vec![Reason {
                code: "no-such-code".to_owned(),
                points: 41.26,
                max_points: 50.0,
                low: 20.0,
                high: 55.0,
                events: vec![
                    "gap-416000301-1-1".to_owned(),
                    "gap-416000301-1-2".to_owned(),
                ],
                numbers: BTreeMap::new(),
            }],
            would_change: vec![WouldChange {
                code: "vms-report".to_owned(),
                effect_points: -12.0,
            }],
            unknowns: vec!["authorisation-unknown".to_owned()],
        }
    }

    #[test]
    fn a_row_has_every_column() {
        let cells = row(&sample(), &Heading::default(), &Catalogue::new("en"));
        assert_eq!(cells.len(), COLUMNS.len());
        let at = |name: &str| cells[COLUMNS.iter().position(|c| *c == name).unwrap()].clone();
        assert_eq!(at("points"), Cell::Number(41.3));
        assert_eq!(at("last_lon_deg"), Cell::Number(-180.0));
        assert_eq!(at("last_lat_deg"), Cell::Number(0.0));
        assert_eq!(at("imo"), Cell::Empty);
        assert_eq!(at("reasons"), Cell::Text("no-such-code:41.3".to_owned()));
        assert_eq!(at("would_change"), Cell::Text("vms-report:-12".to_owned()));
        assert_eq!(at("why"), Cell::Text("no-such-code (+41.3)".to_owned()));
        assert_eq!(
            at("events"),
            Cell::Text("gap-416000301-1-1 gap-416000301-1-2".to_owned())
        );
    }
}
