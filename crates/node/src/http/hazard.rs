//! Hazards in: a CAP alert or Atom feed, a GDACS or USGS feed, matched to where nationals of open crises are and to the
//! places of contingency plans, which are all that is known before a crisis is open. They come by the page or into the
//! folder `alerts` of the node; certificates in `alerts/keys` say which signatures are believed.

use std::{path::Path, sync::Arc};

use axum::{Extension, Json, body::Bytes, extract::State};
use serde_json::{Value, json};
use vigie_crisis::alert::{
    AlertSource, Hazard, HazardArea, Proof, Severity, Stay, Touched, strong_shaking_m,
};
use vigie_crisis::{book::BookPlan, onset::Reach};
use vigie_exchange::edge::cap_signature::{PinnedKey, Verdict, pin, verify};
use vigie_exchange::edge::{Fault, Place, cap, gdacs, usgs};
use vigie_sea::{Position, Time};

use super::{App, Deed, Problem, gate::Who, plan_book::newest};

/// Kind of the documents that hold alerts.
const KIND: &str = "hazard";
/// Alerts in one answer.
const LIMIT: u64 = 500;
/// Longest certificate, bytes.
const KEY_BYTES_MAX: u64 = 64 * 1024;

fn refused(fault: &Fault) -> Problem {
    Problem::bad(fault.code(), fault)
}

/// Keys that an operator pinned: certificates in PEM, the name of the file is the name of the service.
fn pinned(folder: &Path) -> Vec<PinnedKey> {
    let entries = std::fs::read_dir(folder.join("keys")).into_iter().flatten();
    let mut keys = Vec::new();
    for entry in entries.flatten() {
        let path = entry.path();
        let small = entry.metadata().is_ok_and(|it| it.len() <= KEY_BYTES_MAX);
        let pem = std::fs::read_to_string(&path).ok().filter(|_| small);
        let name = path
            .file_stem()
            .and_then(|it| it.to_str())
            .unwrap_or_default();
        match pem.and_then(|pem| pin(name, &pem)) {
            Some(key) => keys.push(key),
            None => tracing::warn!(file = %path.display(), "no RSA certificate in PEM"),
        }
    }
    keys
}

/// The ids of the alerts of a feed, and what in it could not be read.
type Kept = (Vec<String>, Vec<(usize, Fault)>);

/// Reads a feed of any of the three kinds and keeps each alert; a later one with the same id replaces the earlier.
pub(crate) fn keep(app: &App, bytes: &[u8], by: &str) -> Result<Kept, Problem> {
    let (hazards, faults) =
        hazards(bytes, &pinned(&app.alerts)).map_err(|fault| refused(&fault))?;
    let ids: Vec<String> = hazards.iter().map(name_of).collect();
    let mut ledger = app.locked();
    let detail = json!({"alerts": ids.len(), "faults": faults.len()});
    ledger.whole(|ledger| {
        for hazard in &hazards {
            let (id, body) = (name_of(hazard), json!(hazard).to_string());
            let known = ledger.document(KIND, &id)?;
            // The same again, or an older one that comes late, changes nothing.
            if known.is_none_or(|row| row.at_ms <= hazard.sent.ms() && row.body != body) {
                ledger.put_document(KIND, &id, hazard.sent.ms(), by, &body)?;
            }
        }
        Deed::new(by, "alerts-read", "", detail).note(ledger)
    })?;
    Ok((ids, faults))
}

fn name_of(hazard: &Hazard) -> String {
    format!(
        "{}/{}/{}",
        json!(hazard.source).as_str().unwrap_or_default(),
        hazard.sender,
        hazard.id
    )
}

/// A contingency plan, with the partner that told it if it is not ours.
type Planned = (Option<String>, BookPlan);

/// The alerts kept, the most urgent for our people first; of those in `only` if given.
fn shown(app: &App, only: Option<&[String]>, plans: &[Planned]) -> Result<Vec<Value>, Problem> {
    let rows = {
        let ledger = app.locked();
        ledger.documents(KIND, LIMIT)?
    };
    let rows = rows
        .into_iter()
        .filter(|row| only.is_none_or(|ids| ids.contains(&row.id)));
    let hazards = rows.filter_map(|row| serde_json::from_str::<Hazard>(&row.body).ok());
    let (stays, now) = (stays(app)?, crate::live::now());
    let mut found: Vec<(Hazard, Touched, Vec<Value>)> = hazards
        .map(|it| {
            let (people, planned) = (it.touched(&stays), plans_touched(&it, plans));
            (it, people, planned)
        })
        .collect();
    found.sort_by_key(|(it, touched, planned)| {
        let (is_sound, is_touching, severity, people) = it.rank(*touched);
        let is_ours = is_touching || !planned.is_empty();
        std::cmp::Reverse((it.holds(now), is_sound, is_ours, severity, people))
    });
    let one = |(it, touched, planned): &(Hazard, Touched, Vec<Value>)| json!({"id": name_of(it), "hazard": it, "touched": touched, "plans": planned, "holds": it.holds(now)});
    Ok(found.iter().map(one).collect())
}

