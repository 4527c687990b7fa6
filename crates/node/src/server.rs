//! The watch floor as a service: what `vigie serve` starts.
//!
//! Threads: one for each feed, one for the engine that owns the watch, a few for sockets. Order of the start: data
//! folder, ledger, archive, engine (which replays the archive), feeds, HTTP. Order of the stop: feeds, engine, HTTP.

use std::{
    io::Write as _,
    net::{SocketAddr, TcpListener},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc::sync_channel,
    },
    thread::JoinHandle,
};

use tokio::sync::{Semaphore, watch};
use vigie_store::{ArchiveReader, Attachments, Ledger};
use vigie_watch::{BUILTIN_RULES, Context, ReceiverList, Rules, Watch};

use crate::{
    auth::Throttle,
    crisis::CrisisRoom,
    door::{self, tls_config},
    engine::{Clock, Engine, Parts, engine},
    evidence::tables::Tables,
    feed::{DELIVERIES_WAITING_MAX, FeedOptions, FeedSpec, Format, Reach},
    feeding::{Feeds, format_name},
    http::{self, App},
    i18n::Catalogue,
    live::{Board, Realm, Status, now},
    outlet::{self, Surroundings},
    partner::open::{Exchange, OpenError},
    raw::RawKeeper,
    receiving::Receiving,
    restore::Timeline,
    scene::DetectionSpec,
};

mod folder;
mod options;

pub(crate) use folder::lock_folder;
pub use options::{ServeError, ServeOptions};

use folder::{note_downtime, open_archive, realm_of, set_up_token};

/// Password hashes computed at once.
const HASHING_AT_ONCE: usize = 2;
/// How long a stop waits for clients to take their last answer.
const STOP_PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// Runs the service until SIGINT or SIGTERM.
///
/// # Errors
/// What kept the service from starting or made it stop.
pub fn run(options: ServeOptions) -> Result<(), ServeError> {
    start_log();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|source| ServeError::System {
            what: "threads",
            source,
        })?;
    let node = {
        let _inside = runtime.enter();
        Node::start(&options)?
    };
    let listener = TcpListener::bind(options.listen)
        .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
        .map_err(|source| ServeError::Socket {
            address: options.listen,
            source,
        })?;
    let tls = options.tls.as_ref().map(tls_config).transpose();
    let tls = tls.map_err(|source| ServeError::System {
        what: "tls",
        source,
    })?;
    let result = runtime.block_on(node.serve(listener, tls));
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    result
}

/// JSON lines on standard error; `VIGIE_LOG` chooses, such as `debug` or `vigie=trace`. Secrets are never logged:
/// requests are logged by method and path, without query, headers and body.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("VIGIE_LOG")
        .unwrap_or_else(|_unset| tracing_subscriber::EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .json()
        .with_writer(std::io::stderr)
        .with_env_filter(filter);
    // A second start in one process keeps the first log.
    drop(builder.try_init());
}

/// A started node.
struct Node {
    app: Arc<App>,
    engine: JoinHandle<Result<(), vigie_store::Error>>,
    stop: Arc<AtomicBool>,
    stopping: watch::Sender<bool>,
    over: watch::Receiver<bool>,
    setup: Option<String>,
    exercise: Option<crate::drill::Drill>,
    exchange: Option<Exchange>,
    language: String,
    prefix: String,
    _lock: std::fs::File,
    detections: Vec<DetectionSpec>,
}

/// What the watch is made of, and where its rules come from.
struct Outfit {
    rules: Rules,
    rules_text: String,
    context: Context,
    receivers: ReceiverList,
}

/// The agency of this node: its name among partners, in an exercise without partners that of the cell.
fn agency_of(options: &ServeOptions) -> String {
    use crate::drill::Cell;
    let party = options.partner.as_ref().map(|p| p.party.clone());
    let cell = options.exercise.as_ref().map(|e| e.cell);
    party.unwrap_or_else(|| {
        match cell {
            Some(Cell::Japan) => "jp-jcg",
            Some(Cell::Canada | Cell::All) => "ca-ccg",
            None => "own",
        }
        .to_owned()
    })
}

