//! A chain of dark detections as an event: a vessel without a name that was seen again, with its way and its working.

use std::collections::BTreeMap;

use vigie_sea::Time;

use super::chain::{Chain, ChainConfig, ChainLink, NotSeenAgain, dark_event_id, dark_name};
use super::motion::{Fit, MotionModel};
use super::reappear::{Appearance, Explained};
use crate::{
    EndPoint, Event, EventKind, EventState, Evidence, Participant, RESTS_ON, Retraction, RuleRef,
};

/// Role of a dark vessel in its event.
const ROLE: &str = "dark";
/// Code of the event: its sightings, the ids of their events with a space between.
pub const MEMBERS: &str = "members";
/// Code of the event: its first sighting.
pub const FOUNDER: &str = "founder";
/// Reason of a retraction: AIS that appeared explains the chain.
pub const AIS_APPEARED: &str = "ais-appeared-at-predicted-place";
/// Sightings named in an event, the newest; the first is named besides.
const MEMBERS_MAX: usize = 64;
/// Of these shown one by one, the newest.
const SHOWN: usize = 6;
/// Moments for which the place is foretold, hours after the last sighting.
const AHEAD_H: [i64; 3] = [6, 12, 24];

/// The event of a chain; withdrawn if AIS explains it. `at` is the watch's time, `known` the event as it was told before.
#[must_use]
pub fn chain_event(
    chain: &Chain,
    explained: Option<(&Explained, &Appearance)>,
    (model, config): (&MotionModel, &ChainConfig),
    rules_version: &str,
    (at, known): (Time, Option<&Event>),
) -> Option<Event> {
    let (first, last) = (chain.links.first()?, chain.links.last()?);
    let end_point = |link: &ChainLink| EndPoint {
        time: link.sighting.time,
        position: link.sighting.position,
    };
    let mut evidence = evidence(chain, last, config);
    foretell(&mut evidence, chain, last, model)?;
    let mut state = EventState::Closed;
    let mut retraction = None;
    if let Some((how, ship)) = explained {
        let again = if ship.silent_from.is_some() {
            "heard-again"
        } else {
            "first-heard"
        };
        evidence
            .number("appeared_probability", how.probability)
            .number("appeared_offset_m", how.offset_m)
            .code("explained_by", ship.track.clone())
            .code("explained_how", again)
            .places
            .insert("appeared".to_owned(), ship.at.position);
        if ship.by_vms {
            evidence.code(RESTS_ON, "vms");
        }
        state = EventState::Retracted;
        let before = known.and_then(|event| event.retraction.clone());
        retraction = before
            .filter(|it| it.reason == AIS_APPEARED)
            .or_else(|| Some(withdrawn(AIS_APPEARED, at)));
    }
    Some(Event {
        id: dark_event_id(chain.number),
        kind: EventKind::DarkVessel,
        state,
        revision: 0,
        vessels: vec![Participant {
            mmsi: chain.number,
            track: format!("{}-1", chain.number),
            role: ROLE.to_owned(),
        }],
        start: end_point(first),
        end: Some(end_point(last)),
        rule: RuleRef {
            name: "dark_vessel.chain".to_owned(),
            version: rules_version.to_owned(),
        },
        confidence: confidence(chain),
        evidence,
        refuted_by: [
            "two-vessels",
            "ais-not-heard-here",
            "no-ais-required",
            "platform-or-false-echo",
            "late-positions",
        ]
        .map(str::to_owned)
        .to_vec(),
        retraction,
    })
}

fn withdrawn(reason: &str, at: Time) -> Retraction {
    Retraction {
        reason: reason.to_owned(),
        at,
    }
}

/// Links after the first: where it may go wrong.
fn joins(chain: &Chain) -> impl Iterator<Item = &ChainLink> {
    chain.links.iter().skip(1)
}

fn weakest(chain: &Chain) -> f64 {
    joins(chain).map(|l| l.probability).fold(1.0, f64::min)
}

/// Mean over the sightings: what no look can know, such as AIS that is not heard here, is the same in all of them.
fn mean_dark(chain: &Chain) -> f64 {
    let sum: f64 = chain.links.iter().map(|l| l.sighting.dark).sum();
    sum / super::telling::count(chain.links.len().max(1))
}

/// That there is such a vessel: the weakest join, times how dark its sightings are.
fn confidence(chain: &Chain) -> f64 {
    let both = weakest(chain) * mean_dark(chain);
    (both.min(0.99) * 100.0).round() / 100.0
}

