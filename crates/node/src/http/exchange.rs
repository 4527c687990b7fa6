//! The exchange with partners: identity, agreements, releases, copies, notes, parcels.

use std::sync::Arc;

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_exchange::PartyId;
use vigie_sea::Time;
use vigie_store::NoteRow;

use super::{
    App, Deed, Problem,
    gate::Who,
    input::{Asked, Told},
    list::file,
    release_queue,
};
use crate::{
    auth::Role,
    live::now,
    partner::{
        deed::Wish,
        desk::{Desk, DeskError},
        shown::decision_shown,
    },
};

/// Releases, copies or notes in one answer.
const LIMIT: usize = 200;
const LIMIT_MAX: usize = 2_000;
/// Longest note, characters.
const NOTE_CHARS_MAX: usize = 4_000;
/// Longest reason, characters: the exchange's own limit is in bytes.
const REASON_CHARS_MAX: usize = 250;

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        let code = error.code();
        match &error {
            DeskError::Partner => Self::not_found("partner"),
            DeskError::NoAgreement => Self::new(StatusCode::CONFLICT, code, ""),
            DeskError::Refused(code) if code.ends_with("-unknown") => {
                Self::new(StatusCode::NOT_FOUND, code, "")
            }
            DeskError::Refused(code) => Self::new(StatusCode::CONFLICT, code, ""),
            DeskError::Exchange(vigie_exchange::Error::Policy { line, reason, .. }) => {
                Self::bad(code, reason).at_line(*line)
            }
            DeskError::Exchange(fault) => Self::bad(code, fault),
            DeskError::Peer(_) | DeskError::Store(_) | DeskError::Key(_) => {
                Self::internal(code, error)
            }
        }
    }
}

impl App {
    /// An act of a person at the desk: the act and its line in the audit are kept together, or neither.
    pub(super) async fn act<T: Send + 'static>(
        &self,
        deed: Deed,
        act: impl FnOnce(&mut Desk) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, Problem> {
        self.desk(move |desk| {
            desk.whole(|desk| {
                let done = act(desk)?;
                deed.note(&mut desk.ledger)?;
                Ok(done)
            })
        })
        .await
    }

    /// Asks the desk of the exchange.
    pub(crate) async fn desk<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Desk) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, Problem> {
        let desk = self.desk.as_ref();
        let desk = desk.ok_or_else(|| Problem::new(StatusCode::CONFLICT, "no-exchange", ""))?;
        let answer = desk.ask(question).await;
        Ok(answer.map_err(|_busy| Problem::busy("desk-busy"))??)
    }
}

pub(super) fn party(text: &str) -> Result<PartyId, Problem> {
    PartyId::new(text).map_err(|_unfit| Problem::not_found(text))
}

pub(super) async fn partners(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    if app.desk.is_none() {
        return Ok(Json(json!({"own": null, "partners": []})));
    }
    app.desk(|desk| Ok(desk.partners_shown())).await.map(Json)
}

