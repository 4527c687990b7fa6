//! A plan beside what was sailed, by the tracks that this node received of its assets and those that were brought as files.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use vigie_patrol::{
    Fix, StopKind,
    sailed::{Sailed, SailedConfig, Tracks, read_track, sailed as compared},
    search::DetectionLaw,
};
use vigie_sea::{Position, Time};
use vigie_store::{Content, Kept as KeptRow};

use super::{any_sheet, examine_id, joint, joint_shown, plan_now, read_sheet, read_status};
use crate::{
    http::{
        App, Deed, Problem,
        gate::Who,
        input::{Asked, Told, moment},
        list::file,
        vessel::points,
    },
    live::now,
    patrol::{
        book::{Kept, all},
        derive::target_vessel,
        job::tell,
        looks,
        report::Report,
        sailed::{ASSET_MMSI, ASSET_TRACK, OwnMmsi, OwnTrack, TRACKS_MAX, table, thinned, told},
        sheet::Sheet,
    },
};

/// A few at a time: each reads tracks of weeks and takes up to seconds of a core.
static DESK: Semaphore = Semaphore::const_new(2);
/// The tracks are asked for from so long before the plan on, milliseconds.
const BEFORE_MS: i64 = 3_600_000;

#[derive(Deserialize)]
pub(in crate::http) struct Wish {
    version: Option<String>,
    until: Option<String>,
    silence_min: Option<f64>,
    silence_air_min: Option<f64>,
    reach_nm: Option<f64>,
    port_nm: Option<f64>,
    late_h: Option<f64>,
    law: Option<DetectionLaw>,
}

impl Wish {
    fn config(&self) -> Result<SailedConfig, Problem> {
        let usual = SailedConfig::default();
        let config = SailedConfig {
            silence_min: self.silence_min.unwrap_or(usual.silence_min),
            silence_air_min: self.silence_air_min.unwrap_or(usual.silence_air_min),
            reach_nm: self.reach_nm.unwrap_or(usual.reach_nm),
            port_nm: self.port_nm.unwrap_or(usual.port_nm),
            late_h: self.late_h.unwrap_or(usual.late_h),
            law: self.law.unwrap_or(usual.law),
        };
        match config.examine() {
            Ok(()) => Ok(config),
            Err(name) => Err(Problem::bad("value-out-of-range", name)),
        }
    }
}

/// Everything that the comparison rests on and says.
struct Found {
    version: u32,
    sheet: Sheet,
    sailed: Sailed,
    reports: Vec<Kept<Report>>,
    mmsis: BTreeMap<String, u32>,
}

/// The version that was ordered, the newest if none was, or the one that is named.
async fn wanted(
    app: &Arc<App>,
    id: &str,
    version: Option<&str>,
) -> Result<Option<(u32, Sheet)>, Problem> {
    if joint_shown::is_joint(id) {
        let standing = joint::standing(app, id).await?;
        let in_force = joint_shown::sheet_in_force(&standing).filter(|_| version.is_none());
        let shown = || joint_shown::sheet(&standing, version).map(|(n, _, sheet)| (n, sheet));
        return Ok(in_force.or_else(shown));
    }
    if let Some(text) = version {
        let number = text.parse().map_err(|_fault| Problem::not_found(id))?;
        return any_sheet(app, id, Some(number)).await;
    }
    let plan = id.to_owned();
    app.ledger(move |ledger| {
        let ordered = read_status(ledger, &plan)?.ordered();
        read_sheet(ledger, &plan, ordered)
    })
    .await
}

fn fix(kept: &KeptRow) -> Option<Fix> {
    let Content::Place(place) = &kept.row.content else {
        return None;
    };
    Some(Fix {
        time: Time::from_ms(kept.row.time_ms),
        position: Position::from_e7(place.lat_e7, place.lon_e7),
    })
}

/// The track of an own asset: of several under one MMSI the one with most positions.
async fn heard(app: &Arc<App>, mmsi: u32, (from, to): (i64, i64)) -> Result<Vec<Fix>, Problem> {
    let tracks = points(app, mmsi, from, to).await?;
    let longest = tracks.into_iter().max_by_key(|(_, kept)| kept.len());
    let kept = longest.map(|(_, kept)| kept).unwrap_or_default();
    Ok(kept.iter().filter_map(fix).collect())
}