fn evidence(chain: &Chain, last: &ChainLink, config: &ChainConfig) -> Evidence {
    let mut evidence = Evidence::default();
    let all: f64 = joins(chain).map(|l| l.probability).product();
    let count = super::telling::count;
    evidence
        .number("sightings", count(chain.links.len()))
        .number("chain_probability", all)
        .number("weakest_join_probability", weakest(chain))
        .number("dark_probability", mean_dark(chain))
        .number("place_m", last.sighting.place_m)
        .number("looks_not_seen", count(chain.not_seen.len()))
        .number("window_h", config.window_h)
        .code("dark_name", dark_name(chain.number))
        .code("sensor", last.sighting.sensor.code())
        .code("last_scene", last.sighting.scene.clone())
        .code(
            MEMBERS,
            members(chain)
                .map(|l| l.sighting.id.as_str())
                .collect::<Vec<_>>()
                .join(" "),
        )
        .code("validated", "no");
    if let Some(first) = chain.links.first() {
        evidence
            .code(FOUNDER, first.sighting.id.clone())
            .number("new_probability", first.probability);
    }
    if let Some(look) = chain.not_seen.last() {
        not_seen(&mut evidence, look);
    }
    way(&mut evidence, chain);
    let skip = chain.links.len().saturating_sub(SHOWN);
    for (number, link) in (1..).zip(chain.links.iter().skip(skip)) {
        show(&mut evidence, number, link);
    }
    evidence
}

/// The newest sightings.
fn members(chain: &Chain) -> impl Iterator<Item = &ChainLink> {
    let skip = chain.links.len().saturating_sub(MEMBERS_MAX);
    chain.links.iter().skip(skip)
}

fn not_seen(evidence: &mut Evidence, look: &NotSeenAgain) {
    evidence
        .code("not_seen_scene", look.scene.clone())
        .code("not_seen_sensor", look.sensor.code())
        .code("not_seen_date", look.time.to_string())
        .number("not_seen_inside_probability", look.inside)
        .number("not_seen_recall_probability", look.seen);
}

/// Its way: speeds, probabilities and errors over time, for plots.
fn way(evidence: &mut Evidence, chain: &Chain) {
    #[allow(clippy::cast_precision_loss, reason = "Unix seconds")]
    let s = |link: &ChainLink| link.sighting.time.s() as f64;
    let round = |value: f64| (value * 1e3).round() / 1e3;
    let mut series: BTreeMap<String, Vec<[f64; 2]>> = BTreeMap::new();
    for link in members(chain) {
        let mut add = |name: &str, value: f64| {
            let points = series.entry(name.to_owned()).or_default();
            points.push([s(link), round(value)]);
        };
        add("dark_probability", link.sighting.dark);
        add("place_m", link.sighting.place_m);
        if let Some(way) = link.implied {
            add("implied_speed_kn", way.sog_kn);
        }
    }
    evidence.series = series;
}

/// One sighting of the working: when, where, and why it is joined to the one before.
fn show(evidence: &mut Evidence, number: usize, link: &ChainLink) {
    let name = |what: &str| format!("sighting_{number}_{what}");
    evidence
        .code(&name("date"), link.sighting.time.to_string())
        .code(&name("scene"), link.sighting.scene.clone())
        .number(&name("join_probability"), link.probability)
        .number(&name("dark_probability"), link.sighting.dark)
        .number(&name("odds"), link.odds)
        .number(&name("density_per_km2"), link.density_per_km2)
        .number(&name("length_factor"), link.length_factor)
        .number(&name("later_look_factor"), link.later_factor)
        .number(&name("run_m"), link.run_m);
    if let Some(length_m) = link.sighting.length_m {
        evidence.number(&name("length_m"), length_m);
    }
    if let Some(way) = link.implied {
        evidence
            .number(&name("speed_kn"), way.sog_kn)
            .number(&name("course_deg"), way.cog_deg);
    }
    evidence
        .places
        .insert(format!("sighting_{number}"), link.sighting.position);
}

/// Where it is expected some hours after the last sighting, and how fast that grows.
fn foretell(
    evidence: &mut Evidence,
    chain: &Chain,
    last: &ChainLink,
    model: &MotionModel,
) -> Option<()> {
    let reach = chain.reach()?;
    evidence.maybe("length_m", reach.length_m()).code(
        "fit",
        match reach.fit(model) {
            Fit::TwoPings => "two-pings",
            Fit::OnePing => "one-ping",
            Fit::Formula => "formula",
        },
    );
    if let Some(way) = reach.implied() {
        evidence
            .number("implied_speed_kn", way.sog_kn)
            .number("implied_course_deg", way.cog_deg)
            .number("implied_spread_kn", way.spread_kn);
    }
    for hours in AHEAD_H {
        let time = last.sighting.time.plus_ms(hours * 3_600_000);
        let expected = reach.expected(model, time);
        evidence
            .number(&format!("predicted_{hours}h_radius_m"), expected.radius_m)
            .places
            .insert(format!("predicted_{hours}h"), expected.position);
    }
    Some(())
}
