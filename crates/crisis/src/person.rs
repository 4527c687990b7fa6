//! What is known of a person in need, and who needs to know how much of it.
//!
//! The whole [`Person`] is for consular officers; the desk at an assembly point sees a [`DeskView`]; everyone else sees
//! counts ([`crate::Counts`]). A view is another type, so that a field that is not needed cannot be sent by mistake.

use serde::{Deserialize, Serialize};

use crate::{Error, GroupId, PersonId, PlaceId};

/// Most names, documents or contacts of one person: a family register with former names stays below.
pub(crate) const ENTRIES_MAX: usize = 16;
/// Longest single text of a record, characters: an address fits.
pub(crate) const TEXT_CHARS_MAX: usize = 500;

/// The writing of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Script {
    /// Latin letters as the person writes them, with accents.
    Latin,
    /// Hiragana or katakana.
    Kana,
    /// Kanji.
    Kanji,
    /// As in the machine-readable zone of a travel document: A to Z and spaces.
    Mrz,
}

/// A name in one writing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NameForm {
    /// The writing.
    pub script: Script,
    /// Family name (primary identifier); empty when the person has one name only.
    pub family: String,
    /// Given names (secondary identifier).
    #[serde(default)]
    pub given: String,
}

/// A date of birth, of which the day or the month and day may be unknown (ICAO 9303-3 section 4.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct BirthDate {
    /// Year, 1850 to 2200.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: Option<u8>,
    /// Day of the month.
    pub day: Option<u8>,
}

impl BirthDate {
    /// A date that exists.
    ///
    /// # Errors
    /// `crisis-date`.
    pub fn new(year: i16, month: Option<u8>, day: Option<u8>) -> Result<Self, Error> {
        let fault = || Error::Date {
            text: format!("{year}-{month:?}-{day:?}"),
        };
        let month_fits = month.is_none_or(|m| (1..=12).contains(&m));
        let day_fits = match (month, day) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(m), Some(d)) => d >= 1 && d <= days_of(year, m),
        };
        if (1850..=2200).contains(&year) && month_fits && day_fits {
            Ok(Self { year, month, day })
        } else {
            Err(fault())
        }
    }

    /// Full years on a day (year, month, day); a part that is not known counts as its latest, so that nobody is taken
    /// for an adult who may be a child.
    #[must_use]
    pub fn age_on(self, year: i16, month: u8, day: u8) -> i16 {
        let born = (self.month.unwrap_or(12), self.day.unwrap_or(31));
        let years = year.saturating_sub(self.year);
        if (month, day) < born {
            years.saturating_sub(1)
        } else {
            years
        }
    }
}

/// Days of a month of the Gregorian calendar.
pub(crate) fn days_of(year: i16, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl From<BirthDate> for String {
    fn from(date: BirthDate) -> Self {
        match (date.month, date.day) {
            (Some(month), Some(day)) => format!("{:04}-{month:02}-{day:02}", date.year),
            (Some(month), None) => format!("{:04}-{month:02}", date.year),
            _ => format!("{:04}", date.year),
        }
    }
}

impl TryFrom<String> for BirthDate {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        let fault = || Error::Date {
            text: text.chars().take(32).collect(),
        };
        let mut parts = text.trim().split(['-', '/', '.']);
        let year = parts.next().filter(|y| y.len() == 4).ok_or_else(fault)?;
        let year = year.parse::<i16>().map_err(|_number| fault())?;
        let mut part = || match parts.next() {
            None => Ok(None),
            Some(text) => text.parse::<u8>().map(Some).map_err(|_number| fault()),
        };
        let (month, day) = (part()?, part()?);
        if parts.next().is_some() {
            return Err(fault());
        }
        Self::new(year, month, day)
    }
}

/// Kind of a travel document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Passport.
    Passport,
    /// Emergency travel document.
    Emergency,
    /// Identity card.
    Card,
    /// Visa.
    Visa,
    /// Another.
    Other,
}

