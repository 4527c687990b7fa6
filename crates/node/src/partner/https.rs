//! The HTTPS carrier: a long-lived HTTP/1.1 upgrade over TLS 1.3 with pinned keys. One connection serves both
//! directions; never a connection per request, for a handshake takes 6 to 13 s at 20 % loss on a thin link (measured
//! in the notes of the field). How an alert passes bulk on it is in `pipe.rs`.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use http_body_util::Empty;
use hyper::{
    Method, Request, Response, StatusCode, body::Bytes, body::Incoming, header, service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::{
    link::{FromLink, HANDSHAKE_MAX},
    pipe::{Filling, carry},
    tls::{LinkKey, SERVER_NAME, key_of},
};
use crate::crowd::{Crowd, Guest, Limits, Seldom, Standing};

/// Path and protocol of the upgrade; the number is the version of the framing.
const PATH: &str = "/exchange/v2/link";
const PROTOCOL: &str = "vigie-exchange/2";
/// Connections that have not shown who they are: so many at once in all, and of one address. A partner dials once and again,
/// and a whole agency may stand behind one address.
const STRANGERS: Limits = Limits {
    all: 32,
    each: 8,
    spare: Duration::ZERO,
};
/// Longest time until a connection says its first word. A dialler speaks at once: its packet may be lost three times in
/// a row (seconds 1, 3 and 7) and take another for the way over a satellite. Far less than the handshake as a whole may take.
const FIRST_WORD_MAX: Duration = Duration::from_secs(10);

/// What strangers do too often to be logged each time.
#[derive(Default)]
struct Log {
    not_accepted: Seldom,
    crowded: Seldom,
    silent: Seldom,
    refused: Seldom,
    slow: Seldom,
}

/// Answers partners until the listener fails. Who is no known partner holds a place only until another stranger needs it.
pub(crate) async fn listen(
    listener: TcpListener,
    tls: Arc<rustls::ServerConfig>,
    filling: Filling,
    desk: mpsc::Sender<FromLink>,
) {
    let acceptor = TlsAcceptor::from(tls);
    let (strangers, log) = (Crowd::new(STRANGERS), Arc::new(Log::default()));
    while !desk.is_closed() {
        let (tcp, address) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(fault) => {
                if let Some(count) = log.not_accepted.due(Instant::now()) {
                    tracing::warn!(%fault, count, "partner connections not accepted");
                }
                tokio::time::sleep(Duration::from_millis(200)).await;
                continue;
            }
        };
        let now = Instant::now();
        let entered = strangers.enter(address.ip(), now);
        if !matches!(&entered, Ok((_, None)))
            && let Some(count) = log.crowded.due(now)
        {
            tracing::warn!(%address, count, "strangers at the partner port: idle ones dropped");
        }
        if let Ok((stranger, _)) = entered {
            let (acceptor, desk, log) = (acceptor.clone(), desk.clone(), Arc::clone(&log));
            tokio::spawn(async move {
                let shown = introduce((tcp, address), stranger, &acceptor, &log).await;
                if let Some((tls, key)) = shown {
                    answer(tls, key, filling, desk).await;
                }
            });
        }
    }
}

/// Lets a stranger show who it is; its place is free again afterwards.
async fn introduce(
    (tcp, address): (TcpStream, SocketAddr),
    stranger: Guest,
    acceptor: &TlsAcceptor,
    log: &Log,
) -> Option<(Served, LinkKey)> {
    let mut first = [0];
    let spoken = tokio::select! {
        spoken = tokio::time::timeout(FIRST_WORD_MAX, tcp.peek(&mut first)) => spoken,
        () = stranger.told_to_leave() => return None,
    };
    let now = Instant::now();
    if !matches!(spoken, Ok(Ok(1..))) {
        if let Some(count) = log.silent.due(now) {
            tracing::warn!(%address, count, "partner connections that said nothing");
        }
        return None;
    }
    stranger.stands(Standing::Sending, now);
    let greeted = tokio::select! {
        greeted = tokio::time::timeout(HANDSHAKE_MAX, greet(tcp, acceptor)) => greeted,
        () = stranger.told_to_leave() => return None,
    };
    match greeted {
        Ok(Ok(shown)) => return Some(shown),
        Ok(Err(fault)) => {
            if let Some(count) = log.refused.due(Instant::now()) {
                tracing::warn!(%address, %fault, count, "partner connections refused");
            }
        }
        Err(_elapsed) => {
            if let Some(count) = log.slow.due(Instant::now()) {
                tracing::warn!(%address, count, "partner handshakes too slow");
            }
        }
    }
    None
}

