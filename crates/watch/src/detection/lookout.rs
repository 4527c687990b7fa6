//! What each look needs of each track, gathered while positions stream by in order of time.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use vigie_sea::Time;

use super::motion::{Ping, TrackView};
use crate::{Fix, SourceKind};

/// MMSI and number of the track.
type Track = (u32, u32);
/// The last ping before a look and the first one after.
type Around = (Option<Ping>, Option<Ping>);

/// Gathers for a set of looks the last ping of each track at or before it and the first one after.
///
/// Positions must come in order of time within each track ([`crate::Watch::drain_fixes`] gives them so). Memory:
/// one ping a track, and two pings for each track and look within the window.
#[derive(Debug, Default)]
pub struct Lookout {
    /// Moments of the looks in order of time, with their place in the caller's order.
    looks: Vec<(Time, usize)>,
    window_s: f64,
    last: FxHashMap<Track, Ping>,
    views: Vec<BTreeMap<Track, Around>>,
}

impl Lookout {
    /// For looks at these moments; pings further away than `window_h` hours are not kept.
    #[must_use]
    pub fn new(moments: &[Time], window_h: f64) -> Self {
        let mut looks: Vec<(Time, usize)> = moments.iter().copied().zip(0..).collect();
        looks.sort_unstable();
        Self {
            looks,
            window_s: window_h.clamp(0.0, 48.0) * 3_600.0,
            last: FxHashMap::default(),
            views: vec![BTreeMap::new(); moments.len()],
        }
    }

    /// Takes the next position of a track.
    pub fn fix(&mut self, fix: &Fix) {
        if matches!(fix.source, SourceKind::Detection | SourceKind::Sighting) {
            return;
        }
        let key = (fix.mmsi, fix.track);
        let ping = Ping {
            time: fix.time,
            position: fix.position,
            sog_kn: fix.sog_kn,
            cog_deg: fix.cog_deg,
        };
        let before = self.last.insert(key, ping);
        let earliest = fix.time.plus_ms(-ms(self.window_s));
        let from = before.map_or(earliest, |b| b.time);
        // A look at the very moment of a ping has that ping before it, at age 0.
        let first = self.looks.partition_point(|(time, _)| *time < from);
        let end = self.looks.partition_point(|(time, _)| *time < fix.time);
        for (time, look) in self.looks.get(first..end).unwrap_or_default() {
            let near = |p: &Ping| time.since_s(p.time).abs() <= self.window_s;
            let found = (before.filter(near), Some(ping).filter(near));
            if let Some(view) = self.views.get_mut(*look)
                && found != (None, None)
            {
                view.insert(key, found);
            }
        }
    }

    /// The tracks of each look, in the order of the moments given. `known` tells class of movement (gear or role
    /// code) and length in metres of an MMSI and track number. Ids are `MMSI-n`.
    #[must_use]
    pub fn finish(
        mut self,
        known: impl Fn(u32, u32) -> (String, Option<f64>),
    ) -> Vec<Vec<TrackView>> {
        for ((mmsi, track), ping) in &self.last {
            let latest = ping.time.plus_ms(ms(self.window_s));
            let first = self.looks.partition_point(|(time, _)| *time < ping.time);
            let end = self.looks.partition_point(|(time, _)| *time <= latest);
            for (_, look) in self.looks.get(first..end).unwrap_or_default() {
                if let Some(view) = self.views.get_mut(*look) {
                    view.insert((*mmsi, *track), (Some(*ping), None));
                }
            }
        }
        let view = |((mmsi, track), (before, after)): (Track, Around)| {
            let (class, length_m) = known(mmsi, track);
            TrackView {
                id: format!("{mmsi}-{track}"),
                class,
                length_m,
                before,
                after,
            }
        };
        let views = self.views.into_iter();
        views
            .map(|look| look.into_iter().map(view).collect())
            .collect()
    }
}

#[allow(clippy::cast_possible_truncation, reason = "at most two days")]
fn ms(seconds: f64) -> i64 {
    (seconds * 1e3) as i64
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::{AisClass, Reception};
    use vigie_sea::Position;

    fn fix(mmsi: u32, minute: i64) -> Fix {
        Fix {
            mmsi,
            track: 1,
            slot: 0,
            time: Time::from_s(minute * 60),
            position: Position::new(10.0, minute as f64 / 60.0).unwrap(),
            sog_kn: Some(5.0),
            cog_deg: Some(90.0),
            nav_status: None,
            class: AisClass::A,
            source: SourceKind::Ais,
            reception: Reception::Unknown,
            receiver: 0,
            before: None,
        }
    }

    #[test]
    fn each_look_has_the_pings_around_it_and_none_from_beyond_the_window() {
        let at = |m: i64| Time::from_s(m * 60);
        // Asked for out of order: the answers keep the caller's order.
        let mut lookout = Lookout::new(&[at(100), at(10), at(60)], 1.0);
        for minute in [0, 20, 55, 170] {
            lookout.fix(&fix(7, minute));
        }
        lookout.fix(&fix(8, 60));
        let views = lookout.finish(|_, _| ("trawl".to_owned(), Some(40.0)));
        type Shown = (String, Option<i64>, Option<i64>);
        let shown: Vec<Vec<Shown>> = views
            .iter()
            .map(|look| {
                let minute = |p: &Option<Ping>| p.as_ref().map(|p| p.time.s() / 60);
                look.iter()
                    .map(|v| (v.id.clone(), minute(&v.before), minute(&v.after)))
                    .collect()
            })
            .collect();
        let view = |id: &str, b, a| (id.to_owned(), b, a);
        assert_eq!(
            shown[0],
            [view("7-1", Some(55), None), view("8-1", Some(60), None)]
        );
        assert_eq!(
            shown[1],
            [view("7-1", Some(0), Some(20)), view("8-1", None, Some(60))]
        );
        assert_eq!(
            shown[2],
            [view("7-1", Some(55), None), view("8-1", Some(60), None)]
        );
    }
}
