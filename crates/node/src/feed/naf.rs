//! VMS reports in the North Atlantic Format: `//SR//AD/XNW//FR/CAN//TM/POS//…//ER//`.
//!
//! Source: the field codes of naf-format.org as used by NAFO and NEAFC (RC call sign, NA name, XR side
//! number, IR internal reference, FS flag, DA and TI of the position, LT and LG in decimal degrees,
//! LA and LO in degrees and minutes, SP, CO). Feeds in use differ: dates of six digits, coordinates
//! with or without a sign, an end mark with or without its last slashes. Speed is in tenths of a knot
//! when written as a whole number, in knots when written with a point.

use vigie_sea::Time;
use vigie_watch::{AisClass, IdentityReport, PositionReport};

use super::cell::decode_text;
use super::moment;
use super::number;
use super::row::{course_ddeg, place_e7, speed_dkn};

/// One report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NafReport {
    /// Type of message, such as `POS`, `ENT`, `EXI` or `MAN`.
    pub kind: String,
    /// Time of the position.
    pub time: Time,
    /// Where, if the message says it.
    pub position: Option<PositionReport>,
    /// Who.
    pub identity: IdentityReport,
    /// Side number.
    pub side_number: Option<String>,
    /// Internal reference number of the flag state.
    pub reference: Option<String>,
    /// MMSI, where the sender added the newer field `MM`.
    pub mmsi: Option<u32>,
    /// Sender, the centre that forwarded the report.
    pub from: Option<String>,
}

/// Reads one message, from `//SR` to `//ER`.
///
/// # Errors
/// The stable code of what is wrong.
pub fn read(message: &[u8]) -> Result<NafReport, &'static str> {
    let text = decode_text(message.trim_ascii());
    let fields = fields(&text)?;
    let get = |code: &str| {
        let found = fields.iter().find(|(c, _)| c.eq_ignore_ascii_case(code));
        found
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    };
    let kind = get("TM").ok_or("naf-type-missing")?.to_ascii_uppercase();
    // Of the position, else of the record: the day of one and the clock of the other are no time.
    let pair = |date, clock| get(date).zip(get(clock));
    let stamp = pair("DA", "TI").or_else(|| pair("RD", "RT"));
    let (date, clock) = stamp.ok_or("time-missing")?;
    let time = time(date, clock)?;
    let owned = |code: &str| get(code).map(str::to_owned);
    let identity = IdentityReport {
        imo: get("IM")
            .and_then(|text| number::whole(text.as_bytes()))
            .and_then(imo),
        name: owned("NA"),
        call_sign: owned("RC"),
        flag: get("FS")
            .filter(|flag| flag.len() == 3)
            .map(str::to_ascii_uppercase),
        ..IdentityReport::default()
    };
    Ok(NafReport {
        position: position(&get)?,
        kind,
        time,
        identity,
        side_number: owned("XR"),
        reference: owned("IR"),
        mmsi: get("MM")
            .and_then(|text| number::whole(text.as_bytes()))
            .and_then(mmsi),
        from: owned("FR"),
    })
}

impl NafReport {
    /// The identifiers that tell this vessel, best first: a call sign is unique in the world.
    #[must_use]
    pub fn identifier(&self) -> Option<(&'static str, String)> {
        let flag = self.identity.flag.as_deref().unwrap_or_default();
        let named = |kind, text: &Option<String>, with_flag: bool| {
            let text = text
                .as_ref()
                .filter(|text| text.chars().any(char::is_alphanumeric))?;
            Some((
                kind,
                if with_flag {
                    format!("{flag} {text}")
                } else {
                    text.clone()
                },
            ))
        };
        named("call-sign", &self.identity.call_sign, false)
            .or_else(|| named("reference", &self.reference, false))
            .or_else(|| named("side-number", &self.side_number, true))
            .or_else(|| named("name", &self.identity.name, true))
    }
}

