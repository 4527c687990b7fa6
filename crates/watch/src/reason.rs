//! Points: how events become named, bounded reasons.
//!
//! Each event gives a share of what its reason can give at most: its severity, times its confidence,
//! halved for every half-life since it ended. Shares of one reason combine as independent doubts do,
//! 1 − Π(1 − share), so many weak facts of one kind never outweigh its bound. The low value squares
//! each confidence, the high value takes its root: a convention that widens with doubt [design].
//! The weights are a judgement, not a measurement; boardings are to calibrate them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use crate::detection::NOT_SEEN;
use crate::rank::Reason;
use crate::rules::{POINTS_MAX, within};
use crate::transshipment_judge::{COMPLETE_FROM, NOTICE};
use crate::{Error, Event, EventKind, EventState};

/// Events named in one reason.
const EVENTS_MAX: usize = 12;

/// Points each reason can give at most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Points {
    /// On an IUU list.
    pub iuu_listed: f64,
    /// Omitted by a list of permits that claims to be complete.
    pub not_authorised: f64,
    /// Silence with evidence of disabling.
    pub disabling_supported: f64,
    /// Silence that the evidence does not explain.
    pub gap_unexplained: f64,
    /// Met a vessel on an IUU list.
    pub met_listed_vessel: f64,
    /// Met a vessel that serves a fleet, or met a fishing vessel as one.
    pub encounter_carrier_fishing: f64,
    /// Met any other vessel.
    pub encounter_other: f64,
    /// Met as carrier or bunker and fishing vessel, with no notice in a file that is said to hold them all.
    pub transshipment_not_notified: f64,
    /// Loitered.
    pub loitering: f64,
    /// Seemed to fish inside a closed area.
    pub fishing_in_closed_area: f64,
    /// Was inside a closed area.
    pub closed_area_visit: f64,
    /// Sent positions that cannot be true.
    pub implausible_positions: f64,
    /// Identity contradicts itself.
    pub identity_conflict: f64,
    /// Shares its MMSI.
    pub shared_mmsi: f64,
    /// Its VMS and its AIS do not agree.
    pub vms_mismatch: f64,
    /// Seems to fish while no list says it may.
    pub fishing_authorisation_unknown: f64,
    /// Seen in several looks, and no track explains it.
    pub dark_vessel: f64,
    /// Taken off where a list shows the vessel authorised.
    pub authorised: f64,
    /// Taken off at most where an own patrol inspected the vessel.
    pub recently_inspected: f64,
}

impl Default for Points {
    fn default() -> Self {
        Self {
            iuu_listed: 40.0,
            not_authorised: 20.0,
            disabling_supported: 25.0,
            gap_unexplained: 8.0,
            met_listed_vessel: 20.0,
            encounter_carrier_fishing: 20.0,
            encounter_other: 8.0,
            transshipment_not_notified: 4.0,
            loitering: 12.0,
            fishing_in_closed_area: 25.0,
            closed_area_visit: 12.0,
            implausible_positions: 12.0,
            identity_conflict: 10.0,
            shared_mmsi: 6.0,
            vms_mismatch: 12.0,
            fishing_authorisation_unknown: 4.0,
            dark_vessel: 30.0,
            authorised: 5.0,
            recently_inspected: 15.0,
        }
    }
}

/// Weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Days after which an event that ended counts half.
    pub half_life_d: f64,
    /// Share of its points that a carrier's meeting keeps once it was notified, 0 to 1.
    pub notified_left: f64,
    /// Days after which an inspection takes off half.
    pub inspected_half_life_d: f64,
    /// What a look without a boarding takes off, as share of an inspection, 0 to 1.
    pub looked_share: f64,
    /// Bounds of the reasons.
    pub points: Points,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            half_life_d: 14.0,
            notified_left: 0.25,
            inspected_half_life_d: 10.0,
            looked_share: 0.4,
            points: Points::default(),
        }
    }
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), Error> {
        within("rank.half_life_d", self.half_life_d, 0.1..=3_660.0)?;
        within("rank.notified_left", self.notified_left, 0.0..=1.0)?;
        within(
            "rank.inspected_half_life_d",
            self.inspected_half_life_d,
            0.1..=3_660.0,
        )?;
        within("rank.looked_share", self.looked_share, 0.0..=1.0)?;
        let p = &self.points;
        let all = [
            p.iuu_listed,
            p.not_authorised,
            p.disabling_supported,
            p.gap_unexplained,
            p.met_listed_vessel,
            p.encounter_carrier_fishing,
            p.encounter_other,
            p.transshipment_not_notified,
            p.loitering,
            p.fishing_in_closed_area,
            p.closed_area_visit,
            p.implausible_positions,
            p.identity_conflict,
            p.shared_mmsi,
            p.vms_mismatch,
            p.fishing_authorisation_unknown,
            p.dark_vessel,
            p.authorised,
            p.recently_inspected,
        ];
        all.into_iter()
            .try_for_each(|points| within("rank.points", points, 0.0..=POINTS_MAX))
    }
}

