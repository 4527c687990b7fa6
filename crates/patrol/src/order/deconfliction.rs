//! Who is where, when and how high: the table that keeps craft of several agencies apart.

use serde::{Deserialize, Serialize};
use vigie_sea::{METRES_PER_NM, Position, Span, distance_m};

use crate::{Plan, Request, StopKind, TaskKind};

/// Water or air that an asset uses for a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Occupation {
    /// The asset.
    pub asset: String,
    /// Its agency.
    pub agency: String,
    /// Whether it flies.
    pub in_air: bool,
    /// The task.
    pub task: String,
    /// Meeting that the task is part of, or empty.
    pub meeting: String,
    /// Middle of the area.
    pub centre: Position,
    /// Its radius, nautical miles; 0 for a place.
    pub radius_nm: f64,
    /// Height, feet; none on the water, and of a craft in the air whose height is not known: it may be at any.
    pub altitude_ft: Option<f64>,
    /// When.
    pub span: Span,
}

/// Two occupations that come too close: by number in the table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// The first.
    pub first: usize,
    /// The second.
    pub second: usize,
    /// Shortest distance of their areas, nautical miles.
    pub distance_nm: f64,
}

/// The table of a plan, in order of time.
#[must_use]
pub fn deconfliction(request: &Request, plan: &Plan) -> Vec<Occupation> {
    let mut table: Vec<Occupation> = plan
        .stops()
        .filter_map(|(asset, stop)| {
            let StopKind::Task { task } = &stop.kind else {
                return None;
            };
            let asset = request.assets.iter().find(|a| a.id == asset)?;
            let task = request.tasks.iter().find(|t| t.id == *task)?;
            let area = match &task.kind {
                TaskKind::Search { area, .. } | TaskKind::Presence { area, .. } => Some(*area),
                _ => None,
            };
            Some(Occupation {
                asset: asset.id.clone(),
                agency: asset.agency.clone(),
                in_air: asset.class.flies(),
                task: task.id.clone(),
                meeting: task
                    .meet
                    .as_ref()
                    .map_or_else(String::new, |m| m.group.clone()),
                centre: area.map_or(stop.position, |a| a.centre),
                radius_nm: area.map_or(0.0, |a| a.radius_nm),
                altitude_ft: asset.altitude_ft.filter(|_| asset.class.flies()),
                span: Span {
                    start: stop.begin,
                    end: stop.end,
                },
            })
        })
        .collect();
    table.sort_by(|a, b| (a.span.start, &a.asset).cmp(&(b.span.start, &b.asset)));
    table
}

/// Pairs in the air at the same time, whose areas are closer than the request's separation in distance and height.
/// Craft that meet on purpose are none; a height that is not known may be any. The checker finds the same pairs.
#[must_use]
pub fn conflicts(request: &Request, table: &[Occupation]) -> Vec<Conflict> {
    let mut found = Vec::new();
    for (first, a) in table.iter().enumerate().filter(|(_, a)| a.in_air) {
        for (second, b) in table
            .iter()
            .enumerate()
            .skip(first + 1)
            .filter(|(_, b)| b.in_air)
        {
            if b.span.start >= a.span.end {
                break;
            }
            let apart_nm = (distance_m(a.centre, b.centre) / METRES_PER_NM
                - (a.radius_nm + b.radius_nm))
                .max(0.0);
            let like_heights = match (a.altitude_ft, b.altitude_ft) {
                (Some(a), Some(b)) => (a - b).abs() < request.separation.altitude_ft,
                _ => true,
            };
            let meet = !a.meeting.is_empty() && a.meeting == b.meeting;
            // Work that takes no time keeps no area busy.
            if a.asset != b.asset
                && a.span.start < b.span.end
                && !meet
                && like_heights
                && apart_nm < request.separation.distance_nm
            {
                found.push(Conflict {
                    first,
                    second,
                    distance_nm: apart_nm,
                });
            }
        }
    }
    found
}
