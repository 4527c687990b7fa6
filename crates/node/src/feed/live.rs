//! Live feeds: TCP in both directions and UDP. Every byte carries its time of receipt.

use std::io::{ErrorKind, Read};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::delivery::FeedState;
use super::handover::{Handover, STOP_LOOK, now};
use super::reader::{Reader, Setting};
use super::sniff::reader_of;
use super::{Error, Format};

/// Clients of one listening feed at a time.
const CLIENTS_MAX: u32 = 64;
/// Senders of one UDP feed whose parts of messages are kept apart.
const SENDERS_MAX: usize = 64;
/// A connection silent for so long is taken for dead and made anew.
const SILENCE_MAX: Duration = Duration::from_secs(600);
/// Longest wait between two attempts to connect.
const RETRY_MAX: Duration = Duration::from_secs(60);
/// Patience for one attempt.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Largest datagram.
const DATAGRAM_BYTES: usize = 65_536;

/// Connects, reads, and connects again whenever the connection is lost.
pub(crate) fn read_tcp_client(
    address: &str,
    format: Format,
    setting: &Setting,
    to: &mut Handover,
) -> Result<(), Error> {
    let mut retry = Duration::from_secs(1);
    while !to.stopped() {
        let why = match connect(address) {
            Ok(stream) => {
                to.state(FeedState::Reading(1));
                let started = Instant::now();
                let more = read_stream(stream, format, &setting.of(address), to)?;
                if !more {
                    return Ok(());
                }
                if started.elapsed() > RETRY_MAX {
                    retry = Duration::from_secs(1);
                }
                "connection-lost".to_owned()
            }
            Err(fault) => fault.to_string(),
        };
        if !to.state(FeedState::Waiting(why)) || !to.wait(retry) {
            break;
        }
        retry = (retry * 2).min(RETRY_MAX);
    }
    Ok(())
}

fn connect(address: &str) -> std::io::Result<TcpStream> {
    let mut last = std::io::Error::from(ErrorKind::AddrNotAvailable);
    for place in address.to_socket_addrs()? {
        match TcpStream::connect_timeout(&place, CONNECT_TIMEOUT) {
            Ok(stream) => return Ok(stream),
            Err(fault) => last = fault,
        }
    }
    Err(last)
}

/// Reads a connection to its end; `false` if the watch wants no more.
fn read_stream(
    mut stream: TcpStream,
    format: Format,
    setting: &Setting,
    to: &mut Handover,
) -> Result<bool, Error> {
    let failed = |source| Error::Socket {
        address: setting.origin.to_string(),
        source,
    };
    stream.set_read_timeout(Some(STOP_LOOK)).map_err(failed)?;
    let mut reader = reader_of(format, setting.clone(), None);
    let mut buffer = vec![0; 65_536];
    let mut heard = Instant::now();
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                heard = Instant::now();
                to.batch.tally.bytes += count as u64;
                reader.push(
                    buffer.get(..count).unwrap_or_default(),
                    Some(now()),
                    &mut to.batch,
                )?;
            }
            Err(fault) if is_wait(fault.kind()) && heard.elapsed() < SILENCE_MAX => {}
            Err(_lost) => break,
        }
        if !to.flush() {
            return Ok(false);
        }
    }
    reader.finish(Some(now()), &mut to.batch)?;
    Ok(to.flush())
}

fn is_wait(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
    )
}

/// Opens the listening socket, so that a port in use is told at once.
pub(crate) fn listen_tcp(address: &str) -> Result<TcpListener, Error> {
    let opened = TcpListener::bind(address).and_then(|listener| {
        listener.set_nonblocking(true)?;
        Ok(listener)
    });
    opened.map_err(|source| Error::Socket {
        address: address.to_owned(),
        source,
    })
}

