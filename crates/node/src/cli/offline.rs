//! A node's folder opened by a command, without sockets: the desk alone. Only one program may change a folder, so what
//! changes something asks that the node does not run.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;
use vigie_exchange::{PartyId, Realm};
use vigie_exercise::Settings;
use vigie_sea::Time;
use vigie_store::Ledger;

use super::args::FolderArguments;
use super::failure::Failure;
use super::scenario::Source;
use crate::drill::{SCENARIO, Story};
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

/// The folder of the realm that the arguments name, and the realm: of an exercise that of its scenario, else the only one
/// with this seed, else the usual one.
pub(crate) fn folder_of(arguments: &FolderArguments) -> Result<(PathBuf, Realm), Failure> {
    let Some(seed) = arguments.exercise else {
        return Ok((arguments.data.join("live"), Realm::Live));
    };
    let name = match &arguments.scenario {
        Some(wanted) => story_name(wanted)?,
        None => only_story(&arguments.data, seed).unwrap_or_else(|| SCENARIO.to_owned()),
    };
    let unknown = |_unfit| Failure::new(Exit::Usage, "exercise-unknown").with("name", &name);
    let realm = format!("exercise:{name}").parse().map_err(unknown)?;
    Ok((arguments.data.join(folder_name(&name, seed)), realm))
}

fn folder_name(story: &str, seed: u64) -> String {
    format!("exercise-{story}-{seed}")
}

/// The name under which a scenario of the library or of one's own is played.
fn story_name(wanted: &str) -> Result<String, Failure> {
    if let Some(story) = Story::of_library(wanted) {
        return Ok(story.name().to_owned());
    }
    let unknown = || Failure::new(Exit::Usage, "exercise-unknown").with("name", wanted);
    let any = Settings {
        seed: 1,
        start: Time::from_ms(0),
    };
    let source = Source::file(Path::new(wanted)).map_err(|_unreadable| unknown())?;
    let scenario = source.quiet(any).ok_or_else(unknown)?;
    Ok(Story::own(&scenario).name().to_owned())
}

/// The scenario of the only exercise with this seed in a folder; none where that of the usual one is among them.
fn only_story(data: &Path, seed: u64) -> Option<String> {
    let end = format!("-{seed}");
    let name = |entry: std::fs::DirEntry| {
        let folder = entry.file_name().into_string().ok()?;
        let story = folder.strip_prefix("exercise-")?.strip_suffix(&end)?;
        let is_node = entry.path().join("ledger.sqlite").is_file();
        is_node.then(|| story.to_owned())
    };
    let found = std::fs::read_dir(data).ok()?;
    let mut found: Vec<String> = found.flatten().filter_map(name).collect();
    let first = found.pop()?;
    found.is_empty().then_some(first)
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
    let (folder, realm) = folder_of(arguments)?;
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
        Realm::Exercise(_) => {
            let name = code.strip_prefix("exercise:").unwrap_or(SCENARIO);
            crate::live::Realm::Exercise(name.to_owned())
        }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn arguments(data: &Path, scenario: Option<&str>) -> FolderArguments {
        FolderArguments {
            data: data.to_owned(),
            exercise: Some(7),
            scenario: scenario.map(str::to_owned),
            party: None,
        }
    }

    #[test]
    fn the_folder_of_an_exercise_is_found_by_its_scenario_or_because_it_is_the_only_one() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let found = |scenario| {
            let (path, realm) = folder_of(&arguments(data, scenario)).unwrap();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, realm.to_string())
        };
        let usual = (
            "exercise-north-pacific-watch-7".to_owned(),
            "exercise:north-pacific-watch".to_owned(),
        );
        assert_eq!(found(None), usual);
        for name in [
            "exercise-own-strait-0a1b2c3d-7",
            "exercise-cyber-blackout-8",
        ] {
            std::fs::create_dir(data.join(name)).unwrap();
            std::fs::write(data.join(name).join("ledger.sqlite"), "").unwrap();
        }
        let own = found(None);
        assert_eq!(own.0, "exercise-own-strait-0a1b2c3d-7");
        assert_eq!(own.1, "exercise:own-strait-0a1b2c3d");
        assert_eq!(
            found(Some("squid-fleet-180")).0,
            "exercise-squid-fleet-180-7"
        );
        assert_eq!(found(Some("north-pacific-watch")), usual);
        // A file of one's own, by what it says.
        let text = vigie_exercise::library()[0].toml.to_owned();
        let file = data.join("mine.toml");
        std::fs::write(&file, text).unwrap();
        let mine = found(Some(file.to_str().unwrap())).0;
        assert!(
            mine.starts_with("exercise-own-") && mine.ends_with("-7"),
            "{mine}"
        );
        assert!(folder_of(&arguments(data, Some("no-such"))).is_err());
    }
}
