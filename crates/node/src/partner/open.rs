//! Opening the exchange: who this node is, the desk, the sockets, and a caller for each partner.

use std::{
    collections::BTreeMap,
    net::{SocketAddr, ToSocketAddrs as _},
    path::Path,
    sync::Arc,
    thread::JoinHandle,
    time::Duration,
};

use thiserror::Error as ThisError;
use tokio::sync::{mpsc, watch};
use vigie_exchange::{PartyId, Realm};
use vigie_store::{ArchiveReader, Ledger};

use super::{
    desk::{Call, Calls, Desk, DeskError, DeskHandle},
    desk_run::start,
    https,
    link::FromLink,
    own::Own,
    quic::{self, Profile},
    thin::{self, ThinDialer},
    tls::{LinkSecrets, Roster, client_config, server_config},
};
use crate::live::Board;

/// Wait between two calls of a partner that does not answer: the first, and the longest.
const CALL_AGAIN: Duration = Duration::from_secs(1);
const CALL_AGAIN_MAX: Duration = Duration::from_secs(30);

/// Folder of the archive of positions in the node's folder.
const POSITIONS: &str = "positions";

/// Who this node is among partners, and where it answers them.
#[derive(Debug, Clone)]
pub struct PartnerOptions {
    /// The agency, such as `ca-ccg`.
    pub party: String,
    /// Its name for people.
    pub name: String,
    /// Where partners reach this node; HTTPS on TCP and QUIC on UDP of the same port.
    pub listen: Option<SocketAddr>,
    /// What partners are told to call, if not `listen`: `https://HOST:PORT`, `quic://HOST:PORT` or `thin://HOST:PORT`.
    pub addresses: Vec<String>,
    /// For links of a few kbit/s: QUIC with a small window, and the thin carrier on the next port.
    pub thin: bool,
    /// What the thin carrier may send, bit/s, headers included.
    pub thin_rate_bps: u64,
    /// In an exercise: folder in which its nodes find each other.
    pub pairing: Option<std::path::PathBuf>,
}