/// Ships that a plan was to meet by now, with the identifiers of their targets.
fn met(sheet: &Sheet, now: Time) -> BTreeMap<String, u32> {
    let stops = sheet.plan.stops().filter(|(_, stop)| stop.arrive <= now);
    let targets = stops.filter_map(|(_, stop)| {
        let StopKind::Task { task } = &stop.kind else {
            return None;
        };
        let task = sheet.request.tasks.iter().find(|t| t.id == *task)?;
        let target = task.kind.target()?;
        Some((target.to_owned(), target_vessel(target)?))
    });
    targets.collect()
}

async fn found(app: &Arc<App>, id: &str, wish: &Wish) -> Result<Found, Problem> {
    let config = wish.config()?;
    let until = moment(wish.until.as_deref())?;
    let now = until.unwrap_or_else(|| plan_now(app)).min(plan_now(app));
    let found = wanted(app, id, wish.version.as_deref()).await?;
    let (version, sheet) = found.ok_or_else(|| Problem::not_found(id))?;
    let (own, brought, reports) = app
        .ledger(|ledger| {
            let own = all::<OwnMmsi>(ledger, ASSET_MMSI)?;
            let brought = all::<OwnTrack>(ledger, ASSET_TRACK)?;
            Ok((own, brought, looks::reports(ledger)?))
        })
        .await?;
    let mmsis: BTreeMap<String, u32> = own.into_iter().map(|k| (k.id, k.value.mmsi)).collect();
    let Ok(_place) = DESK.acquire().await else {
        return Err(Problem::busy("planner-busy"));
    };
    let span = (
        sheet.request.span.start.ms().saturating_sub(BEFORE_MS),
        now.ms(),
    );
    let mut tracks = Tracks::default();
    for route in sheet.plan.routes.iter().filter(|r| !r.stops.is_empty()) {
        let mut fixes = Vec::new();
        if let Some(mmsi) = mmsis.get(&route.asset) {
            fixes = heard(app, *mmsi, span).await?;
        }
        for track in brought.iter().filter(|t| t.value.asset == route.asset) {
            let within = |fix: &Fix| (span.0..=span.1).contains(&fix.time.ms());
            fixes.extend(track.value.fixes().filter(within));
        }
        tracks.assets.insert(route.asset.clone(), thinned(fixes));
    }
    let (archive, ships) = (app.archive.clone(), met(&sheet, now));
    let work = tokio::task::spawn_blocking(move || {
        for (target, mmsi) in ships {
            let kept = archive.track(mmsi, span.0, span.1)?;
            let fixes = kept.iter().filter_map(fix).collect();
            tracks.targets.insert(target, thinned(fixes));
        }
        let sailed = compared(&sheet.request, &sheet.plan, &tracks, now, &config);
        Ok::<_, vigie_store::Error>((sheet, sailed))
    });
    let work = work.await;
    let (sheet, sailed) = work.map_err(|broken| Problem::internal("work-broke", broken))??;
    Ok(Found {
        version,
        sheet,
        sailed,
        reports,
        mmsis,
    })
}

pub(in crate::http) async fn sailed(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Asked(wish): Asked<Wish>,
) -> Result<Json<Value>, Problem> {
    let found = found(&app, &id, &wish).await?;
    let mmsi_of = |asset: &str| found.mmsis.get(asset).copied();
    let mut value = told(&found.sheet, &found.sailed, &found.reports, &mmsi_of);
    value["plan"] = json!(id);
    value["version"] = json!(found.version);
    Ok(Json(value))
}

pub(in crate::http) async fn sailed_csv(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Asked(wish): Asked<Wish>,
) -> Result<Response, Problem> {
    let found = found(&app, &id, &wish).await?;
    let bytes = table(&found.sheet, &found.sailed, &found.reports)
        .map_err(|fault| Problem::internal("table-broke", fault))?;
    let name = app.file_name(&format!("{id}-{}-sailed.csv", found.version));
    Ok(file(
        "text/csv; charset=utf-8",
        &name,
        app.marked_table(bytes)?,
    ))
}

