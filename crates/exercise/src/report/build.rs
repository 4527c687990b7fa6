//! Gathering the report.

use std::collections::BTreeMap;

use serde::Serialize;
use vigie_sea::Time;

use crate::conduct::{Conduct, Deed, How, Judged, MatrixRow, RemarkKind, matrix};
use crate::expectation::{Observed, Rating, Seen, Verdict};
use crate::msel::{Status, Words};
use crate::score::Scores;
use crate::truth::TruthEvent;

/// Most rows of the timeline: what people did is kept, alerts of the watch are thinned first, then what was shared.
const TIMELINE_MAX: usize = 2_000;

/// Where the report comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Setting {
    /// Name of the exercise.
    pub title: Words,
    /// Scenario and seed, which make the same world again.
    pub scenario: String,
    /// The seed.
    pub seed: u64,
    /// Program and version.
    pub software: String,
    /// When the report was made, by the wall.
    pub made: Time,
}

/// One line of the timeline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TimelineRow {
    /// When, by the exercise's clock.
    pub at: Time,
    /// Whose node, or `control`.
    pub party: String,
    /// Stable code of what happened.
    pub code: String,
    /// About what.
    pub about: String,
    /// Who did it.
    pub user: String,
}

/// One entry of the list, planned against actual.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InjectRow {
    /// Id.
    pub id: String,
    /// Number.
    pub number: u32,
    /// Move.
    pub in_move: Option<u32>,
    /// Code of its kind.
    pub kind: &'static str,
    /// Code of its channel.
    pub channel: &'static str,
    /// Heading.
    pub title: Words,
    /// Objective.
    pub objective: Option<String>,
    /// When it was planned, as far as that is known.
    pub planned: Option<Time>,
    /// When it was given.
    pub sent: Option<Time>,
    /// Minutes late, negative when early.
    pub delay_min: Option<i64>,
    /// How it was given.
    pub how: Option<How>,
    /// How far it came.
    pub status: Status,
    /// Changed during conduct.
    pub edited: bool,
    /// Who acknowledged it when.
    pub acknowledged: BTreeMap<String, Time>,
}

/// One expectation with its verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExpectationRow {
    /// The objective its entry serves.
    pub objective: Option<String>,
    /// The expectation and its verdict.
    #[serde(flatten)]
    pub judged: Judged,
}

/// What a partner scored.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PartyScore {
    /// The partner; `*` for expectations of any.
    pub party: String,
    /// Score.
    pub score: f64,
    /// Full score of what was decided.
    pub score_max: f64,
    /// Met in full.
    pub met: usize,
    /// Met late or in part.
    pub partial: usize,
    /// Failed.
    pub failed: usize,
    /// Expired.
    pub expired: usize,
    /// Not decided: no time left, or not given.
    pub open: usize,
}

/// An objective with how each partner did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ObjectiveRow {
    /// Id.
    pub id: String,
    /// What it says.
    pub text: Words,
    /// The evaluator's rating and note by partner.
    pub ratings: BTreeMap<String, (Rating, String)>,
    /// Score of its expectations.
    pub score: f64,
    /// Full score of those that were decided.
    pub score_max: f64,
}

/// One picture of the map strip.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Frame {
    /// When.
    pub at: Time,
    /// MMSI, latitude and longitude in degrees, and whether she is in an incident then.
    pub ships: Vec<(u32, f64, f64, bool)>,
}

/// The report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AfterAction {
    /// The mark: every page carries it.
    pub marking: crate::marking::Marking,
    /// Where it comes from.
    pub setting: Setting,
    /// When the exercise's time began.
    pub start: Time,
    /// Up to when it is told.
    pub until: Time,
    /// The branch.
    pub branch: u32,
    /// Partners.
    pub parties: Vec<String>,
    /// What happened, in order.
    pub timeline: Vec<TimelineRow>,
    /// Entries left out of the timeline because it is full.
    pub timeline_left_out: usize,
    /// The list, planned against actual.
    pub injects: Vec<InjectRow>,
    /// Expectations.
    pub expectations: Vec<ExpectationRow>,
    /// Score by partner.
    pub party_scores: Vec<PartyScore>,
    /// Objectives.
    pub objectives: Vec<ObjectiveRow>,
    /// Who knew what.
    pub matrix: Vec<MatrixRow>,
    /// Scores of watches, pictures, sharing, people and plans against the truth.
    pub scores: Scores,
    /// Pictures of the true world over time.
    pub frames: Vec<Frame>,
    /// Remarks by kind: strengths, improvements with owner and date, lessons, notes.
    pub remarks: Vec<(Time, String, crate::conduct::Remark)>,
}

