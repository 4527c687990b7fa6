//! Vessels: search, card and track.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_sea::Time;
use vigie_store::{Content, EventFilter, Kept, VesselRow};
use vigie_watch::detection::is_dark_number;
use vigie_watch::{ListKind, ShipName, Sought, Vessel, Watch, flag_of, station_of};

use super::{
    App, Problem,
    input::{Asked, moment},
    list,
};
use crate::{
    engine::{DISMISSED, Engine},
    partner::trail_shown::{AT_ONCE, TrailWish, Trails},
    track_split,
};

const LIMIT: usize = 50;
const LIMIT_MAX: usize = 1_000;
/// Events on a card.
const EVENTS_MAX: u64 = 200;
/// Points of a track.
const POINTS: usize = 5_000;
const POINTS_MAX: usize = 100_000;
/// Without a span a track shows the last days.
const TRACK_MS: i64 = 7 * 86_400_000;

#[derive(Deserialize)]
pub(super) struct Search {
    q: Option<String>,
    limit: Option<usize>,
}

#[derive(Deserialize)]
pub(super) struct Span {
    from: Option<String>,
    to: Option<String>,
    max: Option<usize>,
}

/// Name of a track.
pub(super) fn track_name(vessel: &Vessel) -> String {
    format!("{}-{}", vessel.mmsi, vessel.track)
}

/// Flag of a vessel: its own word from a registry, else that of its MMSI.
pub(super) fn flag(vessel: &Vessel) -> Option<String> {
    vessel
        .identity
        .flag
        .clone()
        .or_else(|| vessel.flag.map(str::to_owned))
}

/// A vessel in short.
pub(super) fn brief(vessel: &Vessel) -> Value {
    let identity = &vessel.identity;
    json!({
        "mmsi": vessel.mmsi, "track": track_name(vessel),
        "name": identity.name, "call_sign": identity.call_sign, "imo": identity.imo,
        "flag": flag(vessel), "ship_type": identity.ship_type, "gear": vessel.gear(),
        "last": {
            "time": vessel.last.time, "position": vessel.last.position,
            "sog_kn": vessel.last_sog_kn, "cog_deg": vessel.last_cog_deg,
        },
    })
}

pub(super) async fn search(
    State(app): State<Arc<App>>,
    Asked(asked): Asked<Search>,
) -> Result<Json<Value>, Problem> {
    let text = asked.q.unwrap_or_default().trim().to_lowercase();
    let limit = asked.limit.unwrap_or(LIMIT).min(LIMIT_MAX);
    let vessels = app
        .ask(move |engine| {
            let dark = engine.watch.dark_vessels();
            let fits = engine
                .watch
                .vessels()
                .chain(dark.iter().filter(|_| !text.is_empty()))
                .filter(|v| text.is_empty() || has_text(v, &text));
            fits.take(limit).map(brief).collect::<Vec<Value>>()
        })
        .await?;
    Ok(Json(json!({"vessels": vessels})))
}

fn has_text(vessel: &Vessel, text: &str) -> bool {
    let identity = &vessel.identity;
    let holds = |value: Option<&str>| value.is_some_and(|v| v.to_lowercase().contains(text));
    vessel.mmsi.to_string().contains(text)
        || identity
            .imo
            .is_some_and(|imo| imo.to_string().contains(text))
        || holds(identity.name.as_deref())
        || holds(identity.call_sign.as_deref())
}

