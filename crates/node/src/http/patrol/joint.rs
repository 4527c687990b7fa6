//! Joint plans with a partner: drafted here, looked at as the partner would get it, said, answered.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_exchange::Purpose;
use vigie_patrol::{
    Rule,
    negotiation::{Answer, Picks, Thread, Word},
};
use vigie_sea::{Span, Time};
use vigie_store::Ledger;

use super::{
    DAYS_MAX, book, joint_shown,
    plan::{SECONDS, SOON_SECONDS, seconds, title},
    plan_now,
};
use crate::{
    http::{
        App, Deed, Problem,
        exchange::party,
        gate::Who,
        input::{Asked, Told},
    },
    live::now,
    partner::{
        joint::{JointBook, Saying},
        matter::{JOINT_ANSWER, JOINT_PLAN},
        shown::decision_shown,
    },
    patrol::{
        derive::request,
        job::{self, Wanted},
        joint::{DRAFT, Draft, PICKS, Pair, Step, chart, drafted, next, sheet_of, start},
        sheet::Cause,
    },
};

/// A joint plan as it stands, with the draft of its next version, if there is one.
pub(super) struct Standing {
    pub(super) book: JointBook,
    pub(super) thread: Thread,
    pub(super) draft: Option<Draft>,
}

/// The draft of a joint plan with its number in the log.
pub(super) fn read_draft(
    ledger: &Ledger,
    id: &str,
) -> Result<Option<(u32, Draft)>, vigie_store::Error> {
    let row = ledger.patrol_version(DRAFT, id, None)?;
    Ok(row.and_then(|row| Some((row.version, serde_json::from_str(&row.body?).ok()?))))
}

/// What is known of a joint plan.
pub(super) async fn standing(app: &Arc<App>, id: &str) -> Result<Standing, Problem> {
    let book = match app.desk {
        Some(_) => app.desk(|desk| Ok(desk.joint_book())).await?,
        None => JointBook::default(),
    };
    let wanted = id.to_owned();
    let draft = app
        .ledger(move |ledger| read_draft(ledger, &wanted))
        .await?
        .map(|(_, draft)| draft);
    let thread = book.threads.get(id).cloned().unwrap_or_default();
    // The legs of its requests may take a second to chart: not on the thread that answers others.
    let (warm, drawn) = (thread.clone(), draft.as_ref().map(|d| d.version.clone()));
    tokio::task::spawn_blocking(move || chart(&warm, drawn.as_ref()))
        .await
        .map_err(|fault| Problem::internal("work-broke", fault))?;
    Ok(Standing {
        book,
        thread,
        draft,
    })
}

/// What a first version is asked to be.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Proposal {
    party: String,
    purpose: Option<Purpose>,
    #[serde(default)]
    title: String,
    days: Option<f64>,
    from: Option<Time>,
    seconds: Option<f64>,
    iterations: Option<u64>,
    picks: Picks,
    #[serde(default)]
    rules: Vec<Rule>,
}

/// The purpose that is asked for, or the one of the agreement that fits the kind.
async fn purpose(
    app: &Arc<App>,
    with: &vigie_exchange::PartyId,
    kind: &'static str,
    asked: Option<Purpose>,
) -> Result<Purpose, Problem> {
    let with = with.clone();
    app.desk(move |desk| match asked {
        Some(purpose) => desk.agreement(&with).map(|_in_force| purpose),
        None => desk.purpose_or_needed(&with, kind),
    })
    .await
}

