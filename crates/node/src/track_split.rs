//! The tracks of an MMSI that several ships use, for drawing: the archive knows only MMSIs, so the watch's own
//! segmenter splits the kept positions again, and each part gets the name of the watch's track that it is.

use std::collections::BTreeMap;

use vigie_store::Kept;
use vigie_watch::{Context, EndPoint, Rules, Watch};

use crate::keeping;

/// Splits positions, given in order of time. A position that belongs to no track, such as a false one, is left out.
pub(crate) fn split(
    mmsi: u32,
    kept: Vec<Kept>,
    known: &[(String, EndPoint)],
    rules: Rules,
) -> Vec<(String, Vec<Kept>)> {
    let mut watch = Watch::new(rules, Context::default());
    let mut parts: BTreeMap<u32, Vec<Kept>> = BTreeMap::new();
    for one in kept {
        let observation = keeping::observation_of(one.row.clone());
        let time = observation.time;
        watch.push(observation);
        watch.finish();
        let newest = watch.vessel(mmsi).into_iter().find(|v| v.last.time == time);
        if let Some(track) = newest.map(|v| v.track) {
            parts.entry(track).or_default().push(one);
        }
    }
    let mut named: Vec<(String, Vec<Kept>)> = Vec::new();
    for (number, part) in parts {
        let holds = |end: &EndPoint| part.iter().any(|one| one.row.time_ms == end.time.ms());
        let taken = |name: &str| named.iter().any(|(known, _)| known == name);
        let name = known.iter().find(|(name, end)| holds(end) && !taken(name));
        let name = name.map_or_else(|| format!("{mmsi}-part-{number}"), |(name, _)| name.clone());
        named.push((name, part));
    }
    named
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use vigie_store::{Content, Place, Row};

    #[test]
    fn two_ships_of_one_mmsi_are_drawn_apart() {
        let row = |n: i64, lat_e7: i32, lon_e7: i32| Kept {
            arrival: n.unsigned_abs(),
            clock_ms: vigie_store::NO_CLOCK,
            row: Row {
                time_ms: 1_772_323_200_000 + n * 300_000,
                mmsi: 412_000_001,
                source: 0,
                feed: 1,
                receiver: 0,
                reception: 0,
                class: 1,
                content: Content::Place(Place {
                    lat_e7,
                    lon_e7,
                    ..Place::default()
                }),
            },
        };
        let kept: Vec<Kept> = (0..60)
            .map(|n| {
                let step = i32::try_from(n).unwrap() * 100_000;
                if n % 2 == 0 {
                    row(n, 400_000_000 + step, 1_700_000_000)
                } else {
                    row(n, -100_000_000 + step, 200_000_000)
                }
            })
            .collect();
        let mut whole = Watch::new(Rules::builtin(), Context::default());
        for one in &kept {
            whole.push(keeping::observation_of(one.row.clone()));
        }
        whole.finish();
        let tracks = whole.vessel(412_000_001);
        assert_eq!(tracks.len(), 2);
        let known: Vec<_> = tracks
            .iter()
            .map(|v| (format!("{}-{}", v.mmsi, v.track), v.last))
            .collect();
        let parts = split(412_000_001, kept, &known, Rules::builtin());
        assert_eq!(parts.len(), 2);
        for (name, part) in &parts {
            assert!(known.iter().any(|(k, _)| k == name), "{name}");
            assert_eq!(part.len(), 30);
            assert!(
                part.iter()
                    .all(|one| one.arrival % 2 == part[0].arrival % 2)
            );
        }
    }
}
