//! Everything that goes from a case into a package, read before the package is made.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde_json::{Map, Value, json};
use vigie_case::case::Case;
use vigie_sea::Time;
use vigie_store::{Kept, Ledger};

use super::{App, Problem, area, boarding, case::entries_of, case_joint::their_cases};
use crate::{
    evidence::{
        gather::{Material, attachments_of},
        raw_evidence,
    },
    live::{Realm, now},
    raw::mmsis_of,
    scene::{FILE_KIND, SCENE_KIND},
};

/// Days of positions of each vessel that go into a package.
const TRACK_MS: i64 = 60 * 86_400_000;
/// Time around an alert of which the positions of its vessels go into a package, where the case names no track of them.
const AROUND_MS: i64 = 3_600_000;

/// What the ledger has of a case.
fn recorded(ledger: &mut Ledger, id: &str) -> Result<Option<Material>, vigie_store::Error> {
    let entries = entries_of(ledger, Some(id))?.remove(id);
    let Some(entries) = entries else {
        return Ok(None);
    };
    let case = Case::fold(&entries);
    let mut events = Vec::new();
    let items = |kind: &'static str| case.items.iter().filter(move |item| item.kind == kind);
    for item in items("event") {
        let json = |body: &String| serde_json::from_str::<Value>(body).unwrap_or_default();
        if let Some(body) = ledger.event(&item.id)? {
            let history: Vec<Value> = ledger.event_history(&item.id)?.iter().map(json).collect();
            events.push((
                item.id.clone(),
                json!({"event": json(&body), "history": history}),
            ));
        }
    }
    let named = |object: &str| object == id || case.items.iter().any(|item| item.id == object);
    let (mut audit, mut before) = (Vec::new(), None);
    loop {
        let page = ledger.audit_page(before, 1_000)?;
        for entry in page.entries.iter().filter(|entry| named(&entry.object)) {
            audit.push(json!({
                "seq": entry.seq, "time": Time::from_ms(entry.time_ms), "user": entry.user,
                "action": entry.action, "object": entry.object, "detail": entry.detail, "hash": entry.hash,
            }));
        }
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let lists: Vec<Value> = ledger
        .lists()?
        .iter()
        .map(|list| json!({"id": list.id, "name": list.name, "kind": list.kind, "date": list.date, "source": list.source}))
        .collect();
    let releases: Vec<Value> = ledger
        .releases(None, 10_000)?
        .iter()
        .filter(|row| named(&row.id))
        .map(|row| json!({"party": row.party, "seq": row.seq, "kind": row.kind, "id": row.id, "user": row.user,
            "purpose": row.purpose, "released": Time::from_ms(row.released_ms)}))
        .collect();
    let (detections, detection_files) = detections(ledger, &events)?;
    Ok(Some(Material {
        case: id.to_owned(),
        areas: kept_areas(ledger, &areas_of(&events))?,
        detections: json!(detections),
        detection_files,
        events,
        journal: boarding::journal(ledger)?,
        lists: json!(lists),
        releases: json!(releases),
        audit: json!(audit),
        entries,
        ..Material::default()
    }))
}

/// Events with all their revisions, as codes of the evidence by name.
fn codes<'a>(event: &'a Value, name: &'a str) -> impl Iterator<Item = &'a str> {
    let newest = event.get("event");
    let older = event.get("history").and_then(Value::as_array);
    let all = newest.into_iter().chain(older.into_iter().flatten());
    // A change in the history holds the event whole, or is it.
    all.filter_map(move |one| {
        let codes = one.pointer("/evidence/codes");
        let codes = codes.or_else(|| one.pointer("/event/evidence/codes"))?;
        codes.get(name)?.as_str()
    })
}

/// Ids of the areas that the evidence of events names.
fn areas_of(events: &[(String, Value)]) -> BTreeSet<String> {
    let all = events.iter().flat_map(|(_, event)| codes(event, "area"));
    all.map(str::to_owned).collect()
}

/// Every version of these areas that was loaded on this node: polygon, source, and for which observations it held.
fn kept_areas(
    ledger: &Ledger,
    ids: &BTreeSet<String>,
) -> Result<BTreeMap<String, Value>, vigie_store::Error> {
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for row in ledger
        .areas()?
        .into_iter()
        .filter(|row| ids.contains(&row.id))
    {
        let Ok(mut feature) = serde_json::from_str::<Map<String, Value>>(&row.body) else {
            continue;
        };
        let held = json!({"source": row.source, "from_arrival": row.from_arrival, "until_arrival": row.until_arrival});
        feature.insert("vigie".to_owned(), held);
        found.entry(row.id).or_default().push(feature.into());
    }
    Ok(found
        .into_iter()
        .map(|(id, features)| (id, collection(features)))
        .collect())
}

fn collection(features: Vec<Value>) -> Value {
    json!({"type": "FeatureCollection", "features": features})
}

/// Of each detection the scene and the file it came in, and those files by SHA-256, as they came.
fn detections(
    ledger: &Ledger,
    events: &[(String, Value)],
) -> Result<(Vec<Value>, BTreeMap<String, String>), vigie_store::Error> {
    let (mut index, mut files) = (Vec::new(), BTreeMap::new());
    for (id, event) in events {
        let scenes: BTreeSet<&str> = codes(event, "scene").collect();
        for scene in scenes {
            let read = |kind: &str, id: &str| -> Result<Value, vigie_store::Error> {
                let kept = ledger.document(kind, id)?;
                let body = kept.and_then(|kept| serde_json::from_str(&kept.body).ok());
                Ok(body.unwrap_or_default())
            };
            let weighed = read(SCENE_KIND, scene)?;
            let sum = weighed.get("file").and_then(Value::as_str);
            let file = match sum {
                Some(sum) => read(FILE_KIND, sum)?,
                None => Value::Null,
            };
            index.push(json!({
                "event": id, "scene": scene, "file": sum, "name": file.get("name"), "preset": file.get("preset"),
                "as_of": weighed.get("as_of"),
            }));
            // Who saw something, and what others in that file said, is not for another State; its sum is named.
            let by_eye = weighed.get("sensor").and_then(Value::as_str) == Some("sighting");
            let text = file.get("text").and_then(Value::as_str).filter(|_| !by_eye);
            if let (Some(sum), Some(text)) = (sum, text) {
                files.insert(sum.to_owned(), text.to_owned());
            }
        }
    }
    Ok((index, files))
}

/// What the numbers of feeds and receivers in tracks mean. Feeds and receivers that no position cites are nobody's business.
fn heard_by(
    ledger: &Ledger,
    cited: &BTreeSet<(u16, u32)>,
) -> Result<(Value, Value), vigie_store::Error> {
    let feeds: Vec<Value> = ledger
        .feeds()?
        .into_iter()
        .filter(|row| cited.iter().any(|(feed, _)| *feed == row.id))
        .map(|row| json!({"feed": row.id, "address": row.address, "format": row.format}))
        .collect();
    let facts = ledger.receiver_facts()?;
    let receivers: Vec<Value> = ledger
        .receivers()?
        .into_iter()
        .filter(|row| cited.contains(&(row.feed, row.number)))
        .map(|row| {
            let of_it = facts.iter().filter(|fact| fact.name == row.name);
            let said: Vec<Value> = of_it
                .map(|fact| json!({"source": fact.source, "from_arrival": fact.from_arrival, "until_arrival": fact.until_arrival, "text": fact.body}))
                .collect();
            json!({"feed": row.feed, "receiver": row.number, "name": row.name, "from_arrival": row.from_arrival, "said": said})
        })
        .collect();
    Ok((json!(feeds), json!(receivers)))
}

/// Reads everything that belongs to a case.
pub(super) async fn material(app: &Arc<App>, id: &str) -> Result<Material, Problem> {
    let wanted = id.to_owned();
    let party = app.own_party().await?;
    let read = app.ledger(move |ledger| recorded(ledger, &wanted)).await?;
    let mut material = read.ok_or_else(|| Problem::not_found(id))?;
    let theirs = their_cases(app).await?;
    material.entries = theirs.beside(id, material.entries);
    material.partner_reports = json!(theirs.reports(id));
    material.party = party;
    material.made_at = now().to_string();
    material.rules.clone_from(&app.rules_text);
    material.forms.clone_from(&app.tables.forms_text);
    material.holidays.clone_from(&app.tables.holidays_text);
    material.calendar = app.tables.calendar.clone();
    material.realm = match &app.realm {
        Realm::Live => "live".to_owned(),
        Realm::Exercise(name) => format!("exercise {name}"),
    };
    let case = Case::fold(&material.entries);
    let mut mmsis: Vec<u32> = case
        .items
        .iter()
        .filter(|item| matches!(item.kind.as_str(), "vessel" | "track"))
        .filter_map(|item| item.id.parse().ok())
        .chain(case.mmsi)
        .collect();
    mmsis.sort_unstable();
    mmsis.dedup();
    let to_ms = app.board.status().event_time.map_or(i64::MAX, Time::ms);
    let mut spans = event_spans(&material.events, to_ms);
    spans.extend(
        mmsis
            .iter()
            .map(|mmsi| (*mmsi, (to_ms.saturating_sub(TRACK_MS), to_ms))),
    );
    let mut cited: BTreeSet<(u16, u32)> = BTreeSet::new();
    for (mmsi, (from_ms, to_ms)) in spans {
        if mmsis.contains(&mmsi) {
            let card = app
                .ask(move |engine| super::vessel::live_card(engine, mmsi))
                .await?;
            material.vessels.extend(card.map(|card| (mmsi, card)));
        }
        let archive = app.archive.clone();
        let read = tokio::task::spawn_blocking(move || archive.track(mmsi, from_ms, to_ms));
        let kept: Vec<Kept> = read
            .await
            .map_err(|broken| Problem::internal("work-broke", broken))??;
        cited.extend(kept.iter().map(|one| (one.row.feed, one.row.receiver)));
        material.tracks.push((mmsi, kept));
    }
    (material.feeds, material.receivers) =
        app.ledger(move |ledger| heard_by(ledger, &cited)).await?;
    add_raw_lines(app, &mut material).await?;
    add_loaded_areas(app, &mut material).await?;
    let kept = attachments_of(&case, &material.journal).into_iter();
    let kept = kept.filter_map(|sum| app.attachments.find(&sum).map(|path| (sum, path)));
    material.attachments = kept.collect();
    Ok(material)
}

/// The vessels of the alerts in a case, each with the time from somewhat before the first of its alerts to somewhat after
/// the last; one that still goes on lasts until `to_ms`.
fn event_spans(events: &[(String, Value)], to_ms: i64) -> BTreeMap<u32, (i64, i64)> {
    let mut spans: BTreeMap<u32, (i64, i64)> = BTreeMap::new();
    for (_, told) in events {
        let event = told.get("event").unwrap_or(told);
        let moment = |name: &str| {
            let text = event.pointer(&format!("/{name}/time"))?.as_str()?;
            Time::parse(text).ok().map(Time::ms)
        };
        let Some(start) = moment("start") else {
            continue;
        };
        let from = start.saturating_sub(AROUND_MS);
        let to = moment("end").map_or(to_ms, |end| end.saturating_add(AROUND_MS));
        for mmsi in mmsis_of(event) {
            let span = spans.entry(mmsi).or_insert((from, to));
            *span = (span.0.min(from), span.1.max(to));
        }
    }
    spans
}

/// The bytes, as they were received, of the reports that the tracks are made of.
async fn add_raw_lines(app: &Arc<App>, material: &mut Material) -> Result<(), Problem> {
    let rows = app.ledger(|ledger| ledger.feeds()).await?;
    let (keeper, feeds) = (Arc::clone(&app.raw), Arc::clone(&app.feeds));
    let tracks = std::mem::take(&mut material.tracks);
    let work = move || {
        keeper.seal();
        let raw = {
            let kept: Vec<&Kept> = tracks.iter().flat_map(|(_, kept)| kept).collect();
            raw_evidence(keeper.root(), &rows, |feed| feeds.reading(feed), &kept)?
        };
        Ok::<_, vigie_store::Error>((tracks, raw))
    };
    let found = tokio::task::spawn_blocking(work).await;
    let found = found.map_err(|broken| Problem::internal("work-broke", broken))?;
    (material.tracks, material.raw) = found?;
    Ok(())
}

/// Areas that were given at the start of the node stand in no ledger: those in force are asked of the watch.
async fn add_loaded_areas(app: &Arc<App>, material: &mut Material) -> Result<(), Problem> {
    let mut wanted = areas_of(&material.events);
    wanted.retain(|id| !material.areas.contains_key(id));
    if wanted.is_empty() {
        return Ok(());
    }
    let loaded = app
        .ask(move |engine| {
            let all = engine.watch.context().areas.areas().iter();
            let named = all.filter(|area| wanted.contains(&area.id));
            named
                .map(|area| (area.id.clone(), collection(vec![area::feature(area, None)])))
                .collect::<Vec<_>>()
        })
        .await?;
    material.areas.extend(loaded);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vessels_of_alerts_are_followed_around_them() {
        let event = |start: &str, end: Option<&str>| {
            let end = end.map(|time| json!({"time": time}));
            json!({"event": {"vessels": [{"mmsi": 7}], "start": {"time": start}, "end": end}})
        };
        let all = [
            event("2026-03-01T02:00:00Z", Some("2026-03-01T03:00:00Z")),
            event("2026-03-01T01:00:00Z", Some("2026-03-01T01:30:00Z")),
        ];
        let all: Vec<(String, Value)> = all.map(|one| ("e".to_owned(), one)).into();
        let ms = |text: &str| Time::parse(text).map_or(0, Time::ms);
        let around = (ms("2026-03-01T00:00:00Z"), ms("2026-03-01T04:00:00Z"));
        assert_eq!(event_spans(&all, 0), BTreeMap::from([(7, around)]));
        let open = [("e".to_owned(), event("2026-03-01T01:00:00Z", None))];
        let until = event_spans(&open, i64::MAX);
        assert_eq!(until, BTreeMap::from([(7, (around.0, i64::MAX))]));
    }

    #[test]
    fn areas_and_scenes_of_older_revisions_count_too() {
        let event = |code: &str, id: &str| json!({"evidence": {"codes": {code: id}}});
        let whole = json!({"event": event("area", "npfc"), "history": [event("area", "old"), {"at": 1, "event": event("scene", "s1")}]});
        let events = vec![("e".to_owned(), whole)];
        let areas: Vec<String> = areas_of(&events).into_iter().collect();
        assert_eq!(areas, ["npfc", "old"]);
        assert_eq!(codes(&events[0].1, "scene").collect::<Vec<_>>(), ["s1"]);
        assert!(areas_of(&[("x".to_owned(), Value::Null)]).is_empty());
    }
}