pub(in crate::http) async fn propose(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(asked): Told<Proposal>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let with = party(&asked.party)?;
    let purpose = purpose(&app, &with, JOINT_PLAN, asked.purpose).await?;
    let (own, mark) = app
        .desk(|desk| Ok((desk.own.party.as_str().to_owned(), desk.joint_mark()?)))
        .await?;
    let (book, derived) = book(&app).await?;
    let days = asked.days.unwrap_or(book.settings.days);
    if !(0.01..=DAYS_MAX).contains(&days) {
        return Err(Problem::bad("days-out-of-range", days));
    }
    let from = asked.from.unwrap_or_else(|| plan_now(&app));
    let title = title(asked.title)?;
    let everything = request(&book, &derived, &title, from, days);
    known(&everything, &asked.picks)?;
    let step = Step {
        title,
        span: Some(everything.span),
        picks: Some(asked.picks),
        add: asked.rules,
        ..Step::default()
    };
    let pair = Pair {
        joint: vigie_patrol::negotiation::Version::joint_id(&own, &mark),
        own,
        partner: asked.party,
    };
    let seconds = seconds(asked.seconds, SECONDS)?;
    let thread = Thread::default();
    let work = Work {
        pair,
        purpose,
        user: who.user,
        seconds,
        iterations: asked.iterations,
    };
    search(&app, &work, &thread, &everything, &derived, step)
}

/// Who asked for what search.
struct Work {
    pair: Pair,
    purpose: Purpose,
    user: String,
    seconds: f64,
    iterations: Option<u64>,
}

fn search(
    app: &Arc<App>,
    work: &Work,
    thread: &Thread,
    everything: &vigie_patrol::Request,
    derived: &crate::patrol::derive::Derived,
    step: Step,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let picks = step.picks.clone();
    let replanned = step.now.is_some();
    let found = next(&work.pair, thread, everything, derived, step);
    let (mut version, request) = found.ok_or_else(|| Problem::bad("joint-plan-unfit", ""))?;
    request
        .examine()
        .map_err(|fault| Problem::bad(fault.code(), &fault))?;
    let id = work.pair.joint.clone();
    if replanned && let Some((_, base)) = thread.head() {
        version.alone.clone_from(&base.alone);
    }
    let wanted = Wanted {
        plan: id.clone(),
        title: version.title.clone(),
        cause: Cause::default(),
        user: work.user.clone(),
        seed: 1,
        seconds: work.seconds,
        iterations: work.iterations,
        warm: Vec::new(),
        gentle: replanned,
    };
    let draft = Draft {
        party: work.pair.partner.clone(),
        purpose: work.purpose.to_string(),
        user: work.user.clone(),
        version,
    };
    if !start(app, wanted, request, draft, picks) {
        return Err(Problem::new(StatusCode::CONFLICT, "planner-busy", id));
    }
    Ok((StatusCode::ACCEPTED, Json(json!({"id": id}))))
}

/// Everything that is picked must be there: an offer that leaves something out without a word is no offer.
fn known(everything: &vigie_patrol::Request, picks: &Picks) -> Result<(), Problem> {
    let unknown = |id: &String| Problem::bad("id-unknown", id);
    for pick in &picks.assets {
        let known = everything.assets.iter().any(|a| a.id == pick.id);
        known.then_some(()).ok_or_else(|| unknown(&pick.id))?;
    }
    for id in &picks.tasks {
        let known = everything.tasks.iter().any(|t| t.id == *id);
        known.then_some(()).ok_or_else(|| unknown(id))?;
    }
    for id in &picks.tankers {
        let known = everything.tankers.iter().any(|t| t.id == *id);
        known.then_some(()).ok_or_else(|| unknown(id))?;
    }
    for id in &picks.riders {
        let known = everything.riders.iter().any(|r| r.id == *id);
        known.then_some(()).ok_or_else(|| unknown(id))?;
    }
    Ok(())
}

/// What a following version is asked to be.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Amendment {
    purpose: Option<Purpose>,
    #[serde(default)]
    reason: String,
    picks: Option<Picks>,
    #[serde(default)]
    add: Vec<Rule>,
    #[serde(default)]
    remove: Vec<usize>,
    /// Made anew from now on.
    #[serde(default)]
    replan: bool,
    now: Option<Time>,
    #[serde(default)]
    without: Vec<String>,
    seconds: Option<f64>,
    iterations: Option<u64>,
}