/// Serves every client that connects.
pub(crate) fn read_tcp_server(
    listener: &TcpListener,
    format: Format,
    setting: &Setting,
    to: &mut Handover,
) -> Result<(), Error> {
    let clients = Arc::new(AtomicU32::new(0));
    let mut told = None;
    while !to.stopped() {
        let count = clients.load(Ordering::Relaxed);
        if told.replace(count) != Some(count) && !to.state(FeedState::Reading(count)) {
            break;
        }
        match listener.accept() {
            Ok((stream, peer)) if count < CLIENTS_MAX => {
                clients.fetch_add(1, Ordering::Relaxed);
                let (setting, other) = (setting.of(&peer.to_string()), to.another());
                serve_client(stream, format, setting, other, Arc::clone(&clients));
            }
            Ok((stream, _too_many)) => {
                to.batch.tally.note("clients-refused");
                drop(stream);
            }
            Err(_nobody) => std::thread::sleep(Duration::from_millis(50)),
        }
    }
    Ok(())
}

fn serve_client(
    stream: TcpStream,
    format: Format,
    setting: Setting,
    mut to: Handover,
    clients: Arc<AtomicU32>,
) {
    let counted = Arc::clone(&clients);
    let spawned = std::thread::Builder::new()
        .name("feed-client".to_owned())
        .spawn(move || {
            let blocking = stream.set_nonblocking(false);
            let read = blocking.map_or(Ok(true), |()| {
                read_stream(stream, format, &setting, &mut to)
            });
            if let Err(fault) = read {
                // One client with an unusable table does not end the feed of the others.
                to.batch.tally.fault(fault.code());
                to.flush();
            }
            clients.fetch_sub(1, Ordering::Relaxed);
        });
    if spawned.is_err() {
        counted.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Opens the datagram socket.
pub(crate) fn listen_udp(address: &str) -> Result<UdpSocket, Error> {
    let opened = UdpSocket::bind(address).and_then(|socket| {
        socket.set_read_timeout(Some(STOP_LOOK))?;
        Ok(socket)
    });
    opened.map_err(|source| Error::Socket {
        address: address.to_owned(),
        source,
    })
}

/// Receives datagrams; parts of messages from different senders are never joined.
pub(crate) fn read_udp(
    socket: &UdpSocket,
    format: Format,
    setting: &Setting,
    to: &mut Handover,
) -> Result<(), Error> {
    let mut senders: Vec<(SocketAddr, Instant, Box<dyn Reader>)> = Vec::new();
    let mut buffer = vec![0; DATAGRAM_BYTES];
    to.state(FeedState::Reading(0));
    loop {
        if let Ok((count, peer)) = socket.recv_from(&mut buffer) {
            to.batch.tally.bytes += count as u64;
            let reader = sender(&mut senders, peer, || {
                reader_of(format, setting.of(&peer.to_string()), None)
            });
            // A datagram ends a line, with or without an end-of-line mark of its own.
            buffer.truncate(count);
            buffer.push(b'\n');
            let pushed = reader.map_or(Ok(()), |r| r.push(&buffer, Some(now()), &mut to.batch));
            buffer.resize(DATAGRAM_BYTES, 0);
            if let Err(fault) = pushed {
                to.batch.tally.fault(fault.code());
                senders.retain(|(known, _, _)| *known != peer);
            }
        }
        if !to.flush() {
            break;
        }
    }
    for (_, _, mut reader) in senders {
        reader.finish(Some(now()), &mut to.batch)?;
    }
    to.flush();
    Ok(())
}

/// The reader of a sender; the one longest silent makes room for a new one.
fn sender(
    senders: &mut Vec<(SocketAddr, Instant, Box<dyn Reader>)>,
    peer: SocketAddr,
    make: impl FnOnce() -> Box<dyn Reader>,
) -> Option<&mut Box<dyn Reader>> {
    let index = match senders.iter().position(|(known, _, _)| *known == peer) {
        Some(index) => index,
        None => {
            if senders.len() >= SENDERS_MAX {
                let oldest = senders
                    .iter()
                    .enumerate()
                    .min_by_key(|(_, (_, heard, _))| *heard)?
                    .0;
                senders.swap_remove(oldest);
            }
            senders.push((peer, Instant::now(), make()));
            senders.len() - 1
        }
    };
    let (_, heard, reader) = senders.get_mut(index)?;
    *heard = Instant::now();
    Some(reader)
}