/// Makes the report of an exercise up to `until`.
#[must_use]
pub fn after_action(
    conduct: &Conduct,
    setting: Setting,
    truth: &[TruthEvent],
    observed: &[Observed],
    until: Time,
    scores: Scores,
    frames: Vec<Frame>,
) -> AfterAction {
    let seen: Vec<Observed> = observed
        .iter()
        .filter(|one| one.at <= until)
        .cloned()
        .collect();
    let judged = conduct.judged(until, &seen);
    let (timeline, timeline_left_out) = timeline(conduct, &seen, &judged);
    let mut remarks = conduct.remarks.clone();
    remarks.sort_by_key(|(at, _, remark)| (remark.kind, *at));
    AfterAction {
        marking: crate::marking::MARKING,
        setting,
        start: conduct.start,
        until,
        branch: conduct.branch,
        parties: conduct.msel.parties.clone(),
        timeline,
        timeline_left_out,
        injects: injects(conduct, &judged, &seen),
        party_scores: party_scores(conduct, &judged),
        objectives: objectives(conduct, &judged),
        expectations: expectations(conduct, judged),
        matrix: matrix(conduct, truth, &seen, until),
        scores,
        frames,
        remarks,
    }
}

impl AfterAction {
    /// Remarks of a kind.
    pub fn remarks_of(
        &self,
        kind: RemarkKind,
    ) -> impl Iterator<Item = &(Time, String, crate::conduct::Remark)> {
        self.remarks
            .iter()
            .filter(move |(_, _, remark)| remark.kind == kind)
    }
}

fn injects(conduct: &Conduct, judged: &[Judged], observed: &[Observed]) -> Vec<InjectRow> {
    let mut rows: Vec<InjectRow> = conduct
        .msel
        .injects
        .iter()
        .map(|inject| {
            let state = conduct.injects.get(&inject.id).cloned().unwrap_or_default();
            let planned = conduct.planned(inject, judged, observed);
            let delay = planned
                .zip(state.sent)
                .map(|(planned, sent)| (sent.ms() - planned.ms()) / 60_000);
            InjectRow {
                id: inject.id.clone(),
                number: inject.number,
                in_move: inject.in_move,
                kind: inject.kind.code(),
                channel: inject.channel.code(),
                title: inject.title.clone(),
                objective: inject.objective.clone(),
                planned,
                sent: state.sent,
                delay_min: delay,
                how: state.how,
                status: conduct.status(inject),
                edited: state.edited,
                acknowledged: state
                    .acknowledged
                    .iter()
                    .map(|(party, (at, _))| (party.clone(), *at))
                    .collect(),
            }
        })
        .collect();
    rows.sort_by_key(|row| row.number);
    rows
}

fn expectations(conduct: &Conduct, judged: Vec<Judged>) -> Vec<ExpectationRow> {
    let objective = |inject: &str| {
        conduct
            .msel
            .inject(inject)
            .and_then(|one| one.objective.clone())
    };
    judged
        .into_iter()
        .map(|judged| ExpectationRow {
            objective: objective(&judged.inject),
            judged,
        })
        .collect()
}

fn party_scores(conduct: &Conduct, judged: &[Judged]) -> Vec<PartyScore> {
    let mut parties: Vec<&str> = conduct.msel.parties.iter().map(String::as_str).collect();
    if judged.iter().any(|one| one.who == "*") {
        parties.push("*");
    }
    let of = |party: &str| {
        let mut row = PartyScore {
            party: party.to_owned(),
            ..PartyScore::default()
        };
        for one in judged.iter().filter(|one| one.who == party) {
            match one.judgement.verdict {
                Verdict::Met => row.met += 1,
                Verdict::Partial => row.partial += 1,
                Verdict::Failed => row.failed += 1,
                Verdict::Expired => row.expired += 1,
                Verdict::Waiting | Verdict::Pending => row.open += 1,
            }
            if one.judgement.verdict.is_final() {
                row.score += one.judgement.score;
                row.score_max += one.score_max;
            }
        }
        row
    };
    parties.into_iter().map(of).collect()
}