pub(super) async fn card(
    State(app): State<Arc<App>>,
    Path(mmsi): Path<u32>,
) -> Result<Json<Value>, Problem> {
    let live = app.ask(move |engine| live_card(engine, mmsi)).await?;
    let filter = EventFilter {
        mmsi: Some(mmsi),
        limit: EVENTS_MAX,
        ..EventFilter::default()
    };
    let (page, kept, dismissed) = app
        .ledger(move |ledger| {
            let (page, kept) = (ledger.events(&filter)?, ledger.vessel(mmsi)?);
            Ok((page, kept, ledger.reviewed_as(DISMISSED)?))
        })
        .await?;
    let mut card = match live {
        Some(card) => card,
        // Not in view any more: what the ledger remembers.
        None => {
            if kept.is_empty() && page.events.is_empty() {
                return Err(Problem::not_found(mmsi));
            }
            remembered_card(mmsi, &kept)
        }
    };
    let events: Result<Vec<Value>, _> = page
        .events
        .iter()
        .map(|(_, _, body)| serde_json::from_str(body))
        .collect();
    let events = events.map_err(|fault| Problem::internal("event-damaged", fault))?;
    // What officers dismissed gives no points; the card says so.
    let is_here = |id: &String| page.events.iter().any(|(_, known, _)| known == id);
    let dismissed: Vec<Value> = dismissed
        .iter()
        .filter(|(id, _)| is_here(id))
        .map(|(id, review)| {
            json!({"event": id, "user": review.user, "time": Time::from_ms(review.time_ms)})
        })
        .collect();
    let board = app.board.list();
    let ranked = board
        .entries
        .iter()
        .find(|entry| entry.ranked.mmsi == mmsi)
        .map(list::shown);
    if let Some(card) = card.as_object_mut() {
        card.insert("events".to_owned(), Value::from(events));
        card.insert("dismissed".to_owned(), Value::from(dismissed));
        card.insert("ranked".to_owned(), ranked.unwrap_or(Value::Null));
        if let Some(sources) = card.get_mut("sources").and_then(Value::as_array_mut) {
            for source in sources {
                name_receiver(&app, source);
            }
        }
    }
    Ok(Json(card))
}

fn name_receiver(app: &App, source: &mut Value) {
    let number = |key: &str| source.get(key).and_then(Value::as_u64);
    let (Some(feed), Some(receiver)) = (number("feed"), number("receiver")) else {
        return;
    };
    let feed = u16::try_from(feed).unwrap_or(0);
    let name = u32::try_from(receiver)
        .ok()
        .and_then(|r| app.feeds.station_name(feed, r));
    if let Some(source) = source.as_object_mut() {
        source.insert("feed".to_owned(), Value::from(feed.to_string()));
        source.insert("receiver".to_owned(), name.map_or(Value::Null, Value::from));
    }
}

pub(super) fn live_card(engine: &Engine, mmsi: u32) -> Option<Value> {
    let tracks = engine.watch.vessel(mmsi);
    if tracks.is_empty() {
        return dark_card(engine, mmsi);
    }
    let mut card = base_card(mmsi, &tracks);
    let sources: Vec<Value> = engine
        .picture
        .sources(mmsi)
        .iter()
        .map(|s| {
            json!({
                "feed": s.feed, "receiver": s.receiver, "positions": s.positions, "last": s.last,
            })
        })
        .collect();
    let newest = tracks.iter().max_by_key(|v| v.last.time)?;
    let (lists, authorisation) = standing(&engine.watch, newest);
    let card_object = card.as_object_mut()?;
    card_object.insert("sources".to_owned(), Value::from(sources));
    card_object.insert("lists".to_owned(), Value::from(lists));
    card_object.insert("authorisation".to_owned(), Value::from(authorisation));
    Some(card)
}

/// The card of a dark vessel: what its sightings say, and nothing else.
fn dark_card(engine: &Engine, number: u32) -> Option<Value> {
    let vessel = is_dark_number(number).then(|| engine.watch.dark_vessel(number));
    vessel.flatten().map(|it| base_card(number, &[&it]))
}

/// The card of a vessel that is not in view any more.
fn remembered_card(mmsi: u32, rows: &[VesselRow]) -> Value {
    let cards: Vec<Value> = rows
        .iter()
        .filter_map(|row| serde_json::from_str(&row.body).ok())
        .collect();
    let tracks: Vec<Value> = cards
        .iter()
        .filter_map(|card| card.pointer("/tracks/0").cloned())
        .collect();
    let newest = rows.iter().zip(&cards).max_by_key(|(row, _)| row.last_ms);
    let mut card = newest.map_or_else(|| base_card(mmsi, &[]), |(_, card)| card.clone());
    if let Some(card) = card.as_object_mut() {
        card.insert("tracks".to_owned(), Value::from(tracks));
    }
    card
}

