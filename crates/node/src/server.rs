//! The watch floor as a service: what `vigie serve` starts.
//!
//! Threads: one for each feed, one for the engine that owns the watch, a few for sockets. Order of the start: data
//! folder, ledger, archive, engine (which replays the archive), feeds, HTTP. Order of the stop: feeds, engine, HTTP.

use std::{
    io::Write as _,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc::sync_channel,
    },
    thread::JoinHandle,
};

use axum::serve::ListenerExt as _;
use thiserror::Error as ThisError;
use tokio::sync::{Semaphore, watch};
use vigie_store::{Archive, ArchiveReader, Attachments, Ledger, SilenceRow};
use vigie_watch::{BUILTIN_RULES, Context, ReceiverList, Rules, Watch};

use crate::{
    auth::{Throttle, fingerprint, new_secret},
    crisis::CrisisRoom,
    door::{Door, DoorKey, tls_config},
    drill::ExerciseOptions,
    engine::{ALIVE_MARK, Clock, Engine, Parts, engine},
    feed::{DELIVERIES_WAITING_MAX, FeedOptions, FeedSpec, Format},
    feeding::{Feeds, format_name},
    http::{self, App, SETUP_KEY},
    i18n::Catalogue,
    live::{Board, Realm, Status, now},
    outlet::{self, OutletError, OutletOptions, Surroundings},
    partner::open::{Exchange, OpenError, PartnerOptions},
    receiving::Receiving,
    reference::{self, ReferenceFiles},
    restore::Timeline,
    scene::DetectionSpec,
};

/// What `vigie serve` was asked to do.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// Folder of the node's own data; made if absent.
    pub data_dir: PathBuf,
    /// Address of the HTTP server.
    pub listen: SocketAddr,
    /// Certificate and key of the HTTP server; without them it speaks plain HTTP.
    pub tls: Option<DoorKey>,
    /// Feeds, in the order given.
    pub feeds: Vec<FeedSpec>,
    /// How feeds are read.
    pub feed_options: FeedOptions,
    /// Rules, areas, lists, ports and rasters.
    pub reference: ReferenceFiles,
    /// Run the built-in exercise scenario, as a feed of its own.
    pub exercise: Option<ExerciseOptions>,
    /// Files or folders of detections that are watched.
    pub detections: Vec<DetectionSpec>,
    /// The picture for the agency's own other systems.
    pub outlet: OutletOptions,
    /// Who this node is among partners; without it there is no exchange.
    pub partner: Option<PartnerOptions>,
    /// The part of this node in an exercise of several.
    pub part: Option<crate::conduct::PartOptions>,
    /// Address of the node of real life, for NO DUFF.
    pub live: Option<String>,
    /// Word before each line that is printed at the start.
    pub prefix: String,
    /// Language of what is printed at the start.
    pub language: String,
}

