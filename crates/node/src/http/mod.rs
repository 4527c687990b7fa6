//! The HTTP API of docs/api.md. One table says for every route who may use it; the router is made from that table,
//! so a route without an answer to that question cannot exist.

mod area;
mod asset;
mod audit;
mod boarding;
mod boarding_close;
mod case;
mod case_joint;
mod case_material;
mod case_photo;
mod conduct;
mod crisis;
mod crisis_after;
mod crisis_device;
mod crisis_draft;
mod crisis_import;
mod crisis_joint;
mod crisis_joint_match;
mod crisis_joint_seat;
mod crisis_message;
mod crisis_person;
mod crisis_place;
mod crisis_report;
mod crisis_union;
mod custody;
mod document;
mod evacuation;
mod evacuation_change;
mod evacuation_manifest;
mod evacuation_seat;
mod evacuation_stress;
mod event;
mod exchange;
mod feed;
mod gate;
mod guard;
mod hazard;
mod health;
mod input;
mod list;
mod mark;
mod marked;
mod notice;
mod ogc;
mod ogc_api;
mod outcome;
mod package;
mod partner_report;
mod patrol;
mod plain_fault;
mod plan_book;
mod position;
mod problem;
mod raw;
mod receiver;
mod referral;
mod release_queue;
mod report;
mod route;
mod rule_change;
mod scene;
mod session;
mod setting;
mod shared_area;
mod sluice;
mod spool;
mod stream;
mod taxii_client;
mod threat;
mod token;
mod user;
mod vessel;
mod vessel_list;
mod warning;
mod window;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{Semaphore, watch};
use vigie_store::{ArchiveReader, Attachments, Ledger};

use crate::{
    auth::Throttle,
    engine::{Engine, EngineHandle},
    feeding::Feeds,
    live::{Board, Realm, now},
    partner::desk::DeskHandle,
    patrol::Planner,
};

pub(crate) use boarding::{due, journal as boarding_journal};
pub(crate) use conduct::read_list;
pub(crate) use crisis_joint_seat::tell_offers;
pub(crate) use evacuation_seat::answer_claim;
pub(crate) use gate::COOKIE;
pub(crate) use hazard::keep as keep_hazards;
pub(crate) use patrol::keep_due;
pub(crate) use problem::Problem;
pub(crate) use route::router;
pub(crate) use rule_change::accepted as accepted_rules;
pub(crate) use session::SETUP_KEY;
pub(crate) use vessel::base_card;

/// What every request can reach.
pub(crate) struct App {
    pub(crate) board: Arc<Board>,
    pub(crate) engine: EngineHandle,
    pub(crate) feeds: Arc<Feeds>,
    pub(crate) archive: ArchiveReader,
    /// The bytes of feeds as they were received.
    pub(crate) raw: Arc<crate::raw::RawKeeper>,
    pub(crate) realm: Realm,
    pub(crate) rules_text: String,
    /// Forms, measures and working days of this agency.
    pub(crate) tables: crate::evidence::tables::Tables,
    pub(crate) listen: SocketAddr,
    /// The door speaks TLS: cookies are for TLS only.
    pub(crate) secure: bool,
    /// Name of the session cookie.
    pub(crate) cookie: String,
    /// The exchange with partners, if this node has a name among them.
    pub(crate) desk: Option<DeskHandle>,
    /// Photographs and other files from sea.
    pub(crate) attachments: Attachments,
    /// Registers of crises abroad.
    pub(crate) crisis: crate::crisis::CrisisRoom,
    /// Where the gateway takes messages to nationals.
    pub(crate) outbox: std::path::PathBuf,
    /// Where alerts are put to be read, with the keys of services that are believed.
    pub(crate) alerts: std::path::PathBuf,
    /// Plans in the making.
    pub(crate) planner: Planner,
    /// The part of this node in an exercise of several.
    pub(crate) conduct: Option<crate::conduct::Part>,
    /// What players are handed on paper; nothing outside exercises.
    pub(crate) handouts: crate::drill::handout::Handouts,
    /// Where real life is, for NO DUFF.
    pub(crate) live: Option<String>,
    pub(crate) throttle: Throttle,
    /// Password hashes computed at once: each takes 19 MiB.
    pub(crate) hashing: Semaphore,
    /// Turns true when the node stops: streams end.
    pub(crate) stopping: watch::Receiver<bool>,
    /// For requests; the engine has its own.
    pub(crate) ledger: Mutex<Ledger>,
}

impl App {
    /// The name of a file that leaves the node: in an exercise it says so itself, in all three languages.
    fn file_name(&self, name: &str) -> String {
        if self.realm.is_exercise() {
            vigie_exercise::MARKING.file_name(name)
        } else {
            name.to_owned()
        }
    }

    /// The ledger of requests, for those who are not on a thread that serves sockets.
    pub(crate) fn locked(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works with the ledger, off the threads that serve sockets.
    pub(crate) async fn ledger<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Ledger) -> Result<T, vigie_store::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let app = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || {
            let mut ledger = app.locked();
            work(&mut ledger)
        });
        match done.await {
            Ok(result) => result.map_err(Problem::from),
            Err(broken) => Err(Problem::internal("work-broke", broken)),
        }
    }

    /// Asks the engine.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Engine) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        self.engine
            .ask(question)
            .await
            .map_err(|_busy| Problem::busy("engine-busy"))
    }

    /// Waits until the node stops.
    pub(crate) async fn stopped(&self) {
        let mut stopping = self.stopping.clone();
        // An error says that the node is gone already.
        drop(stopping.wait_for(|stop| *stop).await);
    }

    /// Changes the ledger and writes into its audit who did what, both or neither. Work that changed nothing gives
    /// no deed.
    pub(crate) async fn change<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Ledger) -> Result<(T, Option<Deed>), vigie_store::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        self.ledger(move |ledger| {
            ledger.whole(|ledger| {
                let (value, deed) = work(ledger)?;
                if let Some(deed) = deed {
                    deed.note(ledger)?;
                }
                Ok(value)
            })
        })
        .await
    }

    /// Writes into the audit what changed nothing in the ledger.
    pub(crate) async fn note(self: &Arc<Self>, deed: Deed) -> Result<(), Problem> {
        self.ledger(move |ledger| deed.note(ledger)).await
    }
}

/// Who did what, for the audit.
pub(crate) struct Deed {
    user: String,
    action: &'static str,
    object: String,
    detail: serde_json::Value,
}

impl Deed {
    pub(crate) fn new(
        user: &str,
        action: &'static str,
        object: impl ToString,
        detail: serde_json::Value,
    ) -> Self {
        Self {
            user: user.to_owned(),
            action,
            object: object.to_string(),
            detail,
        }
    }

    pub(crate) fn note(&self, ledger: &mut Ledger) -> Result<(), vigie_store::Error> {
        let detail = self.detail.to_string();
        ledger
            .audit(now().ms(), &self.user, self.action, &self.object, &detail)
            .map(drop)
    }
}
