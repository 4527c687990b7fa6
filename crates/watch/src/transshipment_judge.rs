//! A meeting of a carrier or bunker with a fishing vessel beside the notices of transshipment.
//!
//! Outcomes, the first that holds: `notified` (both vessels, within the window and near the place, each with its stated
//! tolerance); `notified-late` (so, but notified after the meeting began or with less lead than the rule asks);
//! `notified-otherwise` (both vessels, another time or place); `unknown` where a notice for then and there names a vessel by nothing
//! that can be compared; `notified-other-vessel` (one of the two, with somebody else, for that time); `not-notified` where
//! a file is said to hold every notice for then and there; else `unknown`. Other pairs owe no notice, but what a vessel sends as
//! her type is not what she does: where a notice names both, or one of them by a number, what it says is told of any
//! pair; that none is there, is not. Cancelled notices count as not there and are told.

use vigie_sea::{METRES_PER_NM, Position, Time, distance_m};

use crate::transshipment::{
    Config, Fit, Meeting, Met, NoticeClaim, NoticeInfo, NoticeSet, NoticeStatus, Party,
    StandingNotice, permit_code,
};
use crate::{Context, Event, Evidence};

/// Evidence code of the outcome; everything else told here begins with it and an underscore.
pub(crate) const NOTICE: &str = "notice";
const PREFIX: &str = "notice_";
/// Evidence code that is there where a file is said to hold every notice for then and there.
pub(crate) const COMPLETE_FROM: &str = "notice_complete_from_date";
/// Kinds of pairs that owe a notice, as the evidence of an encounter names them.
const PAIRS: [&str; 2] = ["carrier-fishing", "bunker-fishing"];

/// What the pair that met owes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owed {
    /// A notice.
    Notice,
    /// None; between two fishers what names one of them as the donor to somebody else says nothing.
    None { fishers: bool },
}

impl Owed {
    fn by(event: &Event) -> Self {
        let pair = event.evidence.codes.get("pair");
        match pair.map_or("", String::as_str) {
            pair if PAIRS.contains(&pair) => Self::Notice,
            pair => Self::None {
                fishers: pair == "fishing-fishing",
            },
        }
    }

    /// Whether a notice that bears on the meeting is told.
    fn tells(self, found: &Found<'_>) -> bool {
        match (self, &found.named) {
            (Self::Notice, _) | (_, Named::Both(..)) => true,
            (Self::None { fishers }, Named::One(_, by, _)) => {
                let by_number = !by.contains(&"name-alone") && !by.contains(&"imo-differs");
                by_number && (!fishers || found.taker.is_some())
            }
            _ => false,
        }
    }
}

/// Tells what the notices say of a meeting, in place of what was told before; nothing where none are loaded.
pub(crate) fn tell(config: &Config, event: &mut Event, met: &[Met<'_>; 2], context: &Context) {
    forget(&mut event.evidence);
    if context.notices.is_empty() {
        return;
    }
    let end = event.end.unwrap_or(event.start);
    let mut places = vec![event.start.position, end.position];
    places.extend(event.evidence.places.get("meeting"));
    let meeting = Meeting {
        start: event.start.time,
        end: end.time,
        places: &places,
    };
    let owed = Owed::by(event);
    let taker = judge(config, owed, met, &meeting, context, &mut event.evidence);
    if !event.evidence.codes.contains_key(NOTICE) {
        return;
    }
    let served = |role: &str| matches!(role, "carrier" | "bunker");
    let carrier = event.vessels.iter().position(|v| served(&v.role));
    let carrier = carrier.or(taker);
    if let Some(carrier) = carrier.and_then(|at| met.get(at)) {
        let at = context.areas.at(event.start.position);
        let areas: Vec<String> = at
            .into_iter()
            .filter_map(|i| context.areas.get(i))
            .flat_map(|area| [area.id.clone(), area.name.clone()])
            .collect();
        let permit = permit_code(&context.lists, carrier, &areas, event.start.time);
        event.evidence.code("notice_carrier_permit", permit);
    }
}

fn forget(evidence: &mut Evidence) {
    let other = |key: &String| key != NOTICE && !key.starts_with(PREFIX);
    evidence.codes.retain(|key, _| other(key));
    evidence.numbers.retain(|key, _| other(key));
}

/// How a notice bears on a meeting, the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Bearing {
    Notified,
    Late,
    Otherwise,
    Open,
    OtherVessel,
}