/// Why the service ended other than by a signal.
#[derive(Debug, ThisError)]
pub enum ServeError {
    /// The data folder cannot be used.
    #[error("{path}: {source}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] vigie_store::Error),
    /// The file of holidays cannot be used.
    #[error(transparent)]
    Holidays(vigie_case::Error),
    /// A reference file cannot be used.
    #[error(transparent)]
    Reference(#[from] reference::Error),
    /// The exercise's own lists or ports cannot be read.
    #[error(transparent)]
    Watch(#[from] vigie_watch::Error),
    /// The exercise's own areas cannot be read.
    #[error(transparent)]
    Sea(#[from] vigie_sea::Error),
    /// A feed cannot be started.
    #[error(transparent)]
    Feed(#[from] crate::feed::Error),
    /// The address cannot be listened on.
    #[error("socket-unavailable: {address}: {source}")]
    Socket {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another node works in this data folder.
    #[error("data-folder-in-use: {path}")]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// The system gives no randomness or no threads.
    #[error("system-refused: {what}: {source}")]
    System {
        /// What was asked of it.
        what: &'static str,
        /// What it said.
        source: std::io::Error,
    },
    /// Exercise control cannot be opened.
    #[error("conduct-unusable: {detail}")]
    Conduct {
        /// What was refused.
        detail: String,
    },
    /// An exercise takes no feeds of real life.
    #[error("exercise-takes-no-feeds")]
    ExerciseFeeds,
    /// An outlet cannot be opened.
    #[error(transparent)]
    Outlet(#[from] OutletError),
    /// The exchange with partners cannot be opened.
    #[error(transparent)]
    Exchange(#[from] OpenError),
    /// The engine ended before the node was asked to stop.
    #[error("engine-ended")]
    Engine,
}

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
    let cell = options.exercise.map(|e| e.cell);
    party.unwrap_or_else(|| {
        match cell {
            Some(Cell::Japan) => "jp-jcg",
            Some(Cell::Canada | Cell::All) => "ca-ccg",
            None => "own",
        }
        .to_owned()
    })
}

/// The working days of an agency, from the file of holidays.
fn calendar_of(party: &str) -> Result<vigie_case::clock::Calendar, ServeError> {
    let file = vigie_case::holiday::Holidays::read(vigie_case::holiday::BUILTIN_HOLIDAYS);
    Ok(file.map_err(ServeError::Holidays)?.calendar(party))
}

impl Node {
    #[allow(
        clippy::too_many_lines,
        reason = "the parts of a node, opened in their order"
    )]
    fn start(options: &ServeOptions) -> Result<Self, ServeError> {
        let (realm, folder) = realm_of(options);
        let lock = lock_folder(&folder)?;
        let ledger_path = folder.join("ledger.sqlite");
        let mut ledger = Ledger::open(&ledger_path, &realm.code())?;
        let archive_root = folder.join("positions");
        let archive = open_archive(&archive_root, &realm)?;
        let drill = options
            .exercise
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
        if let Some(exercise) = &options.exercise {
            crate::patrol::outfit::equip(&mut ledger, exercise.cell, now().ms())?;
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
        let app = Arc::new(App {
            conduct,
            live: options.live.clone(),
            board,
            engine: handle,
            feeds,
            archive: ArchiveReader::new(&archive_root),
            realm,
            rules_text: outfit.rules_text,
            calendar: calendar_of(&agency_of(options))?,
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
        let door = Door::open(listener, tls).map_err(system)?.tap_io(|_| {});
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
        tokio::spawn(crate::crisis::keep_alerts(Arc::clone(&self.app)));
        tokio::spawn(crate::crisis::keep_seats(Arc::clone(&self.app)));
        tokio::spawn(crate::crisis::keep_matches(Arc::clone(&self.app)));
        let router = http::router(&self.app).into_make_service_with_connect_info::<SocketAddr>();
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
            served = async { axum::serve(door, router).with_graceful_shutdown(until).await } => {
                served.map_err(system)?;
            }
            () = patience => tracing::warn!("clients that did not go were cut off"),
        }
        if let Some(drill) = drill {
            drop(drill.join());
        }
        if let Some(exchange) = self.exchange.take() {
            exchange.join();
        }
        match self.engine.join() {
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
            Part::Control(Arc::new(opened.map_err(|refused| ServeError::Conduct {
                detail: format!("{refused:?}"),
            })?))
        }
        PartOptions::Player {
            address,
            party,
            key,
            branch,
        } => Part::Player(Arc::new(Player::new(
            *address,
            (party, key, *branch),
            ledger,
        ))),
    })
}

fn realm_of(options: &ServeOptions) -> (Realm, PathBuf) {
    match options.exercise {
        None => (Realm::Live, options.data_dir.join("live")),
        Some(ExerciseOptions {
            seed,
            scenario: name,
            ..
        }) => (
            Realm::Exercise(name.to_owned()),
            options.data_dir.join(format!("exercise-{name}-{seed}")),
        ),
    }
}

/// Opens the archive of positions and says what was found in it.
fn open_archive(root: &Path, realm: &Realm) -> Result<Archive, vigie_store::Error> {
    let (archive, opened) = Archive::open(root)?;
    tracing::info!(
        realm = realm.code(),
        rows = opened.rows,
        torn_bytes = opened.torn_bytes,
        partial_rolls = opened.partial_rolls,
        stale_segments = opened.stale_segments,
        "archive opened"
    );
    Ok(archive)
}

/// Makes the folder, for its owner only, and makes sure that no other node works in it.
pub(crate) fn lock_folder(folder: &Path) -> Result<std::fs::File, ServeError> {
    use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
    let fault = |source| ServeError::Folder {
        path: folder.to_owned(),
        source,
    };
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(fault)?;
    let mut options = std::fs::OpenOptions::new();
    let lock = options
        .create(true)
        .append(true)
        .mode(0o600)
        .open(folder.join("lock"));
    let lock = lock.map_err(fault)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(_taken) => Err(ServeError::InUse {
            path: folder.to_owned(),
        }),
    }
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

/// The node did not listen from its last sign of life with live data until now: no ship fell silent in that time.
fn note_downtime(ledger: &mut Ledger, from_arrival: u64) -> Result<(), vigie_store::Error> {
    let alive = ledger.meta(ALIVE_MARK)?;
    let Some(start_ms) = alive.and_then(|text| text.parse::<i64>().ok()) else {
        return Ok(());
    };
    let end_ms = now().ms();
    if end_ms <= start_ms {
        return Ok(());
    }
    tracing::info!(
        seconds = (end_ms - start_ms) / 1_000,
        "the node did not listen"
    );
    ledger.put_silence(&SilenceRow {
        from_arrival,
        feed: 0,
        start_ms,
        end_ms,
    })
}

/// A new set-up token, as long as there is no account; only its hash is kept.
fn set_up_token(ledger: &mut Ledger) -> Result<Option<String>, ServeError> {
    if !ledger.users()?.is_empty() {
        return Ok(None);
    }
    let source = || std::io::Error::other("no randomness");
    let system = || ServeError::System {
        what: "randomness",
        source: source(),
    };
    let token = new_secret().ok_or_else(system)?;
    ledger.set_meta(SETUP_KEY, &fingerprint(&token))?;
    Ok(Some(token))
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
                if let Err(error) = app.feeds.start(&spec, row.id) {
                    app.feeds.failed(&spec, row.id, &error);
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