/// The part of a card that the watch alone can tell.
pub(crate) fn base_card(mmsi: u32, tracks: &[&Vessel]) -> Value {
    let newest = tracks.iter().max_by_key(|v| v.last.time);
    let identity = newest.map(|v| (&v.identity, v));
    let flag = newest
        .and_then(|v| flag(v))
        .or_else(|| flag_of(mmsi).map(|f| f.iso3.to_owned()));
    let mut history: Vec<Value> = tracks
        .iter()
        .flat_map(|v| &v.identity.history)
        .map(|c| json!({"time": c.at, "field": c.field, "from": c.before, "to": c.after}))
        .collect();
    history.sort_by_key(|c| c.get("time").map(ToString::to_string));
    json!({
        "mmsi": mmsi, "station": station_of(mmsi).code(), "flag": flag,
        "tracks": tracks.iter().map(|v| shown_track(v)).collect::<Vec<_>>(),
        "identity": identity.map(|(i, v)| json!({
            "name": i.name, "call_sign": i.call_sign, "imo": i.imo, "flag": flag,
            "ship_type": i.ship_type, "gear": v.gear(), "gear_by_list": i.gear.is_none() && v.listed_gear.is_some(), "length_m": i.length_m, "beam_m": i.beam_m,
            "destination": i.destination,
        })),
        "history": history, "lists": [], "authorisation": "unknown", "sources": [],
    })
}

fn shown_track(vessel: &Vessel) -> Value {
    json!({
        "track": track_name(vessel), "first": vessel.first,
        "last": {
            "time": vessel.last.time, "position": vessel.last.position,
            "sog_kn": vessel.last_sog_kn, "cog_deg": vessel.last_cog_deg,
        },
        "class": vessel.class, "source": vessel.source, "positions": vessel.positions,
    })
}

/// What the lists say of a vessel as of its newest position.
fn standing(watch: &Watch, vessel: &Vessel) -> (Vec<Value>, &'static str) {
    let context = watch.context();
    let identity = &vessel.identity;
    let name = identity.name.as_deref().map(ShipName::new);
    let flag = flag(vessel);
    let areas: Vec<String> = context
        .areas
        .areas()
        .iter()
        .filter(|area| area.contains(vessel.last.position))
        .flat_map(|area| [area.id.clone(), area.name.clone()])
        .collect();
    let sought = Sought {
        mmsi: Some(vessel.mmsi),
        imo: identity.imo,
        call_sign: identity.call_sign.as_deref(),
        name: name.as_ref(),
        flag: flag.as_deref(),
        areas: &areas,
    };
    let as_of = vessel.last.time;
    let mut shown = Vec::new();
    for kind in [ListKind::Iuu, ListKind::Authorisation] {
        for hit in context.lists.matches(kind, &sought, as_of) {
            shown.push(json!({
                "list": hit.info.id, "name": hit.info.name, "kind": kind_word(kind),
                "date": hit.info.date, "source": hit.info.source, "row": hit.row.line,
                "matched_by": hit.codes, "strength": hit.strength,
                "outcome": hit.standing.code(),
            }));
        }
    }
    (
        shown,
        context.lists.authorisation(&sought, as_of).outcome.code(),
    )
}

/// The word of the API for a kind of list.
pub(super) fn kind_word(kind: ListKind) -> &'static str {
    match kind {
        ListKind::Iuu => "iuu",
        ListKind::Authorisation => "authorised",
    }
}

pub(super) async fn track(
    State(app): State<Arc<App>>,
    Path(mmsi): Path<u32>,
    Asked(span): Asked<Span>,
) -> Result<Json<Value>, Problem> {
    let to = moment(span.to.as_deref())?;
    let from = moment(span.from.as_deref())?;
    let newest = app.board.status().event_time.map_or(i64::MAX, Time::ms);
    let to_ms = to.map_or(newest, Time::ms);
    let from_ms = from.map_or(to_ms.saturating_sub(TRACK_MS), Time::ms);
    let max = span.max.unwrap_or(POINTS).clamp(2, POINTS_MAX);
    if is_dark_number(mmsi) {
        return dark_track(&app, mmsi).await;
    }
    // Of what partners told all that is held, unless a span is named: it ends as their agreements say.
    let second = |at: Option<Time>, none: i64| at.map_or(none, |at| at.ms().div_euclid(1_000));
    let wish = TrailWish {
        mmsi,
        from_s: second(from, i64::MIN),
        to_s: second(to, i64::MAX),
    };
    let partners = partner_trails(&app, wish).await?.shown(mmsi, max);
    let tracks = points(&app, mmsi, from_ms, to_ms).await?;
    let shown: Vec<Value> = tracks
        .iter()
        .map(|(track, kept)| {
            let points: Vec<Value> = thinned(kept, max).map(point).collect();
            json!({"track": track, "points": points})
        })
        .collect();
    Ok(Json(
        json!({"mmsi": mmsi, "tracks": shown, "partners": partners}),
    ))
}