impl Node {
    #[allow(
        clippy::too_many_lines,
        reason = "the parts of a node, opened in their order"
    )]
    fn start(options: &ServeOptions) -> Result<Self, ServeError> {
        let (realm, folder) = realm_of(options);
        let (forms, holidays) = (options.forms.as_deref(), options.holidays.as_deref());
        let tables = Tables::read(forms, holidays, &agency_of(options))?;
        let lock = lock_folder(&folder)?;
        let ledger_path = folder.join("ledger.sqlite");
        let mut ledger = Ledger::open(&ledger_path, &realm.code())?;
        let archive_root = folder.join("positions");
        let archive = open_archive(&archive_root, &realm)?;
        let drill = options
            .exercise
            .as_ref()
            .map(|exercise| {
                crate::drill::Drill::prepare(exercise, &mut ledger, options.feed_options.speed)
            })
            .transpose()?;
        if let Some(crate::conduct::PartOptions::Player { branch, .. }) = &options.part
            && !crate::conduct::branch::enter(&mut ledger, *branch)?
        {
            return Err(ServeError::Conduct {
                detail: "conduct-other-branch".to_owned(),
            });
        }
        if let (Some(exercise), Some(drill)) = (&options.exercise, &drill) {
            let (scenario, cell) = (drill.scenario(), exercise.cell);
            crate::patrol::outfit::equip(&mut ledger, scenario, cell, now().ms())?;
        }
        let outfit = outfit(options, drill.as_ref(), &ledger)?;
        let setup = set_up_token(&mut ledger)?;
        if !realm.is_exercise() {
            note_downtime(&mut ledger, archive.next_arrival())?;
        }
        let timeline = Timeline::new(ledger.areas()?, ledger.lists()?, ledger.silences()?)
            .with_receivers(&ledger)?;
        let (sender, deliveries) = sync_channel(DELIVERIES_WAITING_MAX);
        let feeds = Feeds::new(sender, feed_options(options), folder.clone());
        let beside = Ledger::open(&ledger_path, &realm.code())?;
        let raw = Arc::new(RawKeeper::start(&folder, &realm.code(), beside)?);
        let feeds = feeds
            .with_raw(Arc::clone(&raw))
            .with_reach(Reach::below(&options.feed_folders)?)
            .with_voice(&options.language, &options.prefix);
        let feeds = Arc::new(feeds.with_receivers(&ledger.receivers()?));
        let kept = ledger.lists()?;
        let kept = kept.iter().filter(|row| row.until_arrival.is_none());
        let kept: Vec<_> = kept.filter_map(crate::restore::kept_list).collect();
        feeds.learn(outfit.context.lists.iter().chain(&kept));
        let board = Arc::new(Board::new(first_status(&realm, &outfit.rules.version)));
        let stop = Arc::new(AtomicBool::new(false));
        let (engine, handle) = engine(Parts {
            watch: Watch::new(outfit.rules, outfit.context),
            receiving: Receiving::new(outfit.receivers),
            archive,
            archive_root: archive_root.clone(),
            ledger: Ledger::open(&ledger_path, &realm.code())?,
            board: Arc::clone(&board),
            feeds: Arc::clone(&feeds),
            deliveries,
            clock: drill
                .as_ref()
                .map_or(Clock::Node, |d| Clock::Exercise(d.clock())),
            realm: realm.clone(),
            speed: drill
                .as_ref()
                .map(crate::drill::Drill::pace)
                .or(options.feed_options.speed.map(pace)),
            stop: Arc::clone(&stop),
        });
        let (stopping, stopping_seen) = watch::channel(false);
        let party = options.partner.as_ref().map(|own| own.party.as_str());
        let around = Surroundings::of(party, &options.language, &board, &realm, &stopping_seen);
        outlet::open(&options.outlet, &around)?;
        let exchange = options.partner.as_ref().map(|partner| {
            crate::partner::open::open(
                partner,
                &folder,
                &realm.code(),
                Ledger::open(&ledger_path, &realm.code())?,
                Arc::clone(&board),
                stopping_seen.clone(),
            )
        });
        let exchange = exchange.transpose()?;
        let app_realm = realm.code();
        let conduct = match (&options.part, &drill) {
            (Some(part), Some(drill)) => Some(part_of(
                part,
                drill,
                Ledger::open(&ledger_path, &app_realm)?,
                options.listen,
            )?),
            _ => None,
        };
        let plays = !matches!(&conduct, Some(crate::conduct::Part::Control(_)));
        let handouts = drill.as_ref().filter(|_| plays);
        let handouts = handouts.map(crate::drill::Drill::handouts);
        let handouts = handouts.unwrap_or_default();
        let app = Arc::new(App {
            conduct,
            handouts,
            live: options.live.clone(),
            board,
            engine: handle,
            feeds,
            archive: ArchiveReader::new(&archive_root),
            raw,
            realm,
            rules_text: outfit.rules_text,
            tables,
            listen: options.listen,
            secure: options.tls.is_some(),
            cookie: format!("{}_{}", http::COOKIE, options.listen.port()),
            desk: exchange.as_ref().map(|exchange| exchange.desk.clone()),
            attachments: Attachments::open(&folder.join("attachments"))?,
            outbox: folder.join("outbox"),
            alerts: folder.join("alerts"),
            crisis: CrisisRoom::open(&folder, Ledger::open(&ledger_path, &app_realm)?)
                .map_err(OpenError::from)?,
            planner: crate::patrol::Planner::new(agency_of(options)),
            throttle: Throttle::default(),
            hashing: Semaphore::new(HASHING_AT_ONCE),
            stopping: stopping_seen,
            ledger: Mutex::new(ledger),
        });
        let (engine, over) = spawn_engine(engine, timeline)?;
        start_feeds(&app, &options.feeds)?;
        let language = options.language.clone();
        Ok(Self {
            prefix: options.prefix.clone(),
            app,
            engine,
            stop,
            stopping,
            over,
            setup,
            exercise: drill,
            exchange,
            language,
            detections: options.detections.clone(),
            _lock: lock,
        })
    }

    async fn serve(
        mut self,
        listener: TcpListener,
        tls: Option<Arc<rustls::ServerConfig>>,
    ) -> Result<(), ServeError> {
        let system = |source| ServeError::System {
            what: "socket",
            source,
        };
        let listener = tokio::net::TcpListener::from_std(listener).map_err(system)?;
        let address = listener.local_addr().map_err(system)?;
        announce(
            address,
            tls.is_some(),
            self.setup.as_deref(),
            &self.language,
            &self.prefix,
        );
        let drill = self
            .exercise
            .take()
            .map(|d| d.start(&self.app, Arc::clone(&self.stop)));
        let drill = drill.transpose()?;
        match crate::crisis::outbox::resume(&self.app.crisis, &self.app.outbox) {
            Ok(0) => {}
            Ok(files) => tracing::info!(files, "messages handed over that a stop interrupted"),
            Err(problem) => tracing::error!(code = problem.code, "messages not handed over"),
        }
        tokio::spawn(crate::crisis::keep_retention(Arc::clone(&self.app)));
        let detections = std::mem::take(&mut self.detections);
        tokio::spawn(crate::scene::keep_scenes(Arc::clone(&self.app), detections));
        tokio::spawn(http::keep_due(Arc::clone(&self.app)));
        tokio::spawn(crate::crisis::keep_alerts(Arc::clone(&self.app)));
        tokio::spawn(crate::crisis::keep_seats(Arc::clone(&self.app)));
        tokio::spawn(crate::crisis::keep_matches(Arc::clone(&self.app)));
        let router = http::router(&self.app);
        let (stopping, mut over) = (self.stopping.clone(), self.over.clone());
        let (stop, app) = (Arc::clone(&self.stop), Arc::clone(&self.app));
        let until = async move {
            tokio::select! {
                () = signalled() => tracing::info!("asked to stop"),
                // An error says that the engine's thread is gone without a word.
                _ = over.wait_for(|over| *over) => tracing::error!("engine ended"),
            }
            app.feeds.stop_all();
            app.planner.stop_all();
            stop.store(true, Ordering::Relaxed);
            stopping.send_replace(true);
        };
        let mut stopped = self.stopping.subscribe();
        let patience = async move {
            drop(stopped.wait_for(|stop| *stop).await);
            tokio::time::sleep(STOP_PATIENCE).await;
        };
        tokio::select! {
            () = door::serve(listener, tls, router, until) => {}
            () = patience => tracing::warn!("clients that did not go were cut off"),
        }
        if let Some(drill) = drill {
            drop(drill.join());
        }
        if let Some(exchange) = self.exchange.take() {
            exchange.join();
        }
        let ended = self.engine.join();
        self.app.raw.stop();
        match ended {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(error.into()),
            Err(_panic) => Err(ServeError::Engine),
        }
    }
}

