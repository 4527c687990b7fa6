//! What happens to a field on its way out. A field that nobody named is dropped; a treatment that does not fit the value
//! drops it too.

use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;

use crate::{ObjectId, PartyId, Value, cbor};

/// Metres of a degree of latitude on the sphere of 6,371,008.8 m.
const DEGREE_M: f64 = 111_195.08;

/// What is done to one field.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// As it is.
    Keep,
    /// Left out.
    Drop,
    /// Replaced by a name that only the releasing agency can undo, the same for equal values of this field and partner.
    Pseudonym,
    /// A place, or each place of a list: the middle of its cell, of about so many metres a side.
    PlaceM(u32),
    /// A moment in ms, or each of a list: the last whole step of so many seconds.
    TimeS(u32),
    /// A number: rounded down to a whole number of steps.
    Round(f64),
}

/// The secret by which one agency makes pseudonyms, and the partner they are for.
#[derive(Debug, Clone, Copy)]
pub struct Pseudonyms<'a> {
    /// 32 secret bytes of the releasing agency. Without them the treatment drops the field.
    pub secret: Option<&'a [u8; 32]>,
    /// The partner. Two partners cannot compare what they got.
    pub to: &'a PartyId,
}

impl Pseudonyms<'_> {
    fn mac(&self, about: &str, value: &[u8]) -> Option<[u8; 16]> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret?).ok()?;
        for part in [self.to.as_str().as_bytes(), about.as_bytes(), value] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().first_chunk::<16>().copied()
    }

    /// The object's pseudonym.
    #[must_use]
    pub fn object(&self, object: ObjectId) -> Option<ObjectId> {
        self.mac("object", &object.0).map(ObjectId)
    }
}

impl Treatment {
    /// What is left of the value of a field; nothing when it is dropped.
    #[must_use]
    pub fn apply(&self, field: &str, value: &Value, pseudonyms: Pseudonyms<'_>) -> Option<Value> {
        match self {
            Self::Keep => Some(value.clone()),
            Self::Drop => None,
            Self::Pseudonym => pseudonym(field, value, pseudonyms),
            Self::PlaceM(grid_m) => each(value, |value| coarse_place(value, *grid_m)),
            Self::TimeS(step_s) => each(value, |value| coarse_time(value, *step_s)),
            Self::Round(step) => rounded(value, *step),
        }
    }
}

fn pseudonym(field: &str, value: &Value, pseudonyms: Pseudonyms<'_>) -> Option<Value> {
    if !matches!(value, Value::Text(_) | Value::Int(_) | Value::Bytes(_)) {
        return None;
    }
    let id = pseudonyms.mac(&format!("field:{field}"), &cbor::encode(value))?;
    Some(Value::Text(ObjectId(id).to_string()))
}

/// The value, or every one of a list. Equal neighbours become one: how many there were would tell the finer grain.
fn each(value: &Value, treat: impl Fn(&Value) -> Option<Value>) -> Option<Value> {
    let Value::List(list) = value else {
        return treat(value);
    };
    let mut treated: Vec<Value> = list.iter().map(treat).collect::<Option<_>>()?;
    treated.dedup();
    Some(Value::List(treated))
}

/// The middle of the cell: rows of equal height from the south pole, cells of a row about as wide as high where the row
/// is widest. Everything else in the map is dropped.
pub(crate) fn coarse_place(value: &Value, grid_m: u32) -> Option<Value> {
    let (lat, lon) = value.as_place()?;
    let step = (f64::from(grid_m.max(1)) / DEGREE_M).min(180.0);
    let rows = libm::floor(180.0 / step).max(1.0);
    let height = 180.0 / rows;
    let row = libm::floor((lat + 90.0) / height).clamp(0.0, rows - 1.0);
    let south = row.mul_add(height, -90.0);
    let north = south + height;
    let widest = if south < 0.0 && north > 0.0 {
        0.0
    } else {
        south.abs().min(north.abs())
    };
    let cells = libm::floor(360.0 * libm::cos(widest.to_radians()) / height).max(1.0);
    let width = 360.0 / cells;
    // 180 east and 180 west are one meridian.
    let cell = libm::fmod(libm::floor((lon + 180.0) / width), cells);
    let middle = [
        ("lat", (south + north) / 2.0),
        ("lon", cell.mul_add(width, width / 2.0 - 180.0)),
    ];
    let mut map: crate::Body = middle
        .map(|(name, deg)| (name.to_owned(), Value::Float(deg)))
        .into();
    map.insert("within_m".to_owned(), Value::from(grid_m));
    Some(Value::Map(map))
}

fn coarse_time(value: &Value, step_s: u32) -> Option<Value> {
    let step_ms = i64::from(step_s.max(1)) * 1_000;
    let ms = value.as_int()?;
    Some(Value::Int(ms.div_euclid(step_ms).saturating_mul(step_ms)))
}

