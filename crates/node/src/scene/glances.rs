//! Glances at scenes, kept beside them: what lists, outlines and weighing again need, without thousands of detections.

use serde_json::Value;
use vigie_store::Ledger;

use super::keep::SCENE_KIND;
use crate::live::now;

/// Documents that hold a glance at a scene with a footprint, by the scene's id…
pub(crate) const GLANCE_KIND: &str = "scene-glance";
/// …and at one without: of sightings there are many.
pub(crate) const BARE_KIND: &str = "scene-glance-bare";

/// Says that all scenes of earlier versions have their glances: one document of this id.
const FILLED_KIND: &str = "scene-glances";
const FILLED: &str = "filled";
/// Scenes of a ledger of earlier versions that get a glance.
const FILLED_MAX: u64 = 1_000;

/// A scene without its detections and tracks.
pub(super) fn glance(body: &Value) -> Value {
    let counted = |name: &str| matches!(name, "detections" | "tracks");
    let of = |(name, value): (&String, &Value)| {
        let count = value.as_array().map_or(0, Vec::len);
        let value = if counted(name) {
            count.into()
        } else {
            value.clone()
        };
        (name.clone(), value)
    };
    let members = body.as_object().into_iter().flatten().map(of);
    Value::Object(members.collect())
}

/// As it is shown: without when it is weighed again.
pub(crate) fn shown(mut glance: Value) -> Value {
    if let Some(members) = glance.as_object_mut() {
        members.remove("again_ms");
    }
    glance
}

/// Keeps a glance at a scene.
pub(super) fn put(
    ledger: &mut Ledger,
    (id, user, at_ms): (&str, &str, i64),
    glance: &Value,
) -> Result<(), vigie_store::Error> {
    ledger.put_document(kind_of(glance), id, at_ms, user, &glance.to_string())?;
    Ok(())
}

fn kind_of(glance: &Value) -> &'static str {
    let has_footprint = glance.get("footprint").is_some_and(|it| !it.is_null());
    match has_footprint {
        true => GLANCE_KIND,
        false => BARE_KIND,
    }
}

/// Whether a scene is still kept with what this file says of it.
pub(super) fn is_of_file(
    ledger: &Ledger,
    id: &str,
    file: &str,
) -> Result<bool, vigie_store::Error> {
    let mut newest = None;
    for kind in [GLANCE_KIND, BARE_KIND] {
        newest = newest.max(ledger.document(kind, id)?.map(|row| (row.at_ms, row.body)));
    }
    let glance = newest.and_then(|(_, body)| serde_json::from_str::<Value>(&body).ok());
    Ok(glance.is_some_and(|glance| glance.get("file").and_then(Value::as_str) == Some(file)))
}

/// Who brought each scene and a glance at it, the newest kept first; at most so many with a footprint, and as many without.
pub(crate) fn kept_glances(
    ledger: &mut Ledger,
    most: u64,
) -> Result<Vec<(String, Value)>, vigie_store::Error> {
    fill_in(ledger)?;
    let mut rows = ledger.documents(GLANCE_KIND, most)?;
    rows.extend(ledger.documents(BARE_KIND, most)?);
    rows.sort_by(|a, b| (b.at_ms, &a.id).cmp(&(a.at_ms, &b.id)));
    let read = |body: &str| serde_json::from_str::<Value>(body).ok();
    let glances = rows.into_iter();
    Ok(glances
        .filter_map(|row| Some((row.user, read(&row.body)?)))
        .collect())
}

/// Gives the scenes of a ledger of earlier versions their glances, once; goes on where it was cut short.
pub(super) fn fill_in(ledger: &mut Ledger) -> Result<(), vigie_store::Error> {
    if ledger.document(FILLED_KIND, FILLED)?.is_some() {
        return Ok(());
    }
    // One by one: a body is many megabytes.
    for id in ledger.document_ids(SCENE_KIND, FILLED_MAX)? {
        let Some(scene) = ledger.document(SCENE_KIND, &id)? else {
            continue;
        };
        let Ok(body) = serde_json::from_str::<Value>(&scene.body) else {
            continue;
        };
        let glance = glance(&body);
        if ledger.document(kind_of(&glance), &id)?.is_none() {
            put(ledger, (&id, &scene.user, scene.at_ms), &glance)?;
        }
    }
    ledger.put_document(FILLED_KIND, FILLED, now().ms(), "", "")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use serde_json::json;

    #[test]
    fn scenes_of_an_earlier_version_get_their_glances_once() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("l.sqlite"), "live").unwrap();
        let scene = |id: &str, footprint: Value| json!({"id": id, "footprint": footprint, "detections": [1, 2], "tracks": [], "again_ms": 5});
        for (at_ms, id, footprint) in [(1, "S1", json!([[[0, 0]]])), (2, "P1", Value::Null)] {
            let body = scene(id, footprint).to_string();
            ledger
                .put_document(SCENE_KIND, id, at_ms, "tanaka", &body)
                .unwrap();
        }
        let found = kept_glances(&mut ledger, 10).unwrap();
        let ids: Vec<(&str, &str)> = found
            .iter()
            .map(|(user, glance)| (user.as_str(), glance["id"].as_str().unwrap()))
            .collect();
        assert_eq!(ids, [("tanaka", "P1"), ("tanaka", "S1")]);
        assert_eq!(found[0].1["detections"], 2);
        assert_eq!(found[0].1["again_ms"], 5);
        assert_eq!(shown(found[0].1.clone()).get("again_ms"), None);
        assert_eq!(kept_glances(&mut ledger, 10).unwrap().len(), 2);
        assert_eq!(ledger.documents(GLANCE_KIND, 10).unwrap().len(), 1);
        assert_eq!(
            ledger.document(GLANCE_KIND, "S1").unwrap().unwrap().version,
            1
        );
    }

    #[test]
    fn what_was_cut_short_is_filled_in_and_a_glance_says_whose_file_stands() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("l.sqlite"), "live").unwrap();
        for (at_ms, id) in [(1, "P1"), (2, "P2")] {
            let body = json!({"id": id, "file": "F1", "detections": []});
            let text = body.to_string();
            let put_scene = ledger.put_document(SCENE_KIND, id, at_ms, "tanaka", &text);
            put_scene.unwrap();
        }
        // A node that ended before the first scene had its glance.
        put(
            &mut ledger,
            ("P2", "tanaka", 3),
            &json!({"id": "P2", "file": "F2"}),
        )
        .unwrap();
        fill_in(&mut ledger).unwrap();
        assert_eq!(kept_glances(&mut ledger, 10).unwrap().len(), 2);
        assert!(is_of_file(&ledger, "P1", "F1").unwrap());
        assert!(is_of_file(&ledger, "P2", "F2").unwrap(), "stays");
        assert!(!is_of_file(&ledger, "P2", "F1").unwrap());
        // A scene kept later without a glance is not looked for again.
        ledger
            .put_document(SCENE_KIND, "P3", 4, "tanaka", "{}")
            .unwrap();
        assert_eq!(kept_glances(&mut ledger, 10).unwrap().len(), 2);
    }
}