pub(super) async fn invitation(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
) -> Result<Json<Value>, Problem> {
    let deed = Deed::new(&who.user, "invitation-made", "", json!({}));
    app.act(deed, |desk| Ok(desk.invitation())).await.map(Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Invitation {
    invitation: String,
    fingerprint: String,
}

pub(super) async fn accept(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(told): Told<Invitation>,
) -> Result<Response, Problem> {
    let detail = json!({"fingerprint": told.fingerprint});
    let deed = Deed::new(&who.user, "partner-accepted", "", detail);
    let body = app
        .act(deed, move |desk| {
            desk.accept(&told.invitation, &told.fingerprint, &who.user)?;
            Ok(desk.partners_shown())
        })
        .await?;
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkWish {
    cut: bool,
}

pub(super) async fn link(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(name): Path<String>,
    Told(wish): Told<LinkWish>,
) -> Result<Json<Value>, Problem> {
    let with = party(&name)?;
    let action = if wish.cut { "link-cut" } else { "link-healed" };
    let deed = Deed::new(&who.user, action, name, json!({}));
    app.act(deed, move |desk| {
        desk.cut(&with, wish.cut)?;
        Ok(desk.partners_shown())
    })
    .await
    .map(Json)
}

pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(name): Path<String>,
) -> Result<Json<Value>, Problem> {
    let with = party(&name)?;
    let deed = Deed::new(&who.user, "partner-removed", name, json!({}));
    app.act(deed, move |desk| {
        let deleted = desk.remove(&with, &who.user)?;
        Ok(json!({ "deleted": deleted }))
    })
    .await
    .map(Json)
}

pub(super) async fn agreement(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Result<Json<Value>, Problem> {
    let with = party(&name)?;
    let shown = app
        .desk(move |desk| Ok(desk.agreements_shown(desk.peer(&with)?)))
        .await?;
    Ok(Json(shown))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyText {
    text: String,
    #[serde(default)]
    cedar: String,
}

pub(super) async fn propose(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(name): Path<String>,
    Told(told): Told<PolicyText>,
) -> Result<Json<Value>, Problem> {
    let with = party(&name)?;
    let deed = Deed::new(&who.user, "agreement-proposed", name, json!({}));
    app.act(deed, move |desk| {
        desk.propose(&with, &told.text, &told.cedar, &who.user)?;
        Ok(desk.agreements_shown(desk.peer(&with)?))
    })
    .await
    .map(Json)
}

/// The second own officer's word for a policy that releases more.
pub(super) async fn second(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(name): Path<String>,
    Told(told): Told<Accepted>,
) -> Result<Json<Value>, Problem> {
    // A program is nobody's second pair of eyes.
    if who.session.is_none() {
        return Err(Problem::forbidden("second-officer-needed", ""));
    }
    let with = party(&name)?;
    let detail = json!({"digest": told.digest});
    let deed = Deed::new(&who.user, "agreement-seconded", name, detail);
    app.act(deed, move |desk| {
        desk.second(&with, told.digest.parse()?, &who.user)?;
        Ok(desk.agreements_shown(desk.peer(&with)?))
    })
    .await
    .map(Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Accepted {
    digest: String,
}

pub(super) async fn accept_agreement(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(name): Path<String>,
    Told(told): Told<Accepted>,
) -> Result<Json<Value>, Problem> {
    let with = party(&name)?;
    let detail = json!({"digest": told.digest});
    let deed = Deed::new(&who.user, "agreement-accepted", name, detail);
    app.act(deed, move |desk| {
        desk.accept_agreement(&with, told.digest.parse()?, &who.user)?;
        Ok(desk.agreements_shown(desk.peer(&with)?))
    })
    .await
    .map(Json)
}

pub(super) async fn compare(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Told(told): Told<PolicyText>,
) -> Result<Json<Value>, Problem> {
    let with = party(&name)?;
    app.desk(move |desk| desk.compare(&with, &told.text, &told.cedar))
        .await
        .map(Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReleaseWish {
    party: PartyId,
    kind: String,
    id: String,
    purpose: vigie_exchange::Purpose,
}

impl From<ReleaseWish> for Wish {
    fn from(wish: ReleaseWish) -> Self {
        Self {
            party: wish.party,
            kind: release_queue::kind_of(wish.kind),
            id: wish.id,
            purpose: wish.purpose,
            ship: None,
        }
    }
}

pub(super) async fn preview(
    State(app): State<Arc<App>>,
    Told(wish): Told<ReleaseWish>,
) -> Result<Json<Value>, Problem> {
    let wish = release_queue::wish_of(&app, wish).await?;
    app.desk(move |desk| {
        let (matter, decision) = desk.look(&wish)?;
        Ok(decision_shown(&matter, &decision, wish.purpose.as_str()))
    })
    .await
    .map(Json)
}

pub(super) async fn release(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(wish): Told<ReleaseWish>,
) -> Result<Response, Problem> {
    let wish = release_queue::wish_of(&app, wish).await?;
    let detail = json!({"to": wish.party, "kind": wish.kind, "purpose": wish.purpose});
    let deed = Deed::new(&who.user, "released", &wish.id, detail);
    let shown = app
        .act(deed, move |desk| {
            let row = desk.release(&wish, &who.user)?;
            Ok(desk.release_shown(&row))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(shown)).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReleaseFilter {
    party: Option<String>,
    before: Option<u64>,
    limit: Option<usize>,
    /// Copies that replace each other, such as vessels of the list, instead of the others.
    #[serde(default)]
    conflated: bool,
}

pub(super) async fn releases(
    State(app): State<Arc<App>>,
    Asked(filter): Asked<ReleaseFilter>,
) -> Result<Json<Value>, Problem> {
    let limit = filter.limit.unwrap_or(LIMIT).clamp(1, LIMIT_MAX);
    let skip = usize::try_from(filter.before.unwrap_or(0)).unwrap_or(usize::MAX);
    let (releases, more) = app
        .desk(move |desk| {
            let wanted = skip.saturating_add(limit).saturating_add(1);
            let (party, wanted_rows) = (filter.party.as_deref(), wanted as u64);
            let rows = match filter.conflated {
                true => desk.ledger.conflated_releases(party, wanted_rows)?,
                false => desk.ledger.releases(party, wanted_rows)?,
            };
            let shown = rows.iter().skip(skip).take(limit);
            let shown: Vec<Value> = shown.map(|row| desk.release_shown(row)).collect();
            Ok((shown, rows.len() >= wanted))
        })
        .await?;
    // `before` counts from the newest: a page number that never repeats a row while one looks.
    let next = more.then(|| skip + releases.len());
    Ok(Json(json!({"releases": releases, "next": next})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Why {
    reason: String,
}

fn reason(why: Why) -> Result<String, Problem> {
    let reason = why.reason.trim().to_owned();
    if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
        return Err(Problem::bad("reason-unfit", REASON_CHARS_MAX));
    }
    Ok(reason)
}

pub(super) async fn recall(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((name, seq)): Path<(String, u64)>,
    Told(why): Told<Why>,
) -> Result<StatusCode, Problem> {
    let (with, why) = (party(&name)?, reason(why)?);
    let detail = json!({"seq": seq, "reason": why});
    let deed = Deed::new(&who.user, "recalled", name, detail);
    app.act(deed, move |desk| desk.recall(&with, seq, &why, &who.user))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProofWish {
    #[serde(default)]
    body: bool,
}

/// The very bytes matter: the file has one form.
pub(super) async fn proof(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((name, seq)): Path<(String, u64)>,
    Asked(wish): Asked<ProofWish>,
) -> Result<Response, Problem> {
    if wish.body && who.role < Role::WatchOfficer {
        return Err(Problem::forbidden(
            "role-too-low",
            Role::WatchOfficer.code(),
        ));
    }
    let with = party(&name)?;
    let bytes = app
        .desk(move |desk| desk.proof(&with, seq, wish.body))
        .await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], bytes).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CopyFilter {
    mmsi: Option<u32>,
    party: Option<String>,
    kind: Option<String>,
    state: Option<String>,
    limit: Option<usize>,
}

pub(super) async fn shared(
    State(app): State<Arc<App>>,
    Asked(filter): Asked<CopyFilter>,
) -> Result<Json<Value>, Problem> {
    let mut copies = app.desk(|desk| Ok(desk.copies_shown())).await?;
    let fits = |copy: &Value, field: &str, wanted: &Option<String>| {
        let is = |wanted: &str| wanted.split(',').any(|wanted| copy[field] == wanted);
        wanted.as_deref().is_none_or(is)
    };
    copies.retain(|copy| {
        fits(copy, "party", &filter.party)
            && fits(copy, "kind", &filter.kind)
            && fits(copy, "state", &filter.state)
            && filter
                .mmsi
                .is_none_or(|mmsi| release_queue::is_about(copy, mmsi))
    });
    copies.truncate(filter.limit.unwrap_or(LIMIT_MAX).clamp(1, LIMIT_MAX));
    release_queue::compare_unlisted(&app, &mut copies).await;
    Ok(Json(json!({"copies": copies, "next": null})))
}

/// One copy with all its fields: a list leaves out those of a large one.
pub(super) async fn one_shared(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((name, seq)): Path<(String, u64)>,
) -> Result<Json<Value>, Problem> {
    let with = party(&name)?;
    let whole = app.desk(move |desk| desk.copy_whole(&with, seq, &who.user));
    let mut copy = whole.await?;
    release_queue::compare_unlisted(&app, std::slice::from_mut(&mut copy)).await;
    Ok(Json(copy))
}

pub(super) async fn vessels(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let body = if app.desk.is_none() {
        json!({"type": "FeatureCollection", "features": []})
    } else {
        app.desk(|desk| Ok(desk.vessels_shown())).await?
    };
    Ok((
        [(header::CONTENT_TYPE, "application/geo+json")],
        body.to_string(),
    )
        .into_response())
}

pub(super) async fn hold(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((name, seq)): Path<(String, u64)>,
    Told(why): Told<Why>,
) -> Result<StatusCode, Problem> {
    let (with, why) = (party(&name)?, reason(why)?);
    let detail = json!({"seq": seq, "reason": why});
    let deed = Deed::new(&who.user, "held", name, detail);
    app.act(deed, move |desk| desk.hold(&with, seq, &why, &who.user))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn lift(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((name, seq)): Path<(String, u64)>,
) -> Result<StatusCode, Problem> {
    let with = party(&name)?;
    let deed = Deed::new(&who.user, "hold-lifted", name, json!({"seq": seq}));
    app.act(deed, move |desk| desk.lift(&with, seq, &who.user))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoteFilter {
    object: String,
    limit: Option<u64>,
}

pub(super) async fn notes(
    State(app): State<Arc<App>>,
    Asked(filter): Asked<NoteFilter>,
) -> Result<Json<Value>, Problem> {
    let limit = filter.limit.unwrap_or(LIMIT as u64);
    let limit = limit.clamp(1, LIMIT_MAX as u64);
    let told = if app.desk.is_some() {
        let object = filter.object.clone();
        app.desk(move |desk| Ok(desk.notes_told(&object))).await?
    } else {
        Vec::new()
    };
    let own = app
        .ledger(move |ledger| ledger.notes(&filter.object, limit))
        .await?;
    let mut all: Vec<(i64, NoteRow)> = own.into_iter().map(|row| (row.at_ms, row)).collect();
    all.extend(told);
    all.sort_by_key(|(came_ms, _)| *came_ms);
    let passed = all
        .len()
        .saturating_sub(usize::try_from(limit).unwrap_or(usize::MAX));
    let shown = all.iter().skip(passed).map(|(_, row)| note_shown(row));
    let shown: Vec<Value> = shown.collect();
    Ok(Json(json!({"notes": shown, "next": null})))
}

fn note_shown(row: &NoteRow) -> Value {
    json!({
        "object": row.object, "text": row.text, "language": row.language, "by": row.user,
        "party": row.party, "at": Time::from_ms(row.at_ms),
        "to": row.shared_with.split_whitespace().collect::<Vec<_>>(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewNote {
    object: String,
    text: String,
    language: String,
    #[serde(default)]
    to: Vec<PartyId>,
}

pub(super) async fn write(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(note): Told<NewNote>,
) -> Result<Response, Problem> {
    let text = note.text.trim().to_owned();
    if text.is_empty() || text.chars().count() > NOTE_CHARS_MAX || note.object.len() > 200 {
        return Err(Problem::bad("note-unfit", NOTE_CHARS_MAX));
    }
    let to: Vec<String> = note.to.iter().map(ToString::to_string).collect();
    let mut row = NoteRow {
        object: note.object,
        text,
        language: note.language.chars().take(16).collect(),
        user: who.user.clone(),
        party: String::new(),
        at_ms: now().ms(),
        shared_with: to.join(" "),
    };
    let deed = Deed::new(&who.user, "note-written", &row.object, json!({}));
    let row = if app.desk.is_some() {
        app.act(deed, move |desk| {
            row.party = desk.own.party.as_str().to_owned();
            desk.write(&row, &note.to)?;
            Ok(row)
        })
        .await?
    } else {
        app.change(move |ledger| {
            ledger.put_note(&row)?;
            Ok((row, Some(deed)))
        })
        .await?
    };
    Ok((StatusCode::CREATED, Json(note_shown(&row))).into_response())
}

pub(super) async fn parcel_out(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let with = party(&name)?;
    let file_name = app.file_name(&format!("{name}.vigie"));
    let deed = Deed::new(&who.user, "parcel-made", name, json!({}));
    let bytes = app.act(deed, move |desk| desk.parcel(&with)).await?;
    Ok(file("application/octet-stream", &file_name, bytes))
}

pub(super) async fn parcel_in(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    let with = party(&name)?;
    let deed = Deed::new(&who.user, "parcel-taken", name, json!({}));
    let bytes = app
        .act(deed, move |desk| desk.take_parcel(&with, &body))
        .await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}