/// Whose contingency plans an alert touches, and the triggers of them that it meets.
fn plans_touched(hazard: &Hazard, plans: &[Planned]) -> Vec<Value> {
    let reach = Reach::of(hazard);
    let one = |(party, plan): &Planned| {
        let touched = reach.plan(plan)?;
        let triggers = touched.triggers.iter();
        let triggers = triggers.map(|it| json!({"key": it.key, "name": it.name, "note": it.note}));
        Some(json!({
            "party": party, "key": plan.key, "name": plan.name, "country": plan.country, "version": plan.version,
            "assembly": touched.assembly, "holds": touched.holds, "embarkation": touched.embarkation, "havens": touched.havens,
            "triggers": triggers.collect::<Vec<_>>(),
        }))
    };
    plans.iter().filter_map(one).collect()
}

/// Reads a feed that an officer gives.
pub(super) async fn read(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let plans = newest(&app).await?;
    let done = tokio::task::spawn_blocking(move || {
        let (ids, faults) = keep(&app, &body, &who.user)?;
        let faults: Vec<Value> = faults
            .iter()
            .map(|(number, fault)| json!({"number": number, "code": fault.code(), "detail": format!("{fault:?}")}))
            .collect();
        Ok(Json(
            json!({"hazards": shown(&app, Some(&ids), &plans)?, "faults": faults}),
        ))
    });
    done.await
        .map_err(|broken| Problem::internal("work-broke", broken))?
}

/// One alert that is kept.
pub(super) async fn one(app: &Arc<App>, id: &str) -> Result<Value, Problem> {
    let wanted = id.to_owned();
    let row = app
        .ledger(move |ledger| ledger.document(KIND, &wanted))
        .await?;
    let row = row.ok_or_else(|| Problem::bad("alert-unknown", id))?;
    serde_json::from_str(&row.body).map_err(|fault| Problem::internal("work-broke", fault))
}

/// The alerts kept.
pub(super) async fn all(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let plans = newest(&app).await?;
    let done = tokio::task::spawn_blocking(move || {
        Ok(Json(json!({"hazards": shown(&app, None, &plans)?})))
    });
    done.await
        .map_err(|broken| Problem::internal("work-broke", broken))?
}

/// Where people of open crises are, by place.
fn stays(app: &App) -> Result<Vec<Stay>, Problem> {
    let mut out = Vec::new();
    for paper in app
        .crisis
        .list()?
        .into_iter()
        .filter(|it| it.closed_ms.is_none())
    {
        out.extend(app.crisis.with(paper.id, |desk| {
            let board = desk.register.board().clone();
            let mut found = Vec::new();
            for place in desk.register.places.values() {
                let Some([lon, lat]) = place.position else {
                    continue;
                };
                let Ok(at) = Position::new(lat, lon) else {
                    continue;
                };
                let here = board.persons.iter().filter(|(person, standing)| {
                    crate::crisis::work::place_of_person(desk.register, **person, standing)
                        == Some(place.id)
                });
                let people = u32::try_from(here.count()).unwrap_or(u32::MAX);
                found.push(Stay { at, people });
            }
            Ok(found)
        })?);
    }
    Ok(out)
}

type Read = (Vec<Hazard>, Vec<(usize, Fault)>);

/// The kind is told by the bytes.
pub(crate) fn hazards(bytes: &[u8], pinned: &[PinnedKey]) -> Result<Read, Fault> {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if first == Some(&b'{') {
        let feed = usgs::read(bytes)?;
        return Ok((
            feed.quakes.iter().filter_map(from_usgs).collect(),
            feed.faults,
        ));
    }
    match gdacs::read(bytes) {
        Ok(feed) => Ok((
            feed.events.iter().filter_map(from_gdacs).collect(),
            feed.faults,
        )),
        Err(Fault::WrongRoot | Fault::TooLarge { .. }) => {
            let alerts = cap::read(bytes)?;
            let proofs = verify(bytes, pinned)?;
            let none = Vec::new();
            let proofs = proofs.iter().chain(std::iter::repeat(&none));
            Ok((
                alerts
                    .iter()
                    .zip(proofs)
                    .map(|(alert, proof)| from_cap(alert, proof))
                    .collect(),
                Vec::new(),
            ))
        }
        Err(fault) => Err(fault),
    }
}

