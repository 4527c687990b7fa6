//! What may leave the node, each level a type of its own: counts (L0), groups under pseudonym (L1), lines of a manifest
//! (L2), records by consent (L3). Whether it leaves is for the exchange's release decision.

use std::collections::{BTreeMap, BTreeSet};

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::{
    BirthDate, Class, Consent, Eligibility, FunnelState, GroupId, LegId, NameForm, Person,
    PersonId, PlaceId, Standing, journey_hex as hex,
};

/// Counts below this are not told: few enough people are a person (ICEP and statistical offices use 3 to 10).
pub const CELL_LEAST: u32 = 5;

/// Where a person counts: place and class.
pub type Cell = (Option<PlaceId>, Class);

/// L0: how many people of each class are at each place, small counts left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// By place.
    pub places: Vec<PlaceCounts>,
}

/// Counts of one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceCounts {
    /// The place; none for people whose place is not known.
    pub place: Option<PlaceId>,
    /// People by class; `None` where not told.
    pub classes: BTreeMap<Class, Option<u32>>,
    /// All people; `None` where it is not told.
    pub total: Option<u32>,
}

impl Counts {
    /// Counts people by place and class.
    #[must_use]
    pub fn of(cells: impl IntoIterator<Item = Cell>) -> Self {
        let mut by_place: BTreeMap<Option<PlaceId>, BTreeMap<Class, u32>> = BTreeMap::new();
        for (place, class) in cells {
            let classes = by_place.entry(place).or_default();
            let count = classes.entry(class).or_default();
            *count = count.saturating_add(1);
        }
        let places = by_place
            .into_iter()
            .map(|(place, classes)| suppressed(place, &classes))
            .collect();
        Self { places }
    }
}

fn suppressed(place: Option<PlaceId>, classes: &BTreeMap<Class, u32>) -> PlaceCounts {
    let (hidden, is_told) = withheld(classes);
    let sum = classes
        .values()
        .fold(0_u32, |sum, n| sum.saturating_add(*n));
    let classes = Class::ALL
        .iter()
        .map(|class| {
            let n = classes.get(class).copied().unwrap_or(0);
            (*class, (!hidden.contains(class)).then_some(n))
        })
        .collect();
    PlaceCounts {
        place,
        classes,
        total: is_told.then_some(sum),
    }
}

/// Which counts of one total are left out: small ones, and as many more that nobody can work out from the total what was
/// left out; and whether the total can be told.
pub(crate) fn withheld<K: Ord + Clone>(counts: &BTreeMap<K, u32>) -> (BTreeSet<K>, bool) {
    let mut hidden: BTreeMap<&K, u32> = counts
        .iter()
        .filter(|(_, n)| is_small(**n))
        .map(|(key, n)| (key, *n))
        .collect();
    let mut is_told = true;
    while !hidden.is_empty() && (hidden.len() == 1 || hidden.values().sum::<u32>() < CELL_LEAST) {
        let next = counts
            .iter()
            .filter(|(key, n)| **n > 0 && !hidden.contains_key(key))
            .min_by_key(|(_, n)| **n);
        let Some((key, n)) = next else {
            is_told = false;
            break;
        };
        hidden.insert(key, *n);
    }
    (hidden.into_keys().cloned().collect(), is_told)
}

/// Whether a count is too small to be told.
pub(crate) fn is_small(n: u32) -> bool {
    (1..CELL_LEAST).contains(&n)
}

/// L1: a group that asks for seats, under a pseudonym that holds for one crisis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PseudonymousGroup {
    /// Pseudonym: keyed hash of the group id.
    pub pseudonym: String,
    /// People.
    pub size: u16,
    /// The most urgent class among them.
    pub class: Class,
    /// Of them lying.
    pub stretchers: u16,
    /// Of them in a wheelchair.
    pub wheelchairs: u16,
    /// Of them minors.
    pub minors: u16,
    /// All have a travel document.
    pub documents: bool,
    /// Place.
    pub place: Option<PlaceId>,
}

impl PseudonymousGroup {
    /// Of the members of a group; `None` when there are none.
    #[must_use]
    pub fn of(group: GroupId, members: &[&Person], crisis_key: &[u8; 32]) -> Option<Self> {
        let count = |wanted: fn(&Person) -> bool| {
            let n = members.iter().filter(|person| wanted(person)).count();
            u16::try_from(n).unwrap_or(u16::MAX)
        };
        Some(Self {
            pseudonym: pseudonym(crisis_key, b"group", &group.0)?,
            size: count(|_| true),
            class: members.iter().map(|person| person.needs.class()).min()?,
            stretchers: count(|person| person.needs.stretcher),
            wheelchairs: count(|person| person.needs.wheelchair),
            minors: count(|person| person.needs.minor),
            documents: members.iter().all(|person| !person.documents.is_empty()),
            place: members.iter().find_map(|person| person.place),
        })
    }
}

/// HMAC-SHA-256 of an id, first 16 bytes, hexadecimal: the same within a crisis, unlinkable across crises.
#[must_use]
pub fn pseudonym(crisis_key: &[u8; 32], what: &[u8], id: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(crisis_key).ok()?;
    mac.update(b"vigie/crisis/pseudonym/1");
    mac.update(&(what.len() as u64).to_be_bytes());
    mac.update(what);
    mac.update(id);
    let tag = mac.finalize().into_bytes();
    Some(hex(tag.get(..16)?))
}

