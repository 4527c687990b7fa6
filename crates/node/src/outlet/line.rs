//! The sockets of outlets: to a server, to clients that come, as datagrams.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use rustls::{ClientConfig, ServerConfig, pki_types::ServerName};
use serde_json::Value as Json;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream, UdpSocket},
    sync::Semaphore,
};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::{
    Surroundings, cot, nmea, numeric,
    picture::Told,
    spec::{OutletError, OutletFormat, OutletPlace, OutletSpec},
};
use crate::{live::Notice, wire::WireTls};

/// Time between two rounds.
const ROUND: Duration = Duration::from_secs(2);
/// A client that takes nothing for so long is gone.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longest wait between two attempts to connect.
const RETRY_MAX: Duration = Duration::from_secs(60);
/// Clients of one outlet at a time.
const CLIENTS_MAX: usize = 64;

/// Opens an outlet.
pub(crate) fn open(
    outlet: &OutletSpec,
    tls: Option<&WireTls>,
    around: Surroundings,
) -> Result<(), OutletError> {
    let socket = |source| OutletError::Socket {
        text: outlet.name.clone(),
        source,
    };
    let wants_tls = matches!(
        outlet.place,
        OutletPlace::Connect { tls: true, .. } | OutletPlace::Listen { tls: true, .. }
    );
    let tls_fault = |detail: String| OutletError::Tls {
        text: outlet.name.clone(),
        detail,
    };
    let tls = match (wants_tls, tls) {
        (false, _) => None,
        (true, None) => return Err(tls_fault("--outlet-authority".to_owned())),
        (true, Some(files)) => Some(files),
    };
    match &outlet.place {
        OutletPlace::Connect { address, .. } => {
            let config = tls.map(WireTls::client).transpose().map_err(tls_fault)?;
            tokio::spawn(connect(outlet.clone(), address.clone(), config, around));
        }
        OutletPlace::Listen { address, .. } => {
            let config = tls.map(WireTls::server).transpose().map_err(tls_fault)?;
            let listener = std::net::TcpListener::bind(address)
                .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
                .and_then(TcpListener::from_std)
                .map_err(socket)?;
            tokio::spawn(serve(outlet.clone(), listener, config, around));
        }
        OutletPlace::Udp(address) => {
            let to = numeric(address).ok_or_else(|| socket(io::ErrorKind::InvalidInput.into()))?;
            let from = if to.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
            let bound = std::net::UdpSocket::bind(from)
                .and_then(|socket| socket.set_nonblocking(true).map(|()| socket))
                .and_then(UdpSocket::from_std)
                .map_err(socket)?;
            tokio::spawn(datagrams(outlet.clone(), bound, to, around));
        }
    }
    tracing::info!(outlet = outlet.name, "outlet opened");
    Ok(())
}

async fn connect(
    outlet: OutletSpec,
    address: String,
    tls: Option<Arc<ClientConfig>>,
    around: Surroundings,
) {
    let mut retry = Duration::from_secs(1);
    loop {
        let started = tokio::time::Instant::now();
        let ended = match dial(&address, tls.clone()).await {
            Ok(stream) => feed(&outlet, stream, around.clone()).await,
            Err(fault) => Err(fault),
        };
        let Err(fault) = ended else { return };
        tracing::warn!(outlet = outlet.name, %fault, "outlet not connected");
        if started.elapsed() > RETRY_MAX {
            retry = Duration::from_secs(1);
        }
        let mut stopping = around.stopping.clone();
        tokio::select! {
            () = tokio::time::sleep(retry) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
        retry = (retry * 2).min(RETRY_MAX);
    }
}

/// A connection, plain or through TLS.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

async fn dial(address: &str, tls: Option<Arc<ClientConfig>>) -> io::Result<Box<dyn Stream>> {
    let stream = tokio::time::timeout(PATIENCE, TcpStream::connect(address)).await??;
    let Some(config) = tls else {
        return Ok(Box::new(stream));
    };
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
    let connected = TlsConnector::from(config).connect(name, stream);
    Ok(Box::new(tokio::time::timeout(PATIENCE, connected).await??))
}

async fn serve(
    outlet: OutletSpec,
    listener: TcpListener,
    tls: Option<Arc<ServerConfig>>,
    around: Surroundings,
) {
    let places = Arc::new(Semaphore::new(CLIENTS_MAX));
    let mut stopping = around.stopping.clone();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopping.wait_for(|stop| *stop) => return,
        };
        let Ok((stream, peer)) = accepted else {
            tokio::time::sleep(Duration::from_millis(200)).await;
            continue;
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            tracing::warn!(outlet = outlet.name, %peer, "too many clients");
            continue;
        };
        let (outlet, around, tls) = (outlet.clone(), around.clone(), tls.clone());
        tokio::spawn(async move {
            let served = async {
                let stream: Box<dyn Stream> = match tls {
                    None => Box::new(stream),
                    Some(config) => {
                        let greeted = TlsAcceptor::from(config).accept(stream);
                        Box::new(tokio::time::timeout(PATIENCE, greeted).await??)
                    }
                };
                feed(&outlet, stream, around).await
            };
            if let Err(fault) = served.await {
                tracing::info!(outlet = outlet.name, %peer, %fault, "client gone");
            }
            drop(place);
        });
    }
}

