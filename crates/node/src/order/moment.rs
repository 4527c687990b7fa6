//! Times and places as an order writes them.

use vigie_sea::{Position, Time};

/// `2026-07-05 18:00Z`.
pub(super) fn utc(time: Time) -> String {
    let text = time.to_string();
    let day = text.get(..10).unwrap_or(&text);
    let clock = text.get(11..16).unwrap_or_default();
    format!("{day} {clock}Z")
}

/// Local time by the zone of the place: whole hours of 15° of longitude, as ships keep it.
/// `2026-07-06 06:00 +12`.
pub(super) fn local(time: Time, place: Position) -> String {
    #[allow(clippy::cast_possible_truncation, reason = "-12 to 12")]
    let zone = (place.lon_deg() / 15.0).round() as i64;
    let text = utc(time.plus_ms(zone * 3_600_000));
    format!("{} {zone:+03}", text.trim_end_matches('Z'))
}

/// `44°30.0′N 179°59.9′W`.
pub(super) fn place(position: Position) -> String {
    let half = |value: f64, width: usize, sides: [char; 2]| {
        let tenths = (value.abs() * 600.0).round();
        let degrees = (tenths / 600.0).floor();
        let minutes = (tenths - degrees * 600.0) / 10.0;
        let side = if value < 0.0 { sides[1] } else { sides[0] };
        format!("{degrees:0width$.0}°{minutes:04.1}′{side}")
    };
    format!(
        "{} {}",
        half(position.lat_deg(), 2, ['N', 'S']),
        half(position.lon_deg(), 3, ['E', 'W'])
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn as_a_navigator_writes_them() {
        let west = Position::new(-44.5, -179.9999).unwrap();
        assert_eq!(place(west), "44°30.0′S 180°00.0′W");
        let east = Position::new(5.0, 179.5).unwrap();
        let time = Time::parse("2026-12-31T18:00:30Z").unwrap();
        assert_eq!(utc(time), "2026-12-31 18:00Z");
        assert_eq!(local(time, east), "2027-01-01 06:00 +12");
        assert_eq!(local(time, west), "2026-12-31 06:00 -12");
    }
}