/// A travel document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Document {
    /// Kind.
    pub kind: DocumentKind,
    /// Issuing state, ICAO 9303-3 code, such as `CAN`.
    pub issuer: String,
    /// Number as printed.
    pub number: String,
    /// Last day of validity.
    #[serde(default)]
    pub expires: Option<BirthDate>,
}

/// A way to reach a person, or who is to be told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Contact {
    /// Telephone, international form where known.
    Phone {
        /// Number.
        number: String,
    },
    /// E-mail.
    Email {
        /// Address.
        address: String,
    },
    /// Next of kin or emergency contact.
    NextOfKin {
        /// Name.
        name: String,
        /// Telephone or e-mail.
        reach: String,
    },
}

/// What a person needs on the way.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each need is met or not, independent of the others, and is ticked as such"
)]
pub struct Needs {
    /// Travels lying.
    pub stretcher: bool,
    /// Uses a wheelchair.
    pub wheelchair: bool,
    /// Pregnant.
    pub pregnant: bool,
    /// Needs oxygen, dialysis, medicine or a nurse.
    pub medical: bool,
    /// Under 18.
    pub minor: bool,
    /// Needs an interpreter.
    pub interpreter: bool,
    /// Animals that travel along.
    pub pets: u8,
    /// What else, as told; consular officers only.
    pub note: String,
}

/// What a person agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// The partner may know the name.
    Partner,
    /// Next of kin may be told.
    NextOfKin,
    /// Family reunification (Red Cross) may get a record.
    Reunification,
}

/// A consent and when it was given; a later withdrawal ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ConsentGiven {
    /// To what.
    pub to: Consent,
    /// Given (true) or withdrawn.
    pub given: bool,
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
}

/// Where a registration came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Registration of Canadians Abroad, file.
    Roca,
    /// Residence report (ORRnet), file.
    Orrnet,
    /// Tabi-Regi, file.
    TabiRegi,
    /// The page that was opened for the crisis.
    SelfReport,
    /// At a desk.
    WalkIn,
    /// A partner.
    Partner,
    /// Another file.
    File,
}

/// Whether a person may use a seat of ours.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Eligibility {
    /// Not yet looked at.
    #[default]
    Unknown,
    /// Citizen.
    Citizen,
    /// Permanent resident.
    Resident,
    /// Family of one who is eligible.
    Family,
    /// By agreement with a partner.
    Partner,
    /// Not eligible.
    No,
}

/// A person of the register: personal data, for consular officers of the owning node only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Id.
    pub id: PersonId,
    /// Names; the first is shown.
    pub names: Vec<NameForm>,
    /// Nationalities, ICAO 9303-3 codes.
    #[serde(default)]
    pub nationalities: Vec<String>,
    /// Date of birth.
    #[serde(default)]
    pub birth: Option<BirthDate>,
    /// Travel documents.
    #[serde(default)]
    pub documents: Vec<Document>,
    /// Contacts.
    #[serde(default)]
    pub contacts: Vec<Contact>,
    /// Needs.
    #[serde(default)]
    pub needs: Needs,
    /// Language to speak in, `en`, `fr`, `ja` or another BCP 47 tag.
    #[serde(default)]
    pub language: Option<String>,
    /// Consents in the order given.
    #[serde(default)]
    pub consents: Vec<ConsentGiven>,
    /// Travels with.
    #[serde(default)]
    pub group: Option<GroupId>,
    /// Who is responsible for a minor.
    #[serde(default)]
    pub guardian: Option<PersonId>,
    /// Place nearest to where the person is.
    #[serde(default)]
    pub place: Option<PlaceId>,
    /// Where, in words.
    #[serde(default)]
    pub whereabouts: String,
    /// Eligibility.
    #[serde(default)]
    pub eligibility: Eligibility,
    /// Where the record came from.
    pub source: Source,
    /// Key in that source.
    #[serde(default)]
    pub source_key: String,
}

