//! Dark vessels of the node: what stays dark in several looks, joined anew after each.

use std::sync::Arc;

use serde::Deserialize;
use vigie_sea::{Polygon, Time};
use vigie_store::DocumentRow;
use vigie_watch::detection::{LookOver, SensorKind};

use super::keep::SCENE_KIND;
use crate::http::{App, Problem};

/// Looks whose outlines count for "not seen again", the newest kept.
const LOOKS_MAX: u64 = 500;

/// What is read of a scene as it is kept.
#[derive(Deserialize)]
struct Outline {
    id: String,
    sensor: SensorKind,
    time: Time,
    footprint: Option<Vec<Vec<[f64; 2]>>>,
}

/// Looks that went over an area; a sighting is of one thing only.
pub(super) fn outlines(documents: &[DocumentRow]) -> Vec<LookOver> {
    let of = |document: &DocumentRow| {
        let outline: Outline = serde_json::from_str(&document.body).ok()?;
        let footprint = Polygon::new(&outline.footprint?).ok()?;
        Some(LookOver {
            scene: outline.id,
            sensor: outline.sensor,
            time: outline.time,
            footprint: Some(footprint),
            traits: outline.sensor.traits(),
        })
    };
    documents.iter().filter_map(of).collect()
}

/// Joins the dark detections that stand, and tells what changed.
pub(crate) async fn join_dark(app: &Arc<App>) -> Result<(), Problem> {
    let documents = app
        .ledger(|ledger| ledger.documents(SCENE_KIND, LOOKS_MAX))
        .await?;
    join(app, outlines(&documents)).await
}

pub(super) async fn join(app: &Arc<App>, looks: Vec<LookOver>) -> Result<(), Problem> {
    app.ask(move |engine| {
        let newest = looks.iter().map(|look| look.time).max();
        if let Some(at) = engine.newest.or(engine.watch.now()).or(newest) {
            let dismissed = engine.dismissed().clone();
            engine.watch.tell_dark_vessels(at, &looks, &dismissed);
            engine.publish();
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn kept(body: &str) -> DocumentRow {
        DocumentRow {
            kind: SCENE_KIND.to_owned(),
            id: "S1".to_owned(),
            version: 1,
            at_ms: 0,
            user: String::new(),
            body: body.to_owned(),
        }
    }

    #[test]
    fn only_looks_with_an_outline_can_miss_a_vessel() {
        let ring = "[[[179,9],[181,9],[181,11],[179,11],[179,9]]]";
        let whole = format!(
            r#"{{"id":"S1","sensor":"sar","time":"2024-02-29T23:59:59Z","footprint":{ring},"detections":[]}}"#
        );
        let bare =
            r#"{"id":"S2","sensor":"sighting","time":"2024-02-29T23:59:59Z","footprint":null}"#;
        let found = outlines(&[kept(&whole), kept(bare), kept("{}")]);
        let scenes: Vec<&str> = found.iter().map(|look| look.scene.as_str()).collect();
        assert_eq!(scenes, ["S1"]);
        assert_eq!(found.first().unwrap().sensor, SensorKind::Sar);
    }
}
