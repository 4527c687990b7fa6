//! The moment of a look out of the name of its product, where a producer gives no time of its own.
//!
//! Products of Copernicus carry it as `YYYYMMDDTHHMMSS`: `S1B_IW_GRDH_1SDV_20211130T025211_20211130T025236_…` from start to
//! stop, `S2B_MSIL1C_20211102T061019_N0301_R134_T42RUN_20211102T071305` first the sensing, last the processing.

use vigie_sea::Time;

/// Start and stop further apart than this are not of one look, milliseconds.
const LOOK_MS: i64 = 120_000;

/// The first moment in the name, or the middle of start and stop; `None` if it holds none.
pub(super) fn product_time(name: &str) -> Option<Time> {
    let mut moments = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter_map(moment);
    let start = moments.next()?;
    let stop = moments
        .next()
        .filter(|stop| (0..=LOOK_MS).contains(&(stop.ms() - start.ms())));
    Some(stop.map_or(start, |stop| start.plus_ms((stop.ms() - start.ms()) / 2)))
}

/// `20211102T061019`.
fn moment(word: &str) -> Option<Time> {
    let (day, clock) = word.split_once('T')?;
    let digits =
        |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(day, 8) || !digits(clock, 6) {
        return None;
    }
    let part = |text: &str, from: usize| text.get(from..from + 2).map(str::to_owned);
    let written = format!(
        "{}-{}-{}T{}:{}:{}Z",
        day.get(..4)?,
        part(day, 4)?,
        part(day, 6)?,
        part(clock, 0)?,
        part(clock, 2)?,
        part(clock, 4)?
    );
    Time::parse(&written).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_look_of_a_product_is_in_its_name() {
        let time = |name: &str| product_time(name).map(|t| t.to_string());
        let radar = "S1B_IW_GRDH_1SDV_20211130T025211_20211130T025236_029811_038EEF_D350.SAFE";
        assert_eq!(time(radar).as_deref(), Some("2021-11-30T02:52:23.5Z"));
        let optical = "S2B_MSIL1C_20211102T061019_N0301_R134_T42RUN_20211102T071305.SAFE";
        assert_eq!(time(optical).as_deref(), Some("2021-11-02T06:10:19Z"));
        // The last second of a leap day.
        let leap = "S1A_IW_GRDH_1SDV_20240229T235959_x";
        assert_eq!(time(leap).as_deref(), Some("2024-02-29T23:59:59Z"));
        assert_eq!(time("S2B_MSIL1C_20211302T061019"), None);
        assert_eq!(time("tile T42RUN"), None);
        assert_eq!(time(""), None);
    }
}
