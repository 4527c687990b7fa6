//! Cells of a file of detections: what is there, what is not told, and what no sensor can have measured.

/// What producers write for a number that they do not have.
const NOT_TOLD: [&str; 9] = [
    "", "-", "na", "n/a", "nan", "null", "none", "999999", "-999999",
];
/// Lengths of ships and boats, metres.
const LENGTHS_M: std::ops::RangeInclusive<f64> = 1.0..=600.0;

/// How the fields of a file are parted, and how its decimals are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) delimiter: u8,
    /// Whether decimals may have commas.
    comma: bool,
}

impl Form {
    /// Fields parted by commas.
    pub(super) const PLAIN: Self = Self {
        delimiter: b',',
        comma: false,
    };

    /// As the header has most of: commas, semicolons or tabs; with the latter two decimals may have commas.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let header = bytes.split(|b| matches!(b, b'\n' | b'\r')).next();
        let header = header.unwrap_or_default();
        let count = |of: u8| header.iter().filter(|b| **b == of).count();
        let best = [b'\t', b';', b','].into_iter().max_by_key(|d| count(*d));
        let delimiter = best.unwrap_or(b',');
        Self {
            delimiter,
            comma: delimiter != b',',
        }
    }

    /// A number, if it is one.
    pub(super) fn number(self, text: &str) -> Option<f64> {
        let value = if self.comma && text.contains(',') {
            text.replace(',', ".").parse::<f64>()
        } else {
            text.parse()
        };
        value.ok().filter(|v| v.is_finite())
    }

    /// A length in metres; why not, if something else is told.
    pub(super) fn length_m(self, text: &str) -> Result<Option<f64>, &'static str> {
        if is_not_told(text) {
            return Ok(None);
        }
        let length_m = self.number(text).ok_or("length-unreadable")?;
        let is_ship = LENGTHS_M.contains(&length_m);
        is_ship
            .then_some(Some(length_m))
            .ok_or("length-out-of-range")
    }

    /// A confidence that is written as a share of `whole`, 0 to 1; why not, if something else is told.
    pub(super) fn confidence(self, text: &str, whole: f64) -> Result<Option<f64>, &'static str> {
        if is_not_told(text) {
            return Ok(None);
        }
        let share = self.number(text).ok_or("confidence-unreadable")? / whole;
        let is_share = (0.0..=1.0).contains(&share);
        is_share
            .then_some(Some(share))
            .ok_or("confidence-out-of-range")
    }
}

/// Whether a cell says nothing.
pub(super) fn is_not_told(text: &str) -> bool {
    NOT_TOLD.iter().any(|not| text.eq_ignore_ascii_case(not))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_ship_has_is_told_and_what_is_not_told_is_not() {
        let length = |text| Form::PLAIN.length_m(text);
        assert_eq!((length("61.5"), length("NaN")), (Ok(Some(61.5)), Ok(None)));
        assert_eq!(length("abc"), Err("length-unreadable"));
        assert_eq!(length("-20"), Err("length-out-of-range"));
        assert_eq!(length("99999"), Err("length-out-of-range"));
        let confidence = |text, whole| Form::PLAIN.confidence(text, whole);
        assert_eq!(confidence("90", 1.0), Err("confidence-out-of-range"));
        assert_eq!(confidence("90", 100.0), Ok(Some(0.9)));
        assert_eq!(confidence("high", 1.0), Err("confidence-unreadable"));
    }

    #[test]
    fn decimals_have_commas_only_where_fields_are_parted_otherwise() {
        let german = Form::of(b"time;lat;lon\n1;2,5;3\n");
        assert_eq!(german.number("-178,57436"), Some(-178.574_36));
        assert_eq!(german.number("41.5"), Some(41.5));
        assert_eq!(Form::of(b"time\tlat\r\n").delimiter, b'\t');
        assert_eq!(Form::of(b"time,lat,lon\n1;2;3;4"), Form::PLAIN);
        assert_eq!(Form::PLAIN.number("41,5"), None);
        assert_eq!(Form::of(b""), Form::PLAIN);
    }
}
