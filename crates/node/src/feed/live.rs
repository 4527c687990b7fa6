//! Live feeds: TCP in both directions and UDP. Every byte carries its time of receipt.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::ServerConfig;
use vigie_watch::Observation;

use super::delivery::{Delivery, FeedState};
use super::handover::{Handover, STOP_LOOK, now};
use super::raw_tap::RawInlet;
use super::reader::{Reader, Setting};
use super::secret::{self, Server, Wire};
use super::sniff::reader_of;
use super::{Error, Format};
use crate::crowd::{Crowd, Guest, Limits, Seldom, Standing};

/// Clients of one listening feed at a time. Many receivers may stand behind one address.
const CLIENTS: Limits = Limits {
    all: 64,
    each: 64,
    spare: Duration::from_secs(60),
};
/// Senders of one UDP feed whose parts of messages are kept apart.
const SENDERS_MAX: usize = 64;
/// A connection silent for so long is taken for dead and made anew.
const SILENCE_MAX: Duration = Duration::from_secs(600);
/// Longest wait between two attempts to connect.
const RETRY_MAX: Duration = Duration::from_secs(60);
/// Wait after a client was dropped for another: it takes [`STOP_LOOK`] to go, and no more than some tens shall be going.
const DROPPED_PAUSE: Duration = Duration::from_millis(5);
/// Largest datagram.
const DATAGRAM_BYTES: usize = 65_536;

