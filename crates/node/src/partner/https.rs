//! The HTTPS carrier: a long-lived HTTP/1.1 upgrade over TLS 1.3 with pinned keys. One connection serves both
//! directions; never a connection per request, for a handshake takes 6 to 13 s at 20 % loss on a thin link (measured
//! in the notes of the field). How an alert passes bulk on it is in `pipe.rs`.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use http_body_util::Empty;
use hyper::{
    Method, Request, Response, StatusCode, body::Bytes, body::Incoming, header, service::service_fn,
};
use hyper_util::rt::TokioIo;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, mpsc},
};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::{
    link::{FromLink, HANDSHAKE_MAX},
    pipe::{Filling, carry},
    tls::{LinkKey, SERVER_NAME, key_of},
};

/// Path and protocol of the upgrade; the number is the version of the framing.
const PATH: &str = "/exchange/v2/link";
const PROTOCOL: &str = "vigie-exchange/2";
/// Connections at once that have not shown who they are.
const STRANGERS_MAX: usize = 32;

/// Answers partners until the listener fails.
pub(crate) async fn listen(
    listener: TcpListener,
    tls: Arc<rustls::ServerConfig>,
    filling: Filling,
    desk: mpsc::Sender<FromLink>,
) {
    let acceptor = TlsAcceptor::from(tls);
    let strangers = Arc::new(Semaphore::new(STRANGERS_MAX));
    loop {
        let Ok(place) = Arc::clone(&strangers).acquire_owned().await else {
            return;
        };
        let (tcp, address) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(fault) => {
                tracing::warn!(%fault, "partner connection not accepted");
                tokio::time::sleep(Duration::from_millis(200)).await;
                continue;
            }
        };
        let (acceptor, desk) = (acceptor.clone(), desk.clone());
        tokio::spawn(async move {
            let tls = tokio::time::timeout(HANDSHAKE_MAX, greet(tcp, &acceptor)).await;
            drop(place);
            match tls {
                Ok(Ok((tls, key))) => answer(tls, key, filling, desk).await,
                Ok(Err(fault)) => {
                    tracing::warn!(%address, %fault, "partner connection refused");
                }
                Err(_elapsed) => tracing::warn!(%address, "partner handshake too slow"),
            }
        });
    }
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