#[allow(clippy::cast_possible_truncation, reason = "whole steps of an integer")]
fn rounded(value: &Value, step: f64) -> Option<Value> {
    if !(step.is_finite() && step > 0.0) {
        return None;
    }
    match value {
        Value::Int(int) if step >= 1.0 => {
            let step = step as i64;
            Some(Value::Int(int.div_euclid(step).saturating_mul(step)))
        }
        Value::Float(float) => {
            let down = libm::floor(float / step) * step;
            down.is_finite().then_some(Value::Float(down))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn treated(treatment: &Treatment, value: &Value) -> Option<Value> {
        let to = PartyId::new("jp-jcg").unwrap();
        treatment.apply(
            "f",
            value,
            Pseudonyms {
                secret: Some(&[7; 32]),
                to: &to,
            },
        )
    }

    fn coarse(lat: f64, lon: f64, grid_m: u32) -> (f64, f64) {
        treated(&Treatment::PlaceM(grid_m), &Value::place(lat, lon))
            .unwrap()
            .as_place()
            .unwrap()
    }

    proptest! {
        #[test]
        fn a_coarse_place_is_on_earth_near_and_coarse_again_the_same(
            lat in -90.0..=90.0_f64, lon in -180.0..=180.0_f64, grid_m in 100_u32..500_000,
        ) {
            let (a, b) = coarse(lat, lon, grid_m);
            prop_assert_eq!((a, b), coarse(a, b, grid_m));
            // Half a cell, the last row being a little higher than asked for.
            prop_assert!((a - lat).abs() * DEGREE_M <= f64::from(grid_m) * 0.52, "{} {}", a, lat);
        }
    }

    #[test]
    fn both_names_of_the_antimeridian_are_one_place() {
        assert_eq!(coarse(40.0, 180.0, 5_000), coarse(40.0, -180.0, 5_000));
        coarse(90.0, 0.0, 5_000);
        coarse(-90.0, 180.0, u32::MAX);
    }

    #[test]
    fn a_treatment_that_does_not_fit_drops_the_value() {
        for treatment in [
            Treatment::PlaceM(1_000),
            Treatment::TimeS(60),
            Treatment::Round(10.0),
        ] {
            assert_eq!(treated(&treatment, &Value::text("41.2N")), None);
        }
        assert_eq!(
            treated(&Treatment::Pseudonym, &Value::place(1.0, 1.0)),
            None
        );
        let mixed = Value::List(vec![Value::place(1.0, 1.0), Value::text("exact")]);
        assert_eq!(treated(&Treatment::PlaceM(1_000), &mixed), None);
    }

    #[test]
    fn a_coarse_track_keeps_nothing_beside_its_places_and_no_count_of_points() {
        let mut point = Value::place(10.0, 10.0);
        if let Value::Map(map) = &mut point {
            map.insert("speed_kn".to_owned(), Value::Float(9.5));
        }
        let Some(Value::List(list)) =
            treated(&Treatment::PlaceM(5_000), &Value::List(vec![point; 9]))
        else {
            panic!("a list");
        };
        assert_eq!(list.len(), 1);
        assert_eq!(
            list[0].as_map().unwrap().keys().collect::<Vec<_>>(),
            ["lat", "lon", "within_m"]
        );
    }

    #[test]
    fn a_pseudonym_needs_the_secret_and_differs_by_partner_and_field() {
        let value = Value::Int(431_000_123);
        let of = |to: &str, field: &str, secret: Option<&[u8; 32]>| {
            let to = PartyId::new(to).unwrap();
            Treatment::Pseudonym.apply(field, &value, Pseudonyms { secret, to: &to })
        };
        let one = of("jp-jcg", "mmsi", Some(&[7; 32]));
        assert_eq!(one, of("jp-jcg", "mmsi", Some(&[7; 32])));
        assert_ne!(one, of("us-cg", "mmsi", Some(&[7; 32])));
        assert_ne!(one, of("jp-jcg", "imo", Some(&[7; 32])));
        assert_eq!(of("jp-jcg", "mmsi", None), None);
    }

    #[test]
    fn times_and_numbers_are_rounded_down_below_zero_too() {
        assert_eq!(
            treated(&Treatment::TimeS(60), &Value::Int(-1)),
            Some(Value::Int(-60_000))
        );
        assert_eq!(
            treated(&Treatment::Round(10.0), &Value::Int(-1)),
            Some(Value::Int(-10))
        );
        assert_eq!(
            treated(&Treatment::Round(0.5), &Value::Float(1.7)),
            Some(Value::Float(1.5))
        );
        assert_eq!(treated(&Treatment::Round(0.0), &Value::Float(1.7)), None);
    }
}
