//! Photographs and documents of a case that is held together: which of ours an officer gives to which partner, and those that
//! partners gave us. None goes by itself: a picture may show faces.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde_json::{Value, json};
use vigie_case::{
    case::{Case, Deed as CaseDeed, Entry},
    journal::{Act, Journal},
    package::sha256_hex,
};
use vigie_exchange::{PartyId, Purpose};
use vigie_store::{Attachments, Ledger};

use super::{
    App, Problem, boarding,
    case::entries_of,
    case_joint::{OWN, sharers},
    gate::Who,
    list::file,
};
use crate::auth::Role;
use crate::evidence::gather::attachments_of;
use crate::partner::photo::{Caption, GivenPhoto, PHOTO_BYTES_MAX, PhotoId};

/// The last word about a photograph and a partner.
#[derive(Debug, Clone, PartialEq)]
struct Word {
    /// Which entry gave it.
    entry: u32,
    on: bool,
    user: String,
}

/// Of each photograph and partner the last word of our officers.
fn words(own: &[Entry]) -> BTreeMap<(String, String), Word> {
    let mut words: BTreeMap<(String, String), Word> = BTreeMap::new();
    for (number, entry) in (0..).zip(own) {
        let CaseDeed::SharePhoto { sha256, party, on } = &entry.deed else {
            continue;
        };
        let key = (sha256.clone(), party.clone());
        // Said twice, it is given once.
        if words.get(&key).is_some_and(|word| word.on == *on) {
            continue;
        }
        let word = Word {
            entry: number,
            on: *on,
            user: entry.user.clone(),
        };
        words.insert(key, word);
    }
    words
}

/// What is said of each attachment of a case, by the sum of its bytes.
fn captions(case: &Case, journal: &Journal) -> BTreeMap<String, Caption> {
    let of = |kind: &str| Caption {
        kind: kind.to_owned(),
        media: String::new(),
        caption: String::new(),
        place: None,
        taken_ms: None,
    };
    let mut all: BTreeMap<String, Caption> = attachments_of(case, journal)
        .into_iter()
        .map(|sum| {
            let item = case.items.iter().find(|item| item.id == sum);
            let kind = item.map_or("photo", |item| item.kind.as_str());
            let about = of(kind);
            (sum, about)
        })
        .collect();
    for edit in journal.edits() {
        if let Act::Attach {
            kind,
            caption,
            sha256,
            media,
            place,
            ..
        } = &edit.act
            && let Some(about) = all.get_mut(sha256)
        {
            *about = Caption {
                media: media.clone(),
                caption: caption.clone(),
                place: *place,
                taken_ms: Some(edit.at_ms),
                ..of(kind)
            };
        }
    }
    all
}

/// Our side of a case: its entries, and what is said of its attachments.
fn own_side(
    ledger: &Ledger,
    id: &str,
) -> Result<(Vec<Entry>, BTreeMap<String, Caption>), vigie_store::Error> {
    let own = entries_of(ledger, Some(id))?.remove(id).unwrap_or_default();
    let captions = captions(&Case::fold(&own), &boarding::journal(ledger)?);
    Ok((own, captions))
}

/// Bytes of an attachment, if it is here.
fn size_of(attachments: &Attachments, sha256: &str) -> Option<u64> {
    let path = attachments.find(sha256)?;
    std::fs::metadata(path).ok().map(|about| about.len())
}