fn objectives(conduct: &Conduct, judged: &[Judged]) -> Vec<ObjectiveRow> {
    let serves = |one: &&Judged, id: &str| {
        let inject = conduct.msel.inject(&one.inject);
        one.judgement.verdict.is_final()
            && inject.is_some_and(|inject| inject.objective.as_deref() == Some(id))
    };
    let of = |one: &crate::msel::Objective| ObjectiveRow {
        id: one.id.clone(),
        text: one.text.clone(),
        ratings: conduct
            .assessments
            .iter()
            .filter(|((objective, _), _)| *objective == one.id)
            .map(|((_, party), (rating, _, note))| (party.clone(), (*rating, note.clone())))
            .collect(),
        score: judged
            .iter()
            .filter(|j| serves(j, &one.id))
            .map(|j| j.judgement.score)
            .sum(),
        score_max: judged
            .iter()
            .filter(|j| serves(j, &one.id))
            .map(|j| j.score_max)
            .sum(),
    };
    conduct.msel.objectives.iter().map(of).collect()
}

fn timeline(
    conduct: &Conduct,
    observed: &[Observed],
    judged: &[Judged],
) -> (Vec<TimelineRow>, usize) {
    let mut rows: Vec<TimelineRow> = conduct
        .log
        .iter()
        .map(|entry| {
            let (code, about, party) = deed(&entry.deed);
            TimelineRow {
                at: entry.at,
                party,
                code: code.to_owned(),
                about,
                user: entry.user.clone(),
            }
        })
        .collect();
    for one in judged.iter().filter(|one| one.judgement.verdict.is_final()) {
        rows.extend(one.judgement.at.map(|at| TimelineRow {
            at,
            party: one.who.clone(),
            code: format!("expectation-{}", one.judgement.verdict.code()),
            about: format!("{} {}", one.id, one.what),
            user: String::new(),
        }));
    }
    // What control and people did comes first, then what was shared, then what the watches said; of each the newest, which
    // are those of the time that was played. A flood of copies must not push the end of an exercise out of its report.
    let mut left_out = 0;
    for rank in 0..RANKS {
        let all: Vec<&Observed> = observed
            .iter()
            .filter(|one| rank_of(&one.seen) == Some(rank) && one.at >= conduct.start)
            .collect();
        let over = (rows.len() + all.len())
            .saturating_sub(TIMELINE_MAX)
            .min(all.len());
        left_out += over;
        rows.extend(all.iter().skip(over).map(|one| observed_row(one)));
    }
    rows.sort_by(|a, b| {
        (a.at, &a.party, &a.code, &a.about).cmp(&(b.at, &b.party, &b.code, &b.about))
    });
    let over = rows.len().saturating_sub(TIMELINE_MAX);
    rows.drain(..over);
    (rows, left_out + over)
}

/// Ranks of what was observed.
const RANKS: u8 = 3;

/// How early something gives way in a full timeline, the last rank first; `None`: it is not told there.
fn rank_of(seen: &Seen) -> Option<u8> {
    match seen {
        Seen::Track { .. } | Seen::Entered { .. } => None,
        Seen::Alert { .. } => Some(2),
        Seen::Released { .. } | Seen::Received { .. } => Some(1),
        Seen::Confirmed { .. }
        | Seen::Dismissed { .. }
        | Seen::Planned { .. }
        | Seen::Tasked { .. }
        | Seen::Boarded { .. }
        | Seen::Accounted { .. }
        | Seen::Acknowledged { .. } => Some(0),
    }
}

fn deed(deed: &Deed) -> (&'static str, String, String) {
    let control = || "control".to_owned();
    match deed {
        Deed::Clock(clock) => {
            use crate::conduct::Clock;
            let (code, about) = match clock {
                Clock::Start => ("clock-start", String::new()),
                Clock::Pause => ("clock-pause", String::new()),
                Clock::Run { speed } => ("clock-run", speed.to_string()),
                Clock::Step { seconds } => ("clock-step", seconds.to_string()),
                Clock::Rewind { to, .. } => ("clock-rewind", to.to_string()),
                Clock::Freeze => ("clock-freeze", String::new()),
                Clock::Resume => ("clock-resume", String::new()),
                Clock::End => ("clock-end", String::new()),
            };
            (code, about, control())
        }
        Deed::Sent { inject, .. } => ("inject-sent", inject.clone(), control()),
        Deed::Held { inject } => ("inject-held", inject.clone(), control()),
        Deed::Freed { inject } => ("inject-freed", inject.clone(), control()),
        Deed::Edited { inject, .. } => ("inject-edited", inject.clone(), control()),
        Deed::Listed { injects } => ("list-replaced", injects.to_string(), control()),
        Deed::Acknowledged { inject, party, .. } => {
            ("inject-acknowledged", inject.clone(), party.clone())
        }
        Deed::Closed { inject } => ("inject-closed", inject.clone(), control()),
        Deed::Rated {
            expectation,
            rating,
            ..
        } => (
            "rated",
            format!("{expectation} {}", rating.code()),
            control(),
        ),
        Deed::Assessed {
            objective,
            party,
            rating,
            ..
        } => (
            "assessed",
            format!("{objective} {}", rating.code()),
            party.clone(),
        ),
        Deed::Remarked(remark) => (
            "remarked",
            remark.text.clone(),
            remark.party.clone().unwrap_or_else(control),
        ),
        Deed::Ordered { party, order } => ("ordered", order.asset.clone(), party.clone()),
        Deed::NoDuff { party, title } => ("no-duff", title.clone(), party.clone()),
    }
}

