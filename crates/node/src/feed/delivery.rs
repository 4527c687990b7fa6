//! A feed at work: a thread that reads, and hands over observations in batches.
//!
//! ```text
//! let (sender, receiver) = std::sync::mpsc::sync_channel(feed::DELIVERIES_WAITING_MAX);
//! let running = feed::start(spec, 1, &options, sender, stop)?;   // one call for each feed
//! for delivery in receiver { … watch.push(observation) … }
//! ```

use std::net::{TcpListener, UdpSocket};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::SyncSender;
use std::thread::JoinHandle;

use rustls::ServerConfig;
use vigie_watch::Observation;

use super::handover::{self, Handover};
use super::mark::Mark;
use super::reader::Setting;
use super::secret::{self, Server};
use super::{Error, Fault, FeedOptions, FeedSpec, Format, Place, Tally, bytes, live, recorded};

/// State of a feed, for the feeds page and `vigie watch`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedState {
    /// Trying to connect or open; the text says what the system answered last time.
    Waiting(String),
    /// Open, and with how many clients or files read so far.
    Reading(u32),
    /// Open with so many clients, which is as many as may be: one that said nothing was dropped for another, or another refused.
    Crowded(u32),
    /// A recorded feed came to its end.
    Ended,
    /// The feed cannot be read; the error's code.
    Failed(&'static str),
}

/// What a feed hands over at once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Delivery {
    /// Feed number, from 1.
    pub feed: u16,
    /// Observations, in the order read.
    pub observations: Vec<Observation>,
    /// Messages as JSON lines, when asked for.
    pub json: Vec<u8>,
    /// Unreadable input.
    pub faults: Vec<Fault>,
    /// Counts since the last delivery.
    pub tally: Tally,
    /// Receiving stations numbered since the last delivery: number and name.
    pub stations: Vec<(u32, String)>,
    /// Receivers found to be base stations since the last delivery: number and MMSI.
    pub base_stations: Vec<(u32, u32)>,
    /// What another system put on its chart.
    pub marks: Vec<Mark>,
    /// The state, when it changed.
    pub state: Option<FeedState>,
}

/// A feed's thread.
#[derive(Debug)]
pub struct Running {
    /// Ends when the feed ended, failed, or `stop` was set.
    pub thread: JoinHandle<Result<(), Error>>,
}

/// Deliveries that may wait for the watch; with 8,192 observations each some 50 MB at most.
pub const DELIVERIES_WAITING_MAX: usize = 64;

/// Starts to read a feed on a thread of its own.
///
/// # Errors
/// A file that does not exist or an address that cannot be listened on.
pub fn start(
    spec: &FeedSpec,
    number: u16,
    options: &FeedOptions,
    sender: SyncSender<Delivery>,
    stop: Arc<AtomicBool>,
) -> Result<Running, Error> {
    let source = Source::open(&spec.place, options)?;
    let setting = Setting::new(number, options);
    let recorded = matches!(source, Source::Files(_));
    let stations = setting.stations.clone();
    let mut to = Handover::new(number, options, stations, sender, stop, recorded);
    let format = spec.format;
    let work = move || {
        let result = source.read(format, &setting, &mut to);
        handover::ended(&mut to, result)
    };
    let thread = std::thread::Builder::new()
        .name(format!("feed-{number}"))
        .spawn(work);
    let failed = |source| Error::Socket {
        address: spec.name.clone(),
        source,
    };
    thread.map(|thread| Running { thread }).map_err(failed)
}

/// An opened place.
enum Source {
    Files(Vec<PathBuf>),
    Stdin,
    Client(Server),
    Server(TcpListener, Option<Arc<ServerConfig>>),
    Udp(UdpSocket),
}

impl Source {
    fn open(place: &Place, options: &FeedOptions) -> Result<Self, Error> {
        let tls = options.tls.as_ref();
        let reach = options.reach.as_ref();
        if let Some(reach) = reach {
            reach.admit(place)?;
        }
        Ok(match place {
            Place::Path(path) => {
                let files = bytes::files(path)?;
                // What a folder holds may be a link that leads out of it.
                let real = |file: PathBuf| match reach {
                    Some(reach) => reach.real(&file),
                    None => Ok(file),
                };
                Self::Files(files.into_iter().map(real).collect::<Result<_, _>>()?)
            }
            Place::Stdin => Self::Stdin,
            Place::TcpConnect(address) => Self::Client(Server::plain(address).within(reach)),
            Place::TcpListen(address) => Self::Server(live::listen_tcp(address)?, None),
            Place::TlsConnect(address) => Self::Client(Server::secret(address, tls)?.within(reach)),
            Place::TlsListen(address) => {
                let config = secret::server(address, tls)?;
                Self::Server(live::listen_tcp(address)?, Some(config))
            }
            Place::Udp(address) => Self::Udp(live::listen_udp(address)?),
        })
    }

    fn read(&self, format: Format, setting: &Setting, to: &mut Handover) -> Result<(), Error> {
        match self {
            Self::Files(files) => recorded::read_files(files, format, setting, to),
            Self::Stdin => recorded::read_stdin(format, setting, to),
            Self::Client(server) => live::read_client(server, format, setting, to),
            Self::Server(listener, tls) => {
                live::read_server(listener, tls.as_ref(), format, setting, to)
            }
            Self::Udp(socket) => live::read_udp(socket, format, setting, to),
        }
    }
}
