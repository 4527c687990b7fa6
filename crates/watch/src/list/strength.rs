//! How surely a row of a list means a vessel.

use super::{ListRow, Sought, plain_call_sign};
use crate::list_index::Named;
use crate::name::{Likeness, ShipName};

/// Weight of each thing that agrees. [design: an IMO number stays with the hull; a radio is moved or
/// copied; names repeat. To be calibrated when boardings give labels.]
const IMO: f64 = 0.95;
pub(super) const MMSI: f64 = 0.8;
const CALL_SIGN: f64 = 0.7;
const NAME: f64 = 0.35;
const NAME_AND_FLAG: f64 = 0.55;
const NAME_AND_AREA: f64 = 0.5;

/// How surely a row means the vessel, why, and which of the row's names agreed.
pub(super) fn strength(
    row: &ListRow,
    names: &[Named],
    sought: &Sought<'_>,
) -> (f64, Vec<&'static str>, Option<usize>) {
    let mut codes = Vec::new();
    let mut doubt = 1.0;
    let mut agree = |yes: bool, code: &'static str, weight: f64| {
        if yes {
            codes.push(code);
            doubt *= 1.0 - weight;
        }
    };
    let imo = sought.imo.is_some_and(|imo| row.imos.contains(&imo));
    let mmsi = sought.mmsi.is_some_and(|mmsi| row.mmsis.contains(&mmsi));
    let sign = sought.call_sign.map(plain_call_sign);
    let call_sign = sign.is_some_and(|s| row.call_signs.contains(&s));
    agree(imo, "imo", IMO);
    agree(mmsi, "mmsi", MMSI);
    agree(call_sign, "call-sign", CALL_SIGN);
    let by_number = imo || mmsi || call_sign;
    let named = best_name(names, sought);
    let mut which = None;
    if let Some((named, likeness)) = named.filter(|(_, l)| l.score > 0.0) {
        which = Some(named.at);
        codes.push("name");
        let (weight, mut why) = name_weight(row, named, sought, by_number);
        codes.append(&mut why);
        codes.extend(likeness.codes);
        doubt *= 1.0 - weight * likeness.score;
    } else if by_number && sought.name.is_some() && !names.is_empty() {
        codes.push("name-differs");
        doubt = 1.0 - (1.0 - doubt) * 0.9;
    }
    if !imo && let (Some(_), false) = (sought.imo, row.imos.is_empty()) {
        codes.push("imo-differs");
        doubt = 1.0 - (1.0 - doubt) * 0.4;
    }
    let strength = ((1.0 - doubt).min(0.99) * 1e3).round() / 1e3;
    (strength, codes, which)
}

/// The name of the row most like the one sought.
fn best_name<'a>(names: &'a [Named], sought: &Sought<'_>) -> Option<(&'a Named, Likeness)> {
    let name = sought.name?;
    let mut best: Option<(&Named, Likeness)> = None;
    for listed in names {
        let likeness = listed.name.likeness(name);
        if best.as_ref().is_none_or(|(_, b)| likeness.score > b.score) {
            best = Some((listed, likeness));
        }
    }
    best
}

/// What a name is worth beside flag and area, and why.
fn name_weight(
    row: &ListRow,
    named: &Named,
    sought: &Sought<'_>,
    by_number: bool,
) -> (f64, Vec<&'static str>) {
    let mut codes = Vec::new();
    let mut weight = NAME;
    match (row.flag.as_deref(), sought.flag) {
        (Some(a), Some(b)) if a == b => {
            codes.push("flag-agrees");
            weight = NAME_AND_FLAG;
        }
        (Some(_), Some(_)) => {
            codes.push("flag-differs");
            weight *= 0.75;
        }
        _ => {}
    }
    let bodies = row.listings.iter().map(|l| &l.body).chain(&row.areas);
    if bodies.into_iter().any(|body| sought.areas.contains(body)) {
        codes.push("area-agrees");
        weight = weight.max(NAME_AND_AREA) + 0.05;
    }
    if !by_number {
        codes.push("name-alone");
    }
    if is_common(&named.name) {
        codes.push("name-common");
        weight *= 0.6;
    }
    if named.is_cut {
        codes.push("name-cut");
        weight *= 0.6;
    }
    (weight, codes)
}

/// Short names without a number (EVA, MARIA, NOVA) and bare numbers are borne by many ships.
fn is_common(name: &ShipName) -> bool {
    let long = name.letters.chars().count() >= 8 || name.signs.chars().count() >= 3;
    name.is_number_only() || (name.numbers.is_empty() && !long)
}
