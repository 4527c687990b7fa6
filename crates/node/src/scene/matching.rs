//! Tracks around a look, out of the archive.

use std::collections::HashMap;

use vigie_sea::Time;
use vigie_store::ArchiveReader;
use vigie_watch::detection::{Lookout, TrackView};
use vigie_watch::{Context, Gear, Rules, Watch};

use crate::keeping;

/// Positions pushed between two looks at what came out.
const CHUNK: usize = 16_384;

/// Class of movement and length, by MMSI.
pub(crate) type KnownVessels = HashMap<u32, (String, Option<f64>)>;

/// What the watch knows of its vessels, for the matching.
pub(crate) fn known_vessels(watch: &Watch) -> KnownVessels {
    let of = |v: &vigie_watch::Vessel| {
        let gear = v.gear().and_then(Gear::of).map(Gear::code);
        let length_m = v.identity.length_m.map(f64::from);
        (v.mmsi, (gear.unwrap_or("*").to_owned(), length_m))
    };
    watch.vessels().map(of).collect()
}

/// For each look the tracks that may have been in it: positions of the archive around these moments, put in order and
/// split into tracks as the watch does it. Numbers of tracks count from the beginning of that span.
pub(crate) fn seen_tracks(
    archive: &ArchiveReader,
    moments: &[Time],
    rules: &Rules,
    known: &KnownVessels,
) -> Result<Vec<Vec<TrackView>>, vigie_store::Error> {
    #[allow(clippy::cast_possible_truncation, reason = "at most two days")]
    let window_ms = (rules.detection.window_h * 3.6e6) as i64;
    let (Some(first), Some(last)) = (moments.iter().min(), moments.iter().max()) else {
        return Ok(Vec::new());
    };
    let (from, to) = (first.plus_ms(-window_ms), last.plus_ms(window_ms));
    let kept = archive.span(from.ms(), to.ms())?;
    let mut rules = rules.clone();
    rules.watch.detectors.clear();
    rules.watch.presence = false;
    let window_h = rules.detection.window_h;
    let mut watch = Watch::new(rules, Context::default());
    watch.keep_fixes();
    let mut lookout = Lookout::new(moments, window_h);
    let mut rows = kept.into_iter();
    loop {
        let chunk: Vec<_> = rows.by_ref().take(CHUNK).collect();
        let over = chunk.is_empty();
        for kept in chunk {
            watch.push(keeping::observation_of(kept.row));
        }
        if over {
            watch.finish();
        }
        watch.drain_fixes().iter().for_each(|fix| lookout.fix(fix));
        if over {
            break;
        }
    }
    let class = |mmsi: u32, _track: u32| {
        let found = known.get(&mmsi).cloned();
        found.unwrap_or_else(|| ("*".to_owned(), None))
    };
    Ok(lookout.finish(class))
}