/// Codes and values between the start and end marks. A value may hold single slashes.
fn fields(text: &str) -> Result<Vec<(&str, &str)>, &'static str> {
    let mut parts = text
        .split("//")
        .map(str::trim)
        .filter(|part| !part.is_empty());
    if !parts
        .next()
        .is_some_and(|part| part.eq_ignore_ascii_case("SR"))
    {
        return Err("naf-start-missing");
    }
    let mut out = Vec::new();
    for part in parts {
        if part.trim_end_matches('/').eq_ignore_ascii_case("ER") {
            return Ok(out);
        }
        out.push(part.split_once('/').unwrap_or((part, "")));
    }
    Err("naf-end-missing")
}

fn time(date: &str, clock: &str) -> Result<Time, &'static str> {
    let number = |text: &str, from: usize, count: usize| -> Option<i64> {
        let piece = text.get(from..from + count)?;
        piece
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| piece.parse().ok())?
    };
    let day = match date.len() {
        8 => number(date, 0, 4)
            .zip(number(date, 4, 2))
            .zip(number(date, 6, 2)),
        // Two-digit years: VMS began in the 1990s.
        6 => number(date, 0, 2)
            .map(|year| {
                if year >= 90 {
                    1_900 + year
                } else {
                    2_000 + year
                }
            })
            .zip(number(date, 2, 2))
            .zip(number(date, 4, 2)),
        _ => None,
    };
    let day = day.and_then(|((year, month), day)| moment::days(year, month, day));
    let digits: String = clock.chars().filter(|c| *c != ':').collect();
    let clock = match digits.len() {
        4 => number(&digits, 0, 2)
            .zip(number(&digits, 2, 2))
            .map(|(h, m)| (h, m, 0)),
        6 => number(&digits, 0, 2)
            .zip(number(&digits, 2, 2))
            .zip(number(&digits, 4, 2))
            .map(|((h, m), s)| (h, m, s)),
        _ => None,
    };
    let clock = clock.and_then(|(h, m, s)| moment::clock_s(h, m, s));
    match (day, clock) {
        (Some(day), Some(clock)) => Ok(Time::from_s(day * 86_400 + clock)),
        _ => Err("time-unreadable"),
    }
}

fn position<'a>(
    get: &impl Fn(&str) -> Option<&'a str>,
) -> Result<Option<PositionReport>, &'static str> {
    let lat = match (get("LT"), get("LA")) {
        (Some(text), _) => number::scaled(text.as_bytes(), 7).ok_or("latitude-unreadable")?,
        (None, Some(text)) => degrees_minutes(text, b'N', b'S').ok_or("latitude-unreadable")?,
        (None, None) => return Ok(None),
    };
    let lon = match (get("LG"), get("LO")) {
        (Some(text), _) => number::scaled(text.as_bytes(), 7).ok_or("longitude-unreadable")?,
        (None, Some(text)) => degrees_minutes(text, b'E', b'W').ok_or("longitude-unreadable")?,
        (None, None) => return Ok(None),
    };
    let Some((lat_e7, lon_e7)) = place_e7(lat, lon)? else {
        return Ok(None);
    };
    Ok(Some(PositionReport {
        lat_e7,
        lon_e7,
        sog_dkn: get("SP").map_or(Ok(None), speed)?,
        cog_ddeg: get("CO").map_or(Ok(None), course)?,
        class: AisClass::Unknown,
        ..PositionReport::default()
    }))
}

fn speed(text: &str) -> Result<Option<u16>, &'static str> {
    let places = if text.contains(['.', ',']) { 3 } else { 2 };
    let millis = number::scaled(text.as_bytes(), places).ok_or("speed-unreadable")?;
    speed_dkn(millis, 1.0, AisClass::Unknown)
}

fn course(text: &str) -> Result<Option<u16>, &'static str> {
    match number::scaled(text.as_bytes(), 3).ok_or("course-unreadable")? {
        // In VMS 360 is north: there is no code for "not available", the field is left out.
        360_000 => Ok(Some(0)),
        millis => course_ddeg(millis),
    }
}

