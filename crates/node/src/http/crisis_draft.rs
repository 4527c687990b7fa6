//! A crisis opened from a contingency plan: its places with their positions, and a draft of what carries people.

use std::sync::Arc;

use serde_json::{Value, json};
use vigie_crisis::CrisisId;
use vigie_crisis::book::{BookEntry, BookPlan, EntryKind};
use vigie_crisis::draft::{Draft, draft, place_id, place_name};
use vigie_store::Ledger;

use super::{App, Deed, Problem, evacuation::refused, plan_book};
use crate::{
    crisis::{PlaceKind, PlacePaper, evacuation::Transport, joint::places_of},
    live::now,
};

/// Longest code of a partner, characters.
const CODE_CHARS_MAX: usize = 16;

/// What a crisis begins with.
pub(super) struct Begun {
    /// Places, those without a position too.
    pub(super) places: Vec<PlacePaper>,
    /// For who opens it: what was taken over, whom to ask, and what was left out.
    pub(super) told: Value,
    transport: Transport,
    source: Value,
}

/// Reads the newest version of a plan of ours for a crisis that is being opened. `own` is this node's partner code.
pub(super) async fn begin(
    app: &Arc<App>,
    key: &str,
    own: Option<&str>,
    crisis: CrisisId,
) -> Result<Begun, Problem> {
    let own = own.map(str::trim).unwrap_or_default();
    if own.is_empty() || own.chars().count() > CODE_CHARS_MAX {
        return Err(Problem::bad("crisis-own-code", own));
    }
    let plan = plan_book::own(app, key).await?;
    begun(&plan, crisis, own)
}

fn begun(plan: &BookPlan, crisis: CrisisId, own: &str) -> Result<Begun, Problem> {
    let made = draft(plan, crisis, own, now());
    made.instance.bounded().map_err(refused)?;
    let mut places = places_of(&made.instance);
    for entry in &made.unplaced {
        let place = unplaced(crisis, entry);
        if places.iter().all(|it| it.id != place.id) {
            places.push(place);
        }
    }
    let told = told(plan, &made, places.len());
    Ok(Begun {
        places,
        told,
        transport: Transport {
            own: own.to_owned(),
            instance: made.instance,
        },
        source: json!({"plan": plan.key, "version": plan.version, "own": own}),
    })
}

fn unplaced(crisis: CrisisId, entry: &BookEntry) -> PlacePaper {
    PlacePaper {
        id: place_id(crisis, entry),
        name: place_name(entry),
        kind: match entry.kind {
            EntryKind::Embarkation => PlaceKind::Embarkation,
            EntryKind::Haven => PlaceKind::SafeHaven,
            _ => PlaceKind::Assembly,
        },
        position: None,
    }
}

fn told(plan: &BookPlan, made: &Draft, places: usize) -> Value {
    let brief = |of: &[BookEntry]| -> Vec<Value> {
        let all = of.iter();
        all.map(|it| {
            json!({
                "kind": it.kind, "key": it.key, "name": it.name, "owner": it.owner, "quantity": it.quantity, "note": it.note,
            })
        })
        .collect()
    };
    json!({
        "plan": plan.key, "version": plan.version, "places": places, "roads": made.instance.roads.len(),
        "havens": made.instance.havens.len(), "carriers": brief(&made.carriers), "unplaced": brief(&made.unplaced),
        "unread": brief(&made.unread),
    })
}

impl Begun {
    /// Keeps the draft with a crisis that was just opened.
    pub(super) fn keep(
        &self,
        ledger: &mut Ledger,
        crisis: CrisisId,
        user: &str,
    ) -> Result<(), Problem> {
        self.transport.keep(ledger, crisis)?;
        Deed::new(user, "crisis-from-plan", crisis, self.source.clone()).note(ledger)?;
        Ok(())
    }
}
