//! Two agencies with keys and logs, for the tests of this crate.
#![allow(dead_code, clippy::unwrap_used, reason = "each test uses its part")]

use vigie_exchange::*;
use zeroize::Zeroizing;

/// 2026-03-06T00:00:00Z.
pub(crate) const START_MS: i64 = 1_772_755_200_000;

pub(crate) fn at(hours: i64) -> Time {
    Time::from_ms(START_MS).plus_ms(hours * 3_600_000)
}

pub(crate) fn key(seed: u8) -> SecretKey {
    SecretKey::from_random(&Zeroizing::new([seed; 32]))
}

pub(crate) fn party(name: &str) -> PartyId {
    PartyId::new(name).unwrap()
}

pub(crate) fn kind(name: &str) -> Kind {
    Kind::new(name).unwrap()
}

pub(crate) fn purpose(name: &str) -> Purpose {
    Purpose::new(name).unwrap()
}

pub(crate) fn names<T: std::str::FromStr<Err = Error> + Ord>(
    names: &[&str],
) -> std::collections::BTreeSet<T> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

pub(crate) fn body(fields: &[(&str, Value)]) -> Body {
    fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

pub(crate) fn object(number: u8) -> ObjectId {
    ObjectId([number; 16])
}

pub(crate) fn draft(number: u8, kind_name: &str, label: Label, fields: &[(&str, Value)]) -> Draft {
    Draft {
        object: object(number),
        kind: kind(kind_name),
        version: 1,
        made_at: at(0),
        author: "watch-1".to_owned(),
        label,
        valid: Validity::default(),
        content: Content::Open(body(fields)),
    }
}

pub(crate) fn log(name: &str, seed: u8) -> (Log, SecretKey) {
    let key = key(seed);
    (
        Log::new(Realm::Live, party(name), key.public()).unwrap(),
        key,
    )
}
