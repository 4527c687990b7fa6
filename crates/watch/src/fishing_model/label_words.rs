//! Names of columns, words of labels and forms of moments as they are met in files of labels.

use vigie_sea::Time;

/// Words that mean "fishes", beside numbers from a half up; blanks, points, `_`, `-` and `/` are alike.
const FISHES: [&str; 46] = [
    "fishing",
    "fish",
    "fishes",
    "apparent fishing",
    "hauling",
    "haul",
    "setting",
    "shooting",
    "casting",
    "towing",
    "tow",
    "trawling",
    "trawl",
    "dredging",
    "lifting",
    "deploying",
    "deployment",
    "retrieving",
    "retrieval",
    "longlining",
    "jigging",
    "seining",
    "engaged in fishing",
    "true",
    "yes",
    "y",
    "t",
    "pêche",
    "peche",
    "en pêche",
    "en peche",
    "filage",
    "virage",
    "oui",
    "pesca",
    "pescando",
    "faenando",
    "calado",
    "calando",
    "virado",
    "virando",
    "si",
    "操業",
    "操業中",
    "投網",
    "揚網",
];
/// Words that mean "does not fish".
const FISHES_NOT: [&str; 60] = [
    "not fishing",
    "notfishing",
    "non fishing",
    "nonfishing",
    "no fishing",
    "not hauling",
    "not setting",
    "steaming",
    "steam",
    "sailing",
    "cruising",
    "travel",
    "travelling",
    "traveling",
    "transit",
    "transiting",
    "in transit",
    "navigating",
    "navigation",
    "under way",
    "underway",
    "searching",
    "drifting",
    "idle",
    "anchored",
    "anchoring",
    "at anchor",
    "moored",
    "stopped",
    "port",
    "in port",
    "at port",
    "harbour",
    "harbor",
    "in harbour",
    "in harbor",
    "false",
    "no",
    "n",
    "other",
    "hors pêche",
    "hors peche",
    "en route",
    "route",
    "au port",
    "au mouillage",
    "non",
    "no pesca",
    "no pescando",
    "sin pesca",
    "navegando",
    "navegacion",
    "navegación",
    "en puerto",
    "fondeado",
    "não pesca",
    "航行",
    "航行中",
    "停泊",
    "漂泊",
];
/// Words that mean "nobody said".
const NO_LABEL: [&str; 9] = [
    "na",
    "n a",
    "nan",
    "null",
    "none",
    "unknown",
    "undefined",
    "unlabelled",
    "unlabeled",
];
/// Letters of the state in VMS tables (TACSAT): fishing, steaming, harbour. Elsewhere `f` may be "false".
pub(super) const VMS_STATE: &str = "SI_STATE";

/// Names by which a column is also known, in the order in which they are looked for; only their letters and digits count.
pub(super) const ALSO_TRACK: [&str; 9] = [
    "trip",
    "trip_id",
    "trip_no",
    "fishing_trip",
    "fishing_trip_id",
    "fishing_trip_fk",
    "track_id",
    "voyage",
    "voyage_id",
];
/// Of the vessel.
pub(super) const ALSO_VESSEL: [&str; 14] = [
    "vessel_id",
    "vessel_fk",
    "vid",
    "boat",
    "boat_id",
    "ship",
    "ship_id",
    "mmsi",
    "ssvid",
    "imo",
    "ve_ref",
    "callsign",
    "vessel_name",
    "id",
];
/// Of the moment.
pub(super) const ALSO_TIME: [&str; 12] = [
    "timestamp",
    "time_stamp",
    "datetime",
    "date_time",
    "time_utc",
    "datetime_utc",
    "utc",
    "base_date_time",
    "gps_time",
    "si_timestamp",
    "si_time",
    "date",
];
/// Of the day, where the moment is a time of day.
pub(super) const ALSO_DAY: [&str; 3] = ["date", "day", "si_date"];
/// Of the latitude.
pub(super) const ALSO_LAT: [&str; 4] = ["latitude", "lat_deg", "si_lati", "y"];
/// Of the longitude.
pub(super) const ALSO_LON: [&str; 6] = ["longitude", "long", "lng", "lon_deg", "si_long", "x"];
/// Of the speed in knots.
pub(super) const ALSO_SPEED: [&str; 9] = [
    "sog",
    "speed_kn",
    "speed_knots",
    "sog_kn",
    "speed_kts",
    "speed_over_ground",
    "knots",
    "vessel_speed",
    "si_sp",
];
/// Of the speed in other units, with the knots in one of them.
pub(super) const OTHER_SPEEDS: [(&str, f64); 6] = [
    ("speed_ms", 3_600.0 / 1_852.0),
    ("speed_mps", 3_600.0 / 1_852.0),
    ("sog_ms", 3_600.0 / 1_852.0),
    ("speed_kmh", 1.0 / 1.852),
    ("speed_kph", 1.0 / 1.852),
    ("sog_kmh", 1.0 / 1.852),
];
/// Of the gear.
pub(super) const ALSO_GEAR: [&str; 6] = [
    "gear_type",
    "geartype",
    "gear_code",
    "fishing_gear",
    "vessel_class",
    "le_gear",
];
/// Of the label.
pub(super) const ALSO_FISHING: [&str; 16] = [
    "is_fishing",
    "label",
    "status",
    "state",
    "activity",
    "activity_status",
    "fishing_activity",
    "behaviour",
    "behavior",
    "fishing_operation",
    "fishing_status",
    "fish_val",
    "operation",
    "phase",
    "truth",
    "si_state",
];

