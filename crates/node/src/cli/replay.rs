//! `vigie replay`: a recorded NMEA log goes out again, line by line, at its own times.
//!
//! It is how an exercise or a test sends real data through the same door as real life.

use std::io::{self, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::json;

use super::args::ReplayArguments;
use super::console::Console;
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::reading;
use crate::exit::Exit;
use crate::feed::{self, FeedSpec, Format, Place, Recording};

/// How often a waiting replay looks at ctrl-C and for clients.
const LOOK: Duration = Duration::from_millis(100);

pub(crate) fn run(console: &Console, arguments: &ReplayArguments) -> Result<(), Failure> {
    if !(arguments.speed.is_finite() && arguments.speed > 0.0) {
        return Err(Failure::new(Exit::Usage, "speed-not-positive").with("speed", arguments.speed));
    }
    let start = arguments.assume_start.as_deref();
    let policy = reading::time_policy(arguments.time, start, arguments.assume_rate)?;
    let files = files(&arguments.feeds)?;
    let interrupt = Interrupt::listen();
    let mut out = Outlet::open(&FeedSpec::parse(&arguments.to)?)?;
    if !out.wait_for_client(&interrupt) {
        return Err(Failure::interrupted());
    }
    let pause_max = Duration::from_secs(arguments.pause_max);
    let mut recording = Recording::new(arguments.speed, pause_max, policy);
    let (mut sent, mut passed_over) = (0_u64, 0_u64);
    for file in files {
        let played = recording.play(&file, |line, wait| {
            // A bridge display gets sentences, nothing else.
            if !line.contains(&b'!') && !line.contains(&b'$') {
                passed_over += 1;
                return !interrupt.asked();
            }
            let until = Instant::now() + wait;
            while Instant::now() < until && !interrupt.asked() {
                out.welcome();
                std::thread::sleep((until - Instant::now()).min(LOOK));
            }
            sent += 1;
            !interrupt.asked() && out.send(line)
        });
        if !played? {
            break;
        }
    }
    out.finish();
    if console.json {
        let told = json!({"lines_sent": sent, "lines_passed_over": passed_over});
        console.tell(&told.to_string());
    } else {
        console.tell(&console.text("replay-sent", &[("lines", sent.into())]));
        if passed_over > 0 {
            let args = [("lines", passed_over.into())];
            console.tell(&console.text("replay-passed-over", &args));
        }
    }
    if interrupt.asked() {
        return Err(Failure::interrupted());
    }
    if sent == 0 {
        return Err(Failure::new(Exit::Data, "replay-nothing"));
    }
    match out.broken() {
        Some(source) => {
            let address = arguments.to.clone();
            Err(feed::Error::Socket { address, source }.into())
        }
        None => Ok(()),
    }
}

fn files(texts: &[String]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for text in texts {
        let spec = FeedSpec::parse(text)?;
        let Place::Path(path) = &spec.place else {
            return Err(Failure::new(Exit::Usage, "replay-needs-file").with("text", text));
        };
        if !matches!(spec.format, Format::Sniff | Format::Nmea) {
            return Err(Failure::new(Exit::Usage, "replay-needs-nmea").with("text", text));
        }
        files.extend(feed::files(path)?);
    }
    Ok(files)
}

/// Where the lines go.
enum Outlet {
    Stdout(io::Stdout),
    Server(TcpListener, Vec<TcpStream>),
    /// The server that was called, and how the line to it broke.
    Client(TcpStream, Option<io::Error>),
    Udp(UdpSocket),
}

impl Outlet {
    fn open(spec: &FeedSpec) -> Result<Self, Failure> {
        let opened = match &spec.place {
            Place::Stdin => Ok(Self::Stdout(io::stdout())),
            Place::TcpListen(address) => TcpListener::bind(address).and_then(|listener| {
                listener.set_nonblocking(true)?;
                Ok(Self::Server(listener, Vec::new()))
            }),
            Place::TcpConnect(address) => {
                TcpStream::connect(address).map(|stream| Self::Client(stream, None))
            }
            Place::Udp(address) => UdpSocket::bind(("0.0.0.0", 0)).and_then(|socket| {
                socket.connect(address)?;
                Ok(Self::Udp(socket))
            }),
            Place::Path(_) | Place::TlsConnect(_) | Place::TlsListen(_) => {
                let failure = Failure::new(Exit::Usage, "replay-target-unknown");
                return Err(failure.with("text", &spec.name));
            }
        };
        let address = spec.name.clone();
        opened.map_err(|source| feed::Error::Socket { address, source }.into())
    }

    /// A server waits for its first client, so that nobody misses the beginning.
    fn wait_for_client(&mut self, interrupt: &Interrupt) -> bool {
        loop {
            self.welcome();
            match self {
                Self::Server(_, clients) if clients.is_empty() => {}
                _ => return true,
            }
            if interrupt.asked() {
                return false;
            }
            std::thread::sleep(LOOK);
        }
    }

    /// Takes in clients that came meanwhile.
    fn welcome(&mut self) {
        if let Self::Server(listener, clients) = self {
            while let Ok((client, _)) = listener.accept() {
                // A client that stops reading is dropped, it must not hold up the others.
                let ready = client
                    .set_nonblocking(false)
                    .and_then(|()| client.set_write_timeout(Some(Duration::from_secs(5))));
                if ready.is_ok() {
                    clients.push(client);
                }
            }
        }
    }

    /// Sends one line; `false` if nobody takes it any more.
    fn send(&mut self, line: &[u8]) -> bool {
        let whole = [line, b"\r\n"].concat();
        match self {
            Self::Stdout(out) => out.lock().write_all(&whole).is_ok(),
            Self::Client(stream, broken) => {
                *broken = stream.write_all(&whole).err();
                broken.is_none()
            }
            Self::Udp(socket) => {
                // Nobody listening is no reason to stop: datagrams are sent into the air.
                drop(socket.send(&whole));
                true
            }
            Self::Server(_, clients) => {
                clients.retain_mut(|client| client.write_all(&whole).is_ok());
                true
            }
        }
    }

    fn finish(&mut self) {
        if let Self::Stdout(out) = self {
            drop(out.flush());
        }
    }

    /// How the line broke before the end: what was not sent is no success. (Who reads standard output may leave early.)
    fn broken(self) -> Option<io::Error> {
        match self {
            Self::Client(_, broken) => broken,
            Self::Stdout(_) | Self::Server(..) | Self::Udp(_) => None,
        }
    }
}