/// Codes of reasons.
pub(crate) mod code {
    pub(crate) const IUU: &str = "iuu-listed";
    pub(crate) const NOT_AUTHORISED: &str = "not-authorised";
    pub(crate) const DISABLING: &str = "disabling-supported";
    pub(crate) const GAP: &str = "gap-unexplained";
    pub(crate) const MET_LISTED: &str = "met-listed-vessel";
    pub(crate) const CARRIER: &str = "encounter-carrier-fishing";
    pub(crate) const ENCOUNTER: &str = "encounter-other";
    pub(crate) const NOT_NOTIFIED: &str = "transshipment-not-notified";
    pub(crate) const NOTIFIED: &str = "transshipment-notified";
    pub(crate) const LOITERING: &str = "loitering";
    pub(crate) const FISHING_CLOSED: &str = "fishing-in-closed-area";
    pub(crate) const CLOSED: &str = "closed-area-visit";
    pub(crate) const IMPLAUSIBLE: &str = "implausible-positions";
    pub(crate) const IDENTITY: &str = "identity-conflict";
    pub(crate) const SHARED: &str = "shared-mmsi";
    pub(crate) const VMS: &str = "vms-mismatch";
    pub(crate) const FISHING: &str = "fishing-authorisation-unknown";
    pub(crate) const DARK: &str = "dark-vessel";
    pub(crate) const AUTHORISED: &str = "authorised";
    pub(crate) const INSPECTED: &str = "recently-inspected";
}

impl Points {
    /// The bound of a reason.
    pub(crate) fn of(&self, reason: &str) -> f64 {
        match reason {
            code::IUU => self.iuu_listed,
            code::NOT_AUTHORISED => self.not_authorised,
            code::DISABLING => self.disabling_supported,
            code::GAP => self.gap_unexplained,
            code::MET_LISTED => self.met_listed_vessel,
            code::CARRIER => self.encounter_carrier_fishing,
            code::ENCOUNTER => self.encounter_other,
            code::NOT_NOTIFIED => self.transshipment_not_notified,
            code::LOITERING => self.loitering,
            code::FISHING_CLOSED => self.fishing_in_closed_area,
            code::CLOSED => self.closed_area_visit,
            code::IMPLAUSIBLE => self.implausible_positions,
            code::IDENTITY => self.identity_conflict,
            code::SHARED => self.shared_mmsi,
            code::VMS => self.vms_mismatch,
            code::FISHING => self.fishing_authorisation_unknown,
            code::DARK => self.dark_vessel,
            code::AUTHORISED => self.authorised,
            code::INSPECTED => self.recently_inspected,
            _ => 0.0,
        }
    }
}

/// One event's part in a reason.
#[derive(Debug, Clone)]
pub(crate) struct Share<'a> {
    pub(crate) reason: &'static str,
    pub(crate) event: &'a Event,
    /// 0 to 1: how grave, before confidence and age.
    pub(crate) severity: f64,
    pub(crate) confidence: f64,
    /// 0 to 1 by age.
    pub(crate) fresh: f64,
}

impl Share<'_> {
    fn value(&self, confidence: f64) -> f64 {
        (self.severity * confidence * self.fresh).clamp(0.0, 1.0)
    }
}

