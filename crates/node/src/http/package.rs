//! Evidence packages: made from a case, checked, and signed by a second agency. Each passes through the disk, so that its size is
//! bounded by the format and not by memory.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Write as _},
    path::PathBuf,
    sync::Arc,
};

use axum::{
    Extension, Json,
    extract::{Path, Request, State},
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, SemaphorePermit};
use vigie_case::package::{Info, signature_file};
use vigie_exchange::SecretKey;

use super::{
    App, Deed, Problem,
    case_material::material,
    gate::Who,
    input::Asked,
    list::file,
    spool::{give, keep},
};
use crate::evidence::{
    gather::payload,
    pack::{File as PackFile, PackError, pack, with_file},
    verify::open,
};

/// Largest package that the page takes for a check or a signature, bytes: what the archive's format can hold.
#[allow(clippy::cast_possible_truncation, reason = "below 4 GiB")]
pub(super) const PACKAGE_BYTES_MAX: usize = vigie_case::zip::ARCHIVE_BYTES_MAX as usize;
/// Bytes read or written at once.
const PIECE: usize = 1 << 20;
/// Packages in work at once: each may need its size on the disk twice.
static WORK: Semaphore = Semaphore::const_new(4);

#[derive(Deserialize)]
pub(super) struct Signers {
    /// Agencies that sign besides this one.
    with: Option<String>,
}

fn turn() -> Result<SemaphorePermit<'static>, Problem> {
    WORK.try_acquire()
        .map_err(|_full| Problem::busy("packages-busy"))
}

impl From<PackError> for Problem {
    fn from(fault: PackError) -> Self {
        match fault {
            PackError::Package(fault) => Self::bad(fault.code(), fault),
            PackError::Disk(fault) => Self::internal("disk-failed", fault),
        }
    }
}

/// Works on a thread of its own. The turn lasts as long as the work, also when the client has gone away.
async fn apart<T: Send + 'static>(
    turn: SemaphorePermit<'static>,
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    })
    .await;
    done.map_err(|broken| Problem::internal("work-broke", broken))?
}

/// A file without a name, and what writes to it.
fn scratch(folder: &PathBuf) -> Result<BufWriter<File>, PackError> {
    let file = tempfile::tempfile_in(folder)?;
    Ok(BufWriter::with_capacity(PIECE, file))
}

fn finished(mut out: BufWriter<File>) -> Result<File, PackError> {
    out.flush()?;
    Ok(out
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error)?)
}

async fn own_key(app: &App) -> Result<SecretKey, Problem> {
    let desk = app.desk.as_ref();
    let desk =
        desk.ok_or_else(|| Problem::new(axum::http::StatusCode::CONFLICT, "no-exchange", ""))?;
    let key = desk.ask(|desk| desk.own.key().to_bytes()).await;
    let key = key.map_err(|_busy| Problem::busy("desk-busy"))?;
    Ok(SecretKey::from_random(&key))
}

pub(super) async fn make(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Asked(asked): Asked<Signers>,
) -> Result<Response, Problem> {
    let key = own_key(&app).await?;
    let material = material(&app, &id).await?;
    let forms = app.tables.forms.clone();
    let mut signers = vec![material.party.clone()];
    let with = asked.with.unwrap_or_default();
    for party in with
        .split(',')
        .map(str::trim)
        .filter(|party| !party.is_empty())
    {
        if vigie_exchange::PartyId::new(party).is_err() {
            return Err(Problem::bad("party-unfit", party));
        }
        signers.push(party.to_owned());
    }
    let info = Info {
        case: id.clone(),
        party: material.party.clone(),
        made_at: material.made_at.clone(),
        realm: material.realm.clone(),
        software: concat!("vigie ", env!("CARGO_PKG_VERSION")).to_owned(),
        signers,
    };
    let turn = turn()?;
    let folder = app.attachments.folder().to_owned();
    let (made, bytes) = apart(turn, move || {
        let files = payload(&material, &forms).map_err(PackError::Disk)?;
        let mut out = scratch(&folder)?;
        let bytes = pack(files, &info, &key, &mut out)?;
        Ok((finished(out)?, bytes))
    })
    .await?;
    let deed = Deed::new(&who.user, "package-made", &id, json!({"bytes": bytes}));
    app.note(deed).await?;
    let name = app.file_name(&format!("{id}.zip"));
    Ok(file("application/zip", &name, give(made)?))
}

/// Checks a package that somebody brings.
pub(super) async fn check(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Json<Value>, Problem> {
    let turn = turn()?;
    let brought = keep(request, app.attachments.folder().to_owned()).await?;
    apart(turn, move || {
        let opened = open(BufReader::with_capacity(PIECE, brought));
        Ok(Json(match opened {
            Ok(it) => json!({"sound": it.checked.is_sound(), "checked": it.checked}),
            Err(fault) => json!({"sound": false, "reason": fault.to_string()}),
        }))
    })
    .await
}

/// Adds this agency's signature to a package that names it as a signer and is sound but for missing signatures.
pub(super) async fn countersign(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    request: Request,
) -> Result<Response, Problem> {
    let key = own_key(&app).await?;
    let party = app.own_party().await?;
    let turn = turn()?;
    let folder = app.attachments.folder().to_owned();
    let mut brought = keep(request, folder.clone()).await?;
    let (case, signed, bytes) = apart(turn, move || {
        let opened = open(BufReader::with_capacity(PIECE, &brought));
        let opened = opened.map_err(|fault| Problem::bad("package-unsound", fault))?;
        let faults = &opened.checked.faults;
        let missing = format!("signatures/{party}.txt");
        if faults
            .iter()
            .any(|it| it.code != "package-signature-missing")
        {
            return Err(Problem::bad("package-unsound", ""));
        }
        if !faults.iter().any(|it| it.path == missing) {
            return Err(Problem::bad("package-signature-not-wanted", &party));
        }
        let (path, bytes) = signature_file(&party, &key, &opened.seal());
        let signature = PackFile::made(path, bytes);
        let mut out = scratch(&folder)?;
        let bytes = with_file(&mut brought, &opened.entries, &signature, &mut out)?;
        Ok((opened.checked.case, finished(out)?, bytes))
    })
    .await?;
    let deed = Deed::new(&who.user, "package-signed", &case, json!({"bytes": bytes}));
    app.note(deed).await?;
    let name = app.file_name(&format!("{case}.zip"));
    Ok(file("application/zip", &name, give(signed)?))
}