/// Whom a notice names.
enum Named {
    /// Both that met: weakly, and by what, in the order of the event.
    Both(bool, [Vec<&'static str>; 2]),
    /// It may be these two; nothing shows that it is not.
    Perhaps,
    /// One of them with somebody else: which of the two, by what, and what the notice calls the other.
    One(usize, Vec<&'static str>, String),
    Others,
}

/// A notice that bears on the meeting. Ordered by how much, then by how well it fits, then by what it is called.
struct Found<'a> {
    bearing: Bearing,
    weak: bool,
    off_ms: i64,
    off_m: Option<f64>,
    known: &'a StandingNotice,
    named: Named,
    /// Which of the two the notice names, by a number, as the one who takes over.
    taker: Option<usize>,
}

impl Found<'_> {
    fn key(&self) -> (Bearing, bool, i64, i64, &str, &str, &str) {
        #[allow(clippy::cast_possible_truncation, reason = "metres on the earth")]
        let off_m = self.off_m.map_or(0, |m| m.round() as i64);
        let known = self.known;
        (
            self.bearing,
            self.weak,
            self.off_ms,
            off_m,
            known.source.as_str(),
            known.notice.id.as_str(),
            known.file.as_str(),
        )
    }
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "thresholds are checked to be small"
)]
fn ms_of(hours: f64) -> i64 {
    (hours * 3.6e6).round() as i64
}

#[allow(clippy::cast_precision_loss, reason = "years in ms are below 2^53")]
fn hours(ms: i64) -> f64 {
    (ms as f64 / 3.6e6 * 1e3).round() / 1e3
}

/// Tells what the notices say; gives which of the two takes over, by the notice that was told.
fn judge(
    config: &Config,
    owed: Owed,
    met: &[Met<'_>; 2],
    meeting: &Meeting<'_>,
    context: &Context,
    evidence: &mut Evidence,
) -> Option<usize> {
    let notices: &NoticeSet = &context.notices;
    let reach_ms = ms_of(config.other_time_h.max(config.time_tolerance_h));
    let mut best: Option<Found<'_>> = None;
    let mut cancelled: Option<(&str, &str)> = None;
    for known in notices.around(meeting.start, meeting.end, reach_ms) {
        let found = bears(config, known, met, meeting);
        let Some(found) = found.filter(|found| owed.tells(found)) else {
            continue;
        };
        if known.notice.status == NoticeStatus::Cancelled {
            if found.bearing <= Bearing::Late {
                let name = (known.notice.id.as_str(), known.source.as_str());
                cancelled = Some(cancelled.map_or(name, |before| before.min(name)));
            }
        } else if best.as_ref().is_none_or(|best| found.key() < best.key()) {
            best = Some(found);
        }
    }
    if best.is_none() && owed != Owed::Notice {
        return None;
    }
    let complete = notices.completeness(meeting, &context.areas, ms_of(config.time_tolerance_h));
    match (&best, complete) {
        (Some(found), complete) => {
            tell_found(found, meeting, evidence);
            // The two named none of each other, and no other notice can be missing.
            if let (Bearing::OtherVessel, Ok((_, claim)), Owed::Notice) =
                (found.bearing, complete, owed)
            {
                tell_claim(claim, evidence);
            }
        }
        (None, Ok((info, claim))) => {
            tell_missing(info, evidence);
            tell_claim(claim, evidence);
        }
        (None, Err(why)) => {
            evidence.code(NOTICE, "unknown").code("notice_because", why);
        }
    }
    if let Some((id, _)) = cancelled {
        evidence.code("notice_cancelled", id);
    }
    let aboard = best
        .as_ref()
        .filter(|found| matches!(found.named, Named::Both(..)))
        .and_then(|found| found.known.notice.observer);
    let observer = aboard.map_or("unknown", |yes| if yes { "yes" } else { "no" });
    evidence.code("notice_observer", observer);
    best.and_then(|found| found.taker)
}

fn tell_missing(info: &NoticeInfo, evidence: &mut Evidence) {
    evidence
        .code(NOTICE, "not-notified")
        .code("notice_file_name", &info.id)
        .code("notice_source", &info.source);
}

fn tell_claim(claim: &NoticeClaim, evidence: &mut Evidence) {
    evidence
        .code(COMPLETE_FROM, claim.from.to_string())
        .code("notice_complete_until_date", claim.until.to_string());
    if let Some(area) = &claim.area {
        evidence.code("notice_complete_area_name", area);
    }
}

fn bears<'a>(
    config: &Config,
    known: &'a StandingNotice,
    met: &[Met<'_>; 2],
    meeting: &Meeting<'_>,
) -> Option<Found<'a>> {
    let notice = &known.notice;
    let named = named(known, met);
    let off_ms = apart_ms((notice.from, notice.until), (meeting.start, meeting.end));
    let nearest = |place: Position| {
        let all = meeting.places.iter().map(|at| distance_m(*at, place));
        all.min_by(f64::total_cmp).unwrap_or(f64::INFINITY)
    };
    let off_m = notice.place.map(nearest);
    let in_time = off_ms <= ms_of(config.time_tolerance_h);
    let near = off_m.is_none_or(|m| m <= config.place_tolerance_nm * METRES_PER_NM);
    let lead_ms = meeting.start.ms() - known.first_notified.ms();
    let bearing = match &named {
        Named::Both(..) if in_time && near => {
            if lead_ms < ms_of(config.lead_h) {
                Bearing::Late
            } else {
                Bearing::Notified
            }
        }
        Named::Both(..) if in_time || off_ms <= ms_of(config.other_time_h) => Bearing::Otherwise,
        Named::Perhaps if in_time && near => Bearing::Open,
        Named::One(..) if in_time => Bearing::OtherVessel,
        _ => return None,
    };
    Some(Found {
        bearing,
        weak: matches!(named, Named::Both(true, _)),
        off_ms,
        off_m,
        known,
        named,
        taker: taker(known, met),
    })
}

