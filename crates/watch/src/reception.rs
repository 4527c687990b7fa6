//! Reception: how many positions a day a ship would be heard with, here. Silence means nothing
//! where nobody hears.
//!
//! Method: the reception map of Global Fishing Watch's AIS-disabling study: 1° cells, classes A and B
//! apart, positions a day per vessel under way. [`ReceptionMap`] is loaded (a seed); what the node's own
//! feed hears is measured beside it ([`ReceptionMeasure`]), month by month, suspected silences left
//! out. Where both speak, the lower one counts: a claim of disabling must hold under either.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;
use vigie_sea::Position;

use crate::{AisClass, Error, Fix, Reception};

const LON_CELLS: usize = 360;
const LAT_CELLS: usize = 180;
const CELLS: usize = LON_CELLS * LAT_CELLS;

/// Vessel-days under way needed before a measured cell speaks. Own choice: at 10 positions a day,
/// five days hold 50 positions.
const DAYS_MIN: f64 = 5.0;
/// Different vessels needed, so that one ship's habits are not taken for reception.
const SHIPS_MIN: usize = 3;

/// Number of the 1° cell of a place; the last row and column take in the pole and 180°.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 to 359.999 and 0 to 180"
)]
fn cell(place: Position) -> usize {
    let row = ((place.lat_deg() + 90.0).floor() as usize).min(LAT_CELLS - 1);
    let column = ((place.lon_deg() + 180.0).floor() as usize).min(LON_CELLS - 1);
    row * LON_CELLS + column
}

fn layer(class: AisClass) -> usize {
    usize::from(class == AisClass::B)
}

/// A loaded map of satellite reception; `Default` knows nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReceptionMap {
    /// Positions a day, class A then class B; NaN where not known; empty when nothing is loaded.
    per_day: Vec<f32>,
}

impl ReceptionMap {
    /// Reads a raster of 1°: CSV with columns `lat`, `lon` (south-west corners),
    /// `ais_reception_positions_per_day_class_A` and `…_class_B`.
    ///
    /// # Errors
    /// A needed column is missing.
    pub fn from_csv(csv: &[u8]) -> Result<Self, Error> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(csv);
        let headers = reader.headers().cloned().unwrap_or_default();
        let column = |name: &str| {
            headers
                .iter()
                .position(|h| h.trim_start_matches('\u{feff}').eq_ignore_ascii_case(name))
                .ok_or_else(|| Error::Column {
                    column: name.to_owned(),
                })
        };
        let (lat, lon) = (column("lat")?, column("lon")?);
        let a = column("ais_reception_positions_per_day_class_A")?;
        let b = column("ais_reception_positions_per_day_class_B")?;
        let mut map = Self::default();
        for row in reader.records().flatten() {
            let number = |i: usize| row.get(i).and_then(|text| text.trim().parse::<f64>().ok());
            let (Some(lat_deg), Some(lon_deg)) = (number(lat), number(lon)) else {
                continue;
            };
            // Half a degree in: the corner itself may round into the next cell.
            let Ok(place) = Position::new((lat_deg + 0.5).min(90.0), lon_deg + 0.5) else {
                continue;
            };
            for (class, index) in [(AisClass::A, a), (AisClass::B, b)] {
                if let Some(per_day) = number(index) {
                    map.set(place, class, per_day);
                }
            }
        }
        Ok(map)
    }

    /// Sets the reception of the 1° cell that holds `place`.
    #[allow(clippy::cast_possible_truncation, reason = "a count of positions")]
    pub fn set(&mut self, place: Position, class: AisClass, per_day: f64) {
        if self.per_day.is_empty() {
            self.per_day = vec![f32::NAN; 2 * CELLS];
        }
        if let Some(value) = self.per_day.get_mut(layer(class) * CELLS + cell(place)) {
            *value = if per_day.is_finite() {
                per_day.max(0.0) as f32
            } else {
                f32::NAN
            };
        }
    }

    /// Positions a day that a ship of this class would be heard with; `None` where not known.
    /// A ship of unknown class counts as class A.
    #[must_use]
    pub fn per_day(&self, place: Position, class: AisClass) -> Option<f64> {
        let value = *self.per_day.get(layer(class) * CELLS + cell(place))?;
        (!value.is_nan()).then_some(f64::from(value))
    }
}

/// One month of one cell.
#[derive(Debug, Clone, Copy, Default)]
struct Month {
    month: i64,
    days: f64,
    positions: f64,
    ships: [u32; SHIPS_MIN],
}

impl Month {
    fn note(&mut self, mmsi: u32, days: f64, heard: bool) {
        self.days += days;
        self.positions += f64::from(u8::from(heard));
        if !self.ships.contains(&mmsi)
            && let Some(free) = self.ships.iter_mut().find(|s| **s == 0)
        {
            *free = mmsi;
        }
    }

    fn ships(&self) -> usize {
        self.ships.iter().filter(|s| **s != 0).count()
    }
}