/// Under which MMSI assets are received, and tracks that were brought.
pub(in crate::http) async fn tracks(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let (own, brought) = app
        .ledger(|ledger| {
            let own = all::<OwnMmsi>(ledger, ASSET_MMSI)?;
            Ok((own, all::<OwnTrack>(ledger, ASSET_TRACK)?))
        })
        .await?;
    let own: Vec<Value> = own
        .iter()
        .map(|kept| json!({"asset": kept.id, "mmsi": kept.value.mmsi}))
        .collect();
    let brought: Vec<Value> = brought
        .iter()
        .map(|kept| {
            let mut brief = kept.value.brief();
            brief["user"] = json!(kept.user);
            brief["time"] = json!(kept.changed);
            brief
        })
        .collect();
    Ok(Json(json!({"assets": own, "tracks": brought})))
}

/// The MMSI of an asset; none where it is not received under one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Number {
    // Null takes the number away; a body without it says nothing.
    #[serde(deserialize_with = "Option::deserialize")]
    mmsi: Option<u32>,
}

pub(in crate::http) async fn put_mmsi(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(asset): Path<String>,
    Told(asked): Told<Number>,
) -> Result<Json<Value>, Problem> {
    examine_id(&asset)?;
    let fits = |mmsi: &u32| (1_000_000..=999_999_999).contains(mmsi);
    if let Some(mmsi) = asked.mmsi.filter(|mmsi| !fits(mmsi)) {
        return Err(Problem::bad("value-out-of-range", mmsi));
    }
    let thing = asset.clone();
    app.change(move |ledger| {
        let body = asked.mmsi.map(|mmsi| json!(OwnMmsi { mmsi }).to_string());
        ledger.append_patrol(ASSET_MMSI, &thing, now().ms(), &who.user, body.as_deref())?;
        let detail = json!({"mmsi": asked.mmsi});
        Ok(((), Some(Deed::new(&who.user, "asset-mmsi", &thing, detail))))
    })
    .await?;
    tell(&app, "patrol", &json!({"kind": ASSET_MMSI, "id": asset}));
    Ok(Json(json!({"id": asset})))
}

/// Brings a track of an asset, GPX or CSV; one of the same name is replaced.
pub(in crate::http) async fn put_track(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((asset, name)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    examine_id(&asset)?;
    examine_id(&name)?;
    // As it is, or as a text of JSON.
    let text = serde_json::from_slice::<String>(&body);
    let text = text.unwrap_or_else(|_bare| String::from_utf8_lossy(&body).into_owned());
    let (fixes, refused) = read_track(&text).map_err(|fault| Problem::bad(fault.code(), &fault))?;
    let track = OwnTrack::new(&asset, &name, &fixes);
    let mut answer = track.brief();
    answer["refused"] = json!(refused);
    let id = format!("{asset}/{name}");
    let (thing, detail) = (id.clone(), answer.clone());
    let kept = app
        .change(move |ledger| {
            let known = ledger.patrol(ASSET_TRACK)?;
            if known.len() >= TRACKS_MAX && known.iter().all(|row| row.id != thing) {
                return Ok((false, None));
            }
            let body = json!(track).to_string();
            ledger.append_patrol(ASSET_TRACK, &thing, now().ms(), &who.user, Some(&body))?;
            let deed = Deed::new(&who.user, "asset-track-kept", &thing, detail);
            Ok((true, Some(deed)))
        })
        .await?;
    if !kept {
        return Err(Problem::bad("things-too-many", TRACKS_MAX));
    }
    tell(&app, "patrol", &json!({"kind": ASSET_TRACK, "id": id}));
    Ok(Json(answer))
}

pub(in crate::http) async fn drop_track(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((asset, name)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let id = format!("{asset}/{name}");
    let thing = id.clone();
    let gone = app
        .change(move |ledger| {
            let known = ledger.patrol_version(ASSET_TRACK, &thing, None)?;
            if known.is_none_or(|row| row.body.is_none()) {
                return Ok((false, None));
            }
            ledger.append_patrol(ASSET_TRACK, &thing, now().ms(), &who.user, None)?;
            let deed = Deed::new(&who.user, "asset-track-dropped", &thing, json!({}));
            Ok((true, Some(deed)))
        })
        .await?;
    if !gone {
        return Err(Problem::not_found(&id));
    }
    tell(&app, "patrol", &json!({"kind": ASSET_TRACK, "id": id}));
    Ok(StatusCode::NO_CONTENT)
}