/// `N5535` or `W01234`, also with seconds or decimal minutes, to 1e-7 degrees.
fn degrees_minutes(text: &str, positive: u8, negative: u8) -> Option<i64> {
    let (letter, digits) = text.as_bytes().split_first()?;
    let letter = letter.to_ascii_uppercase();
    let degree_digits = if positive == b'N' { 2 } else { 3 };
    // All of them, and two of the minutes: `N55.3` and `W5.5` are degrees with a point, which would pass for minutes.
    let whole = digits.get(..degree_digits + 2)?;
    if !whole.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let degrees = number::whole(digits.get(..degree_digits)?)?;
    let minutes = digits.get(degree_digits..)?;
    let minutes_e7 = match minutes.len() {
        4 if minutes.iter().all(u8::is_ascii_digit) => {
            number::scaled(minutes.get(..2)?, 7)? + number::scaled(minutes.get(2..)?, 7)? / 60
        }
        _ => number::scaled(minutes, 7)?,
    };
    if !(0..600_000_000).contains(&minutes_e7) {
        return None;
    }
    let value = i64::try_from(degrees).ok()? * 10_000_000 + (minutes_e7 + 30) / 60;
    match letter {
        letter if letter == positive => Some(value),
        letter if letter == negative => Some(-value),
        _ => None,
    }
}

fn imo(number: u64) -> Option<u32> {
    u32::try_from(number)
        .ok()
        .filter(|imo| (1_000_000..10_000_000).contains(imo))
}