fn pace(speed: f64) -> Arc<std::sync::atomic::AtomicU64> {
    Arc::new(std::sync::atomic::AtomicU64::new(speed.to_bits()))
}

/// The part of this node in an exercise of several.
fn part_of(
    part: &crate::conduct::PartOptions,
    drill: &crate::drill::Drill,
    mut ledger: Ledger,
    listen: SocketAddr,
) -> Result<crate::conduct::Part, ServeError> {
    use crate::conduct::{Part, PartOptions, control::Control, player::Player};
    Ok(match part {
        PartOptions::Control {
            listen: players,
            keys,
            list,
            files,
            pass,
            stage,
        } => {
            crate::conduct::let_commands_in(&mut ledger, listen, pass)?;
            let opened = Control::open(
                drill.scenario(),
                ledger,
                (*players, keys.clone(), list),
                stage.clone(),
                drill.speed(),
            );
            let unusable = |refused: crate::conduct::control::Refused| ServeError::Conduct {
                detail: format!("{refused:?}"),
            };
            let control = opened.map_err(unusable)?;
            for (name, bytes) in files {
                let kept = control.keep_file(crate::conduct::control::PROGRAM, name, bytes.clone());
                kept.map_err(unusable)?;
            }
            Part::Control(Arc::new(control))
        }
        PartOptions::Player {
            address,
            party,
            key,
            branch,
        } => Part::Player(Arc::new(Player::new(
            *address,
            (party, key, *branch),
            drill.scenario().digest(),
            ledger,
        ))),
    })
}

