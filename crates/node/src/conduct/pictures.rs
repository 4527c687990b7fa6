//! Pictures of the partners' watches at control: kept beside the true world for the scores, and what a watch shows for the
//! first time.

use std::collections::BTreeSet;

use vigie_exercise::{
    PictureMoment, PictureVessel,
    expectation::{Observed, Seen},
};
use vigie_sea::Time;

use super::control::{Control, PROGRAM, Refused, observed_on};
use crate::live::now;

/// Moments of pictures kept: two an hour for 14 days.
const MOMENTS_MAX: usize = 672;

/// A ship of a picture: MMSI, latitude, longitude, degrees.
pub(crate) type Shown = (u32, f64, f64);

impl Control {
    /// A picture of a partner's watch at a half hour: what it shows itself, and places that partners shared and that are newer
    /// or of other ships.
    pub(crate) fn picture(
        &self,
        (party, branch): (&str, u32),
        at: Time,
        ships: &[Shown],
        shared: &[Shown],
    ) -> Result<(), Refused> {
        let mut state = self.state_on(branch)?;
        if let Some(moment) = state.moments.get_mut(&at.ms()) {
            moment.shown.retain(|(one, _)| one != party);
            moment.shown.push((party.to_owned(), vessels(ships)));
            let known = state.fused.entry(at.ms()).or_default();
            known.retain(|(one, _)| one != party);
            known.push((party.to_owned(), vessels(&fused(ships, shared))));
        }
        // Kept, as pictures of before are not told again after a restart: the first time stays the first time.
        let stamped = first_shown(&state.observed, party, ships, state.dial.now);
        if stamped.is_empty() {
            return Ok(());
        }
        let cursor = state.seats.get(party).map(|seat| seat.cursor.clone());
        let body = serde_json::to_string(&(&stamped, cursor.unwrap_or_default()));
        let body = body.unwrap_or_default();
        self.ledger()
            .put_document(&observed_on(branch), party, now().ms(), PROGRAM, &body)?;
        state.observed.extend(stamped);
        Ok(())
    }

    /// The true world at a half hour.
    pub(crate) fn true_picture(&self, at: Time, ships: &[Shown]) {
        let mut state = self.state();
        if state.moments.len() < MOMENTS_MAX {
            let moment = PictureMoment {
                time: at,
                truth: vessels(ships),
                shown: Vec::new(),
            };
            state.moments.entry(at.ms()).or_insert(moment);
        }
    }
}

/// The own picture with the newest places of what partners shared.
fn fused(own: &[Shown], shared: &[Shown]) -> Vec<Shown> {
    let told: BTreeSet<u32> = shared.iter().map(|one| one.0).collect();
    let kept = own.iter().filter(|one| !told.contains(&one.0));
    kept.chain(shared).copied().collect()
}

/// Ships that a partner's watch shows and did not show before.
fn first_shown(observed: &[Observed], party: &str, ships: &[Shown], at: Time) -> Vec<Observed> {
    let of_party = observed.iter().filter(|one| one.party == party);
    let known: BTreeSet<u32> = of_party
        .filter_map(|one| match one.seen {
            Seen::Track { mmsi } => Some(mmsi),
            _ => None,
        })
        .collect();
    let new: BTreeSet<u32> = ships
        .iter()
        .map(|one| one.0)
        .filter(|mmsi| !known.contains(mmsi))
        .collect();
    let seen = new.into_iter().map(|mmsi| Observed {
        at,
        party: party.to_owned(),
        seen: Seen::Track { mmsi },
    });
    seen.collect()
}

fn vessels(ships: &[Shown]) -> Vec<PictureVessel> {
    let one = |(mmsi, lat, lon): &Shown| {
        let at = vigie_sea::Position::new(*lat, *lon).ok()?;
        Some(PictureVessel {
            mmsi: Some(*mmsi),
            at,
        })
    };
    ships.iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_shared_stands_once_and_beside_the_own() {
        let own = [(1, 40.0, 170.0), (2, 41.0, 171.0)];
        let shared = [(2, 41.5, 171.5), (3, 42.0, 172.0)];
        assert_eq!(
            fused(&own, &shared),
            [(1, 40.0, 170.0), (2, 41.5, 171.5), (3, 42.0, 172.0)]
        );
        assert_eq!(fused(&own, &[]), own);
    }

    #[test]
    fn a_ship_is_first_shown_once_by_each_partner() {
        let at = Time::from_s(60);
        let ships = [(2, 41.0, 171.0), (1, 40.0, 170.0), (2, 41.0, 171.0)];
        let first = first_shown(&[], "ca-ccg", &ships, at);
        let numbers: Vec<&[u32]> = first.iter().map(|one| one.seen.mmsis()).collect();
        assert_eq!(numbers, [&[1], &[2]]);
        assert!(first_shown(&first, "ca-ccg", &ships, at).is_empty());
        assert_eq!(first_shown(&first, "jp-jcg", &ships, at).len(), 2);
    }
}