fn observed_row(one: &Observed) -> TimelineRow {
    let ships = |mmsis: &[u32]| {
        mmsis
            .iter()
            .map(|mmsi| format!("{mmsi:09}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let (code, about) = match &one.seen {
        Seen::Alert { kind, mmsis, .. } => ("seen-alert", format!("{kind} {}", ships(mmsis))),
        Seen::Confirmed { kind, mmsis, .. } => {
            ("seen-confirmed", format!("{kind} {}", ships(mmsis)))
        }
        Seen::Dismissed { mmsis, .. } => ("seen-dismissed", ships(mmsis)),
        Seen::Track { mmsi } => ("seen-track", ships(&[*mmsi])),
        Seen::Released {
            to, class, mmsis, ..
        } => ("seen-released", format!("{to} {class} {}", ships(mmsis))),
        Seen::Received {
            from, class, mmsis, ..
        } => ("seen-received", format!("{from} {class} {}", ships(mmsis))),
        Seen::Planned { plan, .. } => ("seen-planned", plan.clone()),
        Seen::Tasked { order, .. } => ("seen-tasked", order.clone()),
        Seen::Boarded { report, mmsis } => ("seen-boarded", format!("{report} {}", ships(mmsis))),
        Seen::Accounted {
            accounted,
            registered,
            ..
        } => ("seen-accounted", format!("{accounted} / {registered}")),
        Seen::Acknowledged { inject, .. } => ("inject-acknowledged", inject.clone()),
        Seen::Entered { area, mmsi } => ("seen-entered", format!("{area} {}", ships(&[*mmsi]))),
    };
    let about = about.trim_end().to_owned();
    TimelineRow {
        at: one.at,
        party: one.party.clone(),
        code: code.to_owned(),
        about,
        user: String::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::conduct::Entry;
    use crate::msel::Msel;

    fn at(second: i64) -> Time {
        Time::from_ms(second * 1_000)
    }

    fn observed(second: i64, seen: Seen) -> Observed {
        Observed {
            at: at(second),
            party: "ca-ccg".to_owned(),
            seen,
        }
    }

    fn released(second: i64) -> Observed {
        let seen = Seen::Released {
            to: "jp-jcg".to_owned(),
            class: "event".to_owned(),
            object: second.to_string(),
            mmsis: Vec::new(),
        };
        observed(second, seen)
    }

    #[test]
    fn a_flood_of_copies_does_not_push_the_end_out_of_the_timeline() {
        let mut conduct = Conduct::new(Msel::default(), at(0), &[]);
        let last = Deed::NoDuff {
            party: "jp-jcg".to_owned(),
            title: "Man overboard".to_owned(),
        };
        conduct
            .apply(&Entry {
                at: at(9_999),
                wall: at(0),
                user: "jp-jcg:mika".to_owned(),
                branch: 0,
                deed: last,
            })
            .unwrap();
        let mut all: Vec<Observed> = (0..5_000).map(released).collect();
        let (kind, event) = ("gap".to_owned(), "gap-1".to_owned());
        let (mmsis, area) = (vec![412_000_001], None);
        all.push(observed(
            9_000,
            Seen::Confirmed {
                event: event.clone(),
                kind: kind.clone(),
                mmsis: mmsis.clone(),
                area: None,
            },
        ));
        all.push(observed(
            8_000,
            Seen::Alert {
                event,
                kind,
                mmsis,
                area,
            },
        ));
        let (rows, left_out) = timeline(&conduct, &all, &[]);
        assert_eq!(
            (rows.len(), left_out),
            (TIMELINE_MAX, all.len() + 1 - TIMELINE_MAX)
        );
        let has = |code: &str| rows.iter().any(|row| row.code == code);
        assert_eq!(rows.last().map(|row| row.code.as_str()), Some("no-duff"));
        assert!(has("seen-confirmed") && !has("seen-alert"));
        assert!(rows.iter().any(|row| row.at == at(4_999)));
    }
}