/// How much of an event is left at a moment.
pub(crate) fn freshness(event: &Event, now: Time, half_life_d: f64) -> f64 {
    let ended = match (event.state, event.end) {
        (EventState::Open, _) => return 1.0,
        (_, Some(end)) => end.time,
        (_, None) => event.start.time,
    };
    let age_d = (now.since_s(ended) / 86_400.0).max(0.0);
    if half_life_d > 0.0 {
        0.5_f64.powf(age_d / half_life_d)
    } else {
        1.0
    }
}

/// What a vessel's own event means by itself; relations to other events are added by the caller.
pub(crate) fn shares<'a>(event: &'a Event, now: Time, config: &Config, out: &mut Vec<Share<'a>>) {
    if event.state == EventState::Retracted || event.start.time > now {
        return;
    }
    let number = |name: &str| event.evidence.numbers.get(name).copied().flatten();
    let is = |name: &str, value: &str| event.evidence.codes.get(name).is_some_and(|c| c == value);
    let check = event.evidence.codes.get("check").map_or("", String::as_str);
    let fresh = freshness(event, now, config.half_life_d);
    let mut add = |reason: &'static str, severity: f64| {
        let severity = severity.clamp(0.0, 1.0);
        out.push(Share {
            reason,
            event,
            severity,
            confidence: event.confidence,
            fresh,
        });
    };
    // A day of silence weighs nearly full, twelve hours half.
    let long = |h: Option<f64>, half_h: f64| h.map_or(0.5, |h| 1.0 - 0.5_f64.powf(h / half_h));
    match event.kind {
        EventKind::Gap if is("assessment", "supported") => {
            add(code::DISABLING, 0.4 + 0.6 * long(number("silence_h"), 12.0));
        }
        EventKind::Gap if is("assessment", "unknown") => {
            add(code::GAP, long(number("silence_h"), 12.0))
        }
        EventKind::Encounter => {
            let pair = event.evidence.codes.get("pair").map_or("", String::as_str);
            let hours = number("duration_min").map(|m| m / 60.0);
            let serves = ["carrier-", "bunker-", "support-"]
                .iter()
                .any(|r| pair.starts_with(r));
            let with_fisher = serves && pair.ends_with("-fishing");
            // A servant of the fleet beside a vessel of unknown kind may be the same thing.
            let maybe_fisher = serves && pair.ends_with("-unknown");
            if with_fisher {
                add(code::CARRIER, 0.5 + 0.5 * long(hours, 3.0));
            } else if maybe_fisher {
                add(code::CARRIER, 0.5 * long(hours, 3.0));
            } else {
                add(code::ENCOUNTER, long(hours, 3.0));
            }
            if with_fisher && is_missed(event) {
                add(code::NOT_NOTIFIED, 1.0);
            }
        }
        EventKind::Loitering => add(code::LOITERING, long(number("duration_h"), 8.0)),
        EventKind::AreaVisit if is("closed", "yes") => {
            add(code::CLOSED, 0.3 + 0.7 * long(number("closed_h"), 3.0));
        }
        EventKind::ImplausiblePosition => {
            add(
                code::IMPLAUSIBLE,
                false_position(check, number("positions")),
            );
        }
        EventKind::IdentityConflict => add(code::IDENTITY, contradiction(check)),
        EventKind::SharedMmsi => add(code::SHARED, 0.7),
        EventKind::VmsMismatch => add(code::VMS, disagreement(check)),
        EventKind::ListMatch if is("outcome", "iuu-listed") => add(code::IUU, 1.0),
        EventKind::ListMatch if is("outcome", "not-authorised") => add(code::NOT_AUTHORISED, 1.0),
        // Two sightings weigh more than half, each further one less.
        EventKind::DarkVessel => add(code::DARK, 0.4 + 0.6 * long(number("sightings"), 2.0)),
        _ => {}
    }
}

/// Whether no notice names the two that met, in a file said to hold them all.
fn is_missed(event: &Event) -> bool {
    let codes = &event.evidence.codes;
    match codes.get(NOTICE).map(String::as_str) {
        Some("not-notified") => true,
        Some("notified-other-vessel") => codes.contains_key(COMPLETE_FROM),
        _ => false,
    }
}