/// Which of the two a notice names, by a number, as the one who takes over.
fn taker(known: &StandingNotice, met: &[Met<'_>; 2]) -> Option<usize> {
    met.iter().position(|met| {
        let [_, receiver] = known.fits(met);
        matches!(receiver, Fit::Same { weak: false, .. })
    })
}

/// Milliseconds between two spans, 0 where they meet.
fn apart_ms(window: (Time, Time), meeting: (Time, Time)) -> i64 {
    let after = meeting.0.ms() - window.1.ms();
    let before = window.0.ms() - meeting.1.ms();
    after.max(before).max(0)
}

/// Whom a notice names, in the better of the two ways to read it: who hands over is often written as who takes over.
fn named(known: &StandingNotice, met: &[Met<'_>; 2]) -> Named {
    let [first, second] = met;
    let ([first_donor, first_receiver], [second_donor, second_receiver]) =
        (known.fits(first), known.fits(second));
    let ways = [
        (&first_donor, &second_receiver),
        (&first_receiver, &second_donor),
    ];
    let both = ways.iter().filter_map(|way| match way {
        (
            Fit::Same { weak: a, by: first },
            Fit::Same {
                weak: b,
                by: second,
            },
        ) => Some((*a || *b, [first.clone(), second.clone()])),
        _ => None,
    });
    if let Some((weak, by)) = both.min_by_key(|(weak, _)| *weak) {
        return Named::Both(weak, by);
    }
    let open = |way: &(&Fit, &Fit)| *way.0 != Fit::Other && *way.1 != Fit::Other;
    if ways.iter().any(open) {
        return Named::Perhaps;
    }
    let notice = &known.notice;
    let all = [
        (0, &first_donor, &notice.receiver),
        (0, &first_receiver, &notice.donor),
        (1, &second_donor, &notice.receiver),
        (1, &second_receiver, &notice.donor),
    ];
    let one = all.into_iter().find_map(|(who, fit, other)| match fit {
        Fit::Same { by, .. } => Some(Named::One(who, by.clone(), called(other))),
        _ => None,
    });
    one.unwrap_or(Named::Others)
}

/// What a notice calls a vessel.
fn called(party: &Party) -> String {
    let number = |word: &str, number: Option<u32>| number.map(|n| format!("{word} {n}"));
    let name = party.name.clone().or_else(|| party.call_sign.clone());
    name.or_else(|| number("IMO", party.imo))
        .or_else(|| number("MMSI", party.mmsi))
        .unwrap_or_default()
}

fn tell_found(found: &Found<'_>, meeting: &Meeting<'_>, evidence: &mut Evidence) {
    let (known, notice) = (found.known, &found.known.notice);
    let outcome = match found.bearing {
        Bearing::Notified => "notified",
        Bearing::Late => "notified-late",
        Bearing::Otherwise => "notified-otherwise",
        Bearing::Open => "unknown",
        Bearing::OtherVessel => "notified-other-vessel",
    };
    evidence
        .code(NOTICE, outcome)
        .code("notice_id", &notice.id)
        .code("notice_file_name", &known.file)
        .code("notice_source", &known.source)
        .code("notice_status", notice.status.code())
        .code("notice_notified_date", known.first_notified.to_string())
        .code("notice_window_from_date", notice.from.to_string())
        .code("notice_window_until_date", notice.until.to_string())
        .number("notice_off_h", hours(found.off_ms));
    let lead_ms = meeting.start.ms() - known.first_notified.ms();
    evidence.number("notice_lead_h", hours(lead_ms));
    if let Some(off_m) = found.off_m {
        let off_nm = (off_m / METRES_PER_NM * 10.0).round() / 10.0;
        evidence.number("notice_off_nm", off_nm);
    }
    if !notice.authorisation.is_empty() {
        evidence.code("notice_authorisation_name", &notice.authorisation);
    }
    match &found.named {
        Named::Both(weak, [first, second]) => {
            evidence
                .code("notice_match", if *weak { "weak" } else { "strong" })
                .code("notice_matched_first", first.join(" "))
                .code("notice_matched_second", second.join(" "));
        }
        Named::One(who, by, other) => {
            let key = ["notice_matched_first", "notice_matched_second"];
            let key = key.get(*who).copied().unwrap_or_default();
            evidence
                .code(key, by.join(" "))
                .code("notice_other_name", other);
        }
        Named::Perhaps => {
            evidence.code("notice_because", "vessels-not-comparable");
        }
        Named::Others => {}
    }
}