/// Why the exchange cannot be opened.
#[derive(Debug, ThisError)]
pub enum OpenError {
    /// A name that is none.
    #[error("party-unfit: {0}")]
    Party(String),
    /// The folder belongs to another agency.
    #[error("party-differs: {asked}, the folder is of {found}")]
    PartyDiffers {
        /// Agency asked for.
        asked: String,
        /// Agency of the folder.
        found: String,
    },
    /// Keys that do not open.
    #[error(transparent)]
    Keys(#[from] super::own::KeyError),
    /// The store.
    #[error(transparent)]
    Store(#[from] vigie_store::Error),
    /// The desk: a log that was changed, a partner that is damaged.
    #[error("{0}")]
    Desk(String),
    /// A socket or thread.
    #[error("partner-socket: {0}")]
    Socket(#[from] std::io::Error),
}

impl From<DeskError> for OpenError {
    fn from(error: DeskError) -> Self {
        Self::Desk(format!("{}: {error}", error.code()))
    }
}

/// Where the agency, its name for people and its addresses are kept, for commands that work beside the node.
pub(crate) const PARTY_MARK: &str = "party";
pub(crate) const NAME_MARK: &str = "party-name";
pub(crate) const ADDRESSES_MARK: &str = "party-addresses";

/// The exchange, open.
pub(crate) struct Exchange {
    pub(crate) desk: DeskHandle,
    thread: JoinHandle<()>,
}

impl Exchange {
    /// Waits for the desk to end.
    pub(crate) fn join(self) {
        drop(self.thread.join());
    }
}

/// Opens the exchange. Must be called inside the node's runtime.
///
/// # Errors
/// See [`OpenError`].
pub(crate) fn open(
    options: &PartnerOptions,
    folder: &Path,
    realm: &str,
    mut ledger: Ledger,
    board: Arc<Board>,
    stopping: watch::Receiver<bool>,
) -> Result<Exchange, OpenError> {
    let party = PartyId::new(&options.party);
    let party = party.map_err(|_unfit| OpenError::Party(options.party.clone()))?;
    claim_party(&mut ledger, &party)?;
    let realm: Realm = realm.parse().map_err(DeskError::from)?;
    let own = Own::open(folder, party, options.name.clone(), realm)?;
    // Not of the link key: what the node signs resets with must outlive its replacement too.
    let reset_seed = own.salt.clone();
    let sockets = options.listen.map(Sockets::bind).transpose()?;
    let thin = match (options.thin, options.listen) {
        (false, _) => None,
        (true, None) => Some(std::net::UdpSocket::bind("0.0.0.0:0")?),
        (true, Some(mut address)) => {
            // Beside the port that HTTPS and QUIC got.
            let port = sockets.as_ref().map_or(0, |it| it.address.port());
            address.set_port(port.checked_add(1).unwrap_or(0));
            Some(std::net::UdpSocket::bind(address)?)
        }
    };
    let mut addresses = options.addresses.clone();
    if let (Some(sockets), true) = (&sockets, addresses.is_empty()) {
        // Where a link is thin, its own carrier is tried first.
        if let Some(thin) = &thin {
            addresses.push(format!("thin://{}", thin.local_addr()?));
        }
        addresses.push(format!("https://{}", sockets.address));
        addresses.push(format!("quic://{}", sockets.address));
    }
    for (key, value) in [
        (NAME_MARK, options.name.as_str()),
        (ADDRESSES_MARK, &addresses.join(" ")),
    ] {
        ledger.set_meta(key, value)?;
    }
    let is_reachable = !addresses.is_empty();
    let party = own.party.clone();
    let is_exercise = own.realm != Realm::Live;
    let mut opened = Desk::open(own, ledger, board, addresses)?;
    opened.desk.pairing = options
        .pairing
        .clone()
        .filter(|_| is_exercise)
        .map(super::pairing::Pairing::new);
    opened.desk.thin_links = options.thin;
    opened.desk.archive = Some(ArchiveReader::new(&folder.join(POSITIONS)));
    let (calls, own) = (opened.calls, opened.own);
    let (desk, links, thread) = start(opened.desk, stopping)?;
    let profile = if options.thin {
        Profile::Thin
    } else {
        Profile::Stock
    };
    let thin = thin.map(|socket| {
        let (rate, calls) = (options.thin_rate_bps, calls.clone());
        thin::start(socket, own.clone(), rate, calls, links.clone())
    });
    let ways = Ways {
        quic: answer(sockets, &reset_seed, &own, &calls, profile, &links)?,
        profile,
        thin: thin.transpose()?,
    };
    let callers = Callers {
        party: is_reachable.then_some(party),
        own,
        calls,
        ways,
        links,
    };
    tokio::spawn(callers.run());
    Ok(Exchange { desk, thread })
}

fn claim_party(ledger: &mut Ledger, party: &PartyId) -> Result<(), OpenError> {
    match ledger.meta(PARTY_MARK)? {
        Some(found) if found != party.as_str() => Err(OpenError::PartyDiffers {
            asked: party.to_string(),
            found,
        }),
        Some(_) => Ok(()),
        None => Ok(ledger.set_meta(PARTY_MARK, party.as_str())?),
    }
}

struct Sockets {
    tcp: std::net::TcpListener,
    udp: std::net::UdpSocket,
    address: SocketAddr,
}

impl Sockets {
    /// TCP first; UDP on the port that TCP got.
    fn bind(address: SocketAddr) -> std::io::Result<Self> {
        let tcp = std::net::TcpListener::bind(address)?;
        tcp.set_nonblocking(true)?;
        let address = tcp.local_addr()?;
        let udp = std::net::UdpSocket::bind(address)?;
        Ok(Self { tcp, udp, address })
    }
}

fn answer(
    sockets: Option<Sockets>,
    reset_seed: &[u8; 32],
    own: &watch::Receiver<LinkSecrets>,
    calls: &watch::Receiver<Calls>,
    profile: Profile,
    links: &mpsc::Sender<FromLink>,
) -> std::io::Result<quinn::Endpoint> {
    let config = || {
        let roster: Arc<dyn Roster> = Arc::new(calls.clone());
        server_config(own.clone(), roster).map_err(std::io::Error::other)
    };
    let udp = match sockets {
        Some(sockets) => {
            let tcp = tokio::net::TcpListener::from_std(sockets.tcp)?;
            let (tls, filling) = (Arc::new(config()?), profile.filling());
            tokio::spawn(https::listen(tcp, tls, filling, links.clone()));
            sockets.udp
        }
        None => std::net::UdpSocket::bind("0.0.0.0:0")?,
    };
    let endpoint = quic::endpoint(udp, config()?, profile, reset_seed)?;
    tokio::spawn(quic::listen(endpoint.clone(), profile, links.clone()));
    Ok(endpoint)
}

/// Keeps one caller for each partner that may be called.
#[derive(Clone)]
struct Callers {
    /// Who we are, if partners can call us.
    party: Option<PartyId>,
    own: watch::Receiver<LinkSecrets>,
    calls: watch::Receiver<Calls>,
    ways: Ways,
    links: mpsc::Sender<FromLink>,
}

impl Callers {
    async fn run(mut self) {
        type Running = (Vec<String>, tokio::task::JoinHandle<()>);
        let mut running: BTreeMap<PartyId, Running> = BTreeMap::new();
        loop {
            let wanted = self.calls.borrow_and_update().clone();
            running.retain(|party, (addresses, caller)| {
                let stays = wanted
                    .get(party)
                    .is_some_and(|it| it.addresses == *addresses);
                if !stays {
                    caller.abort();
                }
                stays
            });
            for (party, Call { addresses, .. }) in wanted {
                // Of two nodes that can call each other, one does: the newest link is the one, so two callers would end each
                // other's without end. Whom nobody can call, calls.
                let is_theirs = self.party.as_ref().is_some_and(|own| *own > party);
                if addresses.is_empty() || is_theirs || running.contains_key(&party) {
                    continue;
                }
                let caller = Caller {
                    party: party.clone(),
                    addresses: addresses.clone(),
                    of: self.clone(),
                };
                running.insert(party, (addresses, tokio::spawn(caller.call_again())));
            }
            if self.calls.changed().await.is_err() {
                return;
            }
        }
    }
}

struct Caller {
    party: PartyId,
    addresses: Vec<String>,
    of: Callers,
}

/// What carries a call, beside TCP.
#[derive(Clone)]
struct Ways {
    quic: quinn::Endpoint,
    profile: Profile,
    thin: Option<ThinDialer>,
}

impl Caller {
    async fn call_again(self) {
        let mut wait = CALL_AGAIN;
        loop {
            for address in &self.addresses {
                let began = tokio::time::Instant::now();
                match self.call(address).await {
                    Ok(reason) => tracing::info!(reason, address, "partner link ended"),
                    Err(fault) => tracing::debug!(%fault, address, "partner does not answer"),
                }
                if began.elapsed() > CALL_AGAIN_MAX {
                    wait = CALL_AGAIN;
                }
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(CALL_AGAIN_MAX);
        }
    }

    async fn call(&self, address: &str) -> std::io::Result<&'static str> {
        let gone = || std::io::Error::other("no-partner-any-more");
        let keys = self
            .of
            .calls
            .borrow()
            .get(&self.party)
            .map(|it| it.keys.clone());
        let keys = keys.ok_or_else(gone)?;
        let tls = client_config(&self.of.own.borrow(), keys.clone());
        let tls = tls.map_err(std::io::Error::other)?;
        let (ways, links) = (&self.of.ways, &self.of.links);
        let unfit = || std::io::Error::other("address-unfit");
        let (scheme, place) = address.split_once("://").ok_or_else(unfit)?;
        let place = place.trim_end_matches('/').to_owned();
        let looked_up = tokio::task::spawn_blocking(move || place.to_socket_addrs());
        let mut places = looked_up.await.map_err(std::io::Error::other)??;
        let place = places.next().ok_or_else(unfit)?;
        match scheme {
            "https" => https::dial(place, Arc::new(tls), ways.profile.filling(), links).await,
            "quic" => quic::dial(&ways.quic, place, tls, ways.profile, links).await,
            "thin" => match &ways.thin {
                Some(thin) => thin.dial(place, keys).await,
                None => Err(std::io::Error::other("thin-carrier-off")),
            },
            _ => Err(unfit()),
        }
    }
}