pub(in crate::http) async fn amend(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(asked): Told<Amendment>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let standing = standing(&app, &id).await?;
    let Some((_, head)) = standing.thread.head() else {
        return Err(Problem::not_found(&id));
    };
    let own = app
        .desk(|desk| Ok(desk.own.party.as_str().to_owned()))
        .await?;
    let partner = if head.by == own { &head.with } else { &head.by }.clone();
    let with = party(&partner)?;
    let purpose = purpose(&app, &with, JOINT_PLAN, asked.purpose).await?;
    let (book, derived) = book(&app).await?;
    let span: Span = head.span;
    let days = span.end.since_s(span.start) / 86_400.0;
    let everything = request(&book, &derived, &head.title, span.start, days);
    if let Some(picks) = &asked.picks {
        known(&everything, picks)?;
    }
    let replan = asked.replan || asked.now.is_some() || !asked.without.is_empty();
    let moment = asked.now.unwrap_or_else(|| plan_now(&app));
    let step = Step {
        reason: title(asked.reason)?,
        picks: asked.picks,
        add: asked.add,
        remove: asked.remove,
        now: replan.then_some(moment),
        without: asked.without,
        ..Step::default()
    };
    let usual = if replan { SOON_SECONDS } else { SECONDS };
    let work = Work {
        pair: Pair {
            joint: id,
            own,
            partner,
        },
        purpose,
        user: who.user,
        seconds: seconds(asked.seconds, usual)?,
        iterations: asked.iterations,
    };
    search(&app, &work, &standing.thread, &everything, &derived, step)
}

/// What a draft says, ready to be said.
fn saying(draft: &Draft) -> Result<Saying, Problem> {
    let unfit = |_unfit| Problem::bad("joint-plan-unfit", "");
    let version = &draft.version;
    Ok(Saying {
        party: party(&draft.party)?,
        purpose: Purpose::new(&draft.purpose).map_err(unfit)?,
        kind: JOINT_PLAN,
        id: version.joint.clone(),
        title: format!("{} {}", version.title, version.number)
            .trim()
            .to_owned(),
        said: json!(version),
    })
}

async fn draft(app: &Arc<App>, id: &str) -> Result<(Standing, Draft), Problem> {
    let standing = standing(app, id).await?;
    let none = || Problem::new(StatusCode::NOT_FOUND, "joint-draft-unknown", id);
    let draft = standing.draft.clone().ok_or_else(none)?;
    Ok((standing, draft))
}

/// Exactly what the partner would get of the draft.
pub(in crate::http) async fn preview(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let (_, draft) = draft(&app, &id).await?;
    let saying = saying(&draft)?;
    app.desk(move |desk| {
        let (matter, decision) = desk.joint_look(&saying)?;
        Ok(decision_shown(&matter, &decision, saying.purpose.as_str()))
    })
    .await
    .map(Json)
}

pub(in crate::http) async fn drop_draft(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let thing = id.clone();
    let dropped = app
        .change(move |ledger| {
            if read_draft(ledger, &thing)?.is_none() {
                return Ok((false, None));
            }
            ledger.append_patrol(DRAFT, &thing, now().ms(), &who.user, None)?;
            let deed = Deed::new(&who.user, "joint-draft-dropped", &thing, json!({}));
            Ok((true, Some(deed)))
        })
        .await?;
    if !dropped {
        return Err(Problem::new(
            StatusCode::NOT_FOUND,
            "joint-draft-unknown",
            id,
        ));
    }
    job::tell(&app, "plan", &json!({"id": id, "state": "joint"}));
    Ok(StatusCode::NO_CONTENT)
}

/// Says the draft to the partner. One that breaks a rule, or rests on a version that is not the newest, is not said.
pub(in crate::http) async fn send(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let (standing, draft) = draft(&app, &id).await?;
    let head = standing.thread.head().map(|(digest, _)| digest.to_owned());
    if head != draft.version.base {
        return Err(Problem::new(StatusCode::CONFLICT, "joint-plan-moved", id));
    }
    let thread = drafted(&standing.thread, &draft.version);
    sound(&thread, crate::patrol::joint::AS_DRAFT)?;
    let saying = saying(&draft)?;
    let detail = json!({"party": draft.party, "version": draft.version.number, "cause": draft.version.cause});
    let deed = Deed::new(&who.user, "joint-plan-sent", &id, detail);
    let shown = app
        .act(deed, move |desk| {
            let row = desk.joint_say(&saying, &who.user)?;
            desk.ledger
                .append_patrol(DRAFT, &saying.id, now().ms(), &who.user, None)?;
            Ok(desk.release_shown(&row))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(shown)))
}

