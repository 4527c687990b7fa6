//! Where the fields are (ICAO 9303 parts 4 to 7).

use serde::{Deserialize, Serialize};

/// Kind of zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Card: three lines of 30.
    Td1,
    /// Larger card: two lines of 36.
    Td2,
    /// Passport: two lines of 44.
    Td3,
    /// Visa: two lines of 44.
    MrvA,
    /// Smaller visa: two lines of 36.
    MrvB,
}

/// A field of a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Document code.
    Code,
    /// Issuing state.
    Issuer,
    /// Names.
    Names,
    /// Document number.
    Number,
    /// Check digit of the number.
    NumberCheck,
    /// Nationality.
    Nationality,
    /// Date of birth.
    Birth,
    /// Check digit of the date of birth.
    BirthCheck,
    /// Sex.
    Sex,
    /// Date of expiry.
    Expiry,
    /// Check digit of the date of expiry.
    ExpiryCheck,
    /// Optional data.
    Optional,
    /// Check digit of the optional data.
    OptionalCheck,
    /// Second optional data (TD1).
    OptionalMore,
    /// Check digit of all.
    Composite,
}

/// Where a field is: line, first column, length; from 0.
pub(super) type At = (usize, usize, usize);

impl Format {
    /// Lines and their length.
    #[must_use]
    pub fn size(self) -> (usize, usize) {
        match self {
            Self::Td1 => (3, 30),
            Self::Td2 | Self::MrvB => (2, 36),
            Self::Td3 | Self::MrvA => (2, 44),
        }
    }

    /// All fields in the order of the zone.
    pub(super) fn fields(self) -> Vec<(Field, At)> {
        use Field as F;
        if self == Self::Td1 {
            return vec![
                (F::Code, (0, 0, 2)),
                (F::Issuer, (0, 2, 3)),
                (F::Number, (0, 5, 9)),
                (F::NumberCheck, (0, 14, 1)),
                (F::Optional, (0, 15, 15)),
                (F::Birth, (1, 0, 6)),
                (F::BirthCheck, (1, 6, 1)),
                (F::Sex, (1, 7, 1)),
                (F::Expiry, (1, 8, 6)),
                (F::ExpiryCheck, (1, 14, 1)),
                (F::Nationality, (1, 15, 3)),
                (F::OptionalMore, (1, 18, 11)),
                (F::Composite, (1, 29, 1)),
                (F::Names, (2, 0, 30)),
            ];
        }
        let (_, width) = self.size();
        let mut fields = vec![
            (F::Code, (0, 0, 2)),
            (F::Issuer, (0, 2, 3)),
            (F::Names, (0, 5, width - 5)),
            (F::Number, (1, 0, 9)),
            (F::NumberCheck, (1, 9, 1)),
            (F::Nationality, (1, 10, 3)),
            (F::Birth, (1, 13, 6)),
            (F::BirthCheck, (1, 19, 1)),
            (F::Sex, (1, 20, 1)),
            (F::Expiry, (1, 21, 6)),
            (F::ExpiryCheck, (1, 27, 1)),
        ];
        match self {
            Self::Td3 => fields.extend([
                (F::Optional, (1, 28, 14)),
                (F::OptionalCheck, (1, 42, 1)),
                (F::Composite, (1, 43, 1)),
            ]),
            Self::Td2 => fields.extend([(F::Optional, (1, 28, 7)), (F::Composite, (1, 35, 1))]),
            _ => fields.push((F::Optional, (1, 28, width - 28))),
        }
        fields
    }

    /// Stretches that the composite check digit covers, in order.
    pub(super) fn composite(self) -> &'static [At] {
        match self {
            Self::Td1 => &[(0, 5, 25), (1, 0, 7), (1, 8, 7), (1, 18, 11)],
            Self::Td2 => &[(1, 0, 10), (1, 13, 7), (1, 21, 14)],
            Self::Td3 => &[(1, 0, 10), (1, 13, 7), (1, 21, 22)],
            Self::MrvA | Self::MrvB => &[],
        }
    }

    /// The format of lines, by their number, length and first letter.
    pub(super) fn of(lines: &[String]) -> Option<Self> {
        let visa = lines.first()?.starts_with('V');
        match (lines.len(), lines.iter().map(String::len).max()?) {
            (3, 30) => Some(Self::Td1),
            (2, 44) if visa => Some(Self::MrvA),
            (2, 44) => Some(Self::Td3),
            (2, 36) if visa => Some(Self::MrvB),
            (2, 36) => Some(Self::Td2),
            _ => None,
        }
    }
}

/// The characters at a place.
pub(super) fn at(lines: &[String], (line, from, length): At) -> &str {
    lines
        .get(line)
        .and_then(|line| line.get(from..from + length))
        .unwrap_or_default()
}
