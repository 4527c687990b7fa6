//! Suspected disabling: whether the evidence around a silence supports that the set was switched off.
//!
//! Method: Global Fishing Watch's AIS-disabling study (four conditions, see rules.toml), with the
//! answer *unknown* where a condition cannot be looked up, and one condition more: the feed itself
//! must not have been silent. Reception is judged along the way the ship may have gone, not only where it fell
//! silent: it must have been good for as long as the silence must last. All conditions stand in the evidence, met or not. Two more are said only
//! where they matter: whether the node itself listened ([`crate::listening`]), and whether the same MMSI
//! was heard elsewhere during the silence, when the set, or another under its number, was on.
//!
//! Positions whose kind of reception the feed does not tell count as *unknown* in the evidence. Far
//! from shore (the shore condition) they are taken for satellite positions, because a shore station
//! hears about 40 to 60 nm; the evidence then says `unknown-far-from-shore`.

use serde::{Deserialize, Serialize};
use vigie_sea::METRES_PER_NM;

use crate::gap::Audible;
use crate::heard::Heard;
use crate::hearing::Feed;
use crate::rules::within;
use crate::{Error, Evidence};

/// Thresholds of the disabling rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Shortest silence, hours.
    pub silence_h: f64,
    /// The silence begins further than this from shore, nautical miles.
    pub shore_nm: f64,
    /// Reception is better than this for as long as the shortest silence, positions a day.
    pub reception_per_day: f64,
    /// Satellite positions in the hours before, at least.
    pub positions_before: u32,
    /// The feed failed if so many positions of others were expected during the silence…
    pub feed_expected: f64,
    /// …of at least so many other vessels…
    pub feed_vessels: u32,
    /// …and no more than this share of them was heard.
    pub feed_share: f64,
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), Error> {
        within("gap.disabling.silence_h", self.silence_h, 0.1..=720.0)?;
        within("gap.disabling.shore_nm", self.shore_nm, 0.0..=2_000.0)?;
        within(
            "gap.disabling.reception_per_day",
            self.reception_per_day,
            0.0..=100_000.0,
        )?;
        within("gap.disabling.feed_expected", self.feed_expected, 1.0..=1e9)?;
        within("gap.disabling.feed_share", self.feed_share, 0.0..=1.0)
    }
}

/// What is known around a silence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) silence_h: f64,
    pub(crate) shore_m: Option<f64>,
    /// Reception where it fell silent.
    pub(crate) loaded_per_day: Option<f64>,
    pub(crate) measured_per_day: Option<f64>,
    /// Reception along the way it may have gone.
    pub(crate) audible: Audible,
    pub(crate) heard: Option<Heard>,
    /// The blocks around, then the whole feed.
    pub(crate) feeds: [Feed; 2],
    /// Hours in which none, and in which not all, of the feeds that heard the vessel listened.
    pub(crate) unheard_h: f64,
    pub(crate) partly_unheard_h: f64,
    /// Another track of the same MMSI was heard during the silence.
    pub(crate) number_elsewhere: bool,
}

/// Answer to one condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Met {
    Yes,
    No,
    Unknown,
}

impl Met {
    fn of(known: Option<bool>) -> Self {
        match known {
            Some(true) => Self::Yes,
            Some(false) => Self::No,
            None => Self::Unknown,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Yes => "met",
            Self::No => "not-met",
            Self::Unknown => "unknown",
        }
    }
}

/// How far the evidence supports disabling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Assessment {
    Supported,
    NotSupported,
    Unknown,
}

impl Assessment {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::NotSupported => "not-supported",
            Self::Unknown => "unknown",
        }
    }
}

/// The assessment and how sure it is, 0 to 1.
pub(crate) struct Verdict {
    pub(crate) assessment: Assessment,
    pub(crate) confidence: f64,
}