/// The own checker's word on a version.
fn sound(thread: &Thread, digest: &str) -> Result<(), Problem> {
    let sheet = sheet_of(thread, digest);
    let sheet = sheet.ok_or_else(|| Problem::new(StatusCode::CONFLICT, "joint-plan-gone", ""))?;
    if sheet.findings.is_empty() {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::CONFLICT,
        "plan-unsound",
        sheet.findings.len(),
    ))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Said {
    /// Digest of the version: what was read is what is answered.
    version: String,
    word: Word,
    #[serde(default)]
    reason: String,
    purpose: Option<Purpose>,
}

/// Agrees to a version, or declines it. Only the newest can be agreed to, and only if the own checker finds nothing.
pub(in crate::http) async fn answer(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(asked): Told<Said>,
) -> Result<Json<Value>, Problem> {
    let standing = standing(&app, &id).await?;
    let Some(version) = standing.thread.version(&asked.version) else {
        return Err(Problem::not_found(&id));
    };
    let own = app
        .desk(|desk| Ok(desk.own.party.as_str().to_owned()))
        .await?;
    if asked.word == Word::Agreed {
        let head = standing.thread.head().map(|(digest, _)| digest);
        if head != Some(asked.version.as_str()) {
            return Err(Problem::new(StatusCode::CONFLICT, "joint-plan-moved", id));
        }
        if version.by == own {
            return Err(Problem::new(StatusCode::CONFLICT, "joint-plan-own", id));
        }
        sound(&standing.thread, &asked.version)?;
    }
    let partner = if version.by == own {
        &version.with
    } else {
        &version.by
    };
    let with = party(partner)?;
    let word = Answer {
        joint: id.clone(),
        version: asked.version.clone(),
        by: own,
        word: asked.word,
        reason: title(asked.reason)?,
    };
    let mut said = json!(word);
    // Two equal words at different times are two objects.
    said["at_ms"] = json!(now().ms());
    let saying = Saying {
        purpose: purpose(&app, &with, JOINT_ANSWER, asked.purpose).await?,
        party: with,
        kind: JOINT_ANSWER,
        id: id.clone(),
        title: format!(
            "{} {}: {}",
            version.title,
            version.number,
            asked.word.code()
        ),
        said,
    };
    let action = match asked.word {
        Word::Agreed => "joint-plan-agreed-to",
        Word::Declined => "joint-plan-declined",
    };
    let detail = json!({"version": version.number, "reason": word.reason});
    let deed = Deed::new(&who.user, action, &id, detail);
    app.act(deed, move |desk| {
        desk.joint_say(&saying, &who.user).map(drop)
    })
    .await?;
    joint_shown::card(&app, &id, None).await.map(Json)
}

pub(in crate::http) async fn list(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    joint_shown::list(&app).await.map(Json)
}

#[derive(Deserialize)]
pub(in crate::http) struct Which {
    version: Option<String>,
}

pub(in crate::http) async fn card(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Asked(asked): Asked<Which>,
) -> Result<Json<Value>, Problem> {
    joint_shown::card(&app, &id, asked.version.as_deref())
        .await
        .map(Json)
}

/// What was picked for the own offer, with what was kept back.
pub(in crate::http) async fn picks(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let row = app
        .ledger(move |ledger| ledger.patrol_version(PICKS, &id, None))
        .await?;
    let body = row.and_then(|row| serde_json::from_str(&row.body?).ok());
    Ok(Json(body.unwrap_or_else(|| json!(Picks::default()))))
}