/// Whether an officer may give or take back a photograph.
///
/// # Errors
/// A role that is too low; a case that is not held together with that partner; one that is not here or too large.
pub(super) async fn check(
    app: &Arc<App>,
    who: &Who,
    id: &str,
    (sha256, party, on): (&str, &str, bool),
) -> Result<(), Problem> {
    if !who.role.may(Role::WatchOfficer) {
        let needed = Role::WatchOfficer.code();
        return Err(Problem::forbidden("role-too-low", needed));
    }
    if PartyId::new(party).is_err() {
        return Err(Problem::bad("party-unfit", party));
    }
    if !on {
        return Ok(());
    }
    let (case, attachments) = (id.to_owned(), app.attachments.clone());
    let (sum, to) = (sha256.to_owned(), party.to_owned());
    let (is_shared, size) = app
        .ledger(move |ledger| {
            let (own, captions) = own_side(ledger, &case)?;
            let size = captions.get(&sum).and_then(|_| size_of(&attachments, &sum));
            Ok((sharers(&own).contains_key(&to), size))
        })
        .await?;
    if !is_shared {
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "photo-case-not-shared",
            party,
        ));
    }
    match size {
        None => Err(Problem::new(
            StatusCode::NOT_FOUND,
            "photo-not-here",
            sha256,
        )),
        Some(size) if size > PHOTO_BYTES_MAX as u64 => Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "photo-too-large",
            size,
        )),
        Some(_) => Ok(()),
    }
}

/// Takes back from partners what officers took back, as far as it is not done: from each whatever fails for another.
///
/// # Errors
/// The first fault, when all were tried.
pub(super) async fn take_back(app: &Arc<App>, id: &str) -> Result<(), Problem> {
    let case = id.to_owned();
    let read = app.ledger(move |ledger| entries_of(ledger, Some(&case)));
    let own = read.await?.remove(id).unwrap_or_default();
    let words = words(&own);
    if words.is_empty() {
        return Ok(());
    }
    let mut first = Ok(());
    for one in given(app, id).await? {
        let key = (one.id.sha256.clone(), one.party.to_string());
        let word = words.get(&key);
        let stands = word.is_some_and(|word| word.on && word.entry == one.id.entry);
        let is_there = matches!(one.state.as_str(), "waiting" | "acknowledged");
        if !stands && is_there {
            let user = word.map_or_else(String::new, |word| word.user.clone());
            let party = one.party.clone();
            let back = app.desk(move |desk| {
                desk.whole(|desk| desk.recall(&one.party, one.seq, TAKEN_BACK, &user))
            });
            if let Err(fault) = back.await {
                tracing::error!(%party, code = fault.code, "a photograph not taken back");
                first = first.and(Err(fault));
            }
        }
    }
    first
}

/// Gives partners what officers gave them, as far as it is not done: each whatever fails for another.
///
/// # Errors
/// The first fault, when all were tried.
pub(super) async fn give_named(app: &Arc<App>, id: &str) -> Result<(), Problem> {
    let case = id.to_owned();
    let read = app.ledger(move |ledger| own_side(ledger, &case));
    let (own, captions) = read.await?;
    let words = words(&own);
    if words.is_empty() {
        return Ok(());
    }
    let shares = sharers(&own);
    let given = given(app, id).await?;
    let mut first = Ok(());
    for ((sha256, party), word) in words.iter().filter(|(_, word)| word.on) {
        let photo = PhotoId {
            case: id.to_owned(),
            sha256: sha256.clone(),
            entry: word.entry,
        };
        let known = |it: &GivenPhoto| it.id == photo && it.party.as_str() == party;
        let (Some(about), Some((purpose, _))) = (captions.get(sha256), shares.get(party)) else {
            continue;
        };
        if !given.iter().any(known) {
            let (party, purpose) = (party.as_str(), purpose.as_str());
            let why = (party, purpose, word.user.as_str());
            if let Err(fault) = give(app, photo, about.clone(), why).await {
                tracing::error!(party, code = fault.code, "a photograph not given");
                first = first.and(Err(fault));
            }
        }
    }
    first
}

/// Why it is taken back, for the partner to read.
const TAKEN_BACK: &str = "the officer who gave it took it back";

async fn given(app: &Arc<App>, id: &str) -> Result<Vec<GivenPhoto>, Problem> {
    if app.desk.is_none() {
        return Ok(Vec::new());
    }
    let case = id.to_owned();
    app.desk(move |desk| desk.photos_given(&case)).await
}

async fn read(app: &Arc<App>, sha256: &str) -> Result<Option<Vec<u8>>, Problem> {
    let (attachments, sum) = (app.attachments.clone(), sha256.to_owned());
    let read = tokio::task::spawn_blocking(move || attachments.read(&sum)).await;
    let bytes = read.map_err(|broken| Problem::internal("work-broke", broken))??;
    // A disk may have changed it since.
    Ok(bytes.filter(|bytes| sha256_hex(bytes) == sha256))
}

