//! The QUIC carrier: one stream for each message, so that an urgent one does not wait behind a lost part of a bulky one.
//! Streams of urgent messages go first; of bulk only so much is under way as an urgent one may have to wait for.
//!
//! On thin links stock congestion control fills the queue of the modem (round trips of 15 to 17 s were measured at
//! 9,600 bit/s). The thin profile holds a fixed window of 2,600 bytes instead: urgent messages then arrive in 2.6 s at
//! the median and 5.7 s at the 95th percentile while bulk keeps 5.3 kbit/s (measured in the notes of the field, 300 ms
//! each way, 20 % loss). It must not be used on good links: it would never fill them.

use std::{any::Any, collections::VecDeque, net::SocketAddr, sync::Arc, time::Duration};

use hkdf::Hkdf;
use quinn::{
    Connection, ConnectionId, ConnectionIdGenerator, Endpoint, EndpointConfig, TokioRuntime,
    TransportConfig, VarInt,
    congestion::{Controller, ControllerFactory},
    crypto::{
        CryptoError, HmacKey,
        rustls::{QuicClientConfig, QuicServerConfig},
    },
};
use rustls::pki_types::CertificateDer;
use sha2::Sha256;
use tokio::{
    sync::{Semaphore, mpsc},
    task::JoinSet,
};
use vigie_exchange::channel::Lane;
use zeroize::Zeroizing;

use super::{
    link::{
        Carrier, FromLink, HANDSHAKE_MAX, LaneRoom, LinkOutbox, MESSAGE_BYTES_MAX, Outgoing,
        SILENCE_MAX, WAITING_MAX, new_link,
    },
    own::random,
    pipe::Filling,
    tls::{LinkKey, SERVER_NAME, key_of},
};

/// Protocol name of the handshake (ALPN).
pub(crate) const PROTOCOL: &[u8] = b"vigie-exchange/1";
/// Bytes in flight on a thin link, see the head of this file.
const THIN_WINDOW_BYTES: u64 = 2_600;
/// First guess of a thin link's round trip: a lower one sends the handshake again and again.
const THIN_INITIAL_RTT: Duration = Duration::from_millis(1_500);
/// How often a sign of life goes over a good link: it is also what finds that the partner was started again.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);
/// Messages on their way at once.
const STREAMS_MAX: u32 = 1_000;
/// Bytes of a connection's name.
const NAME_BYTES: usize = 8;
const DISTRESS: i32 = 20;
const URGENT: i32 = 10;
const BULK: i32 = 0;

/// Which link is to be expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// As QUIC comes.
    Stock,
    /// Satellite and radio links of a few kbit/s.
    Thin,
}

impl Profile {
    /// How links over TCP are filled where this profile is right; as many messages wait here.
    pub(crate) fn filling(self) -> Filling {
        Filling::of(self == Self::Thin)
    }

    /// Bytes of bulk that were given to the connection and are not acknowledged: what an urgent message may have to wait
    /// for. The largest bundle goes whatever it says, when nothing else is under way.
    fn bulk_bytes_max(self) -> usize {
        match self {
            Self::Stock => 256 << 10,
            Self::Thin => 8 << 10,
        }
    }
}

/// A window that never changes.
#[derive(Debug, Clone)]
struct Fixed;

impl ControllerFactory for Fixed {
    fn build(self: Arc<Self>, _now: std::time::Instant, _mtu: u16) -> Box<dyn Controller> {
        Box::new(Self)
    }
}

impl Controller for Fixed {
    fn on_congestion_event(
        &mut self,
        _now: std::time::Instant,
        _sent: std::time::Instant,
        _is_persistent: bool,
        _lost_bytes: u64,
    ) {
    }

    fn on_mtu_update(&mut self, _mtu: u16) {}

    fn window(&self) -> u64 {
        THIN_WINDOW_BYTES
    }

    fn initial_window(&self) -> u64 {
        THIN_WINDOW_BYTES
    }

