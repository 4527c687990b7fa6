//! Files that go with injects: control keeps them by name, players get them with the inject.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use vigie_case::package::sha256_hex;
use vigie_exchange::unhex;
use vigie_exercise::{Error, msel::AttachmentKind};
use vigie_store::Ledger;

use super::control::{Control, Refused, State};
use crate::{auth::hex, live::now};

/// Kind of control's documents that hold a file each, by name.
const FILES: &str = "conduct-file";
/// Files of one list at most, and bytes of all together.
const FILES_MAX: usize = 64;
const FILES_BYTES_MAX: usize = 32 << 20;

/// A file as an inject names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attached {
    pub(crate) name: String,
    pub(crate) sha256: String,
    pub(crate) bytes: usize,
    pub(crate) media: String,
}

/// A file that control has.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) about: Attached,
    pub(crate) bytes: Vec<u8>,
}

/// By name.
pub(crate) type Files = BTreeMap<String, Arc<Kept>>;

/// As it is kept and as it is sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Written {
    pub(crate) sha256: String,
    /// Two hexadecimal digits a byte.
    pub(crate) digits: String,
}

impl Written {
    fn of(kept: &Kept) -> Self {
        Self {
            sha256: kept.about.sha256.clone(),
            digits: hex(&kept.bytes),
        }
    }

    /// The bytes, if they are those of the sum.
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        unhex(&self.digits).filter(|bytes| sha256_hex(bytes) == self.sha256)
    }
}

fn kept_of(name: &str, bytes: Vec<u8>) -> Result<Kept, Error> {
    let kind = AttachmentKind::of(name, &bytes)?;
    Ok(Kept {
        about: Attached {
            name: name.to_owned(),
            sha256: sha256_hex(&bytes),
            bytes: bytes.len(),
            media: kind.media().to_owned(),
        },
        bytes,
    })
}

/// The files as they were kept.
pub(super) fn files(ledger: &Ledger) -> Result<Files, vigie_store::Error> {
    let mut files = Files::new();
    for row in ledger.documents(FILES, FILES_MAX as u64)? {
        let written = serde_json::from_str::<Written>(&row.body).ok();
        let bytes = written.and_then(|written| written.bytes());
        if let Some(kept) = bytes.and_then(|bytes| kept_of(&row.id, bytes).ok()) {
            files.insert(row.id, Arc::new(kept));
        }
    }
    Ok(files)
}

impl Control {
    /// Keeps a file, in place of an older one of its name.
    pub(crate) fn keep_file(
        &self,
        user: &str,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<Attached, Refused> {
        let kept = kept_of(name, bytes)?;
        let about = kept.about.clone();
        let mut state = self.state();
        let old = state.files.get(name);
        if old.is_some_and(|old| old.about == about) {
            return Ok(about);
        }
        let others = state.files.iter().filter(|(other, _)| *other != name);
        let all: usize = others.map(|(_, other)| other.about.bytes).sum();
        let is_new = old.is_none();
        if all + about.bytes > FILES_BYTES_MAX || (is_new && state.files.len() >= FILES_MAX) {
            return Err(Refused::Exercise(Error::Attachment {
                name: name.to_owned(),
                reason: "attachment-too-many",
            }));
        }
        let body = json!(Written::of(&kept)).to_string();
        let detail = json!({"sha256": about.sha256, "bytes": about.bytes}).to_string();
        let at_ms = now().ms();
        self.ledger().whole(|ledger| {
            ledger.put_document(FILES, name, at_ms, user, &body)?;
            ledger
                .audit(at_ms, user, "conduct-file", name, &detail)
                .map(drop)
        })?;
        state.files.insert(name.to_owned(), Arc::new(kept));
        Ok(about)
    }

    /// A file of that name.
    pub(crate) fn file(&self, name: &str) -> Option<Arc<Kept>> {
        self.state().files.get(name).cloned()
    }

    /// A file as it is sent to a player.
    pub(super) fn file_to_send(&self, name: &str) -> Option<Written> {
        self.file(name).map(|kept| Written::of(&kept))
    }
}

impl State {
    /// The files of these names that are here.
    pub(super) fn attached(&self, names: &[String]) -> Vec<Attached> {
        let found = names.iter().filter_map(|name| self.files.get(name));
        found.map(|kept| kept.about.clone()).collect()
    }

    /// Every file that the list names or that is here: for which injects, and what it is if it is here.
    pub(crate) fn files_shown(&self) -> Vec<Value> {
        let injects = &self.conduct.msel.injects;
        let named = injects.iter().flat_map(|inject| &inject.attachments);
        let names: BTreeSet<&String> = named.chain(self.files.keys()).collect();
        let shown = names.into_iter().map(|name| {
            let with = injects.iter().filter(|it| it.attachments.contains(name));
            let with: Vec<&str> = with.map(|inject| inject.id.as_str()).collect();
            let about = self.files.get(name).map(|kept| &kept.about);
            json!({"name": name, "injects": with, "bytes": about.map(|it| it.bytes), "media": about.map(|it| &it.media)})
        });
        shown.collect()
    }
}