/// What is new for one client, ready to be written: one piece for each event or sentence.
struct Teller {
    told: Told,
    /// `None` writes sentences.
    writer: Option<cot::Writer>,
    /// Sentences without tag blocks.
    is_plain: bool,
    around: Surroundings,
    notices: tokio::sync::broadcast::Receiver<Arc<Notice>>,
}

impl Teller {
    fn new(outlet: &OutletSpec, around: Surroundings) -> Self {
        let datagrams = matches!(outlet.place, OutletPlace::Udp(_));
        let is_plain = outlet.format == OutletFormat::NmeaPlain;
        let writer = (outlet.format != OutletFormat::Nmea && !is_plain)
            .then(|| cot::Writer::new(outlet.format, datagrams, &around));
        Self {
            told: Told::default(),
            writer,
            is_plain,
            notices: around.board.notices(),
            around,
        }
    }

    fn news(&mut self) -> Vec<Vec<u8>> {
        let mut out = Vec::new();
        let vessels = self.told.round(&self.around.board);
        let Some(writer) = &self.writer else {
            let exercise = self.around.exercise.is_some();
            let mut bytes = Vec::new();
            for seen in &vessels {
                nmea::write(seen, exercise, self.is_plain, &mut bytes);
            }
            out.extend(
                bytes
                    .split_inclusive(|byte| *byte == b'\n')
                    .map(<[u8]>::to_vec),
            );
            return out;
        };
        out.extend(vessels.iter().filter_map(|seen| writer.vessel(seen)));
        loop {
            use tokio::sync::broadcast::error::TryRecvError;
            match self.notices.try_recv() {
                Ok(notice) if notice.event == "change" => {
                    let change: Option<Json> = serde_json::from_str(&notice.data).ok();
                    out.extend(change.and_then(|change| writer.alert(&change["event"])));
                }
                Ok(_) => {}
                // A client that fell behind: the page has every event, a map marker may be missed.
                Err(TryRecvError::Lagged(_)) => {}
                Err(_empty_or_over) => break,
            }
        }
        out
    }
}

/// Tells one client until it goes; `Ok` when the node stops.
async fn feed(
    outlet: &OutletSpec,
    stream: Box<dyn Stream>,
    around: Surroundings,
) -> io::Result<()> {
    let mut stopping = around.stopping.clone();
    let mut teller = Teller::new(outlet, around);
    let (mut incoming, mut outgoing) = tokio::io::split(stream);
    // What clients say is for a feed to read, not for an outlet; but a full pipe would end the connection.
    let gone = async {
        let mut buffer = [0; 4_096];
        while incoming.read(&mut buffer).await? > 0 {}
        Err(io::ErrorKind::UnexpectedEof.into())
    };
    let tell = async {
        loop {
            for piece in teller.news() {
                tokio::time::timeout(PATIENCE, outgoing.write_all(&piece)).await??;
            }
            tokio::time::timeout(PATIENCE, outgoing.flush()).await??;
            tokio::time::sleep(ROUND).await;
        }
    };
    tokio::select! {
        ended = gone => ended,
        ended = tell => ended,
        _ = stopping.wait_for(|stop| *stop) => Ok(()),
    }
}

async fn datagrams(outlet: OutletSpec, socket: UdpSocket, to: SocketAddr, around: Surroundings) {
    let mut stopping = around.stopping.clone();
    let mut teller = Teller::new(&outlet, around);
    loop {
        for piece in teller.news() {
            if let Err(fault) = socket.send_to(&piece, to).await {
                tracing::debug!(outlet = outlet.name, %fault, "datagram not sent");
            }
        }
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}
