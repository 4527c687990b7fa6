//! Lines on their way to a feed reader over a real connection.

use std::{
    io::{BufWriter, Write},
    net::TcpStream,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

/// A reader that hears nothing for ten minutes calls again, and is told the whole story anew: while the clock stands, or after
/// the end, an empty line now and then says that the sender lives.
const LIVES_EVERY: Duration = Duration::from_secs(60);

/// A writer that waits for a slow reader, but not longer than the node lives.
pub(crate) struct Line<'a> {
    to: BufWriter<TcpStream>,
    stop: &'a AtomicBool,
    written: Instant,
}

impl<'a> Line<'a> {
    pub(crate) fn new(client: TcpStream, stop: &'a AtomicBool) -> Self {
        Self {
            to: BufWriter::with_capacity(1 << 16, client),
            stop,
            written: Instant::now(),
        }
    }

    /// Says that the sender lives, where it said nothing else for a while.
    pub(crate) fn lives(&mut self) -> std::io::Result<()> {
        if self.written.elapsed() < LIVES_EVERY {
            return Ok(());
        }
        self.put(b"\r\n")?;
        self.flush()
    }

    pub(crate) fn put(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.written = Instant::now();
        let mut rest = bytes;
        while !rest.is_empty() {
            match self.to.write(rest) {
                Ok(0) => return Err(std::io::ErrorKind::WriteZero.into()),
                Ok(written) => rest = rest.get(written..).unwrap_or_default(),
                Err(fault) => self.bear(fault)?,
            }
        }
        Ok(())
    }

    pub(crate) fn flush(&mut self) -> std::io::Result<()> {
        loop {
            match self.to.flush() {
                Ok(()) => return Ok(()),
                Err(fault) => self.bear(fault)?,
            }
        }
    }

    fn bear(&self, fault: std::io::Error) -> std::io::Result<()> {
        use std::io::ErrorKind as Kind;
        let waits = matches!(
            fault.kind(),
            Kind::WouldBlock | Kind::TimedOut | Kind::Interrupted
        );
        if waits && !self.stop.load(Ordering::Relaxed) {
            Ok(())
        } else {
            Err(fault)
        }
    }
}
