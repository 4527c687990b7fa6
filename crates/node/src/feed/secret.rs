//! Connections of feeds: plain, or through TLS with certificates on both sides.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, ServerConfig, ServerConnection, StreamOwned};

use super::Error;
use super::handover::STOP_LOOK;
use super::reach::Reach;
use super::spec::bare_host;
use crate::wire::WireTls;

/// Patience for one attempt.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Patience for a greeting: who has shown no certificate yet must not keep a place.
const GREETING: Duration = Duration::from_secs(10);

/// The line of a client, which ends if the greeting does not, however slowly bytes trickle in.
struct Greeting {
    stream: TcpStream,
    until: Option<Instant>,
}

impl Read for Greeting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.until.is_some_and(|until| Instant::now() >= until) {
            return Err(ErrorKind::ConnectionAborted.into());
        }
        self.stream.read(buffer)
    }
}

impl Write for Greeting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// A client that is read through TLS.
struct Client(StreamOwned<ServerConnection, Greeting>);

impl Read for Client {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(buffer);
        if !self.0.conn.is_handshaking() {
            self.0.sock.until = None;
        }
        read
    }
}

/// What a feed reads from.
pub(super) type Wire = Box<dyn Read + Send>;

/// A server that a feed calls.
pub(super) struct Server {
    pub(super) address: String,
    tls: Option<(Arc<ClientConfig>, ServerName<'static>)>,
    /// Whether some addresses are closed to it.
    bounded: bool,
}

impl Server {
    pub(super) fn plain(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            tls: None,
            bounded: false,
        }
    }

    /// A server that a feed with these bounds may call.
    pub(super) fn within(mut self, reach: Option<&Reach>) -> Self {
        self.bounded = reach.is_some();
        self
    }

    pub(super) fn secret(address: &str, tls: Option<&WireTls>) -> Result<Self, Error> {
        let name = ServerName::try_from(bare_host(address).to_owned())
            .map_err(|why| fault(address, why.to_string()))?;
        let config = given(address, tls)?.client();
        let config = config.map_err(|why| fault(address, why))?;
        Ok(Self {
            address: address.to_owned(),
            tls: Some((config, name)),
            bounded: false,
        })
    }

    /// Connects. Greetings of TLS are said with the first bytes read.
    pub(super) fn call(&self) -> io::Result<Wire> {
        let stream = connect(&self.address, self.bounded)?;
        let Some((config, name)) = &self.tls else {
            return ready(stream);
        };
        patient(&stream)?;
        let line = ClientConnection::new(Arc::clone(config), name.clone());
        let line = line.map_err(io::Error::other)?;
        Ok(Box::new(StreamOwned::new(line, stream)))
    }
}

/// What a listening feed needs.
pub(super) fn server(address: &str, tls: Option<&WireTls>) -> Result<Arc<ServerConfig>, Error> {
    let config = given(address, tls)?.server();
    config.map_err(|why| fault(address, why))
}

/// A client that came.
pub(super) fn received(stream: TcpStream, tls: Option<&Arc<ServerConfig>>) -> io::Result<Wire> {
    stream.set_nonblocking(false)?;
    let Some(config) = tls else {
        return ready(stream);
    };
    patient(&stream)?;
    let line = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
    let until = Some(Instant::now() + GREETING);
    Ok(Box::new(Client(StreamOwned::new(
        line,
        Greeting { stream, until },
    ))))
}

fn ready(stream: TcpStream) -> io::Result<Wire> {
    patient(&stream)?;
    Ok(Box::new(stream))
}

/// A read looks up now and then whether the feed is to stop; nothing is ever written but the greetings.
fn patient(stream: &TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(STOP_LOOK))?;
    stream.set_write_timeout(Some(CONNECT_TIMEOUT))
}

fn given<'f>(address: &str, tls: Option<&'f WireTls>) -> Result<&'f WireTls, Error> {
    tls.ok_or_else(|| fault(address, "--feed-authority".to_owned()))
}

fn fault(address: &str, detail: String) -> Error {
    Error::Tls {
        address: address.to_owned(),
        detail,
    }
}

