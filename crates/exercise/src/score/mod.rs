//! Scores of an exercise against its truth: what the watches found, how good the pictures were, how soon the partner
//! knew, what the plans were worth, how the people were accounted for.
//!
//! Every part is a pure function of sets: order of input is of no account.

mod assign;
mod detection;
mod gathered;
mod people;
mod picture;
mod regret;
mod sharing;
mod spread;

use serde::Serialize;
use vigie_sea::Span;
use vigie_watch::Change;

use crate::truth::TruthEvent;

pub use detection::{BehaviourScore, KindScore, Score, score};
pub use gathered::{Nationals, breaches_told, people_told, plans_told};
pub use people::{PeopleScore, PersonOutcome, people_score};
pub use picture::{
    PictureDistance, PictureMoment, PictureRule, PictureScore, PictureVessel, divergence_scores,
    picture_distance, picture_scores,
};
pub use regret::{Look, RegretScore, TargetValue, regret_score};
pub use sharing::{Shared, SharingScore, sharing_scores};
pub use spread::Spread;

/// A watch's score and whose watch it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WatchScore {
    /// The partner.
    pub partner: String,
    /// What its watch found.
    pub score: Score,
}

/// All scores of one exercise.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Scores {
    /// What each partner's watch found, by kind and behaviour.
    pub watch: Vec<WatchScore>,
    /// Each partner's picture against the truth.
    pub pictures: Vec<PictureScore>,
    /// The partners' pictures against each other.
    pub divergence: Vec<PictureScore>,
    /// Each partner's picture with what partners shared, against the truth.
    pub fused: Vec<PictureScore>,
    /// These against each other.
    pub fused_divergence: Vec<PictureScore>,
    /// Delay of information between partners.
    pub sharing: Vec<SharingScore>,
    /// Nationals accounted for.
    pub people: Vec<PeopleScore>,
    /// Plans against what a clairvoyant would have planned.
    pub plans: Vec<RegretScore>,
    /// Releases that broke policy, by id: must be empty.
    pub policy_breaches: Vec<String>,
    /// Releases and copies that were looked at for that; 0: nothing was gathered.
    pub releases_checked: usize,
}

/// What the scores are computed from, as gathered at the end of an exercise.
#[derive(Debug, Clone, Default)]
pub struct ScoreInput<'a> {
    /// What really happened.
    pub truth: &'a [TruthEvent],
    /// Vessel-days that the watches were exposed to.
    pub vessel_days: f64,
    /// What each partner's watch told.
    pub watches: Vec<(String, &'a [Change])>,
    /// Pictures at some moments.
    pub moments: &'a [PictureMoment],
    /// The same moments, each picture with what was shared.
    pub fused: &'a [PictureMoment],
    /// Cut-off of pictures.
    pub rule: PictureRule,
    /// What was to be shared.
    pub shared: &'a [Shared],
    /// Whose nationals, when, how each was accounted for.
    pub people: Vec<(String, Span, &'a [PersonOutcome])>,
    /// Plan, looks its assets took, and the clairvoyant's value.
    pub plans: Vec<(String, &'a [Look], f64)>,
    /// Targets by the truth.
    pub targets: &'a [TargetValue],
    /// Ids of releases that broke policy.
    pub policy_breaches: Vec<String>,
}

impl Scores {
    /// Every picture score with that of the same picture and what was shared, where that is known.
    pub fn pictures_side_by_side(
        &self,
    ) -> impl Iterator<Item = (&PictureScore, Option<&PictureScore>)> {
        let own = self.pictures.iter().chain(&self.divergence);
        own.map(move |one| {
            let mut fused = self.fused.iter().chain(&self.fused_divergence);
            let same = fused.find(|it| (&it.partner, &it.against) == (&one.partner, &one.against));
            (one, same)
        })
    }
}

/// All scores at once.
#[must_use]
pub fn scores(input: &ScoreInput<'_>) -> Scores {
    let watch = |(partner, changes): &(String, &[Change])| WatchScore {
        partner: partner.clone(),
        score: score(input.truth, changes).over(input.vessel_days),
    };
    let mut policy_breaches = input.policy_breaches.clone();
    policy_breaches.sort_unstable();
    policy_breaches.dedup();
    let mut watches: Vec<WatchScore> = input.watches.iter().map(watch).collect();
    watches.sort_by(|a, b| a.partner.cmp(&b.partner));
    Scores {
        watch: watches,
        pictures: picture_scores(input.moments, input.rule),
        divergence: divergence_scores(input.moments, input.rule),
        fused: picture_scores(input.fused, input.rule),
        fused_divergence: divergence_scores(input.fused, input.rule),
        sharing: sharing_scores(input.shared),
        people: input
            .people
            .iter()
            .map(|(who, crisis, all)| people_score(who, *crisis, all))
            .collect(),
        plans: input
            .plans
            .iter()
            .map(|(plan, looks, best)| regret_score(plan, input.targets, looks, *best))
            .collect(),
        policy_breaches,
        releases_checked: 0,
    }
}
