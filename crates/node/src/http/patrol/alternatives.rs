//! Plans side by side: of any version, of the draft of a joint plan too, which may become one of them before it is sent.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_patrol::compare::Emphasis;
use vigie_store::Ledger;

use super::{
    examine_id, joint, joint_shown, named,
    plan::{SOON_SECONDS, seconds},
    table::OfVersion,
};
use crate::{
    http::{
        App, Deed, Problem,
        gate::Who,
        input::{Asked, Told},
    },
    live::now,
    patrol::{
        alternatives::{Basis, Comparison, compared, key},
        job::tell,
        joint::{AS_DRAFT, DRAFT, adopt},
        sheet::ALTERNATIVES,
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Seconds {
    seconds: Option<f64>,
}

/// What is kept under a key, if it can be read.
fn kept(ledger: &Ledger, key: &str) -> Result<Option<Comparison>, vigie_store::Error> {
    let row = ledger.patrol_version(ALTERNATIVES, key, None)?;
    let body = row.and_then(|row| row.body);
    Ok(body.and_then(|body| match serde_json::from_str(&body) {
        Ok(found) => Some(found),
        Err(fault) => {
            tracing::error!(key, %fault, "alternatives unreadable");
            None
        }
    }))
}

/// What version is meant: none of a joint plan that was only drafted is its draft.
async fn meant(
    app: &Arc<App>,
    id: &str,
    version: Option<String>,
) -> Result<Option<String>, Problem> {
    let version = version.filter(|version| !version.is_empty());
    if version.is_some() || !joint_shown::is_joint(id) {
        return Ok(version);
    }
    let sent = joint::standing(app, id).await?.thread.head().is_some();
    Ok((!sent).then(|| AS_DRAFT.to_owned()))
}

/// Which draft is looked at, if it is one.
async fn which(app: &Arc<App>, id: &str, version: Option<&str>) -> Result<Option<u32>, Problem> {
    if version != Some(AS_DRAFT) {
        return Ok(None);
    }
    let plan = id.to_owned();
    let found = app
        .ledger(move |ledger| joint::read_draft(ledger, &plan))
        .await?;
    Ok(found.map(|(number, _)| number))
}

/// Starts making the same version with other emphases, and each agency's alone.
pub(in crate::http) async fn make_alternatives(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Asked(asked): Asked<OfVersion>,
    Told(told): Told<Seconds>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    examine_id(&id)?;
    let seconds = seconds(told.seconds, SOON_SECONDS)?;
    let version = meant(&app, &id, asked.version).await?;
    // The draft is numbered before it is read: one made in between makes this comparison old, never wrong.
    let draft = which(&app, &id, version.as_deref()).await?;
    let (number, sheet) = named(&app, &id, version.as_deref()).await?;
    let key = key(&id, version.as_deref());
    if !app.planner.comparing.begin(&key) {
        return Err(Problem::new(StatusCode::CONFLICT, "planner-busy", id));
    }
    let basis = Basis {
        plan: id.clone(),
        version: number,
        draft,
        user: who.user,
        seconds,
    };
    let (worker, place) = (Arc::clone(&app), key.clone());
    let spawned = std::thread::Builder::new()
        .name("alternatives".to_owned())
        .spawn(move || {
            let found = compared(&sheet, &basis);
            keep(&worker, &place, &basis, &found);
            worker.planner.comparing.end(&place);
            let told = json!({"id": basis.plan, "state": "compared"});
            tell(&worker, "plan", &told);
        });
    if let Err(fault) = spawned {
        app.planner.comparing.end(&key);
        return Err(Problem::internal("system-refused", fault));
    }
    Ok((StatusCode::ACCEPTED, Json(json!({"id": id}))))
}

fn keep(app: &App, key: &str, basis: &Basis, found: &Comparison) {
    let body = json!(found).to_string();
    let mut ledger = app.locked();
    let kept = ledger.whole(|ledger| {
        ledger.append_patrol(ALTERNATIVES, key, now().ms(), &basis.user, Some(&body))?;
        let detail = json!({"version": basis.version, "draft": basis.draft.is_some()});
        Deed::new(&basis.user, "plan-compared", &basis.plan, detail).note(ledger)
    });
    if let Err(fault) = kept {
        tracing::error!(%fault, key, "alternatives not kept");
    }
}

pub(in crate::http) async fn alternatives(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Asked(asked): Asked<OfVersion>,
) -> Result<Json<Comparison>, Problem> {
    let version = meant(&app, &id, asked.version).await?;
    let draft = which(&app, &id, version.as_deref()).await?;
    let key = key(&id, version.as_deref());
    let place = key.clone();
    let found = app.ledger(move |ledger| kept(ledger, &place)).await?;
    // Of a draft that was made anew since nothing was compared.
    let found = found.filter(|found| found.draft == draft);
    let running = app.planner.comparing.has(&key);
    Ok(Json(found.unwrap_or_default().shown(running)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Choice {
    emphasis: Emphasis,
}

/// The draft of a joint plan becomes an alternative that was compared with it.
pub(in crate::http) async fn choose(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(asked): Told<Choice>,
) -> Result<Json<Value>, Problem> {
    let thing = id.clone();
    let taken = app
        .change(move |ledger| taken(ledger, &thing, &who, asked.emphasis))
        .await?;
    match taken {
        Taken::Done => {
            tell(&app, "plan", &json!({"id": id, "state": "joint"}));
            Ok(Json(json!({"id": id})))
        }
        Taken::NoDraft => Err(Problem::new(
            StatusCode::NOT_FOUND,
            "joint-draft-unknown",
            id,
        )),
        Taken::NotCompared => Err(Problem::new(
            StatusCode::CONFLICT,
            "alternative-unknown",
            asked.emphasis.code(),
        )),
    }
}

/// How a choice went.
enum Taken {
    Done,
    NoDraft,
    NotCompared,
}

fn taken(
    ledger: &mut Ledger,
    id: &str,
    who: &Who,
    emphasis: Emphasis,
) -> Result<(Taken, Option<Deed>), vigie_store::Error> {
    let Some((number, mut draft)) = joint::read_draft(ledger, id)? else {
        return Ok((Taken::NoDraft, None));
    };
    let key = key(id, Some(AS_DRAFT));
    let found = kept(ledger, &key)?.filter(|found| found.draft == Some(number));
    let Some(mut found) = found else {
        return Ok((Taken::NotCompared, None));
    };
    let chosen = found.alternatives.iter().find(|a| a.emphasis == emphasis);
    let Some((chosen, origin)) = chosen.and_then(|a| Some((a, a.origin.as_ref()?))) else {
        return Ok((Taken::NotCompared, None));
    };
    adopt(&mut draft.version, &chosen.plan, chosen.points, origin);
    let (at, body) = (now().ms(), json!(draft).to_string());
    let kept = ledger.append_patrol(DRAFT, id, at, &who.user, Some(&body))?;
    // They are alternatives of the same offers still: another may be chosen.
    found.draft = Some(kept);
    let body = json!(found).to_string();
    ledger.append_patrol(ALTERNATIVES, &key, at, &who.user, Some(&body))?;
    let detail = json!({"party": draft.party, "version": draft.version.number,
        "cause": draft.version.cause, "value": draft.version.plan.total.value, "emphasis": emphasis});
    let deed = Deed::new(&who.user, "joint-plan-drafted", id, detail);
    Ok((Taken::Done, Some(deed)))
}