    fn clone_box(&self) -> Box<dyn Controller> {
        Box::new(self.clone())
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

fn transport(profile: Profile) -> Arc<TransportConfig> {
    let mut config = TransportConfig::default();
    config
        .max_concurrent_uni_streams(STREAMS_MAX.into())
        .max_concurrent_bidi_streams(VarInt::from_u32(0))
        .datagram_receive_buffer_size(None)
        .keep_alive_interval(Some(match profile {
            Profile::Stock => SIGN_OF_LIFE,
            Profile::Thin => SILENCE_MAX / 3,
        }));
    if let Ok(idle) = SILENCE_MAX.try_into() {
        config.max_idle_timeout(Some(idle));
    }
    if profile == Profile::Thin {
        config
            .congestion_controller_factory(Arc::new(Fixed))
            .initial_rtt(THIN_INITIAL_RTT)
            .mtu_discovery_config(None);
    }
    Arc::new(config)
}

/// What a node signs resets with: the same after a restart and under another link key, so that a partner whose link died
/// with the process believes at once that it is gone (RFC 9000, 10.3).
struct ResetKey(Zeroizing<[u8; 32]>);

impl HmacKey for ResetKey {
    fn sign(&self, data: &[u8], signature_out: &mut [u8]) {
        let prf = Hkdf::<Sha256>::new(Some(self.0.as_slice()), data);
        // Fails only for lengths of kilobytes.
        let _given = prf.expand(b"vigie/quic-reset/1", signature_out);
    }

    fn signature_len(&self) -> usize {
        32
    }

    fn verify(&self, data: &[u8], signature: &[u8]) -> Result<(), CryptoError> {
        let mut wanted = [0; 32];
        self.sign(data, &mut wanted);
        let differs = wanted
            .iter()
            .zip(signature)
            .fold(0, |all, (a, b)| all | (a ^ b));
        if signature.len() == wanted.len() && differs == 0 {
            Ok(())
        } else {
            Err(CryptoError)
        }
    }
}

/// Names of connections that are not bound to the life of this process: packets of a connection before it are answered by a
/// reset instead of being dropped.
struct Names;

impl ConnectionIdGenerator for Names {
    fn generate_cid(&mut self) -> ConnectionId {
        // Without randomness no handshake comes about either.
        let name = random::<NAME_BYTES>().map(|name| *name);
        ConnectionId::new(&name.unwrap_or_default())
    }

    fn cid_len(&self) -> usize {
        NAME_BYTES
    }

    fn cid_lifetime(&self) -> Option<Duration> {
        None
    }
}

/// An endpoint that answers partners and calls them; `seed` is a secret of the node that never changes, for resets.
///
/// # Errors
/// The socket, or a TLS configuration that QUIC cannot use.
pub(crate) fn endpoint(
    socket: std::net::UdpSocket,
    mut tls: rustls::ServerConfig,
    profile: Profile,
    seed: &[u8; 32],
) -> std::io::Result<Endpoint> {
    let mut ends = EndpointConfig::new(Arc::new(ResetKey(Zeroizing::new(*seed))));
    ends.cid_generator(|| Box::new(Names));
    tls.alpn_protocols = vec![PROTOCOL.to_vec()];
    let crypto = QuicServerConfig::try_from(tls).map_err(std::io::Error::other)?;
    let mut config = quinn::ServerConfig::with_crypto(Arc::new(crypto));
    config.transport_config(transport(profile));
    Endpoint::new(ends, Some(config), socket, Arc::new(TokioRuntime))
}

/// Connections at once that have not shown who they are.
const STRANGERS_MAX: usize = 32;

/// Answers partners until the endpoint closes.
pub(crate) async fn listen(endpoint: Endpoint, profile: Profile, desk: mpsc::Sender<FromLink>) {
    let strangers = Arc::new(Semaphore::new(STRANGERS_MAX));
    while let Some(incoming) = endpoint.accept().await {
        let Ok(place) = Arc::clone(&strangers).try_acquire_owned() else {
            incoming.refuse();
            continue;
        };
        let desk = desk.clone();
        tokio::spawn(async move {
            let address = incoming.remote_address();
            let connection = tokio::time::timeout(HANDSHAKE_MAX, incoming).await;
            drop(place);
            let Ok(connection) = connection else {
                tracing::warn!(%address, "partner connection not made in time");
                return;
            };
            match connection {
                Ok(connection) => {
                    let reason = carry(connection, profile, &desk).await;
                    tracing::info!(reason, "partner link ended");
                }
                Err(fault) => tracing::warn!(%address, %fault, "partner connection refused"),
            }
        });
    }
}

/// Opens a link to a partner and carries it to its end.
///
/// # Errors
/// Why there was no link.
pub(crate) async fn dial(
    endpoint: &Endpoint,
    address: SocketAddr,
    mut tls: rustls::ClientConfig,
    profile: Profile,
    desk: &mpsc::Sender<FromLink>,
) -> std::io::Result<&'static str> {
    tls.alpn_protocols = vec![PROTOCOL.to_vec()];
    let crypto = QuicClientConfig::try_from(tls).map_err(std::io::Error::other)?;
    let mut config = quinn::ClientConfig::new(Arc::new(crypto));
    config.transport_config(transport(profile));
    let connecting = endpoint
        .connect_with(config, address, SERVER_NAME)
        .map_err(std::io::Error::other)?;
    let connection = tokio::time::timeout(HANDSHAKE_MAX, connecting)
        .await
        .map_err(|_elapsed| std::io::Error::from(std::io::ErrorKind::TimedOut))?
        .map_err(std::io::Error::other)?;
    Ok(carry(connection, profile, desk).await)
}

fn shown_key(connection: &Connection) -> Option<LinkKey> {
    let shown = connection.peer_identity()?;
    let shown = shown.downcast::<Vec<CertificateDer<'static>>>().ok()?;
    key_of(shown.first()?)
}

async fn carry(
    connection: Connection,
    profile: Profile,
    desk: &mpsc::Sender<FromLink>,
) -> &'static str {
    let Some(key) = shown_key(&connection) else {
        return "no-key-shown";
    };
    let link = new_link();
    let (outbox, waiting) = mpsc::channel(WAITING_MAX);
    let mut writer = Writer {
        connection: connection.clone(),
        profile,
        waiting,
        room: Arc::new(LaneRoom::default()),
        lanes: Default::default(),
        flights: JoinSet::new(),
        under_way_bytes: 0,
    };
    writer.gather();
    let up = FromLink::Up {
        link,
        key,
        carrier: Carrier::Quic,
        outbox: LinkOutbox::paced(outbox, Arc::clone(&writer.room)),
    };
    if desk.send(up).await.is_err() {
        return "node-stops";
    }
    let reason = tokio::select! {
        reason = read_all(&connection, link, desk) => reason,
        reason = writer.run() => reason,
    };
    connection.close(VarInt::from_u32(0), reason.as_bytes());
    // An error says that the node stops.
    drop(desk.send(FromLink::Down { link, reason }).await);
    reason
}