async fn give(
    app: &Arc<App>,
    photo: PhotoId,
    about: Caption,
    (party, purpose, user): (&str, &str, &str),
) -> Result<(), Problem> {
    let (Ok(party), Ok(purpose)) = (PartyId::new(party), Purpose::new(purpose)) else {
        return Ok(());
    };
    let Some(bytes) = read(app, &photo.sha256).await? else {
        tracing::error!(
            sha256 = photo.sha256,
            "a photograph to be given is gone or changed"
        );
        return Ok(());
    };
    let (sum, user) = (photo.sha256.clone(), user.to_owned());
    let left = app.desk(move |desk| {
        desk.whole(|desk| {
            desk.give_photo(&party, (&photo, &about), bytes, (&purpose, user.as_str()))
        })
    });
    if !left.await? {
        // It is tried again at the next entry: the agreement may have changed by then.
        tracing::warn!(sha256 = sum, "the agreement denies a photograph");
    }
    Ok(())
}

/// How one of ours stands with each partner that an officer named.
fn standing(
    (case, sha256): (&str, &str),
    words: &BTreeMap<(String, String), Word>,
    given: &[GivenPhoto],
) -> Vec<Value> {
    let of = words.iter().filter(|((sum, _), _)| sum == sha256);
    let shown = of.map(|((_, party), word)| {
        let rows = given.iter().filter(|it| {
            it.id.case == case && it.id.sha256 == sha256 && it.party.as_str() == party
        });
        let last = rows.max_by_key(|it| it.id.entry);
        let is_newest = last.is_some_and(|it| it.id.entry == word.entry);
        let state = match (last, word.on) {
            (Some(last), true) if is_newest => last.state.as_str(),
            (_, true) => "denied",
            (Some(last), false) => last.state.as_str(),
            (None, false) => "none",
        };
        json!({"party": party, "on": word.on, "state": state})
    });
    shown.collect()
}

/// Photographs and documents of a case: ours with whom each was given to, and those that partners gave us.
pub(super) async fn all(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let (case, attachments) = (id.clone(), app.attachments.clone());
    let (words, captions) = app
        .ledger(move |ledger| {
            let (own, captions) = own_side(ledger, &case)?;
            let with_size = captions.into_iter().map(|(sum, about)| {
                let size = size_of(&attachments, &sum);
                (sum, (about, size))
            });
            Ok((words(&own), with_size.collect::<BTreeMap<_, _>>()))
        })
        .await?;
    let given = given(&app, &id).await?;
    let own: Vec<Value> = captions
        .iter()
        .map(|(sum, (about, size))| {
            json!({
                "sha256": sum, "kind": about.kind, "media": about.media, "caption": about.caption,
                "place": about.place.map(|[lon, lat]| json!({"lat": lat, "lon": lon})), "taken_ms": about.taken_ms,
                "size": size, "too_large": size.is_some_and(|size| size > PHOTO_BYTES_MAX as u64),
                "given": standing((id.as_str(), sum.as_str()), &words, &given),
            })
        })
        .collect();
    let theirs = match app.desk {
        Some(_) => {
            let case = id.clone();
            app.desk(move |desk| Ok(desk.photos_held(&case, &who.user)))
                .await?
        }
        None => Vec::new(),
    };
    let party = app.own_party().await?;
    Ok(Json(
        json!({"party": party, "own": own, "theirs": theirs, "bytes_max": PHOTO_BYTES_MAX}),
    ))
}

/// What a page may show as a picture, by its first bytes; whatever else it says of itself is saved as a file.
fn media(bytes: &[u8]) -> (&'static str, &'static str) {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => ("image/jpeg", "jpg"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => ("image/png", "png"),
        _ if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(&b"WEBP"[..]) => {
            ("image/webp", "webp")
        }
        _ => ("application/octet-stream", "bin"),
    }
}