/// Connects, reads, and connects again whenever the connection is lost.
pub(crate) fn read_client(
    server: &Server,
    format: Format,
    setting: &Setting,
    to: &mut Handover,
) -> Result<(), Error> {
    let mut retry = Duration::from_secs(1);
    while !to.stopped() {
        let why = match server.call() {
            Ok(stream) => {
                to.state(FeedState::Reading(1));
                let started = Instant::now();
                let more = read_stream(stream, format, &setting.of(&server.address), to, None)?;
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

/// Reads a connection to its end; `false` if the watch wants no more. A guest of a listening feed leaves when its place is
/// needed; each message holds the place anew, which bytes alone do not.
fn read_stream(
    mut stream: Wire,
    format: Format,
    setting: &Setting,
    to: &mut Handover,
    guest: Option<&Guest>,
) -> Result<bool, Error> {
    let mut reader = reader_of(format, setting.clone(), None);
    let raw = to.raw.session(&setting.origin, now());
    let mut buffer = vec![0; 65_536];
    let mut heard = Instant::now();
    while !guest.is_some_and(Guest::must_leave) {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                heard = Instant::now();
                to.batch.tally.bytes += count as u64;
                let (bytes, received) = (buffer.get(..count).unwrap_or_default(), now());
                let before = to.batch.observations.len();
                let messages = to.batch.tally.messages;
                let pushed = reader.push(bytes, Some(received), &mut to.batch);
                raw.bytes(received, bytes, found_since(&to.batch, before));
                pushed?;
                if let Some(guest) = guest
                    && to.batch.tally.messages > messages
                {
                    guest.stands(Standing::Sending, heard);
                }
            }
            Err(fault) if is_wait(fault.kind()) && heard.elapsed() < SILENCE_MAX => {}
            Err(_lost) => break,
        }
        if !to.flush() {
            return Ok(false);
        }
    }
    end(reader.as_mut(), setting, &mut to.batch);
    Ok(to.flush())
}

/// Ends a reader. What a connection cut in its first line leaves cannot be told: that is a fault, not the end of the feed.
fn end(reader: &mut dyn Reader, setting: &Setting, out: &mut Delivery) {
    if let Err(fault) = reader.finish(Some(now()), out) {
        setting.fault(out, 0, fault.code(), Some(now()), b"");
    }
}

/// What a reader found since there were so many.
fn found_since(batch: &Delivery, before: usize) -> &[Observation] {
    batch.observations.get(before..).unwrap_or_default()
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
pub(crate) fn read_server(
    listener: &TcpListener,
    tls: Option<&Arc<ServerConfig>>,
    format: Format,
    setting: &Setting,
    to: &mut Handover,
) -> Result<(), Error> {
    let (crowd, seldom) = (Crowd::new(CLIENTS), Seldom::default());
    let mut told = None;
    while !to.stopped() {
        let count = u32::try_from(crowd.count()).unwrap_or(u32::MAX);
        if told.replace(count) != Some(count) && !to.state(FeedState::Reading(count)) {
            break;
        }
        let Ok((stream, peer)) = listener.accept() else {
            // Nobody is there. Who was dropped or refused since is counted.
            if !to.flush() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
            continue;
        };
        let now = Instant::now();
        let entered = crowd.enter(peer.ip(), now);
        if !matches!(&entered, Ok((_, None))) {
            let refused = entered.is_err();
            to.batch.tally.note(match refused {
                true => "clients-refused",
                false => "clients-dropped",
            });
            if let Some(times) = seldom.due(now) {
                let feed = to.feed;
                tracing::warn!(feed, %peer, refused, times, "feed has as many clients as may be");
                // Not each time: deliveries would fill the channel that the watch reads.
                to.state(FeedState::Crowded(count));
            }
            if !refused {
                std::thread::sleep(DROPPED_PAUSE);
            }
        }
        if let Ok((guest, _)) = entered {
            alive(&stream);
            let (setting, other) = (setting.of(&peer.to_string()), to.another());
            let wire = secret::received(stream, tls);
            serve_client(wire, format, setting, other, guest);
        }
    }
    Ok(())
}

/// A client whose machine or line is gone without a word is noticed after two minutes.
fn alive(stream: &TcpStream) {
    use rustix::net::sockopt;
    let set = sockopt::set_socket_keepalive(stream, true)
        .and_then(|()| sockopt::set_tcp_keepidle(stream, Duration::from_secs(60)))
        .and_then(|()| sockopt::set_tcp_keepintvl(stream, Duration::from_secs(15)))
        .and_then(|()| sockopt::set_tcp_keepcnt(stream, 4));
    if let Err(fault) = set {
        tracing::debug!(%fault, "feed client without keepalive");
    }
}

fn serve_client(
    wire: std::io::Result<Wire>,
    format: Format,
    setting: Setting,
    mut to: Handover,
    guest: Guest,
) {
    let feed = to.feed;
    let spawned = std::thread::Builder::new()
        .name("feed-client".to_owned())
        .spawn(move || {
            let read = wire.map_or(Ok(true), |wire| {
                read_stream(wire, format, &setting, &mut to, Some(&guest))
            });
            if let Err(fault) = read {
                // One client with an unusable table does not end the feed of the others.
                to.batch.tally.fault(fault.code());
                to.flush();
            }
        });
    if let Err(fault) = spawned {
        tracing::warn!(feed, %fault, "feed client not served");
    }
}

/// Opens the datagram socket.
pub(crate) fn listen_udp(address: &str) -> Result<UdpSocket, Error> {
    let opened = UdpSocket::bind(address).and_then(|socket| {
        socket.set_read_timeout(Some(STOP_LOOK))?;
        // Who sends to a group is heard by those alone that have joined it.
        match socket.local_addr()?.ip() {
            IpAddr::V4(group) if group.is_multicast() => {
                socket.join_multicast_v4(&group, &Ipv4Addr::UNSPECIFIED)?;
            }
            IpAddr::V6(group) if group.is_multicast() => socket.join_multicast_v6(&group, 0)?,
            _ => {}
        }
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
    let mut senders: Vec<Sender> = Vec::new();
    let mut inlets: BTreeMap<SocketAddr, RawInlet> = BTreeMap::new();
    let mut buffer = vec![0; DATAGRAM_BYTES];
    to.state(FeedState::Reading(0));
    loop {
        if let Ok((count, peer)) = socket.recv_from(&mut buffer) {
            to.batch.tally.bytes += count as u64;
            if let Some(mut gone) = make_room(&mut senders, peer) {
                end(gone.as_mut(), setting, &mut to.batch);
                inlets.retain(|known, _| senders.iter().any(|(there, _, _)| there == known));
            }
            let received = now();
            let raw = inlets
                .entry(peer)
                .or_insert_with(|| to.raw.session(&peer.to_string(), received));
            let before = to.batch.observations.len();
            let reader = sender(&mut senders, peer, || {
                reader_of(format, setting.of(&peer.to_string()), None)
            });
            // A datagram ends a line, with or without an end-of-line mark of its own.
            buffer.truncate(count);
            buffer.push(b'\n');
            let pushed = reader.map_or(Ok(()), |r| r.push(&buffer, Some(received), &mut to.batch));
            let bytes = buffer.get(..count).unwrap_or_default();
            raw.datagram(received, bytes, found_since(&to.batch, before));
            buffer.resize(DATAGRAM_BYTES, 0);
            if let Err(fault) = pushed {
                to.batch.tally.fault(fault.code());
                senders.retain(|(known, _, _)| *known != peer);
                // Its session ends too: what it sends next is read by a new reader.
                inlets.remove(&peer);
            }
        }
        if !to.flush() {
            break;
        }
    }
    for (_, _, mut reader) in senders {
        end(reader.as_mut(), setting, &mut to.batch);
    }
    to.flush();
    Ok(())
}

/// A sender of datagrams: who, when last heard, and its reader.
type Sender = (SocketAddr, Instant, Box<dyn Reader>);

/// The reader of the sender longest silent, taken off when a new one needs its place.
fn make_room(senders: &mut Vec<Sender>, peer: SocketAddr) -> Option<Box<dyn Reader>> {
    if senders.len() < SENDERS_MAX || senders.iter().any(|(known, _, _)| *known == peer) {
        return None;
    }
    let each = senders.iter().enumerate();
    let (oldest, _) = each.min_by_key(|(_, (_, heard, _))| *heard)?;
    Some(senders.swap_remove(oldest).2)
}

/// The reader of a sender.
fn sender(
    senders: &mut Vec<Sender>,
    peer: SocketAddr,
    make: impl FnOnce() -> Box<dyn Reader>,
) -> Option<&mut Box<dyn Reader>> {
    let index = match senders.iter().position(|(known, _, _)| *known == peer) {
        Some(index) => index,
        None => {
            senders.push((peer, Instant::now(), make()));
            senders.len() - 1
        }
    };
    let (_, heard, reader) = senders.get_mut(index)?;
    *heard = Instant::now();
    Some(reader)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::feed::{DELIVERIES_WAITING_MAX, FeedOptions};
    use crate::feed::{RawTap, RawTold};
    use std::io::Write;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc::sync_channel;
    use vigie_sea::Time;
    use vigie_store::RawKind;

    #[test]
    fn a_connection_cut_in_its_first_line_does_not_end_the_feed() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let client = Server::plain(&address).call().unwrap();
        let (mut server, _) = listener.accept().unwrap();
        server.write_all(b"!AIV").unwrap();
        drop(server);
        let options = FeedOptions::default();
        let setting = Setting::new(1, &options).of("test");
        let (sender, receiver) = sync_channel(DELIVERIES_WAITING_MAX);
        let stop = Arc::new(AtomicBool::new(false));
        let stations = setting.stations.clone();
        let mut to = Handover::new(1, &options, stations, sender, stop, false);
        let more = read_stream(client, Format::Sniff, &setting, &mut to, None);
        assert!(more.unwrap(), "connect again");
        let faults: Vec<_> = receiver.try_iter().flat_map(|told| told.faults).collect();
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].reason, "feed-format-unclear");
    }

    #[test]
    fn a_receiver_takes_the_place_of_a_client_that_says_nothing() {
        let listener = listen_tcp("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let options = FeedOptions::default();
        let setting = Setting::new(1, &options).of("test");
        let (sender, receiver) = sync_channel(10 * DELIVERIES_WAITING_MAX);
        let stop = Arc::new(AtomicBool::new(false));
        let stations = setting.stations.clone();
        let mut to = Handover::new(1, &options, stations, sender, Arc::clone(&stop), false);
        let serving = std::thread::spawn(move || {
            read_server(&listener, None, Format::Nmea, &setting, &mut to)
        });
        let silent: Vec<TcpStream> = (0..CLIENTS.all + 10)
            .map(|_| TcpStream::connect(address).unwrap())
            .collect();
        let mut speaks = TcpStream::connect(address).unwrap();
        speaks
            .write_all(b"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\n")
            .unwrap();
        let (mut crowded, mut messages) = (0, 0);
        while messages == 0 {
            let told = receiver.recv_timeout(Duration::from_secs(10)).unwrap();
            crowded += u32::from(matches!(told.state, Some(FeedState::Crowded(_))));
            messages += told.tally.messages;
        }
        assert_eq!(crowded, 1, "shown, but not with each one dropped");
        let mut first = silent.first().unwrap();
        assert_eq!(std::io::Read::read(&mut first, &mut [0]).unwrap(), 0);
        stop.store(true, Ordering::Relaxed);
        serving.join().unwrap().unwrap();
    }

    #[test]
    fn a_sender_whose_table_is_unusable_ends_its_session() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&told);
        let options = FeedOptions {
            raw: RawTap::new(move |one| kept.lock().unwrap().push(one)),
            ..FeedOptions::default()
        };
        let socket = listen_udp("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        let setting = Setting::new(1, &options).of("test");
        let (sender, _receiver) = sync_channel(DELIVERIES_WAITING_MAX);
        let stop = Arc::new(AtomicBool::new(false));
        let stations = setting.stations.clone();
        let mut to = Handover::new(1, &options, stations, sender, Arc::clone(&stop), false);
        let reading = std::thread::spawn(move || {
            let read = read_udp(&socket, Format::Csv(None), &setting, &mut to);
            drop(read);
        });
        let other = UdpSocket::bind("127.0.0.1:0").unwrap();
        other.send_to(b"one,two\n1,2", address).unwrap();
        let ended = || {
            let told = told.lock().unwrap();
            told.iter()
                .any(|one| matches!(one, RawTold::Piece(piece, _) if piece.kind == RawKind::End))
        };
        let begun = Instant::now();
        while !ended() && begun.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(ended());
        stop.store(true, Ordering::Relaxed);
        reading.join().unwrap();
    }

    #[test]
    fn parts_of_a_sender_that_makes_room_are_counted() {
        let setting = Setting::new(1, &FeedOptions::default()).of("test");
        let make = || reader_of(Format::Nmea, setting.clone(), None);
        let peer = |port: usize| {
            SocketAddr::from(([127, 0, 0, 1], u16::try_from(port).unwrap_or_default()))
        };
        let mut senders = Vec::new();
        let mut out = Delivery::default();
        let part = b"!AIVDM,2,1,3,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*7A\n";
        for port in 1..=SENDERS_MAX {
            assert!(make_room(&mut senders, peer(port)).is_none());
            let reader = sender(&mut senders, peer(port), make).unwrap();
            reader.push(part, Some(Time::from_s(1)), &mut out).unwrap();
        }
        assert!(make_room(&mut senders, peer(1)).is_none(), "known");
        let mut gone = make_room(&mut senders, peer(SENDERS_MAX + 1)).unwrap();
        end(gone.as_mut(), &setting, &mut out);
        assert_eq!(senders.len(), SENDERS_MAX - 1);
        assert_eq!(out.tally.faults.get("part-missing"), Some(&1));
    }
}