/// What of a name counts: its letters and digits, small.
pub(super) fn plain_name(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// `Some(None)`: no label; `None`: a word nobody knows. Numbers follow the public sets: −1 none, 0 no, above 0 the
/// share of labellers who saw fishing.
#[allow(clippy::option_option, reason = "no label and no word are told apart")]
pub(super) fn label(text: &str, states: bool) -> Option<Option<bool>> {
    if let Ok(value) = text.parse::<f64>() {
        let told = value.is_finite() && value >= 0.0;
        return Some(told.then_some(value >= 0.5));
    }
    let lower = text.to_lowercase().replace(['_', '-', '.', '/'], " ");
    let words: Vec<&str> = lower.split_whitespace().collect();
    let plain = words.join(" ");
    match plain.as_str() {
        "" => Some(None),
        "f" if states => Some(Some(true)),
        "s" | "h" if states => Some(Some(false)),
        word if NO_LABEL.contains(&word) => Some(None),
        word if FISHES_NOT.contains(&word) => Some(Some(false)),
        word => FISHES.contains(&word).then_some(Some(true)),
    }
}

/// Which of two numbers before the year is the day. Of a file with such dates it is asked of all rows once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum DayOrder {
    /// 31/12/2015.
    #[default]
    DayFirst,
    /// 12/31/2015.
    MonthFirst,
}

impl DayOrder {
    /// Month first, if some date can only be read so and none only the other way.
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let (mut first, mut second) = (0, 0);
        for (a, b, _, _) in texts.filter_map(parts) {
            (first, second) = (first.max(a), second.max(b));
        }
        if second > 12 && first <= 12 {
            Self::MonthFirst
        } else {
            Self::DayFirst
        }
    }
}

/// The two numbers before the year, the year, and what follows: `31/12/2015 23:59`.
fn parts(text: &str) -> Option<(u32, u32, u32, &str)> {
    let text = text.trim();
    let (day, rest) = text
        .split_once([' ', 'T'])
        .map_or((text, ""), |(day, rest)| (day, rest.trim()));
    let mut numbers = day.split(['/', '.', '-']);
    let mut next = |digits: std::ops::RangeInclusive<usize>| {
        let part = numbers.next().filter(|n| digits.contains(&n.len()))?;
        part.parse::<u32>().ok()
    };
    let (a, b, year) = (next(1..=2)?, next(1..=2)?, next(4..=4)?);
    numbers.next().is_none().then_some((a, b, year, rest))
}

/// A moment as text, or Unix seconds or milliseconds. A day alone is its midnight, as some tables shorten it.
pub(super) fn moment(text: &str, order: DayOrder) -> Option<Time> {
    let text = text.trim();
    if let Ok(time) = Time::parse(&text.replace('/', "-")) {
        return Some(time);
    }
    if let Some((a, b, year, rest)) = parts(text) {
        let (day, month) = match order {
            DayOrder::DayFirst => (a, b),
            DayOrder::MonthFirst => (b, a),
        };
        let clock = match rest.split(':').count() {
            _ if rest.is_empty() => "00:00:00".to_owned(),
            // A leading nought may be missing.
            2 | 3 if rest.find(':') == Some(1) => format!("0{rest}"),
            _ => rest.to_owned(),
        };
        return Time::parse(&format!("{year:04}-{month:02}-{day:02} {clock}")).ok();
    }
    let number = text.parse::<f64>().ok().filter(|s| s.is_finite())?;
    // Seconds of this size lie beyond the year 3000, milliseconds in 1971 and later.
    let ms = if number.abs() < 4e10 {
        number * 1e3
    } else {
        number
    };
    #[allow(
        clippy::cast_possible_truncation,
        reason = "within some thousand years"
    )]
    (ms.abs() < 1e14).then(|| Time::from_ms(ms.round() as i64))
}

/// Bytes as text: UTF-8, else the single bytes of Latin-1.
pub(super) fn text_of(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_other) => bytes
            .iter()
            .map(|b| char::from(*b))
            .collect::<String>()
            .into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn moments_of_many_forms_are_one() {
        let noon = Some(Time::parse("2024-03-02T12:05:00Z").unwrap());
        for text in [
            "2024-03-02T12:05:00Z",
            "2024-03-02 12:05:00",
            "2024/03/02 12:05:00 UTC",
            "2024-03-02T14:05:00+02:00",
            "02/03/2024 12:05",
            "2.3.2024 12:05:00",
            "1709381100",
            "1709381100.0",
            "1709381100000",
        ] {
            assert_eq!(moment(text, DayOrder::DayFirst), noon, "{text}");
        }
        assert_eq!(moment("3/2/2024 12:05", DayOrder::MonthFirst), noon);
        let midnight = Time::parse("2024-03-02T00:00:00Z").ok();
        assert_eq!(moment("2024-03-02", DayOrder::DayFirst), midnight);
        assert_eq!(moment("02-03-2024", DayOrder::DayFirst), midnight);
        for text in [
            "",
            "noon",
            "NA",
            "31/02/2024 10:00",
            "1e300",
            "inf",
            "1-2-3-4",
        ] {
            assert_eq!(moment(text, DayOrder::DayFirst), None, "{text}");
        }
        let order = |texts: &[&str]| DayOrder::of(texts.iter().copied());
        assert_eq!(
            order(&["1/2/2024", "12/31/2024 1:00"]),
            DayOrder::MonthFirst
        );
        assert_eq!(order(&["1/2/2024"]), DayOrder::DayFirst);
        assert_eq!(order(&["31/12/2024", "1/2/2024"]), DayOrder::DayFirst);
    }
}
