//! What the program says: results on standard output, everything else on the error stream.

use std::io::{IsTerminal, Write};

use fluent_bundle::FluentValue;

use super::args::Common;
use super::failure::Failure;
use crate::exit::Exit;
use crate::i18n::Catalogue;

/// The user's terminal, language and wishes.
#[derive(Debug)]
pub(crate) struct Console {
    pub(crate) catalogue: Catalogue,
    pub(crate) json: bool,
    pub(crate) quiet: bool,
    /// Whether results may be coloured: a terminal, and `NO_COLOR` not set.
    pub(crate) colour: bool,
}

impl Console {
    pub(crate) fn new(catalogue: Catalogue, common: &Common) -> Self {
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colour = !no_colour && !common.json && std::io::stdout().is_terminal();
        Self {
            catalogue,
            json: common.json,
            quiet: common.quiet,
            colour,
        }
    }

    /// A sentence of the catalogue.
    pub(crate) fn text(&self, id: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        self.catalogue.text(id, args)
    }

    /// Why a row or message was refused, in the words of the pages; the code itself where there are none.
    pub(crate) fn reason(&self, code: &str) -> String {
        let find = |group: &str| self.catalogue.find(&format!("{group}-{code}"), &[]);
        find("fault")
            .or_else(|| find("remark"))
            .unwrap_or_else(|| code.to_owned())
    }

    /// Whether moving progress may be drawn.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && !self.json && std::io::stderr().is_terminal()
    }

    /// Tells something beside the result, unless the user asked for quiet.
    pub(crate) fn tell(&self, line: &str) {
        if !self.quiet {
            complain(line);
        }
    }

    /// Tells why the command ended early.
    pub(crate) fn failure(&self, failure: &Failure) {
        if self.json {
            complain(&failure.json(&self.catalogue).to_string());
        } else {
            let sentence = failure.sentence(&self.catalogue);
            complain(&self.text("error-line", &[("sentence", sentence.into())]));
        }
    }

    /// Writes a result to standard output. A reader that went away (`| head`) ends the output, not the run.
    pub(crate) fn result(&self, text: &str) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        match written {
            Err(fault) if fault.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(Failure::new(Exit::Io, "output-unwritable").with("detail", fault))
            }
            _ => Ok(()),
        }
    }
}

/// Writes a line to the error stream; if that is closed there is nobody left to tell.
pub(super) fn complain(line: &str) {
    let mut err = std::io::stderr().lock();
    if writeln!(err, "{line}").is_err() {
        return;
    }
    drop(err.flush());
}
