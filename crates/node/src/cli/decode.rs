//! `vigie decode`: messages as JSON lines.

use std::io::{self, Write};

use super::args::DecodeArguments;
use super::console::Console;
use super::failure::Failure;
use super::intake::Intake;
use super::interrupt::Interrupt;
use super::{reading, summary};
use crate::exit::Exit;
use crate::export::Whole;

pub(crate) fn run(console: &Console, arguments: &DecodeArguments) -> Result<(), Failure> {
    let feeds = reading::feeds(&arguments.feeds, &arguments.reading)?;
    let mut options = reading::options(&arguments.reading)?;
    options.as_json = true;
    let interrupt = Interrupt::listen();
    let mut sink = Sink::open(arguments)?;
    let mut intake = Intake::start(console, &feeds, &options, interrupt.clone())?;
    let mut gone = false;
    let read = intake.run(|delivery| {
        if let Some(delivery) = delivery
            && !gone
        {
            gone = !sink.put(&delivery.json)?;
            if gone {
                // Nobody reads any more (`| head`): stop reading too.
                interrupt
                    .flag()
                    .store(true, std::sync::atomic::Ordering::Relaxed);
            }
        }
        Ok(())
    });
    if gone {
        return Ok(());
    }
    read?;
    sink.finish()?;
    if arguments.stats && console.json {
        console.result(&format!("{}\n", summary::as_json(&intake)))
    } else if arguments.stats {
        console.result(&(summary::as_lines(console, &intake).join("\n") + "\n"))
    } else if console.json {
        console.tell(&summary::as_json(&intake).to_string());
        Ok(())
    } else {
        summary::as_lines(console, &intake)
            .iter()
            .for_each(|line| console.tell(line));
        Ok(())
    }
}

/// Where the JSON lines go.
enum Sink {
    Nowhere,
    Stdout(io::Stdout),
    File(Whole, std::path::PathBuf),
}

impl Sink {
    fn open(arguments: &DecodeArguments) -> Result<Self, Failure> {
        match &arguments.out {
            Some(path) => Whole::create(path)
                .map(|file| Self::File(file, path.clone()))
                .map_err(|fault| Failure::file(path, &fault)),
            None if arguments.stats => Ok(Self::Nowhere),
            None => Ok(Self::Stdout(io::stdout())),
        }
    }

    /// `false` if nobody reads any more.
    fn put(&mut self, bytes: &[u8]) -> Result<bool, Failure> {
        let written = match self {
            Self::Nowhere => Ok(()),
            Self::Stdout(out) => out.lock().write_all(bytes),
            Self::File(file, _) => file.write_all(bytes),
        };
        match written {
            Ok(()) => Ok(true),
            Err(fault) if fault.kind() == io::ErrorKind::BrokenPipe => Ok(false),
            Err(fault) => Err(Failure::new(Exit::Io, "output-unwritable").with("detail", fault)),
        }
    }

    fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Nowhere => Ok(()),
            Self::Stdout(mut out) => match out.flush() {
                Err(fault) if fault.kind() != io::ErrorKind::BrokenPipe => {
                    Err(Failure::new(Exit::Io, "output-unwritable").with("detail", fault))
                }
                _ => Ok(()),
            },
            Self::File(file, path) => file.finish().map_err(|fault| Failure::file(&path, &fault)),
        }
    }
}
