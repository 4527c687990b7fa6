//! The node's front door: the listening socket of API and pages, plain on this machine or TLS for others.
//!
//! Connections run beside each other and each has a place, so a slow or hostile client holds up nobody: what is slow
//! has its time limits, and who does nothing with a place makes room for who comes.

mod body;
mod visitor;

use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{Router, extract::ConnectInfo};
use hyper::{
    Request, Response,
    body::{Body as _, Incoming},
    header,
    server::conn::http1,
    service::{Service as _, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};
use tokio_rustls::TlsAcceptor;

use crate::crowd::{Crowd, Guest, Limits, Seldom, Standing};
use body::{Answer, Pace, Upload};
use visitor::{Visitor, Wire};

/// Longest time for a handshake.
const HANDSHAKE_MAX: Duration = Duration::from_secs(15);
/// Longest time from the beginning to the end of the first request's headers. They are one or two packets: enough for four
/// losses in a row.
const FIRST_HEADERS_MAX: Duration = Duration::from_secs(30);
/// Longest time from an answer to the end of the next request's headers: longer than the minute for which reverse proxies
/// keep connections ready, so that it is they who close them.
const NEXT_HEADERS_MAX: Duration = Duration::from_secs(120);
/// Most bytes of headers; also what is read ahead of a body.
const HEADERS_BYTES_MAX: usize = 128 << 10;
/// A body that brings less than this is cut off: 1 kB in two minutes. A satellite link may serve nothing for 70 s.
const UPLOAD: Pace = Pace {
    bytes: 1_024,
    within: Duration::from_secs(120),
};
/// A client that takes nothing of an answer for so long is cut off.
const TAKES_NOTHING_MAX: Duration = Duration::from_secs(120);
/// Connections at once, if the system allows the process many files.
const PLACES_MAX: usize = 1_024;
/// Connections there are in any case.
const PLACES_MIN: usize = 16;
/// File descriptors that stay for the store, feeds and partners; a quarter, if that is more.
const RESERVE: u64 = 128;
/// Wait before a refused `accept` is tried again (no more file descriptors).
const RETRY: Duration = Duration::from_millis(200);

/// Certificate and key of the door.
#[derive(Debug, Clone)]
pub struct DoorKey {
    /// Certificate chain, PEM.
    pub certificate: PathBuf,
    /// Private key, PEM.
    pub key: PathBuf,
}

/// Reads certificate and key.
///
/// # Errors
/// A file that cannot be read, or that is not what it should be; says which.
pub(crate) fn tls_config(files: &DoorKey) -> io::Result<Arc<ServerConfig>> {
    let wrong = |path: &Path, fault: &dyn std::fmt::Display| {
        io::Error::other(format!("{}: {fault}", path.display()))
    };
    let chain = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|fault| wrong(&files.certificate, &fault))?;
    let key =
        PrivateKeyDer::from_pem_file(&files.key).map_err(|fault| wrong(&files.key, &fault))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|fault| wrong(&files.certificate, &fault))?;
    Ok(Arc::new(config))
}

/// How many connections fit below the process's limit of open files.
fn limits(descriptors: u64) -> Limits {
    let free = descriptors.saturating_sub(RESERVE.max(descriptors / 4));
    let all = usize::try_from(free).unwrap_or(PLACES_MAX);
    let all = all.clamp(PLACES_MIN, PLACES_MAX);
    Limits {
        all,
        // A proxy on another machine, or an office behind one address, is one: it may hold half, and others find the rest.
        each: all / 2,
        spare: Duration::ZERO,
    }
}

/// How many files the process may have open, after asking for as many as the system grants it: the usual limit of 1,024 is for
/// programs that can count no further.
fn descriptors() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let most = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    if let Err(fault) = setrlimit(Resource::Nofile, most) {
        tracing::debug!(%fault, "limit of open files not raised");
    }
    let limit = getrlimit(Resource::Nofile);
    limit.current.unwrap_or(u64::MAX)
}

/// What is too frequent to be logged each time.
#[derive(Default)]
struct Log {
    not_accepted: Seldom,
    dropped: Seldom,
    refused: Seldom,
}

/// What all connections share.
struct Door {
    acceptor: Option<TlsAcceptor>,
    router: Router,
}

