//! The conduct of an exercise at the node: exercise control with its own store, and the players' side of it.
//!
//! Control is a node of its own, with its own folder, database and keys: the truth and the conduct log are there and
//! nowhere else. Players' nodes get lines of sensors through their ordinary feed, injects in their inbox, and the clock;
//! they tell control what their own log says. Between them is one connection on this machine or network, opened by the
//! player with a key made for this exercise ([`message`]).

pub(crate) mod attached;
pub(crate) mod branch;
pub(crate) mod clockwork;
pub(crate) mod control;
pub(crate) mod degraded;
pub(crate) mod gather;
pub(crate) mod host;
pub(crate) mod message;
pub(crate) mod ordered;
pub(crate) mod paper;
pub(crate) mod pictures;
pub(crate) mod player;
pub(crate) mod print;
mod printed;
mod rewind;
pub(crate) mod scoring;
mod shown;
mod source;
pub(crate) mod stage;
mod told;

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc};

use vigie_store::{Ledger, TokenRow};

use crate::{
    auth::{Role, fingerprint, new_secret},
    cli::conduct::{Pass, write_private},
    live::now,
    server::ServeError,
};

/// Which part this node has in an exercise.
pub(crate) enum Part {
    /// Exercise control.
    Control(Arc<control::Control>),
    /// A player's node, led by control.
    Player(Arc<player::Player>),
}

/// Which part a node is asked to take.
#[derive(Debug, Clone)]
pub enum PartOptions {
    /// Exercise control: where players connect, their keys, and the list.
    Control {
        /// Where players' nodes connect.
        listen: SocketAddr,
        /// Key of each partner.
        keys: BTreeMap<String, String>,
        /// The master scenario events list, in its own form.
        list: String,
        /// Files that go with its injects, by name.
        files: Vec<(String, Vec<u8>)>,
        /// File that lets commands on this machine in.
        pass: std::path::PathBuf,
        /// The players' nodes, if this program starts them.
        stage: Option<Arc<stage::Stage>>,
    },
    /// A player's node: where control is, and the key.
    Player {
        /// Where control listens.
        address: SocketAddr,
        /// The partner.
        party: String,
        /// The key that control knows it by.
        key: String,
        /// The branch that control plays: higher each time an exercise was set back.
        branch: u32,
    },
}

/// Name of the token that commands on this machine use.
const COMMANDS: &str = "commands";

/// Makes a new pass for commands on this machine and ends the old one.
///
/// # Errors
/// The store, no randomness, the folder.
pub(crate) fn let_commands_in(
    ledger: &mut Ledger,
    listen: SocketAddr,
    path: &std::path::Path,
) -> Result<(), ServeError> {
    let system = |source| ServeError::System {
        what: "pass",
        source,
    };
    let token = new_secret().ok_or_else(|| system(std::io::Error::other("no randomness")))?;
    for old in ledger
        .tokens()?
        .into_iter()
        .filter(|old| old.name == COMMANDS)
    {
        ledger.end_token(old.id)?;
    }
    ledger.add_token(&TokenRow {
        id: 0,
        name: COMMANDS.to_owned(),
        role: Role::Director.code().to_owned(),
        hash: fingerprint(&token),
        created_by: control::PROGRAM.to_owned(),
        created_ms: now().ms(),
        expires_ms: None,
    })?;
    let pass = Pass {
        address: listen.to_string(),
        token,
    };
    let text = serde_json::to_string(&pass).unwrap_or_default();
    write_private(path, &text).map_err(system)
}