fn outfit(
    options: &ServeOptions,
    drill: Option<&crate::drill::Drill>,
    ledger: &Ledger,
) -> Result<Outfit, ServeError> {
    let mut reference = options.reference.load()?;
    // Rules that two people of this node accepted; a file named at the start comes first.
    let accepted = match &options.reference.rules {
        Some(_) => None,
        None => http::accepted_rules(ledger)?,
    };
    if let Some((rules, _)) = &accepted {
        tracing::info!(version = rules.version, "accepted rules in force");
        reference.rules = rules.clone();
    }
    for model in reference.context.fishing_models.iter() {
        tracing::info!(
            model = model.name(),
            "learnt model of fishing in use; other gears by speed band"
        );
    }
    for remark in &reference.remarks {
        let path = remark.path.display();
        tracing::warn!(%path, place = remark.place, code = remark.code, detail = remark.detail, "left out");
    }
    if let Some(drill) = drill {
        drill.equip(&mut reference.context)?;
        reference.receivers.extend(drill.receivers()?);
    }
    let rules_text = match &options.reference.rules {
        None => accepted.map_or_else(|| BUILTIN_RULES.to_owned(), |(_, text)| text),
        Some(path) => std::fs::read_to_string(path).map_err(|source| ServeError::Folder {
            path: path.clone(),
            source,
        })?,
    };
    Ok(Outfit {
        rules: reference.rules,
        rules_text,
        context: reference.context,
        receivers: reference.receivers,
    })
}