type Served = tokio_rustls::server::TlsStream<TcpStream>;

async fn greet(tcp: TcpStream, acceptor: &TlsAcceptor) -> std::io::Result<(Served, LinkKey)> {
    tcp.set_nodelay(true)?;
    let tls = acceptor.accept(tcp).await?;
    let key = shown(tls.get_ref().1.peer_certificates())?;
    Ok((tls, key))
}

fn shown(certificates: Option<&[CertificateDer<'_>]>) -> std::io::Result<LinkKey> {
    let first = certificates.and_then(<[_]>::first);
    let key = first.and_then(|info| key_of(info));
    key.ok_or_else(|| std::io::Error::other("no key shown"))
}

async fn answer(tls: Served, key: LinkKey, filling: Filling, desk: mpsc::Sender<FromLink>) {
    let service = service_fn(move |request: Request<Incoming>| {
        let desk = desk.clone();
        async move { Ok::<_, std::convert::Infallible>(upgrade(request, key, filling, desk)) }
    });
    let served = hyper::server::conn::http1::Builder::new()
        .max_buf_size(16 << 10)
        .timer(TokioTimer::new())
        .header_read_timeout(HANDSHAKE_MAX)
        .serve_connection(TokioIo::new(tls), service)
        .with_upgrades();
    if let Err(fault) = served.await {
        tracing::debug!(%fault, "partner connection ended");
    }
}

fn upgrade(
    request: Request<Incoming>,
    key: LinkKey,
    filling: Filling,
    desk: mpsc::Sender<FromLink>,
) -> Response<Empty<Bytes>> {
    let asked = request.headers().get(header::UPGRADE);
    let fits = request.method() == Method::GET
        && request.uri().path() == PATH
        && asked.is_some_and(|protocol| protocol == PROTOCOL);
    let mut response = Response::new(Empty::new());
    if !fits {
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    }
    tokio::spawn(async move {
        match hyper::upgrade::on(request).await {
            Ok(io) => {
                let reason = carry(TokioIo::new(io), key, filling, &desk).await;
                tracing::info!(reason, "partner link ended");
            }
            Err(fault) => tracing::warn!(%fault, "partner link not made"),
        }
    });
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(
        header::CONNECTION,
        header::HeaderValue::from_static("upgrade"),
    );
    headers.insert(header::UPGRADE, header::HeaderValue::from_static(PROTOCOL));
    response
}

/// Opens a link to a partner and carries it to its end.
///
/// # Errors
/// Why there was no link, as the system said it.
pub(crate) async fn dial(
    address: SocketAddr,
    tls: Arc<rustls::ClientConfig>,
    filling: Filling,
    desk: &mpsc::Sender<FromLink>,
) -> std::io::Result<&'static str> {
    let (io, partner) = tokio::time::timeout(HANDSHAKE_MAX, open(address, tls))
        .await
        .map_err(|_elapsed| std::io::Error::from(std::io::ErrorKind::TimedOut))??;
    Ok(carry(io, partner, filling, desk).await)
}