fn connect(address: &str, bounded: bool) -> io::Result<TcpStream> {
    let mut last = io::Error::from(ErrorKind::AddrNotAvailable);
    let found = address.to_socket_addrs()?;
    let places = match bounded {
        true => Reach::targets(address, found)?,
        false => found.collect(),
    };
    for place in places {
        match TcpStream::connect_timeout(&place, CONNECT_TIMEOUT) {
            Ok(stream) => return Ok(stream),
            Err(fault) => last = fault,
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::net::TcpListener;
    use std::path::Path;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc::sync_channel;

    use super::*;
    use crate::feed::{self, DELIVERIES_WAITING_MAX, FeedOptions, FeedSpec};

    const LINE: &[u8] = b"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\n";

    /// One certificate that is its own authority, for both ends.
    fn files(folder: &Path, name: &str) -> WireTls {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let file = |what: &str, text: String| {
            let path = folder.join(format!("{name}-{what}.pem"));
            std::fs::write(&path, text).unwrap();
            path
        };
        let certificate = file("certificate", made.cert.pem());
        WireTls {
            authority: certificate.clone(),
            certificate,
            key: file("key", made.signing_key.serialize_pem()),
        }
    }

    /// Reads a feed until it gives a message, or for three seconds.
    fn heard(text: &str, tls: &WireTls, speak: impl FnOnce() + Send) -> u64 {
        let options = FeedOptions {
            tls: Some(tls.clone()),
            ..FeedOptions::default()
        };
        let (sender, receiver) = sync_channel(DELIVERIES_WAITING_MAX);
        let stop = Arc::new(AtomicBool::new(false));
        let spec = FeedSpec::parse(text).unwrap();
        let running = feed::start(&spec, 1, &options, sender, Arc::clone(&stop)).unwrap();
        let mut messages = 0;
        std::thread::scope(|scope| {
            scope.spawn(speak);
            for _ in 0..30 {
                if let Ok(told) = receiver.recv_timeout(Duration::from_millis(100)) {
                    messages += told.tally.messages;
                }
                if messages > 0 {
                    break;
                }
            }
            stop.store(true, Ordering::Relaxed);
        });
        while receiver.recv().is_ok() {}
        running.thread.join().unwrap().unwrap();
        messages
    }

    fn say(stream: &mut impl Write) {
        // Who is refused is told so by a line that breaks.
        drop(stream.write_all(LINE).and_then(|()| stream.flush()));
    }

    fn free_port() -> u16 {
        let probe = TcpListener::bind("127.0.0.1:0").unwrap();
        probe.local_addr().unwrap().port()
    }

    fn call(port: u16, tls: &WireTls) {
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let line = ClientConnection::new(tls.client().unwrap(), name).unwrap();
        let mut wire = StreamOwned::new(line, stream);
        say(&mut wire);
        std::thread::sleep(Duration::from_millis(500));
    }

    #[test]
    fn who_calls_is_read_when_the_authority_knows_it_and_not_otherwise() {
        let folder = tempfile::tempdir().unwrap();
        let (ours, strange) = (files(folder.path(), "a"), files(folder.path(), "b"));
        let port = free_port();
        let text = format!("nmea@tls-listen://127.0.0.1:{port}");
        assert_eq!(heard(&text, &ours, || call(port, &ours)), 1);
        let port = free_port();
        let text = format!("nmea@tls-listen://127.0.0.1:{port}");
        let other = WireTls {
            authority: ours.authority.clone(),
            ..strange
        };
        assert_eq!(heard(&text, &ours, || call(port, &other)), 0);
    }

    #[test]
    fn a_server_is_read_through_tls_and_a_stranger_in_its_place_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let (ours, strange) = (files(folder.path(), "a"), files(folder.path(), "b"));
        for (serves, expected) in [(&ours, 1), (&strange, 0)] {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let port = listener.local_addr().unwrap().port();
            let speak = || {
                let (stream, _) = listener.accept().unwrap();
                let line = ServerConnection::new(serves.server().unwrap()).unwrap();
                say(&mut StreamOwned::new(line, stream));
                std::thread::sleep(Duration::from_millis(500));
            };
            let text = format!("nmea@tls://localhost:{port}");
            assert_eq!(heard(&text, &ours, speak), expected);
        }
    }

    #[test]
    fn without_certificates_a_feed_says_what_it_needs() {
        let spec = FeedSpec::parse("cot@tls://tak.example:8089").unwrap();
        let (sender, _receiver) = sync_channel(1);
        let stop = Arc::new(AtomicBool::new(false));
        let fault = feed::start(&spec, 1, &FeedOptions::default(), sender, stop).unwrap_err();
        assert_eq!(fault.code(), "feed-tls");
        assert!(fault.to_string().contains("--feed-authority"), "{fault}");
    }
}
