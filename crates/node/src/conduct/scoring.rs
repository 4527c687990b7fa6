//! Scores of a running or finished exercise, from what control has gathered.

use std::collections::BTreeMap;

use vigie_exercise::{
    PictureMoment, PictureRule, ScoreInput, Scores, Shared, TruthEvent, breaches_told,
    expectation::{Observed, Seen},
    people_told, plans_told,
    report::{AfterAction, Frame, Setting, after_action},
    scores,
};
use vigie_sea::Time;
use vigie_watch::Change;

use super::control::Control;
use crate::live::now;

/// The report as data, up to where the clock stands.
pub(crate) fn report(control: &Control) -> AfterAction {
    // Everything is copied out first: the scores take a while, and the exercise goes on.
    let (conduct, observed, truth, until, seats, moments, fused, frames) = {
        let state = control.state();
        let seats: Vec<(String, Vec<Change>)> = state
            .seats
            .iter()
            .map(|(party, seat)| (party.clone(), seat.changes.clone()))
            .collect();
        let moments: Vec<PictureMoment> = state.moments.values().cloned().collect();
        (
            state.conduct.clone(),
            state.observed.clone(),
            std::sync::Arc::clone(&state.truth),
            state.dial.now,
            seats,
            moments,
            state.fused.clone(),
            state.frames.clone(),
        )
    };
    let begun: Vec<TruthEvent> = truth
        .iter()
        .filter(|one| one.start <= until)
        .cloned()
        .collect();
    let shared = shared(&observed);
    #[allow(clippy::cast_precision_loss, reason = "a count of ships")]
    let ships = control.scenario.actors().count() as f64;
    // Moments at which every partner showed something: a partner who was away has no picture.
    let whole: Vec<PictureMoment> = moments
        .into_iter()
        .filter(|one| one.time <= until && one.shown.len() == seats.len())
        .collect();
    let fused: Vec<PictureMoment> = whole
        .iter()
        .filter_map(|one| {
            let shown = fused.get(&one.time.ms())?.clone();
            Some(PictureMoment {
                time: one.time,
                truth: one.truth.clone(),
                shown,
            })
        })
        .collect();
    let input = ScoreInput {
        truth: &begun,
        vessel_days: ships * until.since_s(control.scenario.start()) / 86_400.0,
        watches: seats
            .iter()
            .map(|(party, changes)| (party.clone(), changes.as_slice()))
            .collect(),
        moments: &whole,
        fused: &fused,
        rule: PictureRule::default(),
        shared: &shared,
        ..ScoreInput::default()
    };
    let setting = Setting {
        title: conduct.msel.title.clone(),
        scenario: control.scenario.code().to_owned(),
        seed: control.scenario.seed(),
        software: concat!("vigie ", env!("CARGO_PKG_VERSION")).to_owned(),
        made: now(),
    };
    let frames = marked(frames, &begun, until);
    let mut scores: Scores = scores(&input);
    let parties = &conduct.msel.parties;
    scores.people = people_told(parties, &control.scenario.nationals(), &observed, until);
    scores.plans = plans_told(&truth, &observed, until);
    (scores.releases_checked, scores.policy_breaches) = breaches_told(parties, &observed, until);
    after_action(&conduct, setting, &truth, &observed, until, scores, frames)
}

/// What one partner released and when it stood in the other's node.
fn shared(observed: &[Observed]) -> Vec<Shared> {
    let mut arrived: BTreeMap<(&str, &str, &str), Time> = BTreeMap::new();
    for one in observed {
        if let Seen::Received { from, object, .. } = &one.seen {
            let entry = arrived.entry((from, &one.party, object)).or_insert(one.at);
            *entry = (*entry).min(one.at);
        }
    }
    observed
        .iter()
        .filter_map(|one| match &one.seen {
            Seen::Released {
                to, class, object, ..
            } => Some(Shared {
                id: object.clone(),
                class: class.clone(),
                from: one.party.clone(),
                to: to.clone(),
                known: one.at,
                received: arrived
                    .get(&(one.party.as_str(), to.as_str(), object.as_str()))
                    .copied(),
            }),
            _ => None,
        })
        .collect()
}

/// Frames with the ships that are in an incident at that moment.
fn marked(frames: Vec<Frame>, truth: &[TruthEvent], until: Time) -> Vec<Frame> {
    let mut frames: Vec<Frame> = frames
        .into_iter()
        .filter(|frame| frame.at <= until)
        .collect();
    for frame in &mut frames {
        let now = truth
            .iter()
            .filter(|one| one.kind.is_incident() && one.start <= frame.at && frame.at <= one.end);
        let in_incident: std::collections::BTreeSet<u32> =
            now.flat_map(|one| one.mmsis.iter().copied()).collect();
        for ship in &mut frame.ships {
            ship.3 = in_incident.contains(&ship.0);
        }
    }
    frames
}
