//! What a meeting of two vessels shows: numbers, series for plotting, and how much they bear.

use crate::pair::{Contact, Pair, median, minutes, pings};
use crate::preset::Preset;
use crate::resample::SLOT_MS;
use crate::role::Role;
use crate::{Context, Evidence};

/// Distances, speeds and pings of the contacts, and where the meeting was.
pub(crate) fn evidence(
    rule: &Preset,
    pair: &Pair,
    contacts: &[Contact],
    context: &Context,
) -> Evidence {
    let mut evidence = Evidence::default();
    let (Some(first), Some(last)) = (contacts.first(), contacts.last()) else {
        return evidence;
    };
    let distances = || contacts.iter().map(|c| c.distance_m);
    #[allow(clippy::cast_precision_loss, reason = "at most a thousand contacts")]
    let mean_m = distances().sum::<f64>() / contacts.len() as f64;
    let (pings_first, span_first) = pings(contacts, 0);
    let (pings_second, span_second) = pings(contacts, 1);
    let speed = |side: usize| {
        median(
            contacts
                .iter()
                .filter_map(|c| c.moments.get(side))
                .map(|m| m.speed_kn.into()),
        )
    };
    evidence
        .number("duration_min", minutes(Some(first), Some(last)))
        .number("contacts", pair.contacts().into())
        .number("longest_silence_min", longest_silence_min(contacts))
        .maybe("distance_min_m", distances().min_by(f64::total_cmp))
        .maybe("distance_median_m", median(distances()))
        .number("distance_mean_m", mean_m)
        .maybe(
            "median_speed_kn",
            median(contacts.iter().map(Contact::speed_kn)),
        )
        .maybe("median_speed_first_kn", speed(0))
        .maybe("median_speed_second_kn", speed(1))
        .number("pings_first", pings_first.into())
        .number("pings_second", pings_second.into())
        .number("pings_span_first_min", span_first)
        .number("pings_span_second_min", span_second)
        .number("rule_distance_m", rule.distance_m)
        .number("rule_duration_min", rule.duration_min);
    let both_lie = contacts
        .iter()
        .filter(|c| c.moments.iter().all(|m| m.lying))
        .count();
    if both_lie * 2 > contacts.len() {
        evidence.code("status", "both-say-they-lie-still");
    }
    let middle = contacts.get(contacts.len() / 2).unwrap_or(first);
    let shore_m = context.shore_distance_m(middle.between);
    let port_m = context.port_distance_m(middle.between);
    evidence
        .maybe("shore_km", shore_m.map(|m| m / 1e3))
        .maybe("port_km", port_m.map(|m| m / 1e3))
        .code(
            "ports",
            if context.ports.is_empty() {
                "unknown"
            } else {
                "known"
            },
        );
    evidence.places.insert("meeting".to_owned(), middle.between);
    series(&mut evidence, contacts);
    evidence
}

/// How much the evidence bears: how close, how well heard, how long, and whether ports were known.
pub(crate) fn confidence(rule: &Preset, evidence: &Evidence) -> f64 {
    let get = |name: &str| evidence.numbers.get(name).copied().flatten().unwrap_or(0.0);
    let duration_min = get("duration_min").max(1.0);
    let near = 1.0 - (get("distance_median_m") / rule.distance_m).clamp(0.0, 1.0);
    // One ping every half hour of each vessel is good cover for a meeting of hours.
    let pings = get("pings_first").min(get("pings_second"));
    let heard = (pings / (duration_min / 30.0).max(2.0)).clamp(0.0, 1.0);
    let long = ((duration_min / rule.duration_min - 1.0) / 2.0).clamp(0.0, 1.0);
    let port = if evidence.codes.get("ports").is_some_and(|p| p == "known") {
        1.0
    } else {
        0.9
    };
    // Two ships at anchor or moored side by side are most often in a port nobody listed.
    let lying = if evidence.codes.contains_key("status") {
        0.3
    } else {
        1.0
    };
    ((0.4 + 0.2 * near + 0.25 * heard + 0.15 * long) * port * lying * 100.0).round() / 100.0
}

/// Longest time from one contact to the next where slots are missing between them; 0 if none are.
#[allow(clippy::cast_precision_loss, reason = "slots are far below 2^52")]
fn longest_silence_min(contacts: &[Contact]) -> f64 {
    let steps = contacts.windows(2).filter_map(|pair| match pair {
        [a, b] => Some(b.slot - a.slot),
        _ => None,
    });
    steps
        .filter(|slots| *slots > 1)
        .max()
        .map_or(0.0, |slots| slots as f64 * 10.0)
}

/// Which kinds of vessel met, the fleet's servant first.
pub(crate) fn pair_code(a: Role, b: Role) -> String {
    let weight = |r: Role| match r {
        Role::Carrier => 0,
        Role::Bunker => 1,
        Role::Support => 2,
        Role::Fishing => 3,
        Role::Other => 4,
        Role::Gear => 5,
        Role::Unknown => 6,
    };
    let (x, y) = if weight(a) <= weight(b) {
        (a, b)
    } else {
        (b, a)
    };
    format!("{}-{}", x.code(), y.code())
}

#[allow(
    clippy::cast_precision_loss,
    reason = "Unix seconds are far below 2^52"
)]
fn series(evidence: &mut Evidence, contacts: &[Contact]) {
    let rows = |value: &dyn Fn(&Contact) -> f64| -> Vec<[f64; 2]> {
        contacts
            .iter()
            .map(|c| {
                [
                    (c.slot * SLOT_MS / 1_000) as f64,
                    (value(c) * 1e3).round() / 1e3,
                ]
            })
            .collect()
    };
    let speed = |c: &Contact, side: usize| c.moments.get(side).map_or(0.0, |m| m.speed_kn.into());
    let all = [
        ("distance_m", rows(&|c| c.distance_m)),
        ("speed_first_kn", rows(&|c| speed(c, 0))),
        ("speed_second_kn", rows(&|c| speed(c, 1))),
    ];
    evidence
        .series
        .extend(all.map(|(name, rows)| (name.to_owned(), rows)));
}
