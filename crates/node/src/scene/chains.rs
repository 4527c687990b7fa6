//! Dark vessels of the node: what stays dark in several looks, joined anew after each.

use std::sync::Arc;

use serde::Deserialize;
use tokio::sync::Mutex;
use vigie_sea::{Polygon, Time};
use vigie_store::DocumentRow;
use vigie_watch::detection::{LookOver, SensorKind, SensorTraits};

use super::glances::{GLANCE_KIND, fill_in};
use crate::http::{App, Problem};

/// Looks whose outlines count for "not seen again", the newest kept; sightings have none and are not among them.
const LOOKS_MAX: u64 = 10_000;
/// How often it is begun anew when other detections come while it is weighed.
const TRIES: usize = 3;

/// One at a time: what was weighed first must not be told last.
static JOINING: Mutex<()> = Mutex::const_new(());

/// What is read of a glance at a scene.
#[derive(Deserialize)]
struct Outlined {
    id: String,
    sensor: SensorKind,
    time: Time,
    footprint: Option<Vec<Vec<[f64; 2]>>>,
    /// Not told by glances of earlier versions.
    traits: Option<SensorTraits>,
}

/// Looks that went over an area, not before `since`: no vessel was seen before that could be missed.
fn outlines(documents: &[DocumentRow], since: Time) -> Vec<LookOver> {
    let of = |document: &DocumentRow| {
        let outlined: Outlined = serde_json::from_str(&document.body).ok()?;
        if outlined.time < since {
            return None;
        }
        let footprint = Polygon::new(&outlined.footprint?).ok()?;
        Some(LookOver {
            scene: outlined.id,
            sensor: outlined.sensor,
            time: outlined.time,
            footprint: Some(footprint),
            traits: outlined.traits.unwrap_or_else(|| outlined.sensor.traits()),
        })
    };
    documents.iter().filter_map(of).collect()
}

/// Joins the dark detections that stand, and tells what changed. They are weighed beside the engine: thousands of them take
/// seconds.
pub(crate) async fn join_dark(app: &Arc<App>) -> Result<(), Problem> {
    let _one = JOINING.lock().await;
    for _try in 0..TRIES {
        if join(app).await? {
            return Ok(());
        }
    }
    // The next minute joins them.
    Ok(())
}

/// `false` if other detections came meanwhile.
async fn join(app: &Arc<App>) -> Result<bool, Problem> {
    let since = app
        .ask(|engine| engine.watch.dark_since(engine.dismissed()))
        .await?;
    let looks: Arc<[LookOver]> = match since {
        Some(since) => {
            let read = app.ledger(move |ledger| {
                fill_in(ledger)?;
                ledger.documents(GLANCE_KIND, LOOKS_MAX)
            });
            outlines(&read.await?, since).into()
        }
        // Nothing to be joined; what was told before may have to be withdrawn.
        None => Vec::new().into(),
    };
    let newest = looks.iter().map(|look| look.time).max();
    let work = app
        .ask(move |engine| {
            let at = engine.newest.or(engine.watch.now()).or(newest)?;
            let work = engine.watch.dark_work(at, looks, engine.dismissed())?;
            Some((at, work))
        })
        .await?;
    let Some((at, work)) = work else {
        return Ok(true);
    };
    let weighed = tokio::task::spawn_blocking(move || work.weigh());
    let found = weighed
        .await
        .map_err(|broken| Problem::internal("work-broke", broken))?;
    app.ask(move |engine| {
        let dismissed = engine.dismissed().clone();
        let is_told = engine.watch.tell_dark(at, found, &dismissed);
        if is_told {
            engine.publish();
        }
        is_told
    })
    .await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn kept(body: &str) -> DocumentRow {
        DocumentRow {
            kind: GLANCE_KIND.to_owned(),
            id: "S1".to_owned(),
            version: 1,
            at_ms: 0,
            user: String::new(),
            body: body.to_owned(),
        }
    }

    #[test]
    fn only_looks_with_an_outline_since_the_first_sighting_can_miss_a_vessel() {
        let ring = "[[[179,9],[181,9],[181,11],[179,11],[179,9]]]";
        let look = |id: &str, time: &str, more: &str| {
            kept(&format!(
                r#"{{"id":"{id}","sensor":"sar","time":"{time}","footprint":{ring},"detections":3{more}}}"#
            ))
        };
        let traits =
            r#","traits":{"place_m":60.0,"seen_half_m":20.0,"seen_slope":5.0,"seen_most":0.7}"#;
        let bare =
            r#"{"id":"S2","sensor":"sighting","time":"2024-02-29T23:59:59Z","footprint":null}"#;
        let all = [
            look("S1", "2024-02-29T23:59:59Z", traits),
            look("S3", "2024-02-29T23:59:58Z", ""),
            look("S0", "2024-02-29T00:00:00Z", ""),
            kept(bare),
            kept("{}"),
        ];
        let since = Time::parse("2024-02-29T12:00:00Z").unwrap();
        let found = outlines(&all, since);
        let scenes: Vec<(&str, f64)> = found
            .iter()
            .map(|look| (look.scene.as_str(), look.traits.seen_most))
            .collect();
        // A look that tells no recall of its own has the usual one of its kind.
        assert_eq!(scenes, [("S1", 0.7), ("S3", 0.92)]);
    }
}
