//! What the engine posts for everyone to see: the picture, the ranked list, the status; and when.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use rustc_hash::FxHashSet;
use vigie_watch::{SourceKind, detection::is_dark_number};

use super::Engine;
use crate::{
    feeding::FeedStatus,
    live::{Frame, ListEntry, ListSnapshot, Named, Notice, Status, now},
    picture::{RECORD_BYTES, SOURCE_AT, source_code, unix_s},
};

/// State of a review that takes an alert off the list.
pub(crate) const DISMISSED: &str = "dismissed";

impl Engine {
    pub(super) fn show_frame(&mut self) {
        if !self.picture.has_changed() {
            return;
        }
        let watch = &self.watch;
        let event_time_s = self.newest.map_or(0, unix_s);
        let changed = self.picture.take_changed(|mmsi| watch.vessel(mmsi));
        let whole = self.picture.whole();
        let named = Arc::new(self.named(&whole));
        self.board.set_frame(
            Frame {
                event_time_s,
                records: whole.into(),
                named: Arc::clone(&named),
            },
            Frame {
                event_time_s,
                records: changed.into(),
                named,
            },
        );
    }

    /// What the vessels of vessel monitoring systems are called.
    fn named(&self, records: &[u8]) -> BTreeMap<u32, Named> {
        let vms = records
            .chunks_exact(RECORD_BYTES)
            .filter(|record| record.get(SOURCE_AT).copied() == Some(source_code(SourceKind::Vms)));
        let numbers = vms.filter_map(|record| Some(u32::from_le_bytes(*record.first_chunk()?)));
        let named = numbers.filter_map(|number| {
            let identity = &self.watch.vessel(number).first()?.identity;
            let named = Named {
                name: identity.name.clone(),
                call_sign: identity.call_sign.clone(),
                imo: identity.imo,
                flag: identity.flag.clone(),
            };
            Some((number, named))
        });
        named.collect()
    }

    /// Takes in what officers dismissed, as the ledger has it: from the next list on it gives no points.
    pub(crate) fn heed_reviews(&mut self) -> Result<(), vigie_store::Error> {
        let dismissed = self.ledger.reviewed_as(DISMISSED)?;
        self.rank_query.leave_out = dismissed.into_iter().map(|(event, _)| event).collect();
        self.context_changed();
        Ok(())
    }

    /// Alerts that officers dismissed.
    pub(crate) fn dismissed(&self) -> &BTreeSet<String> {
        &self.rank_query.leave_out
    }

    /// Ranks again and shows the list, if something changed.
    pub(super) fn show_list(&mut self) {
        if !std::mem::take(&mut self.list_is_stale) {
            return;
        }
        let ranked = self.watch.ranked(&self.rank_query);
        let listed: FxHashSet<u32> = ranked.iter().map(|r| r.mmsi).collect();
        self.picture.mark_listed(&listed);
        let order: Vec<(u32, u64)> = ranked
            .iter()
            .map(|r| (r.mmsi, r.score.points.to_bits()))
            .collect();
        let entries = ranked
            .into_iter()
            .map(|ranked| self.entry(ranked))
            .collect();
        let list = ListSnapshot {
            event_time: self.watch.now(),
            rules_version: self.watch.rules().version.clone(),
            entries,
            areas: Arc::new(self.watch.context().areas.clone()),
        };
        self.board.set_list(list);
        if order != self.last_list {
            let data = serde_json::json!({"event_time": self.watch.now(), "total": order.len()});
            self.board.tell(Notice {
                seq: self.seq,
                event: "list",
                data: data.to_string(),
            });
            self.last_list = order;
        }
    }

    fn entry(&self, ranked: vigie_watch::Ranked) -> ListEntry {
        let tracks = self.watch.vessel(ranked.mmsi);
        let dark = is_dark_number(ranked.mmsi).then(|| self.watch.dark_vessel(ranked.mmsi));
        let dark = dark.flatten();
        let vessel = tracks
            .into_iter()
            .chain(dark.as_ref())
            .find(|v| format!("{}-{}", v.mmsi, v.track) == ranked.track);
        ListEntry {
            sog_kn: vessel.and_then(|v| v.last_sog_kn),
            cog_deg: vessel.and_then(|v| v.last_cog_deg),
            length_m: vessel.and_then(|v| v.identity.length_m),
            source: vessel.map(|v| v.source).unwrap_or_default(),
            ranked,
        }
    }

    pub(super) fn show_status(&mut self) {
        let counts = self.watch.counts();
        let status = Status {
            version: env!("CARGO_PKG_VERSION"),
            node: "vigie",
            realm: self.realm.clone(),
            now: now(),
            event_time: self.newest.or(self.watch.now()),
            speed: self
                .speed
                .as_ref()
                .map(|bits| f64::from_bits(bits.load(Ordering::Relaxed))),
            vessels: self.watch.vessels().count(),
            positions: counts.accepted,
            events_open: self.picture.open_events(),
            positions_per_s: self.rate.per_s(),
            rules_version: self.watch.rules().version.clone(),
            late: counts.late,
            duplicates: counts.duplicates + counts.repeats,
            faults: self.feeds.faults_total(),
            complete: self.is_complete(),
            store_fault: self.store_fault,
        };
        if let Ok(data) = serde_json::to_string(&status) {
            self.board.tell(Notice {
                seq: self.seq,
                event: "status",
                data,
            });
        }
        self.board.set_status(status);
    }

    pub(super) fn tell_feed(&self, feed: &FeedStatus) {
        if let Ok(data) = serde_json::to_string(feed) {
            self.board.tell(Notice {
                seq: self.seq,
                event: "feed",
                data,
            });
        }
    }
}

/// Observations a second, smoothed over about five seconds.
#[derive(Debug, Default)]
pub(super) struct Rate {
    count: u64,
    since: Option<Instant>,
    per_s: f64,
}

impl Rate {
    pub(super) fn add(&mut self, count: usize) {
        self.count += count as u64;
    }

    #[allow(clippy::cast_precision_loss, reason = "counts of one second")]
    pub(super) fn step(&mut self) {
        let now = Instant::now();
        if let Some(since) = self.since.replace(now) {
            let seconds = now.duration_since(since).as_secs_f64().max(1e-3);
            let weight = 1.0 - (-seconds / 5.0).exp();
            self.per_s += (self.count as f64 / seconds - self.per_s) * weight;
        }
        self.count = 0;
    }

    pub(super) fn per_s(&self) -> f64 {
        (self.per_s * 10.0).round() / 10.0
    }
}

/// When things were last shown.
#[derive(Debug, Default)]
pub(super) struct Due {
    pub(super) frame: Timer,
    pub(super) list: Timer,
    pub(super) list_cost: Duration,
    pub(super) alive: Timer,
    pub(super) vessels: Timer,
    pub(super) retention: Timer,
}

#[derive(Debug, Default)]
pub(super) struct Timer(Option<Instant>);

impl Timer {
    pub(super) fn is_over(&mut self, every: Duration) -> bool {
        let over = self.0.is_none_or(|last| last.elapsed() >= every);
        if over {
            self.0 = Some(Instant::now());
        }
        over
    }
}