fn mmsi(number: u64) -> Option<u32> {
    u32::try_from(number)
        .ok()
        .filter(|mmsi| (1_000_000..1_000_000_000).contains(mmsi))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_forms_that_feeds_use() {
        let european = read(b"//SR//AD/FRA//FR/GBR//RD/20201006//RT/2141//FS/GBR//RC/MGXR6//IR/GBROOC21250//DA/20201006//TI/1625//LT/53.254//LG/.940//SP/96//CO/8//TM/POS//ER//").unwrap();
        let place = european.position.unwrap();
        assert_eq!(european.time.to_string(), "2020-10-06T16:25:00Z");
        assert_eq!((place.lat_e7, place.lon_e7), (532_540_000, 9_400_000));
        assert_eq!((place.sog_dkn, place.cog_ddeg), (Some(96), Some(80)));
        assert_eq!(
            european.identifier(),
            Some(("call-sign", "MGXR6".to_owned()))
        );
        let panama = read(b"//SR//AD/PAN//FR/PAN//TM/POS//NA/MEGA 811//IR/47083-PEXT//RC/HP4077//XR/8523632//DA/190515//TI/1151//LT/-20.860//LG/-100.274//FS/PAN//RN/320491//ER").unwrap();
        assert_eq!(panama.time.to_string(), "2019-05-15T11:51:00Z");
        assert_eq!(panama.position.unwrap().lon_e7, -1_002_740_000);
        assert_eq!(panama.identity.flag.as_deref(), Some("PAN"));
        let minutes = read(b"//SR//AD/SEY//FR/SYC//TM/POS//NA/FAITH SZ/1146//DA/111108//TI/21:44//LA/S0428//LO/E05530//SP/2.5//CO/360//FS/SEY//ER").unwrap();
        let place = minutes.position.unwrap();
        assert_eq!((place.lat_e7, place.lon_e7), (-44_666_667, 555_000_000));
        assert_eq!((place.sog_dkn, place.cog_ddeg), (Some(25), Some(0)));
        assert_eq!(minutes.identity.name.as_deref(), Some("FAITH SZ/1146"));
        assert_eq!(
            minutes.identifier(),
            Some(("name", "SEY FAITH SZ/1146".to_owned()))
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        let whole = "//SR//TM/POS//RC/X//DA/20200229//TI/1200//LT/+54.1//LG/-179.5//ER//";
        assert!(read(whole.as_bytes()).is_ok());
        for (from, to, code) in [
            ("//SR", "//XX", "naf-start-missing"),
            ("//ER//", "", "naf-end-missing"),
            ("//TM/POS", "", "naf-type-missing"),
            ("//TI/1200", "", "time-missing"),
            ("20200229", "20210229", "time-unreadable"),
            ("1200", "2500", "time-unreadable"),
            ("+54.1", "north", "latitude-unreadable"),
            ("+54.1", "94.1", "latitude-out-of-range"),
            ("-179.5", "-181", "longitude-out-of-range"),
            ("//ER", "//SP/9999//ER", "speed-out-of-range"),
            ("//ER", "//CO/361//ER", "course-out-of-range"),
        ] {
            assert_eq!(
                read(whole.replacen(from, to, 1).as_bytes()).unwrap_err(),
                code,
                "{from} {to}"
            );
        }
        let no_place = read(b"//SR//TM/CAT//RC/X//DA/20200229//TI/1200//ER//").unwrap();
        assert_eq!(no_place.position, None);
    }

    #[test]
    fn day_and_clock_come_from_one_pair() {
        let recorded = b"//SR//TM/POS//RC/X//DA/20200228//RD/20200229//RT/0005//LT/1//LG/1//ER//";
        assert_eq!(
            read(recorded).unwrap().time.to_string(),
            "2020-02-29T00:05:00Z"
        );
        let halves = b"//SR//TM/POS//RC/X//DA/20200228//RT/0005//LT/1//LG/1//ER//";
        assert_eq!(read(halves).unwrap_err(), "time-missing");
    }

    #[test]
    fn degrees_with_a_point_are_not_taken_for_minutes() {
        let place = |lat: &str, lon: &str| {
            let text =
                format!("//SR//TM/POS//RC/X//DA/20200229//TI/1200//LA/{lat}//LO/{lon}//ER//");
            let place = read(text.as_bytes()).map(|report| report.position);
            place.map(|place| place.map(|place| (place.lat_e7, place.lon_e7)))
        };
        assert_eq!(
            place("N5530", "W00530.6"),
            Ok(Some((555_000_000, -55_100_000)))
        );
        for lat in ["N55.30", "N5.5", "N555", "N55+5"] {
            assert_eq!(place(lat, "W00530"), Err("latitude-unreadable"), "{lat}");
        }
        for lon in ["W5.50", "W05.50", "E179.9"] {
            assert_eq!(place("N5530", lon), Err("longitude-unreadable"), "{lon}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            drop(read(&bytes));
            drop(read(&[b"//SR//TM/POS//DA/20200101//TI/0000".to_vec(), bytes, b"//ER//".to_vec()].concat()));
        }

        #[test]
        fn no_fields_make_it_panic(text in "(//(SR|ER|TM|DA|TI|LT|LG|LA|LO|SP|CO|RC)/?[-+NSEW0-9.:é]{0,9}){0,12}") {
            drop(read(text.as_bytes()));
        }

        #[test]
        fn what_was_written_is_read(
            s in 0..2_000_000_i64, lat in -90_000..=90_000_i32, lon in -180_000..180_000_i32, dkn in 0..1_000_u16,
        ) {
            let time = Time::from_s(1_600_000_000 + s * 60 - (1_600_000_000 + s * 60) % 60);
            let stamp = time.to_string();
            let deg = |e3: i32| format!("{}{}.{:03}", if e3 < 0 { "-" } else { "+" }, e3.abs() / 1_000, e3.abs() % 1_000);
            let message = format!(
                "//SR//TM/POS//RC/AB1//DA/{}//TI/{}//LT/{}//LG/{}//SP/{dkn}//ER//",
                stamp[..10].replace('-', ""), stamp[11..16].replace(':', ""), deg(lat), deg(lon)
            );
            let report = read(message.as_bytes()).unwrap();
            let place = report.position.unwrap();
            prop_assert_eq!(report.time, time);
            prop_assert_eq!((place.lat_e7, place.lon_e7, place.sog_dkn), (lat * 10_000, lon * 10_000, Some(dkn)));
        }
    }
}