fn position(place: Place) -> Option<Position> {
    Position::new(place.lat_deg(), place.lon_deg()).ok()
}

fn from_usgs(quake: &usgs::Quake) -> Option<Hazard> {
    let severity = match quake.pager.as_deref() {
        Some("red") => Severity::Extreme,
        Some("orange" | "yellow") => Severity::Severe,
        Some(_) => Severity::Moderate,
        None => Severity::Unknown,
    };
    let magnitude = quake.magnitude.unwrap_or(0.0);
    Some(Hazard {
        source: AlertSource::Usgs,
        id: quake.id.clone(),
        sender: "USGS".to_owned(),
        event: format!("M {magnitude:.1}"),
        headline: quake.place.clone(),
        severity,
        sent: Time::from_ms(quake.updated_ms.unwrap_or(quake.time_ms)),
        onset: Some(Time::from_ms(quake.time_ms)),
        expires: None,
        areas: vec![HazardArea::Circle {
            at: position(quake.at)?,
            radius_m: strong_shaking_m(magnitude),
        }],
        proof: Proof::Unverified,
        exercise: false,
    })
}

fn from_gdacs(event: &gdacs::GdacsEvent) -> Option<Hazard> {
    let area = match event.area {
        Some((southwest, northeast)) => HazardArea::boxed(
            southwest.lat_deg(),
            southwest.lon_deg(),
            northeast.lat_deg(),
            northeast.lon_deg(),
        ),
        None => HazardArea::Circle {
            at: position(event.at)?,
            radius_m: 100_000.0,
        },
    };
    Some(Hazard {
        source: AlertSource::Gdacs,
        id: event.id.clone(),
        sender: "GDACS".to_owned(),
        event: event.kind.clone(),
        headline: event.title.clone(),
        severity: match event.level {
            gdacs::Level::Green => Severity::Moderate,
            gdacs::Level::Orange => Severity::Severe,
            gdacs::Level::Red => Severity::Extreme,
        },
        sent: Time::from_ms(event.published_ms),
        onset: Some(Time::from_ms(event.from_ms)),
        expires: event.to_ms.filter(|_| !event.current).map(Time::from_ms),
        areas: vec![area],
        proof: Proof::Unverified,
        exercise: false,
    })
}

fn from_cap(alert: &cap::Alert, verdicts: &[Verdict]) -> Hazard {
    let proof = if verdicts.contains(&Verdict::Altered) {
        Proof::Bad
    } else if verdicts
        .iter()
        .any(|it| matches!(it, Verdict::Verified { .. }))
    {
        Proof::Verified
    } else {
        Proof::Unverified
    };
    let severity = |info: &cap::Info| match info.severity {
        cap::Severity::Extreme => Severity::Extreme,
        cap::Severity::Severe => Severity::Severe,
        cap::Severity::Moderate => Severity::Moderate,
        cap::Severity::Minor => Severity::Minor,
        cap::Severity::Unknown => Severity::Unknown,
    };
    let first = alert.infos.first();
    let areas = alert.infos.iter().flat_map(|info| &info.areas);
    let mut shapes = Vec::new();
    for area in areas {
        for ring in &area.polygons {
            let ring = ring.iter().map(|it| [it.lon_deg(), it.lat_deg()]).collect();
            shapes.push(HazardArea::Polygon { rings: vec![ring] });
        }
        for (middle, radius_m) in &area.circles {
            if let Some(at) = position(*middle) {
                // Services send a radius of nothing for a point.
                shapes.push(HazardArea::Circle {
                    at,
                    radius_m: (*radius_m as f64).max(1_000.0),
                });
            }
        }
    }
    Hazard {
        source: AlertSource::Cap,
        id: alert.identifier.clone(),
        sender: alert.sender.clone(),
        event: first.map(|info| info.event.clone()).unwrap_or_default(),
        headline: first
            .and_then(|info| info.headline.clone())
            .unwrap_or_default(),
        severity: alert
            .infos
            .iter()
            .map(severity)
            .max()
            .unwrap_or(Severity::Unknown),
        sent: Time::from_ms(alert.sent_ms),
        onset: first
            .and_then(|info| info.onset_ms.or(info.effective_ms))
            .map(Time::from_ms),
        expires: first.and_then(|info| info.expires_ms).map(Time::from_ms),
        areas: shapes,
        proof,
        exercise: !matches!(alert.status, cap::Status::Actual),
    }
}