fn feed_options(options: &ServeOptions) -> FeedOptions {
    let mut feed_options = options.feed_options.clone();
    if options.exercise.is_some() {
        // The exercise has a clock of its own.
        feed_options.speed = None;
    }
    feed_options
}

pub(crate) fn first_status(realm: &Realm, rules_version: &str) -> Status {
    Status {
        version: env!("CARGO_PKG_VERSION"),
        node: "vigie",
        realm: realm.clone(),
        now: now(),
        event_time: None,
        speed: None,
        vessels: 0,
        positions: 0,
        events_open: 0,
        positions_per_s: 0.0,
        rules_version: rules_version.to_owned(),
        late: 0,
        duplicates: 0,
        faults: 0,
        complete: false,
        store_fault: None,
    }
}

type EngineThread = (
    JoinHandle<Result<(), vigie_store::Error>>,
    watch::Receiver<bool>,
);

fn spawn_engine(mut engine: Engine, timeline: Timeline) -> Result<EngineThread, ServeError> {
    let (over, over_seen) = watch::channel(false);
    let work = move || {
        let restored = engine.restore(timeline);
        match &restored {
            Ok(()) => engine.run(),
            Err(error) => {
                tracing::error!(code = error.code(), %error, "archive cannot be replayed")
            }
        }
        over.send_replace(true);
        restored
    };
    let thread = std::thread::Builder::new()
        .name("engine".to_owned())
        .spawn(work);
    let system = |source| ServeError::System {
        what: "thread",
        source,
    };
    Ok((thread.map_err(system)?, over_seen))
}

/// Starts the feeds of the command line, and those that officers started before.
fn start_feeds(app: &Arc<App>, specs: &[FeedSpec]) -> Result<(), ServeError> {
    let mut ledger = app.locked();
    if app.realm.is_exercise() {
        return if specs.is_empty() {
            Ok(())
        } else {
            Err(ServeError::ExerciseFeeds)
        };
    }
    for spec in specs {
        let number = ledger.feed_number(&spec.name, &format_name(spec.format), false)?;
        app.feeds.start(spec, number)?;
    }
    for row in ledger.feeds()?.into_iter().filter(|row| row.kept) {
        let spec = FeedSpec::parse(&row.address).and_then(|mut spec| {
            spec.format = Format::parse(&row.format)?;
            Ok(spec)
        });
        match spec {
            Ok(spec) => {
                if let Err(error) = app.feeds.start_asked(&spec, row.id) {
                    app.feeds.failed(&spec, row.id, error);
                }
            }
            Err(error) => tracing::error!(code = error.code(), %error, "kept feed cannot be read"),
        }
    }
    Ok(())
}

/// Tells where the node is, and how to make the first account.
fn announce(address: SocketAddr, tls: bool, setup: Option<&str>, language: &str, prefix: &str) {
    let catalogue = Catalogue::new(language);
    let scheme = if tls { "https" } else { "http" };
    let page = format!("{scheme}://{address}/");
    let line = |id: &str, address: &str| {
        let text = catalogue.text(id, &[("address", address.into())]);
        format!("{prefix}{text}\n")
    };
    let mut text = line("serve-address", &page);
    if let Some(token) = setup {
        let link = format!("{page}#/setup?token={token}");
        text.push_str(&line("serve-setup", &link));
    }
    let mut out = std::io::stdout().lock();
    // Nobody may read standard output; the node works all the same.
    drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
    if !tls && !address.ip().is_loopback() {
        tracing::warn!(%address, "reachable from other machines without TLS: give --tls-certificate and --tls-key");
    }
}

async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    let (interrupt, terminate) = (
        signal(SignalKind::interrupt()),
        signal(SignalKind::terminate()),
    );
    match (interrupt, terminate) {
        (Ok(mut interrupt), Ok(mut terminate)) => {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        }
        // Without handlers the default action ends the program.
        _ => std::future::pending().await,
    }
}