impl Config {
    /// Judges the facts and writes every condition into the evidence.
    pub(crate) fn judge(&self, facts: &Facts, evidence: &mut Evidence) -> Verdict {
        let shore_nm = facts.shore_m.map(|m| m / METRES_PER_NM);
        let reception = lower(facts.loaded_per_day, facts.measured_per_day);
        let far = shore_nm.map(|nm| nm > self.shore_nm);
        let (positions, basis) = self.positions(facts.heard, far);
        let dead_h = facts.feeds.iter().map(|f| f.dead_h).fold(0.0, f64::max);
        // Hours the node did not listen are mostly those in which the feed seems dead: not added up.
        let audible_h = (facts.silence_h - dead_h.max(facts.unheard_h)).max(0.0);
        let feed = self.feed(facts, audible_h);
        let mut conditions = vec![
            (
                "silence",
                Met::of(Some(facts.silence_h >= self.silence_h)),
                "silence-too-short",
            ),
            ("shore", Met::of(far), "near-shore"),
            ("reception", facts.audible.met, "poor-reception"),
            ("positions", positions, "few-positions-before"),
            ("feed", feed, "feed-outage"),
        ];
        if facts.partly_unheard_h > 0.0 {
            conditions.push(("listening", self.listening(facts), "not-listening"));
            evidence.number("not_listening_h", facts.unheard_h);
            evidence.number("partly_not_listening_h", facts.partly_unheard_h);
        }
        if facts.number_elsewhere {
            conditions.push(("number", Met::Unknown, "number-heard-elsewhere"));
        }
        let mut reasons = Vec::new();
        for &(name, met, reason) in &conditions {
            evidence.code(&format!("condition_{name}"), met.code());
            match met {
                Met::No => reasons.push(reason.to_owned()),
                Met::Unknown if name == "number" => reasons.push(reason.to_owned()),
                Met::Unknown if name != "feed" => reasons.push(format!("{name}-unknown")),
                _ => {}
            }
        }
        evidence.maybe("shore_distance_nm", shore_nm);
        evidence.maybe("reception_per_day", reception);
        evidence.maybe("reception_loaded_per_day", facts.loaded_per_day);
        evidence.maybe("reception_measured_per_day", facts.measured_per_day);
        evidence.maybe("reception_lowest_per_day", facts.audible.lowest_per_day);
        evidence.number("reception_good_h", facts.audible.good_h);
        evidence.code("positions_basis", basis);
        write_feeds(&facts.feeds, evidence);
        evidence.number("audible_silence_h", audible_h);
        let any = |wanted: Met| {
            conditions
                .iter()
                .any(|(n, m, _)| *m == wanted && *n != "feed")
        };
        let assessment = if any(Met::No) || feed == Met::No {
            Assessment::NotSupported
        } else if any(Met::Unknown) {
            Assessment::Unknown
        } else {
            Assessment::Supported
        };
        evidence.code("assessment", assessment.code());
        evidence.code("reasons", reasons.join(" "));
        Verdict {
            assessment,
            confidence: confidence(assessment, feed, basis),
        }
    }

    fn positions(&self, heard: Option<Heard>, far: Option<bool>) -> (Met, &'static str) {
        let Some(heard) = heard else {
            return (Met::Unknown, "not-remembered");
        };
        if heard.satellite >= self.positions_before {
            return (Met::Yes, "satellite");
        }
        if heard.satellite + heard.unknown < self.positions_before {
            return (Met::No, "satellite");
        }
        match far {
            Some(true) => (Met::Yes, "unknown-far-from-shore"),
            _ => (Met::Unknown, "unknown-reception"),
        }
    }

    /// Whether enough of the silence is left without the time in which the node did not listen.
    fn listening(&self, facts: &Facts) -> Met {
        if facts.silence_h - facts.unheard_h < self.silence_h {
            Met::No
        } else if facts.silence_h - facts.partly_unheard_h < self.silence_h {
            Met::Unknown
        } else {
            Met::Yes
        }
    }

    /// The feed was alive, failed, or carries too few others to say. It failed too where, less the hours
    /// in which it was dead, no silence long enough is left.
    fn feed(&self, facts: &Facts, audible_h: f64) -> Met {
        let enough = |f: &Feed| f.expected >= self.feed_expected && f.others >= self.feed_vessels;
        let failed = |f: &Feed| enough(f) && f.heard <= self.feed_share * f.expected;
        let too_short = |f: &Feed| enough(f) && f.dead_h > 0.0 && audible_h < self.silence_h;
        let long_enough = facts.silence_h >= self.silence_h;
        if facts.feeds.iter().any(failed) || (long_enough && facts.feeds.iter().any(too_short)) {
            Met::No
        } else if facts.feeds.iter().any(enough) {
            Met::Yes
        } else {
            Met::Unknown
        }
    }
}

/// The lower of two numbers, of which either may be unknown.
pub(crate) fn lower(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

fn write_feeds(feeds: &[Feed; 2], evidence: &mut Evidence) {
    for (feed, place) in feeds.iter().zip(["near", "feed"]) {
        evidence.number(&format!("others_{place}_positions_expected"), feed.expected);
        evidence.number(&format!("others_{place}_positions_heard"), feed.heard);
    }
}

/// Own weights, to be replaced by counted results of boardings: how much of "this vessel fell silent
/// although it could be heard" the evidence carries.
fn confidence(assessment: Assessment, feed: Met, basis: &str) -> f64 {
    let heard = match feed {
        Met::Yes => 0.9,
        Met::Unknown => 0.7,
        Met::No => 0.1,
    };
    let claim = match assessment {
        Assessment::Supported if basis == "satellite" => 1.0,
        Assessment::Supported => 0.9,
        Assessment::Unknown => 0.6,
        Assessment::NotSupported => 0.4,
    };
    heard * claim
}
