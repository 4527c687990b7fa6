//! What a legal hold keeps of the raw logs: every segment that has reports of a vessel of a held case.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use vigie_case::case::{Case, Entry};
use vigie_store::{Error, Ledger, RawSegment};

/// What must stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Held {
    /// Nothing.
    Nothing,
    /// What has reports of these vessels.
    Of(BTreeSet<u32>),
    /// Everything: a held case names no vessel yet.
    All,
}

impl Held {
    pub(super) fn keeps(&self, segment: &RawSegment) -> bool {
        match self {
            Self::Nothing => false,
            Self::All => true,
            Self::Of(vessels) => vessels.iter().any(|mmsi| segment.may_hold(*mmsi)),
        }
    }
}

/// What the cases of this node hold. An entry that cannot be read holds everything: rather too much than too little.
pub(super) fn held(ledger: &Ledger) -> Result<Held, Error> {
    let mut cases: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for row in ledger.document_versions("case", None)? {
        match serde_json::from_str::<Entry>(&row.body) {
            Ok(entry) => cases.entry(row.id).or_default().push(entry),
            Err(_unreadable) => return Ok(Held::All),
        }
    }
    let mut vessels = BTreeSet::new();
    let mut is_held = false;
    for entries in cases.into_values() {
        let case = Case::fold(&entries);
        if !case.hold {
            continue;
        }
        is_held = true;
        let of_case = vessels_of(ledger, &case)?;
        if of_case.is_empty() {
            return Ok(Held::All);
        }
        vessels.extend(of_case);
    }
    Ok(match is_held {
        true => Held::Of(vessels),
        false => Held::Nothing,
    })
}

/// The vessels that a case names itself, and those of its alerts.
fn vessels_of(ledger: &Ledger, case: &Case) -> Result<BTreeSet<u32>, Error> {
    let mut vessels: BTreeSet<u32> = case.mmsi.into_iter().collect();
    for item in &case.items {
        match item.kind.as_str() {
            "vessel" | "track" => vessels.extend(item.id.parse::<u32>().ok()),
            "event" => {
                let body = ledger.event(&item.id)?;
                let event = body.and_then(|body| serde_json::from_str::<Value>(&body).ok());
                vessels.extend(event.iter().flat_map(mmsis_of));
            }
            _ => {}
        }
    }
    Ok(vessels)
}

/// The vessels of an event.
pub(crate) fn mmsis_of(event: &Value) -> Vec<u32> {
    let vessels = event.get("vessels").and_then(Value::as_array);
    let numbers = vessels.into_iter().flatten();
    numbers
        .filter_map(|one| u32::try_from(one.get("mmsi")?.as_u64()?).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use serde_json::json;

    use super::*;

    fn enter(ledger: &mut Ledger, case: &str, deed: Value) {
        let entry = json!({"at_ms": 1, "user": "roy", "party": "can", "deed": deed});
        let text = entry.to_string();
        ledger.put_document("case", case, 1, "roy", &text).unwrap();
    }

    #[test]
    fn a_hold_keeps_what_has_reports_of_the_vessels_of_its_case() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("ledger.sqlite"), "live").unwrap();
        assert!(held(&ledger).unwrap() == Held::Nothing);
        let open = json!({"do": "open", "title": "Nets", "mmsi": null});
        enter(&mut ledger, "a", open);
        let hold = |on: bool| json!({"do": "hold", "on": on, "note": ""});
        enter(&mut ledger, "a", hold(true));
        assert_eq!(
            held(&ledger).unwrap(),
            Held::All,
            "whom it is about is not known"
        );
        let add = json!({"do": "add", "item": {"kind": "track", "id": "412000001"}, "note": ""});
        enter(&mut ledger, "a", add);
        let of = held(&ledger).unwrap();
        assert_eq!(of, Held::Of(BTreeSet::from([412_000_001])));
        let segment = |mmsis| RawSegment {
            mmsis,
            ..RawSegment::default()
        };
        assert!(of.keeps(&segment(Some(vec![1, 412_000_001]))));
        assert!(!of.keeps(&segment(Some(vec![1]))));
        assert!(of.keeps(&segment(None)), "it may be anybody");
        enter(&mut ledger, "a", hold(false));
        assert!(held(&ledger).unwrap() == Held::Nothing);
    }
}
