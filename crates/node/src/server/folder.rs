//! The data folder at the start: whose it is, which realm, what was kept, what was missed.

use std::path::{Path, PathBuf};

use vigie_store::{Archive, Ledger, SilenceRow};

use super::{ServeError, ServeOptions};
use crate::{
    auth::{fingerprint, new_secret},
    drill::ExerciseOptions,
    engine::ALIVE_MARK,
    http::SETUP_KEY,
    live::{Realm, now},
};

pub(super) fn realm_of(options: &ServeOptions) -> (Realm, PathBuf) {
    match &options.exercise {
        None => (Realm::Live, options.data_dir.join("live")),
        Some(ExerciseOptions { seed, story, .. }) => {
            let name = story.name();
            (
                Realm::Exercise(name.to_owned()),
                options.data_dir.join(format!("exercise-{name}-{seed}")),
            )
        }
    }
}

/// Opens the archive of positions and says what was found in it.
pub(super) fn open_archive(root: &Path, realm: &Realm) -> Result<Archive, vigie_store::Error> {
    let (archive, opened) = Archive::open(root)?;
    tracing::info!(
        realm = realm.code(),
        rows = opened.rows,
        torn_bytes = opened.torn_bytes,
        partial_rolls = opened.partial_rolls,
        stale_segments = opened.stale_segments,
        "archive opened"
    );
    Ok(archive)
}

/// Makes the folder, for its owner only, and makes sure that no other node works in it.
pub(crate) fn lock_folder(folder: &Path) -> Result<std::fs::File, ServeError> {
    use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
    let fault = |source| ServeError::Folder {
        path: folder.to_owned(),
        source,
    };
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(fault)?;
    let mut options = std::fs::OpenOptions::new();
    let lock = options
        .create(true)
        .append(true)
        .mode(0o600)
        .open(folder.join("lock"));
    let lock = lock.map_err(fault)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(_taken) => Err(ServeError::InUse {
            path: folder.to_owned(),
        }),
    }
}

/// The node did not listen from its last sign of life with live data until now: no ship fell silent in that time.
pub(super) fn note_downtime(
    ledger: &mut Ledger,
    from_arrival: u64,
) -> Result<(), vigie_store::Error> {
    let alive = ledger.meta(ALIVE_MARK)?;
    let Some(start_ms) = alive.and_then(|text| text.parse::<i64>().ok()) else {
        return Ok(());
    };
    let end_ms = now().ms();
    if end_ms <= start_ms {
        return Ok(());
    }
    tracing::info!(
        seconds = (end_ms - start_ms) / 1_000,
        "the node did not listen"
    );
    ledger.put_silence(&SilenceRow {
        from_arrival,
        feed: 0,
        start_ms,
        end_ms,
    })
}

/// A new set-up token, as long as there is no account; only its hash is kept.
pub(super) fn set_up_token(ledger: &mut Ledger) -> Result<Option<String>, ServeError> {
    if !ledger.users()?.is_empty() {
        return Ok(None);
    }
    let source = || std::io::Error::other("no randomness");
    let system = || ServeError::System {
        what: "randomness",
        source: source(),
    };
    let token = new_secret().ok_or_else(system)?;
    ledger.set_meta(SETUP_KEY, &fingerprint(&token))?;
    Ok(Some(token))
}