/// How grave a false position is: equipment that never had a fix sends its default place, one stray
/// position is radio noise, and only many mean something.
fn false_position(check: &str, positions: Option<f64>) -> f64 {
    match check {
        // The clock of a receiver is no sign against the vessel it heard.
        "receiver-clock" => 0.0,
        // One ship in ten is missed by the best sensor.
        "default-position" | NOT_SEEN => 0.1,
        "frozen" | "receiver-range" => 0.5,
        _ => 0.1 + 0.5 * (1.0 - 0.5_f64.powf(positions.unwrap_or(1.0) / 5.0)),
    }
}

/// How grave a contradiction of identity is: digits are mistyped every day, but one hull number
/// under two radios at the same time is not a slip of the pen.
fn contradiction(check: &str) -> f64 {
    match check {
        "imo-on-two-mmsi" | "imo-changed" => 0.9,
        "imo-moved-to-mmsi" | "name-changed" | "call-sign-changed" => 0.6,
        "flag-differs" => 0.5,
        "ship-type-changed" => 0.1,
        _ => 0.3,
    }
}

/// How grave it is that VMS and AIS disagree: two places are a falsehood, a silent set may be a broken one.
fn disagreement(check: &str) -> f64 {
    match check {
        "apart" => 0.8,
        "off-ais" => 0.6,
        _ => 0.4,
    }
}

/// Adds up the shares of one vessel to reasons, the heaviest first.
pub(crate) fn reasons(shares: &[Share<'_>], now: Time, points: &Points) -> Vec<Reason> {
    let mut groups: BTreeMap<&'static str, Vec<&Share<'_>>> = BTreeMap::new();
    for share in shares {
        groups.entry(share.reason).or_default().push(share);
    }
    let mut all: Vec<Reason> = groups
        .into_iter()
        .filter_map(|(code, group)| reason(code, group, now, points))
        .collect();
    all.sort_by(|a, b| {
        b.points
            .total_cmp(&a.points)
            .then_with(|| a.code.cmp(&b.code))
    });
    all
}

fn reason(
    code: &'static str,
    mut group: Vec<&Share<'_>>,
    now: Time,
    points: &Points,
) -> Option<Reason> {
    let max_points = points.of(code);
    let total = |confidence: &dyn Fn(f64) -> f64| {
        let doubt: f64 = group
            .iter()
            .map(|s| 1.0 - s.value(confidence(s.confidence)))
            .product();
        tenth(max_points * (1.0 - doubt))
    };
    let (mid, low, high) = (
        total(&|c| c),
        total(&|c| c * c),
        total(&|c| c.max(0.0).sqrt()),
    );
    if high <= 0.0 {
        return None;
    }
    group.sort_by(|a, b| {
        let (x, y) = (a.value(a.confidence), b.value(b.confidence));
        y.total_cmp(&x).then_with(|| a.event.id.cmp(&b.event.id))
    });
    let events = group
        .iter()
        .take(EVENTS_MAX)
        .map(|s| s.event.id.clone())
        .collect();
    Some(Reason {
        code: code.to_owned(),
        points: mid,
        max_points,
        low,
        high,
        events,
        numbers: numbers(&group, now),
    })
}

/// The numbers that explain a reason: how many events, how old the newest, how grave the gravest.
fn numbers(group: &[&Share<'_>], now: Time) -> BTreeMap<String, f64> {
    let mut numbers = BTreeMap::new();
    #[allow(clippy::cast_precision_loss, reason = "a number of events")]
    numbers.insert("events".to_owned(), group.len() as f64);
    let ages = group.iter().map(|s| match (s.event.state, s.event.end) {
        (EventState::Open, _) => 0.0,
        (_, end) => now.since_s(end.map_or(s.event.start.time, |e| e.time)) / 86_400.0,
    });
    if let Some(newest) = ages.min_by(f64::total_cmp) {
        numbers.insert("newest_age_d".to_owned(), tenth(newest.max(0.0)));
    }
    for name in [
        "silence_h",
        "duration_min",
        "duration_h",
        "closed_h",
        "strength",
        "inside_h",
        "sightings",
    ] {
        let values = group
            .iter()
            .filter_map(|s| s.event.evidence.numbers.get(name).copied().flatten());
        if let Some(most) = values.max_by(f64::total_cmp) {
            numbers.insert(format!("{name}_max"), most);
        }
    }
    numbers
}

/// Rounded to tenths: finer would pretend.
pub(crate) fn tenth(value: f64) -> f64 {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded == 0.0 { 0.0 } else { rounded }
}
