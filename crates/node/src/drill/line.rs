//! Lines on their way to a feed reader over a real connection.

use std::{
    io::{BufWriter, Write},
    net::TcpStream,
    sync::atomic::{AtomicBool, Ordering},
};

/// A writer that waits for a slow reader, but not longer than the node lives.
pub(crate) struct Line<'a> {
    pub(crate) to: BufWriter<TcpStream>,
    pub(crate) stop: &'a AtomicBool,
}

impl Line<'_> {
    pub(crate) fn put(&mut self, bytes: &[u8]) -> std::io::Result<()> {
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
