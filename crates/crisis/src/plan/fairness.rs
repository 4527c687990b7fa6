//! Who waits how long: the same figures for every partner, class and place, so that a plan can be defended.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::instance::{Instance, PlanGroup};
use super::schedule::Assignment;
use crate::PlaceId;

/// Waiting of some people.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Waiting {
    /// People.
    pub people: u64,
    /// People lifted.
    pub lifted: u64,
    /// Hours from the start until half of all of them are safe; `None` when fewer than half are lifted.
    pub median_h: Option<f64>,
    /// Until nine in ten are safe.
    pub p90_h: Option<f64>,
    /// Until the last one lifted is safe.
    pub last_h: Option<f64>,
    /// Mean of those lifted.
    pub mean_h: Option<f64>,
}

/// Figures of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fairness {
    /// All.
    pub all: Waiting,
    /// Per partner.
    pub partner: BTreeMap<String, Waiting>,
    /// Per class.
    pub class: BTreeMap<u8, Waiting>,
    /// Per partner and class: partners are compared class by class, because their people are not alike.
    pub partner_class: Vec<(String, u8, Waiting)>,
    /// Per place.
    pub place: BTreeMap<PlaceId, Waiting>,
}

/// Computes the figures.
#[must_use]
pub fn fairness(instance: &Instance, assignments: &[Assignment]) -> Fairness {
    let legs: BTreeMap<_, _> = instance.legs.iter().map(|leg| (leg.id, leg)).collect();
    let arrivals: BTreeMap<_, i64> = assignments
        .iter()
        .filter_map(|it| Some((it.group, instance.minute(legs.get(&it.leg)?.arrival))))
        .collect();
    let of = |here: &dyn Fn(&PlanGroup) -> bool| -> Waiting {
        let groups = instance.groups.iter().filter(|group| here(group));
        waiting(groups.map(|group| (u64::from(group.size), arrivals.get(&group.id).copied())))
    };
    let classes: std::collections::BTreeSet<u8> =
        instance.groups.iter().map(|it| it.class).collect();
    let places: std::collections::BTreeSet<PlaceId> =
        instance.groups.iter().map(|it| it.at).collect();
    let mut partner_class = Vec::new();
    for partner in &instance.partners {
        for class in &classes {
            let figures = of(&|group| &group.partner == partner && group.class == *class);
            partner_class.push((partner.clone(), *class, figures));
        }
    }
    Fairness {
        all: of(&|_| true),
        partner: instance
            .partners
            .iter()
            .map(|partner| (partner.clone(), of(&|group| &group.partner == partner)))
            .collect(),
        class: classes
            .iter()
            .map(|class| (*class, of(&|group| group.class == *class)))
            .collect(),
        partner_class,
        place: places
            .iter()
            .map(|place| (*place, of(&|group| group.at == *place)))
            .collect(),
    }
}

fn waiting(groups: impl Iterator<Item = (u64, Option<i64>)>) -> Waiting {
    let mut out = Waiting::default();
    let mut arrivals = Vec::new();
    let mut sum_min = 0.0;
    for (people, arrival_min) in groups {
        out.people += people;
        if let Some(arrival_min) = arrival_min {
            out.lifted += people;
            sum_min += people as f64 * arrival_min as f64;
            arrivals.push((arrival_min, people));
        }
    }
    arrivals.sort_unstable();
    let hours = |minutes: i64| minutes as f64 / 60.0;
    let until = |tenths: u64| {
        let mut gone = 0;
        arrivals
            .iter()
            .find(|(_, people)| {
                gone += people;
                gone * 10 >= out.people * tenths
            })
            .map(|(minutes, _)| hours(*minutes))
    };
    (out.median_h, out.p90_h) = (until(5), until(9));
    out.last_h = arrivals.last().map(|(minutes, _)| hours(*minutes));
    out.mean_h = (out.lifted > 0).then(|| sum_min / 60.0 / out.lifted as f64);
    out
}