/// The bytes of one, ours or a partner's, by the sum of its bytes.
pub(super) async fn one(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, party, sha256)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let own = app.own_party().await?;
    let bytes = if party == own || party == OWN {
        let (case, sum) = (id.clone(), sha256.clone());
        let is_of_case = app
            .ledger(move |ledger| Ok(own_side(ledger, &case)?.1.contains_key(&sum)))
            .await?;
        match is_of_case {
            true => read(&app, &sha256).await?,
            false => None,
        }
    } else {
        let from = PartyId::new(&party).map_err(|_unfit| Problem::not_found(&party))?;
        let (case, sum) = (id, sha256.clone());
        let held = app.desk(move |desk| desk.photo_bytes((&case, &from, &sum), &who.user));
        Some(held.await?)
    };
    let bytes = bytes.ok_or_else(|| Problem::not_found(&sha256))?;
    let (kind, ending) = media(&bytes);
    let name = app.file_name(&format!("{sha256}.{ending}"));
    Ok(file(kind, &name, bytes))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn said(party: &str, on: bool) -> Entry {
        Entry {
            at_ms: 1,
            user: "roy".to_owned(),
            party: "ca-ccg".to_owned(),
            deed: CaseDeed::SharePhoto {
                sha256: "ab".repeat(32),
                party: party.to_owned(),
                on,
            },
        }
    }

    fn row(entry: u32, party: &str, state: &str) -> GivenPhoto {
        GivenPhoto {
            id: PhotoId {
                case: "c".to_owned(),
                sha256: "ab".repeat(32),
                entry,
            },
            party: party.parse().unwrap(),
            seq: u64::from(entry),
            state: state.to_owned(),
        }
    }

    #[test]
    fn nothing_is_given_that_nobody_named_and_what_was_taken_back_may_be_given_again() {
        assert!(words(&[]).is_empty());
        let own = [
            said("jp-jcg", true),
            said("jp-jcg", true),
            said("us-uscg", true),
            said("us-uscg", false),
            said("jp-jcg", false),
            said("jp-jcg", true),
        ];
        let of = |own: &[Entry], party: &str| {
            let word = words(own).remove(&("ab".repeat(32), party.to_owned()));
            word.map(|word| (word.entry, word.on))
        };
        assert_eq!(of(&own[..2], "jp-jcg"), Some((0, true)), "once");
        assert_eq!(of(&own, "us-uscg"), Some((3, false)));
        assert_eq!(of(&own, "jp-jcg"), Some((5, true)), "anew");
    }

    #[test]
    fn how_one_stands_is_told_by_the_newest_word() {
        let sum = "ab".repeat(32);
        let state = |own: &[Entry], given: &[GivenPhoto]| {
            let shown = standing(("c", sum.as_str()), &words(own), given);
            shown[0]["state"].clone()
        };
        let on = [said("jp-jcg", true)];
        assert_eq!(state(&on, &[]), "denied");
        assert_eq!(state(&on, &[row(0, "jp-jcg", "waiting")]), "waiting");
        let back = [said("jp-jcg", true), said("jp-jcg", false)];
        assert_eq!(state(&back, &[row(0, "jp-jcg", "purged")]), "purged");
        assert_eq!(state(&back, &[]), "none");
        let again = [back.to_vec(), on.to_vec()].concat();
        assert_eq!(state(&again, &[row(0, "jp-jcg", "purged")]), "denied");
        let both = [row(0, "jp-jcg", "purged"), row(2, "jp-jcg", "acknowledged")];
        assert_eq!(state(&again, &both), "acknowledged");
    }

    #[test]
    fn only_pictures_are_shown_as_pictures() {
        assert_eq!(media(b"\xff\xd8\xff\xe0 a photograph").0, "image/jpeg");
        assert_eq!(media(b"\x89PNG\r\n\x1a\n").0, "image/png");
        for other in [
            &b"<svg onload=x>"[..],
            b"<html>",
            b"",
            b"%PDF-1.7",
            b"\xff\xd8",
        ] {
            assert_eq!(media(other).0, "application/octet-stream");
        }
    }
}