/// Where partners say that a ship was. The desk goes on with its work between the parts.
async fn partner_trails(app: &Arc<App>, wish: TrailWish) -> Result<Trails, Problem> {
    let mut trails = Trails::default();
    if app.desk.is_none() {
        return Ok(trails);
    }
    let segments = app.desk(move |desk| Ok(desk.telling_of(wish))).await?;
    for part in segments.chunks(AT_ONCE) {
        let part = part.to_vec();
        let read = app.desk(move |desk| {
            desk.read_trails(wish, &part, &mut trails)?;
            Ok(trails)
        });
        trails = read.await?;
    }
    Ok(trails)
}

/// The way of a dark vessel: its sightings, all of them.
async fn dark_track(app: &Arc<App>, number: u32) -> Result<Json<Value>, Problem> {
    let sightings = app
        .ask(move |engine| engine.watch.dark_sightings(number))
        .await?;
    let points: Vec<Value> = sightings
        .iter()
        .map(|at| {
            let (lat, lon) = (at.position.lat_deg(), at.position.lon_deg());
            json!([lon, lat, at.time.s(), null, null])
        })
        .collect();
    let tracks = if points.is_empty() {
        json!([])
    } else {
        json!([{"track": format!("{number}-1"), "points": points}])
    };
    Ok(Json(
        json!({"mmsi": number, "tracks": tracks, "partners": []}),
    ))
}

/// Positions of a vessel by track.
pub(super) async fn points(
    app: &Arc<App>,
    mmsi: u32,
    from_ms: i64,
    to_ms: i64,
) -> Result<Vec<(String, Vec<Kept>)>, Problem> {
    let archive = app.archive.clone();
    let read = tokio::task::spawn_blocking(move || archive.track(mmsi, from_ms, to_ms)).await;
    let mut kept = read.map_err(|broken| Problem::internal("work-broke", broken))??;
    // A transmission heard by several receivers is one point.
    kept.dedup_by(|next, first| {
        next.row.time_ms == first.row.time_ms && next.row.content == first.row.content
    });
    if kept.is_empty() {
        return Ok(Vec::new());
    }
    let (known, rules) = app
        .ask(move |engine| {
            let tracks = engine.watch.vessel(mmsi);
            let known: Vec<_> = tracks.iter().map(|v| (track_name(v), v.last)).collect();
            (known, engine.watch.rules().clone())
        })
        .await?;
    match &known[..] {
        [] => Ok(vec![(format!("{mmsi}-1"), kept)]),
        [(only, _)] => Ok(vec![(only.clone(), kept)]),
        _ => {
            let split = move || track_split::split(mmsi, kept, &known, rules);
            let split = tokio::task::spawn_blocking(split).await;
            split.map_err(|broken| Problem::internal("work-broke", broken))
        }
    }
}

/// Every n-th point, the first and the last always.
pub(super) fn thinned(kept: &[Kept], max: usize) -> impl Iterator<Item = &Kept> {
    let step = kept.len().div_ceil(max).max(1);
    let last = kept.len().saturating_sub(1);
    kept.iter()
        .enumerate()
        .filter(move |(n, _)| n % step == 0 || *n == last)
        .map(|(_, k)| k)
}

fn point(kept: &Kept) -> Value {
    let Content::Place(place) = &kept.row.content else {
        return Value::Null;
    };
    let tenth = |v: Option<u16>| v.map(|v| f64::from(v) / 10.0);
    json!([
        f64::from(place.lon_e7) / 1e7,
        f64::from(place.lat_e7) / 1e7,
        kept.row.time_ms.div_euclid(1_000),
        tenth(place.sog_dkn),
        tenth(place.cog_ddeg),
    ])
}