async fn open(
    address: SocketAddr,
    tls: Arc<rustls::ClientConfig>,
) -> std::io::Result<(TokioIo<hyper::upgrade::Upgraded>, LinkKey)> {
    let tcp = TcpStream::connect(address).await?;
    tcp.set_nodelay(true)?;
    let name = ServerName::try_from(SERVER_NAME).map_err(std::io::Error::other)?;
    let tls = TlsConnector::from(tls).connect(name, tcp).await?;
    let key = shown(tls.get_ref().1.peer_certificates())?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(tls))
        .await
        .map_err(std::io::Error::other)?;
    tokio::spawn(async move {
        // What ends the connection ends the link, and that says why.
        drop(connection.with_upgrades().await);
    });
    let request = Request::get(PATH)
        .header(header::HOST, SERVER_NAME)
        .header(header::CONNECTION, "upgrade")
        .header(header::UPGRADE, PROTOCOL)
        .body(Empty::<Bytes>::new())
        .map_err(std::io::Error::other)?;
    let response = sender
        .send_request(request)
        .await
        .map_err(std::io::Error::other)?;
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        return Err(std::io::Error::other(response.status().to_string()));
    }
    let io = hyper::upgrade::on(response)
        .await
        .map_err(std::io::Error::other)?;
    Ok((TokioIo::new(io), key))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        sync::watch,
    };

    use super::*;
    use crate::partner::tls::{LinkSecrets, Roster, client_config, server_config};

    #[derive(Debug)]
    struct Only(LinkKey);

    impl Roster for Only {
        fn knows(&self, key: &LinkKey) -> bool {
            *key == self.0
        }
    }

    fn secrets(byte: u8) -> LinkSecrets {
        LinkSecrets::of(&[byte; 32])
    }

    /// A port that answers the partner alone; the links that come up.
    async fn port() -> (SocketAddr, mpsc::Receiver<FromLink>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (_own, shown) = watch::channel(secrets(1));
        let roster = Arc::new(Only(secrets(2).public));
        let tls = Arc::new(server_config(shown, roster).unwrap());
        let (desk, links) = mpsc::channel(8);
        tokio::spawn(listen(listener, tls, Filling::of(false), desk));
        (address, links)
    }

    #[tokio::test]
    async fn strangers_who_say_nothing_keep_no_partner_out() {
        let (address, mut links) = port().await;
        let mut silent = Vec::new();
        for _ in 0..4 * STRANGERS.all {
            silent.push(TcpStream::connect(address).await.unwrap());
        }
        let config = client_config(&secrets(2), vec![secrets(1).public]).unwrap();
        let (desk, mut ours) = mpsc::channel(8);
        let dialled = tokio::spawn(async move {
            dial(address, Arc::new(config), Filling::of(false), &desk).await
        });
        // Kept: a link whose desk has gone ends.
        let (ours_up, theirs_up) = (ours.recv().await, links.recv().await);
        assert!(matches!(ours_up, Some(FromLink::Up { .. })));
        assert!(matches!(theirs_up, Some(FromLink::Up { .. })));
        // Partners take no place of strangers: it stays up when more of these come.
        for _ in 0..2 * STRANGERS.all {
            silent.push(TcpStream::connect(address).await.unwrap());
        }
        assert!(!dialled.is_finished());
        // The first of them was dropped, the last one not.
        let mut byte = [0];
        let first = silent.first_mut().unwrap();
        assert!(matches!(first.read(&mut byte).await, Ok(0) | Err(_)));
        let last = silent.last_mut().unwrap();
        assert!(last.write_all(b"x").await.is_ok());
        dialled.abort();
    }

    #[tokio::test]
    async fn who_shows_no_known_key_gets_no_link() {
        let (address, mut links) = port().await;
        let config = client_config(&secrets(3), vec![secrets(1).public]).unwrap();
        let (desk, _ours) = mpsc::channel(8);
        let dialled = dial(address, Arc::new(config), Filling::of(false), &desk).await;
        assert!(dialled.is_err());
        assert!(links.try_recv().is_err());
    }
}