/// What a desk at an assembly point needs: name to call, group, needs, language. No numbers, contacts or whereabouts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskView {
    /// Id.
    pub id: PersonId,
    /// Names.
    pub names: Vec<NameForm>,
    /// Group.
    pub group: Option<GroupId>,
    /// Guardian.
    pub guardian: Option<PersonId>,
    /// Needs, without the note.
    pub needs: Needs,
    /// Language.
    pub language: Option<String>,
    /// Place.
    pub place: Option<PlaceId>,
}

/// A priority class, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Travels lying.
    Stretcher,
    /// Wheelchair, pregnant or medical need.
    Care,
    /// A child, or a group with one.
    Minor,
    /// Anyone else.
    General,
}

impl Class {
    /// All classes, the most urgent first.
    pub const ALL: [Self; 4] = [Self::Stretcher, Self::Care, Self::Minor, Self::General];

    /// Stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Stretcher => "stretcher",
            Self::Care => "care",
            Self::Minor => "minor",
            Self::General => "general",
        }
    }
}

impl Needs {
    /// The priority class that these needs give.
    #[must_use]
    pub fn class(&self) -> Class {
        if self.stretcher {
            Class::Stretcher
        } else if self.wheelchair || self.pregnant || self.medical {
            Class::Care
        } else if self.minor {
            Class::Minor
        } else {
            Class::General
        }
    }
}

impl Person {
    /// A record with a name and no more.
    #[must_use]
    pub fn named(id: PersonId, name: NameForm, source: Source) -> Self {
        Self {
            id,
            names: vec![name],
            nationalities: Vec::new(),
            birth: None,
            documents: Vec::new(),
            contacts: Vec::new(),
            needs: Needs::default(),
            language: None,
            consents: Vec::new(),
            group: None,
            guardian: None,
            place: None,
            whereabouts: String::new(),
            eligibility: Eligibility::Unknown,
            source,
            source_key: String::new(),
        }
    }

    /// Refuses a record without a name, or one that is larger than a record may be.
    ///
    /// # Errors
    /// `crisis-name-missing`, `crisis-too-large`.
    pub fn check(&self) -> Result<(), Error> {
        let blank = |name: &NameForm| name.family.trim().is_empty() && name.given.trim().is_empty();
        if self.names.is_empty() || self.names.iter().all(blank) {
            return Err(Error::NameMissing);
        }
        for (what, found) in [
            ("names", self.names.len()),
            ("nationalities", self.nationalities.len()),
            ("documents", self.documents.len()),
            ("contacts", self.contacts.len()),
            ("consents", self.consents.len()),
        ] {
            if found > ENTRIES_MAX {
                let max = ENTRIES_MAX;
                return Err(Error::TooLarge { what, found, max });
            }
        }
        let texts = self.texts();
        let longest = texts.map(|text| text.chars().count()).max().unwrap_or(0);
        if longest > TEXT_CHARS_MAX {
            return Err(Error::TooLarge {
                what: "text",
                found: longest,
                max: TEXT_CHARS_MAX,
            });
        }
        Ok(())
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let names = self.names.iter().flat_map(|n| [&n.family, &n.given]);
        let documents = self.documents.iter().flat_map(|d| [&d.issuer, &d.number]);
        let contacts = self.contacts.iter().flat_map(|contact| match contact {
            Contact::Phone { number } => vec![number],
            Contact::Email { address } => vec![address],
            Contact::NextOfKin { name, reach } => vec![name, reach],
        });
        let rest = [&self.whereabouts, &self.source_key, &self.needs.note];
        let more = self.nationalities.iter().chain(self.language.iter());
        names
            .chain(documents)
            .chain(contacts)
            .chain(rest)
            .chain(more)
            .map(String::as_str)
    }

    /// Whether the person was asked and said no, or took a consent back: the latest word counts, and doubt says no.
    #[must_use]
    pub fn refuses(&self, to: Consent) -> bool {
        self.consents.iter().any(|it| it.to == to) && !self.consents_to(to)
    }

