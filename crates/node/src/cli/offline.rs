//! A node's folder opened by a command, without sockets: the desk alone. Only one program may change a folder, so what
//! changes something asks that the node does not run.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;
use vigie_exchange::{PartyId, Realm};
use vigie_store::Ledger;

use super::args::FolderArguments;
use super::failure::Failure;
use crate::drill::SCENARIO;
use crate::exit::Exit;
use crate::live::{Board, now};
use crate::partner::desk::{Desk, DeskError};
use crate::partner::open::{ADDRESSES_MARK, NAME_MARK, PARTY_MARK};
use crate::partner::own::Own;
use crate::server::{first_status, lock_folder};

/// A folder that nobody else changes meanwhile.
pub(crate) struct Offline {
    pub(crate) desk: Desk,
    user: String,
    _lock: std::fs::File,
}

/// The folder of the realm that the arguments name, and the realm.
pub(crate) fn folder_of(arguments: &FolderArguments) -> (PathBuf, Realm) {
    match arguments.exercise {
        None => (arguments.data.join("live"), Realm::Live),
        Some(seed) => {
            let folder = arguments.data.join(format!("exercise-{SCENARIO}-{seed}"));
            let realm = format!("exercise:{SCENARIO}").parse();
            // The scenario's name is a name.
            (folder, realm.unwrap_or(Realm::Live))
        }
    }
}

impl From<DeskError> for Failure {
    fn from(fault: DeskError) -> Self {
        let exit = match &fault {
            DeskError::Store(_) | DeskError::Peer(_) => Exit::Io,
            DeskError::Key(_) => Exit::NotPermitted,
            _ => Exit::Data,
        };
        Self::new(exit, "exchange").with("code", fault.code())
    }
}

/// How the open desk says who acts.
fn console_user() -> String {
    let name = std::env::var("USER").or_else(|_unset| std::env::var("LOGNAME"));
    let name = name.unwrap_or_else(|_unset| "root".to_owned());
    format!("console:{name}").chars().take(100).collect()
}

/// What a node that was not served yet is to be told of itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Introduction {
    pub(crate) name: Option<String>,
    pub(crate) addresses: Vec<String>,
}

/// Opens a folder; `--party` founds it when it is new.
pub(crate) fn open(
    arguments: &FolderArguments,
    introduction: &Introduction,
) -> Result<Offline, Failure> {
    let (folder, realm) = folder_of(arguments);
    if arguments.party.is_none() && !folder.join("ledger.sqlite").exists() {
        return Err(Failure::new(Exit::Io, "folder-without-node").with("path", folder.display()));
    }
    let lock = lock_folder(&folder).map_err(|fault| {
        Failure::new(Exit::NotPermitted, "node-runs")
            .with("path", folder.display())
            .with("detail", fault)
    })?;
    let code = realm.to_string();
    let store = |fault: vigie_store::Error| Failure::from(DeskError::from(fault));
    let mut ledger = Ledger::open(&folder.join("ledger.sqlite"), &code).map_err(store)?;
    let found = ledger.meta(PARTY_MARK).map_err(store)?;
    let party = arguments.party.clone().or_else(|| found.clone());
    let none = || Failure::new(Exit::Usage, "party-missing").with("path", folder.display());
    let party = PartyId::new(&party.ok_or_else(none)?).map_err(|_unfit| none())?;
    if found.is_some_and(|found| found != party.as_str()) {
        return Err(Failure::new(Exit::Usage, "party-differs").with("party", &party));
    }
    let known = ledger.meta(NAME_MARK).map_err(store)?;
    let name = introduction.name.clone().or(known);
    let name = name.unwrap_or_else(|| party.as_str().to_owned());
    let known = ledger
        .meta(ADDRESSES_MARK)
        .map_err(store)?
        .unwrap_or_default();
    let known = known.split_whitespace().map(str::to_owned);
    let addresses = match introduction.addresses.is_empty() {
        true => known.collect(),
        false => introduction.addresses.clone(),
    };
    for (key, value) in [
        (PARTY_MARK, party.as_str()),
        (NAME_MARK, &name),
        (ADDRESSES_MARK, &addresses.join(" ")),
    ] {
        ledger.set_meta(key, value).map_err(store)?;
    }
    let keys = |fault| Failure::from(DeskError::Key(fault));
    let own = Own::open(&folder, party, name, realm.clone()).map_err(keys)?;
    let shown = match realm {
        Realm::Live => crate::live::Realm::Live,
        Realm::Exercise(_) => crate::live::Realm::Exercise(SCENARIO.to_owned()),
    };
    let board = Arc::new(Board::new(first_status(&shown, "")));
    let desk = Desk::open(own, ledger, board, addresses)?.desk;
    Ok(Offline {
        desk,
        user: console_user(),
        _lock: lock,
    })
}

impl Offline {
    /// Does an act and writes it into the audit, both or neither.
    pub(crate) fn act<T>(
        &mut self,
        action: &str,
        object: &str,
        act: impl FnOnce(&mut Desk, &str) -> Result<T, DeskError>,
    ) -> Result<T, Failure> {
        let user = self.user.clone();
        let done = self.desk.whole(|desk| {
            let done = act(desk, &user)?;
            let detail = json!({}).to_string();
            desk.ledger
                .audit(now().ms(), &user, action, object, &detail)?;
            Ok(done)
        });
        let done = done?;
        self.desk
            .ledger
            .forget_deleted()
            .map_err(|fault| Failure::from(DeskError::from(fault)))?;
        Ok(done)
    }
}
