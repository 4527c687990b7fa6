//! The node's front door: the listening socket of API and pages, plain on this machine or TLS for others.
//!
//! Handshakes run beside each other, so a slow or hostile client holds up nobody.

use std::{
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::serve::Listener;
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, mpsc},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// Longest time for a handshake.
const HANDSHAKE_MAX: Duration = Duration::from_secs(15);
/// Handshakes at once.
const HANDSHAKES_MAX: usize = 64;
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

/// The door.
pub(crate) struct Door {
    address: SocketAddr,
    come: mpsc::Receiver<(Visitor, SocketAddr)>,
}

impl Door {
    /// Opens the door.
    ///
    /// # Errors
    /// The socket.
    pub(crate) fn open(listener: TcpListener, tls: Option<Arc<ServerConfig>>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (comes, come) = mpsc::channel(HANDSHAKES_MAX);
        tokio::spawn(receive(listener, tls.map(TlsAcceptor::from), comes));
        Ok(Self { address, come })
    }
}

async fn receive(
    listener: TcpListener,
    acceptor: Option<TlsAcceptor>,
    comes: mpsc::Sender<(Visitor, SocketAddr)>,
) {
    let places = Arc::new(Semaphore::new(HANDSHAKES_MAX));
    while !comes.is_closed() {
        let (tcp, address) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(fault) => {
                    tracing::warn!(%fault, "connection not accepted");
                    tokio::time::sleep(RETRY).await;
                    continue;
                }
            },
            () = comes.closed() => return,
        };
        let Some(acceptor) = acceptor.clone() else {
            // An error says that the node stops.
            drop(comes.send((Visitor::Plain(tcp), address)).await);
            continue;
        };
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let comes = comes.clone();
        tokio::spawn(async move {
            let greeted = tokio::time::timeout(HANDSHAKE_MAX, acceptor.accept(tcp)).await;
            drop(place);
            if let Ok(Ok(tls)) = greeted {
                drop(comes.send((Visitor::Tls(Box::new(tls)), address)).await);
            } else {
                tracing::debug!(%address, "no TLS with a client");
            }
        });
    }
}

impl Listener for Door {
    type Io = Visitor;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Visitor, SocketAddr) {
        match self.come.recv().await {
            Some(come) => come,
            // The task that accepts is gone with the runtime.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

/// A connection.
pub(crate) enum Visitor {
    /// As it came.
    Plain(TcpStream),
    /// Through TLS.
    Tls(Box<TlsStream<TcpStream>>),
}

impl AsyncRead for Visitor {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(io) => Pin::new(io).poll_read(context, buffer),
            Self::Tls(io) => Pin::new(io).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Visitor {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(io) => Pin::new(io).poll_write(context, bytes),
            Self::Tls(io) => Pin::new(io).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(io) => Pin::new(io).poll_flush(context),
            Self::Tls(io) => Pin::new(io).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(io) => Pin::new(io).poll_shutdown(context),
            Self::Tls(io) => Pin::new(io).poll_shutdown(context),
        }
    }
}