/// Answers clients until `until` is over, then lets those that are being answered finish.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Option<Arc<ServerConfig>>,
    router: Router,
    until: impl Future<Output = ()>,
) {
    let door = Arc::new(Door {
        acceptor: tls.map(TlsAcceptor::from),
        router,
    });
    let (crowd, log) = (Crowd::new(limits(descriptors())), Log::default());
    let (stopping, stop) = watch::channel(false);
    let mut until = pin!(until);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut until => break,
        };
        let (tcp, address) = match accepted {
            Ok(accepted) => accepted,
            Err(fault) => {
                if let Some(count) = log.not_accepted.due(Instant::now()) {
                    tracing::warn!(%fault, count, "connections not accepted");
                }
                tokio::time::sleep(RETRY).await;
                continue;
            }
        };
        if let Some(guest) = admit(&crowd, &log, address) {
            tokio::spawn(attend(
                Arc::clone(&door),
                (tcp, address),
                Arc::new(guest),
                stop.clone(),
            ));
        }
    }
    drop((listener, stop));
    stopping.send_replace(true);
    stopping.closed().await;
}

/// A place for who comes, if need be that of somebody idle.
fn admit(crowd: &Crowd, log: &Log, address: SocketAddr) -> Option<Guest> {
    let now = Instant::now();
    match crowd.enter(address.ip(), now) {
        Ok((guest, gone)) => {
            if let Some(of) = gone
                && let Some(count) = log.dropped.due(now)
            {
                let connections = crowd.count();
                tracing::warn!(%of, count, connections, "door full: idle connections dropped for others");
            }
            Some(guest)
        }
        Err(_full) => {
            if let Some(count) = log.refused.due(now) {
                let connections = crowd.count();
                tracing::warn!(%address, count, connections, "door full: connections refused");
            }
            None
        }
    }
}

/// One connection, to its end or until its place is needed.
async fn attend(
    door: Arc<Door>,
    (tcp, address): (TcpStream, SocketAddr),
    guest: Arc<Guest>,
    mut stop: watch::Receiver<bool>,
) {
    let wire = match &door.acceptor {
        None => Wire::Plain(tcp),
        Some(acceptor) => {
            let greeted = tokio::select! {
                greeted = tokio::time::timeout(HANDSHAKE_MAX, acceptor.accept(tcp)) => greeted,
                () = guest.told_to_leave() => return,
                _ = stop.wait_for(|stop| *stop) => return,
            };
            let Ok(Ok(tls)) = greeted else {
                tracing::debug!(%address, "no TLS with a client");
                return;
            };
            Wire::Tls(Box::new(tls))
        }
    };
    let visitor = Visitor::new(wire, TAKES_NOTHING_MAX, Arc::clone(&guest));
    let io = TokioIo::new(visitor);
    let host = Arc::clone(&guest);
    let begun = AtomicBool::new(false);
    let service = service_fn(|request| {
        begun.store(true, Ordering::Relaxed);
        let (router, guest) = (door.router.clone(), Arc::clone(&host));
        answer(router, request, address, guest)
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(NEXT_HEADERS_MAX)
            .max_buf_size(HEADERS_BYTES_MAX)
            .serve_connection(io, service)
    );
    let mut first = pin!(tokio::time::sleep(FIRST_HEADERS_MAX));
    let (mut asked, mut waits) = (false, true);
    loop {
        tokio::select! {
            ended = connection.as_mut() => {
                if let Err(fault) = ended {
                    tracing::debug!(%address, %fault, "connection ended");
                }
                return;
            }
            () = guest.told_to_leave() => return,
            () = first.as_mut(), if waits => {
                waits = false;
                if !begun.load(Ordering::Relaxed) {
                    tracing::debug!(%address, "no request of a client");
                    return;
                }
            }
            // An error says that the door is gone.
            _ = stop.wait_for(|stop| *stop), if !asked => {
                asked = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

/// One request. While it is sent and answered, the guest holds its place the more firmly.
async fn answer(
    router: Router,
    mut request: Request<Incoming>,
    address: SocketAddr,
    guest: Arc<Guest>,
) -> Result<Response<Answer>, Infallible> {
    let standing = match request.body().is_end_stream() {
        true => Standing::Served,
        false => Standing::Sending,
    };
    guest.stands(standing, Instant::now());
    request.extensions_mut().insert(ConnectInfo(address));
    let request = request.map(|body| Upload::new(body, UPLOAD, Arc::clone(&guest)));
    let response = TowerToHyperService::new(router).call(request).await?;
    // A stream has no length and is not compressed. Anything else is over soon, or its reader does not take it.
    let is_stream = response.body().size_hint().exact().is_none()
        && !response.headers().contains_key(header::CONTENT_ENCODING);
    let standing = match is_stream {
        true => Standing::Served,
        false => Standing::Sending,
    };
    guest.stands(standing, Instant::now());
    Ok(response.map(|body| Answer::new(body, guest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_files_for_the_rest_of_the_node() {
        let all = |descriptors| limits(descriptors).all;
        assert_eq!((all(256), all(1_024)), (128, 768));
        assert_eq!((all(u64::MAX), all(0)), (PLACES_MAX, PLACES_MIN));
        assert_eq!(limits(1_024).each, 384);
    }
}
