//! Exit codes of the program. They are stable: scripts on a watch floor depend on them.

use std::process::ExitCode;

/// How a run ended, as told to the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// The work was done; single faults may have been counted and quarantined.
    Done = 0,
    /// The input was read but held nothing usable, or a check found faults.
    Data = 1,
    /// The command line is wrong (also given by the argument parser).
    Usage = 2,
    /// A file, folder or socket could not be opened, read or written.
    Io = 3,
    /// The operating system or the node refused permission.
    NotPermitted = 4,
    /// A rule, area or list file named on the command line cannot be used.
    Reference = 5,
    /// Stopped by the user (SIGINT); no partial output file is left behind.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