async fn read_all(
    connection: &Connection,
    link: u64,
    desk: &mpsc::Sender<FromLink>,
) -> &'static str {
    loop {
        let Ok(mut stream) = connection.accept_uni().await else {
            return "link-closed";
        };
        let desk = desk.clone();
        // Streams finish in any order: an urgent one is not held up by a bulky one before it.
        tokio::spawn(async move {
            if let Ok(bytes) = stream.read_to_end(MESSAGE_BYTES_MAX).await {
                drop(desk.send(FromLink::Message { link, bytes }).await);
            }
        });
    }
}

/// Gives messages to the connection, the most urgent first.
struct Writer {
    connection: Connection,
    profile: Profile,
    waiting: mpsc::Receiver<Outgoing>,
    room: Arc<LaneRoom>,
    lanes: [VecDeque<Vec<u8>>; 3],
    /// Bulk on its way; each tells its bytes when the partner has them.
    flights: JoinSet<Option<usize>>,
    under_way_bytes: usize,
}

impl Writer {
    async fn run(mut self) -> &'static str {
        loop {
            self.gather();
            if let Some((lane, bytes)) = self.next() {
                if let Err(reason) = self.send(lane, bytes).await {
                    return reason;
                }
                continue;
            }
            tokio::select! {
                outgoing = self.waiting.recv() => match outgoing {
                    Some(outgoing) => self.put(outgoing),
                    None => return "closed-here",
                },
                Some(landed) = self.flights.join_next() => match landed {
                    Ok(Some(bytes)) => {
                        self.under_way_bytes = self.under_way_bytes.saturating_sub(bytes);
                    }
                    _ => return "link-broken",
                },
            }
        }
    }

    /// Takes what the desk gave, and says what more it may give.
    fn gather(&mut self) {
        while let Ok(outgoing) = self.waiting.try_recv() {
            self.put(outgoing);
        }
        let most = self.profile.filling().messages;
        for (lane, waits) in Lane::ALL.into_iter().zip(&self.lanes) {
            let room = most.saturating_sub(waits.len());
            self.room.set(lane, room);
        }
    }

    fn put(&mut self, outgoing: Outgoing) {
        if let Some(lane) = self.lanes.get_mut(outgoing.lane as usize) {
            lane.push_back(outgoing.bytes);
        }
    }

    /// The next message that may go now.
    fn next(&mut self) -> Option<(Lane, Vec<u8>)> {
        let (under_way, most) = (self.under_way_bytes, self.profile.bulk_bytes_max());
        for (lane, waits) in Lane::ALL.into_iter().zip(&mut self.lanes) {
            let fits = |bytes: &Vec<u8>| {
                lane != Lane::Bulk || under_way == 0 || under_way + bytes.len() <= most
            };
            if waits.front().is_some_and(fits) {
                return Some((lane, waits.pop_front()?));
            }
        }
        None
    }

    async fn send(&mut self, lane: Lane, bytes: Vec<u8>) -> Result<(), &'static str> {
        let stream = self.connection.open_uni().await;
        let mut stream = stream.map_err(|_lost| "link-closed")?;
        let rank = match lane {
            Lane::Distress => DISTRESS,
            Lane::Urgent => URGENT,
            Lane::Bulk => BULK,
        };
        let ranked = stream.set_priority(rank);
        ranked.map_err(|_closed| "link-broken")?;
        if lane != Lane::Bulk {
            let written = stream.write_all(&bytes).await.is_ok() && stream.finish().is_ok();
            return if written { Ok(()) } else { Err("link-broken") };
        }
        self.under_way_bytes += bytes.len();
        self.flights.spawn(async move {
            let written = stream.write_all(&bytes).await.is_ok() && stream.finish().is_ok();
            let landed = written && stream.stopped().await.is_ok();
            landed.then_some(bytes.len())
        });
        Ok(())
    }
}