/// Reception as the node's own feed measured it, this month and the one before.
#[derive(Debug, Clone, Default)]
pub(crate) struct ReceptionMeasure {
    cells: HashMap<u32, [Month; 2], FxBuildHasher>,
}

/// Thirty days, so that a month does not depend on the calendar.
const MONTH_MS: i64 = 30 * 86_400_000;

impl ReceptionMeasure {
    /// Takes in the way between two fixes of one track. `silence_s` and longer may be no reception
    /// or a switched-off set and is left out.
    pub(crate) fn fix(&mut self, fix: &Fix, silence_s: f64) {
        let Some((time, place)) = fix.before else {
            return;
        };
        let seconds = fix.time.since_s(time);
        if seconds <= 0.0 || seconds >= silence_s || !under_way(fix) {
            return;
        }
        let month = time.ms().div_euclid(MONTH_MS);
        let key = u32::try_from(layer(fix.class) * CELLS + cell(place)).unwrap_or(u32::MAX);
        let months = self.cells.entry(key).or_default();
        let [now, before] = months;
        if now.month != month {
            *before = if now.month + 1 == month {
                *now
            } else {
                Month::default()
            };
            *now = Month {
                month,
                ..Month::default()
            };
        }
        let heard = matches!(fix.reception, Reception::Satellite | Reception::Unknown);
        now.note(fix.mmsi, seconds / 86_400.0, heard);
    }

    /// Positions a day per vessel under way here; `None` where too little was heard to say.
    pub(crate) fn per_day(&self, place: Position, class: AisClass) -> Option<f64> {
        let key = u32::try_from(layer(class) * CELLS + cell(place)).ok()?;
        let months = self.cells.get(&key)?;
        let days: f64 = months.iter().map(|m| m.days).sum();
        let positions: f64 = months.iter().map(|m| m.positions).sum();
        let ships = months.iter().map(Month::ships).max()?;
        (days >= DAYS_MIN && ships >= SHIPS_MIN).then(|| positions / days)
    }
}

/// Under way as the study defines it: class A between 0.5 and 14 kn, class B between 2 and 30 kn.
/// The reporting interval, and with it reception, differs at rest and above.
fn under_way(fix: &Fix) -> bool {
    let Some(sog_kn) = fix.sog_kn else {
        return false;
    };
    match fix.class {
        AisClass::B => sog_kn > 2.0 && sog_kn < 30.0,
        _ => sog_kn > 0.5 && sog_kn < 14.0,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::SourceKind;
    use vigie_sea::Time;

    fn at(lat: f64, lon: f64) -> Position {
        Position::new(lat, lon).unwrap()
    }

    #[test]
    fn reads_the_raster_with_south_west_corners() {
        let csv = "lat,lon,ais_reception_positions_per_day_class_A,\
                   ais_reception_positions_per_day_class_B\n\
                   -17,-131,487.3,175.9\n89,179,5,\n-90,-180,1,2\n";
        let map = ReceptionMap::from_csv(csv.as_bytes()).unwrap();
        let near = |place, class, want: f64| {
            let got = map.per_day(place, class).unwrap();
            assert!((got - want).abs() < 1e-3, "{got}");
        };
        near(at(-16.2, -130.4), AisClass::A, 487.3);
        near(at(-16.2, -130.4), AisClass::B, 175.9);
        near(at(90.0, 179.9), AisClass::A, 5.0);
        near(at(-90.0, 180.0), AisClass::A, 1.0);
        assert_eq!(map.per_day(at(89.5, 179.5), AisClass::B), None);
        assert_eq!(map.per_day(at(0.0, 0.0), AisClass::A), None);
        assert!(ReceptionMap::from_csv(b"lat,lon\n1,2\n").is_err());
        assert_eq!(
            ReceptionMap::default().per_day(at(0.0, 0.0), AisClass::A),
            None
        );
    }

    #[test]
    fn measures_only_with_several_ships_and_days() {
        let mut measure = ReceptionMeasure::default();
        let hear = |measure: &mut ReceptionMeasure, mmsi: u32, hours: i64| {
            for hour in 1..=hours {
                let fix = Fix {
                    mmsi,
                    track: 1,
                    slot: 0,
                    time: Time::from_s(hour * 3_600),
                    position: at(40.5, 179.9),
                    sog_kn: Some(8.0),
                    cog_deg: None,
                    nav_status: None,
                    class: AisClass::A,
                    source: SourceKind::Ais,
                    reception: Reception::Satellite,
                    receiver: 0,
                    before: Some((Time::from_s((hour - 1) * 3_600), at(40.5, 179.9))),
                };
                measure.fix(&fix, 43_200.0);
            }
        };
        hear(&mut measure, 1, 72);
        hear(&mut measure, 2, 72);
        assert_eq!(measure.per_day(at(40.5, 179.5), AisClass::A), None);
        hear(&mut measure, 3, 72);
        let got = measure.per_day(at(40.5, 179.5), AisClass::A).unwrap();
        assert!((got - 24.0).abs() < 1e-9, "{got}");
        assert_eq!(measure.per_day(at(40.5, -179.5), AisClass::A), None);
    }
}