/// L2: a line of the manifest of a leg that both partners use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestLine {
    /// The leg.
    pub leg: LegId,
    /// The person.
    pub person: PersonId,
    /// Name as the carrier needs it.
    pub name: NameForm,
    /// Date of birth.
    pub birth: Option<BirthDate>,
    /// Nationality.
    pub nationality: Option<String>,
    /// Document number.
    pub document: Option<String>,
    /// Class.
    pub class: Class,
    /// Group.
    pub group: Option<GroupId>,
    /// On board.
    pub embarked: bool,
    /// When the partner's copy is to be erased, milliseconds since 1970 UTC.
    pub expires_ms: i64,
}

/// Days after departure for which a manifest line is kept by a partner: customs and insurers ask within them.
pub const MANIFEST_DAYS: u16 = 30;

impl ManifestLine {
    /// The line of a person who has a seat on a leg; `None` for everyone else, so that no other name can leave this way, and
    /// for who said that the partner must not know the name: see [`ManifestLine::is_withheld`].
    #[must_use]
    pub fn of(person: &Person, standing: &Standing, leg: LegId, departs_ms: i64) -> Option<Self> {
        let has_seat = matches!(
            standing.state,
            FunnelState::Accepted
                | FunnelState::AtAssemblyPoint
                | FunnelState::Embarked
                | FunnelState::Arrived
        );
        let seated =
            standing.leg == Some(leg) && has_seat && standing.eligibility != Eligibility::No;
        if !seated || person.refuses(Consent::Partner) {
            return None;
        }
        let latin =
            |name: &&NameForm| matches!(name.script, crate::Script::Mrz | crate::Script::Latin);
        let name = person.names.iter().find(latin).or(person.names.first())?;
        let kept_ms = i64::from(MANIFEST_DAYS) * 86_400_000;
        Some(Self {
            leg,
            person: person.id,
            name: name.clone(),
            birth: person.birth,
            nationality: person.nationalities.first().cloned(),
            document: person.documents.first().map(|d| d.number.clone()),
            class: person.needs.class(),
            group: person.group,
            embarked: standing.state == FunnelState::Embarked,
            expires_ms: departs_ms.saturating_add(kept_ms),
        })
    }
}

impl ManifestLine {
    /// Whether a person on this leg is left out for having said that the partner must not know the name: an officer has to
    /// speak with them before the partner's leg can take them.
    #[must_use]
    pub fn is_withheld(person: &Person, standing: &Standing, leg: LegId) -> bool {
        standing.leg == Some(leg) && person.refuses(Consent::Partner)
    }
}

/// L3: what a person let others know: names, age, state and place; never numbers, contacts or needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentRecord {
    /// The consent it rests on.
    pub consent: Consent,
    /// The person.
    pub person: PersonId,
    /// Names.
    pub names: Vec<NameForm>,
    /// Date of birth.
    pub birth: Option<BirthDate>,
    /// First nationality.
    pub nationality: Option<String>,
    /// State.
    pub state: FunnelState,
    /// Whether the person was seen, spoken to or heard from.
    pub heard_of: bool,
    /// Since when, milliseconds since 1970 UTC.
    pub since_ms: i64,
    /// Place.
    pub place: Option<PlaceId>,
}

impl ConsentRecord {
    /// The record of a person who consents; `None` for everyone else.
    #[must_use]
    pub fn of(person: &Person, standing: &Standing, consent: Consent) -> Option<Self> {
        person.consents_to(consent).then(|| Self {
            consent,
            person: person.id,
            names: person.names.clone(),
            birth: person.birth,
            nationality: person.nationalities.first().cloned(),
            state: standing.state,
            heard_of: standing.heard_of,
            since_ms: standing.since_ms,
            place: standing.place.or(person.place),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nobody_can_work_out_a_small_count(counts in proptest::collection::vec(0usize..12, 4)) {
            let place = Some(PlaceId::from_number(1));
            let cells = Class::ALL.iter().zip(&counts).flat_map(|(class, n)| vec![(place, *class); *n]);
            let told = Counts::of(cells);
            let Some(row) = told.places.first() else { return Ok(()) };
            let shown: u32 = row.classes.values().flatten().sum();
            let hidden: Vec<usize> = Class::ALL.iter().zip(&counts).filter(|(c, _)| row.classes[c].is_none()).map(|(_, n)| *n).collect();
            for (class, n) in Class::ALL.iter().zip(&counts) {
                prop_assert!(*n == 0 || *n >= 5 || row.classes[class].is_none());
                prop_assert!(row.classes[class].is_none_or(|told| told as usize == *n));
            }
            if let Some(total) = row.total {
                prop_assert_eq!(total as usize, counts.iter().sum::<usize>());
                let rest = total - shown;
                prop_assert!(hidden.is_empty() || (hidden.len() >= 2 && rest >= CELL_LEAST), "{:?} {}", hidden, rest);
            }
        }
    }

    #[test]
    fn a_pseudonym_holds_for_one_crisis() {
        let of = |key: u8, id: u8| pseudonym(&[key; 32], b"group", &[id; 16]);
        assert_eq!(of(1, 1), of(1, 1));
        assert_ne!(of(1, 1), of(2, 1));
        assert_ne!(of(1, 1), of(1, 2));
    }
}
