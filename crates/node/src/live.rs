//! What the engine shows to everyone: the status, the ranked list, the latest positions, and the stream of
//! changes. The engine writes, every request reads; nobody waits for the engine to read the picture.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use axum::body::Bytes;
use serde::Serialize;
use tokio::sync::{broadcast, watch};
use vigie_sea::{AreaSet, Time};
use vigie_watch::{Ranked, SourceKind};

/// Messages of the event stream held for slow clients; one that falls further behind reads what it missed from
/// the ledger.
const NOTICES_HELD: usize = 1_024;
/// Position frames held for slow clients; one that falls further behind gets a whole picture instead.
const FRAMES_HELD: usize = 32;

/// Live, or an exercise with a name: the two never mix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Realm {
    /// Real life.
    Live,
    /// An exercise.
    Exercise(String),
}

impl Realm {
    /// The realm as it is written into the ledger.
    pub(crate) fn code(&self) -> String {
        match self {
            Self::Live => "live".to_owned(),
            Self::Exercise(name) => format!("exercise:{name}"),
        }
    }

    pub(crate) fn is_exercise(&self) -> bool {
        matches!(self, Self::Exercise(_))
    }
}

/// The node at a glance.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Status {
    pub(crate) version: &'static str,
    pub(crate) node: &'static str,
    pub(crate) realm: Realm,
    pub(crate) now: Time,
    pub(crate) event_time: Option<Time>,
    pub(crate) speed: Option<f64>,
    pub(crate) vessels: usize,
    pub(crate) positions: u64,
    pub(crate) events_open: usize,
    pub(crate) positions_per_s: f64,
    pub(crate) rules_version: String,
    pub(crate) late: u64,
    pub(crate) duplicates: u64,
    pub(crate) faults: u64,
    /// Every feed was a recording, has ended, and all of it is worked out.
    pub(crate) complete: bool,
    /// Code of a fault of the disk that keeps the node from taking in data.
    pub(crate) store_fault: Option<&'static str>,
}

/// One vessel of the list, with what the list itself does not carry.
#[derive(Debug, Clone)]
pub(crate) struct ListEntry {
    pub(crate) ranked: Ranked,
    pub(crate) sog_kn: Option<f64>,
    pub(crate) cog_deg: Option<f64>,
    pub(crate) length_m: Option<u16>,
    /// What saw it last.
    pub(crate) source: SourceKind,
}

/// The whole ranked list at one moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct ListSnapshot {
    pub(crate) event_time: Option<Time>,
    pub(crate) rules_version: String,
    pub(crate) entries: Vec<ListEntry>,
    pub(crate) areas: Arc<AreaSet>,
}

/// What a vessel is called that a vessel monitoring system sees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: Option<String>,
    pub(crate) call_sign: Option<String>,
    pub(crate) imo: Option<u32>,
    pub(crate) flag: Option<String>,
}

/// All vessels as 24-byte records.
#[derive(Debug, Clone, Default)]
pub(crate) struct Frame {
    pub(crate) event_time_s: u32,
    pub(crate) records: Bytes,
    /// Those of vessel monitoring systems, by number: many have no MMSI to be known by.
    pub(crate) named: Arc<BTreeMap<u32, Named>>,
}

/// One message of the event stream.
#[derive(Debug, Clone)]
pub(crate) struct Notice {
    /// Number of the change that is the newest when this message is sent.
    pub(crate) seq: u64,
    /// `change`, `list`, `status` or `feed`.
    pub(crate) event: &'static str,
    /// JSON.
    pub(crate) data: String,
}

/// What the engine shows.
#[derive(Debug)]
pub(crate) struct Board {
    status: RwLock<Arc<Status>>,
    list: RwLock<Arc<ListSnapshot>>,
    frame: RwLock<Arc<Frame>>,
    notices: broadcast::Sender<Arc<Notice>>,
    frames: broadcast::Sender<Frame>,
    ready: watch::Sender<bool>,
}

fn read<T>(place: &RwLock<Arc<T>>) -> Arc<T> {
    Arc::clone(&place.read().unwrap_or_else(PoisonError::into_inner))
}

fn write<T>(place: &RwLock<Arc<T>>, value: T) {
    *place.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(value);
}

impl Board {
    pub(crate) fn new(status: Status) -> Self {
        Self {
            status: RwLock::new(Arc::new(status)),
            list: RwLock::default(),
            frame: RwLock::default(),
            notices: broadcast::Sender::new(NOTICES_HELD),
            frames: broadcast::Sender::new(FRAMES_HELD),
            ready: watch::Sender::new(false),
        }
    }

    pub(crate) fn status(&self) -> Arc<Status> {
        read(&self.status)
    }

    pub(crate) fn list(&self) -> Arc<ListSnapshot> {
        read(&self.list)
    }

    pub(crate) fn frame(&self) -> Arc<Frame> {
        read(&self.frame)
    }

    pub(crate) fn set_status(&self, status: Status) {
        write(&self.status, status);
    }

    pub(crate) fn set_list(&self, list: ListSnapshot) {
        write(&self.list, list);
    }

    /// Shows a new picture: `whole` for those who come, `changed` for those who are there.
    pub(crate) fn set_frame(&self, whole: Frame, changed: Frame) {
        write(&self.frame, whole);
        // An error only says that nobody listens.
        drop(self.frames.send(changed));
    }

    pub(crate) fn tell(&self, notice: Notice) {
        drop(self.notices.send(Arc::new(notice)));
    }

    pub(crate) fn notices(&self) -> broadcast::Receiver<Arc<Notice>> {
        self.notices.subscribe()
    }

    pub(crate) fn frames(&self) -> broadcast::Receiver<Frame> {
        self.frames.subscribe()
    }

    /// The archive has been replayed; the picture is complete.
    pub(crate) fn set_ready(&self) {
        self.ready.send_replace(true);
    }

    pub(crate) fn is_ready(&self) -> bool {
        *self.ready.borrow()
    }
}

/// The node's clock.
pub(crate) fn now() -> Time {
    Time::from_ms(jiff::Timestamp::now().as_millisecond())
}