    /// Whether a consent stands: the latest word on it counts.
    #[must_use]
    pub fn consents_to(&self, to: Consent) -> bool {
        let latest = self.consents.iter().filter(|c| c.to == to);
        latest
            .max_by_key(|c| (c.at_ms, !c.given))
            .is_some_and(|c| c.given)
    }

    /// What a desk sees.
    #[must_use]
    pub fn for_desk(&self) -> DeskView {
        let mut needs = self.needs.clone();
        needs.note.clear();
        DeskView {
            id: self.id,
            names: self.names.clone(),
            group: self.group,
            guardian: self.guardian,
            needs,
            language: self.language.clone(),
            place: self.place,
        }
    }
}

/// People who travel together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Id.
    pub id: GroupId,
    /// Members, at least one.
    pub members: Vec<PersonId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn someone() -> Person {
        let name = NameForm {
            script: Script::Latin,
            family: "Tremblay".to_owned(),
            given: "Émilie".to_owned(),
        };
        Person::named(PersonId::from_number(1), name, Source::WalkIn)
    }

    #[test]
    fn dates_exist_or_are_refused_and_unknown_parts_stay_unknown() {
        for good in ["1984-02-29", "2000-02-29", "1990-05", "1990"] {
            let date = BirthDate::try_from(good.to_owned()).unwrap();
            assert_eq!(String::from(date), good);
        }
        for bad in [
            "1983-02-29",
            "1900-02-29",
            "84-01-01",
            "1990-13",
            "1990-00-01",
            "",
            "1990-1-1-1",
        ] {
            let fault = BirthDate::try_from(bad.to_owned()).unwrap_err();
            assert_eq!(fault.code(), "crisis-date", "{bad}");
        }
    }

    #[test]
    fn a_child_born_on_a_leap_day_comes_of_age_in_march() {
        let leap = BirthDate::new(2008, Some(2), Some(29)).unwrap();
        assert_eq!(leap.age_on(2026, 2, 28), 17);
        assert_eq!(leap.age_on(2026, 3, 1), 18);
        assert_eq!(
            BirthDate::new(2008, None, None)
                .unwrap()
                .age_on(2026, 12, 30),
            17
        );
    }

    #[test]
    fn a_withdrawn_consent_is_no_consent() {
        let mut person = someone();
        let word = |given, at_ms| ConsentGiven {
            to: Consent::Partner,
            given,
            at_ms,
        };
        assert!(!person.consents_to(Consent::Partner));
        person.consents = vec![word(false, 5), word(true, 3)];
        assert!(!person.consents_to(Consent::Partner));
        person.consents.push(word(true, 9));
        assert!(person.consents_to(Consent::Partner));
        person.consents.push(word(false, 9));
        assert!(!person.consents_to(Consent::Partner), "doubt says no");
    }

    #[test]
    fn the_desk_sees_no_number_contact_or_note() {
        let mut person = someone();
        person.documents.push(Document {
            kind: DocumentKind::Passport,
            issuer: "CAN".to_owned(),
            number: "GA302922".to_owned(),
            expires: None,
        });
        person.contacts.push(Contact::Phone {
            number: "+1 613 555 0100".to_owned(),
        });
        person.needs.note = "insulin".to_owned();
        person.whereabouts = "Hotel Sampaguita".to_owned();
        let seen = serde_json::to_string(&person.for_desk()).unwrap();
        for secret in ["GA302922", "555", "insulin", "Sampaguita"] {
            assert!(!seen.contains(secret), "{secret} in {seen}");
        }
    }

    #[test]
    fn a_record_without_name_or_without_bounds_is_refused() {
        let mut person = someone();
        person.check().unwrap();
        person.names[0].family = " ".to_owned();
        person.names[0].given.clear();
        assert_eq!(person.check().unwrap_err().code(), "crisis-name-missing");
        let mut person = someone();
        person.whereabouts = "x".repeat(TEXT_CHARS_MAX + 1);
        assert_eq!(person.check().unwrap_err().code(), "crisis-too-large");
    }
}
