//! Lists of vessels: IUU lists and lists of authorised vessels, each with its date and source.
//!
//! A list is a claim by someone on a date, so a match names the list, its date, its source and the
//! row. Absence from a list of authorised vessels means nothing unless the list itself claims to be
//! complete for that flag or area: *unknown* is not *not authorised*.
//!
//! Strength of a match: numbers that follow a hull (IMO) weigh most, numbers that follow a radio
//! (MMSI, call sign) less, and a name alone is always weak, because fleets repeat names: of 368 vessels
//! on the combined IUU list of November 2025, 149 have no number at all and only the name can match.

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use crate::gear::Gear;
use crate::list_index::{Index, Spot};
use crate::name::ShipName;
use crate::role::role_of_class;

mod strength;

use strength::{MMSI, strength};

/// What a list says of the vessels on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    /// Engaged in illegal, unreported or unregulated fishing.
    Iuu,
    /// Authorised to fish, carry or tranship.
    Authorisation,
}

impl ListKind {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Iuu => "iuu",
            Self::Authorisation => "authorisation",
        }
    }
}

/// For which vessels a list claims to be complete; an absent field means all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completeness {
    /// Flag (ISO 3166 alpha-3).
    pub flag: Option<String>,
    /// Area, by the name or identifier the operator's areas use.
    pub area: Option<String>,
}

/// A list's own description.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListInfo {
    /// Identifier chosen by the operator; a list with the same one replaces it.
    pub id: String,
    /// Name as shown.
    pub name: String,
    /// Kind.
    pub kind: ListKind,
    /// Date the list speaks of.
    pub date: Time,
    /// Where it came from.
    pub source: String,
    /// What it claims to cover completely; empty means no such claim.
    #[serde(default)]
    pub complete_for: Vec<Completeness>,
}

/// A span of days as a list states it; a bare year or month is held to be uncertain inside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// Earliest moment it can have begun; absent means long ago.
    pub from: Option<Time>,
    /// Moment by which it has surely begun.
    pub from_sure: Option<Time>,
    /// Earliest moment it can have ended; absent means not ended.
    pub until_sure: Option<Time>,
    /// Moment by which it has surely ended.
    pub until: Option<Time>,
}

/// How a row stands on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// In force on that date.
    Listed,
    /// The list gives only a year or month and the date lies inside it, or the list contradicts itself.
    Uncertain,
    /// Begins later.
    Future,
    /// Was in force before.
    Former,
}

impl Standing {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Uncertain => "listed-uncertain",
            Self::Future => "listed-later",
            Self::Former => "formerly-listed",
        }
    }
}

impl Period {
    /// How the period stands on a date.
    #[must_use]
    pub fn standing(&self, as_of: Time) -> Standing {
        let before = |t: Option<Time>| t.is_some_and(|t| as_of < t);
        let past = |t: Option<Time>| t.is_some_and(|t| as_of >= t);
        if before(self.from) {
            Standing::Future
        } else if past(self.until) {
            Standing::Former
        } else if before(self.from_sure) || past(self.until_sure) {
            Standing::Uncertain
        } else {
            Standing::Listed
        }
    }
}

/// A listing by one body, such as an RFMO.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Body, such as `NPFC`.
    pub body: String,
    /// When.
    pub period: Period,
    /// Reason as written, possibly empty.
    pub reason: String,
}

/// One vessel of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRow {
    /// Line of the file, from 1.
    pub line: u64,
    /// Names, present ones first, as written.
    pub names: Vec<String>,
    /// IMO numbers.
    pub imos: Vec<u32>,
    /// MMSIs.
    pub mmsis: Vec<u32>,
    /// Call signs, letters and digits only.
    pub call_signs: Vec<String>,
    /// Flag (ISO 3166 alpha-3), if stated and known.
    pub flag: Option<String>,
    /// Gear or vessel type as written.
    pub gear: Option<String>,
    /// Areas or species groups as written.
    pub areas: Vec<String>,
    /// Whether the list says it is in force now; used only where no dates are given.
    pub current: Option<bool>,
    /// Period in force, if the list has one per vessel.
    pub period: Period,
    /// Listings by body.
    pub listings: Vec<Listing>,
}

impl ListRow {
    /// How this row stands on a date: the best of its listings, else its own period. From the list's own
    /// date on, its word on who is listed now settles a bare year, and makes dates that contradict it
    /// uncertain (six vessels of the combined list of November 2025 are said to be off it while some
    /// body's listing has no end).
    #[must_use]
    pub fn standing(&self, as_of: Time, list_date: Time) -> Standing {
        let by_body = self.listings.iter().map(|l| l.period.standing(as_of)).min();
        let by_date = by_body.unwrap_or_else(|| self.period.standing(as_of));
        match (
            by_date,
            self.current
                .filter(|_| as_of >= list_date || by_body.is_none()),
        ) {
            (Standing::Uncertain, Some(true)) => Standing::Listed,
            (Standing::Listed, Some(false)) if by_body.is_some() => Standing::Uncertain,
            (_, Some(false)) => Standing::Former,
            _ => by_date,
        }
    }

    /// Bodies that list it on a date.
    #[must_use]
    pub fn bodies(&self, as_of: Time) -> Vec<&str> {
        let in_force = |l: &&Listing| l.period.standing(as_of) <= Standing::Uncertain;
        self.listings
            .iter()
            .filter(in_force)
            .map(|l| l.body.as_str())
            .collect()
    }
}

/// A cell or row that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFault {
    /// Line of the file, from 1.
    pub line: u64,
    /// Stable code, such as `nothing-to-match` or `date-unreadable`.
    pub reason: String,
    /// Column, as the header names it; empty when the whole row is meant.
    pub column: String,
    /// Whether the whole row was left out.
    pub row_dropped: bool,
}

/// One list.
#[derive(Debug, Clone, PartialEq)]
pub struct VesselList {
    /// Its description.
    pub info: ListInfo,
    /// Its vessels, in the order of the file.
    pub rows: Vec<ListRow>,
    /// What could not be used.
    pub faults: Vec<RowFault>,
}

/// What is known of the vessel looked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sought<'a> {
    /// MMSI.
    pub mmsi: Option<u32>,
    /// IMO number.
    pub imo: Option<u32>,
    /// Call sign as sent.
    pub call_sign: Option<&'a str>,
    /// Name.
    pub name: Option<&'a ShipName>,
    /// Flag (ISO 3166 alpha-3).
    pub flag: Option<&'a str>,
    /// Names and identifiers of the areas it is in, such as `NPFC`.
    pub areas: &'a [String],
}

/// A row of a list that may be this vessel.
#[derive(Debug, Clone, PartialEq)]
pub struct ListHit<'a> {
    /// The list.
    pub info: &'a ListInfo,
    /// The row.
    pub row: &'a ListRow,
    /// How the row stands on the date asked for.
    pub standing: Standing,
    /// 0 to 1: how surely the row means this vessel.
    pub strength: f64,
    /// Stable codes: `imo`, `mmsi`, `call-sign`, `name`, then what supports or contradicts:
    /// `flag-agrees`, `flag-differs`, `area-agrees`, `imo-differs`, `name-alone`, `name-common`,
    /// `name-cut`, `name-differs`, and those of [`Likeness`].
    pub codes: Vec<&'static str>,
    /// The name of the row that matched.
    pub name: Option<&'a str>,
}

/// What the lists say on whether a vessel is authorised.
#[derive(Debug, Clone, PartialEq)]
pub struct Authorisation<'a> {
    /// Outcome.
    pub outcome: AuthorisationOutcome,
    /// The hit it rests on, or the nearest to one.
    pub hit: Option<ListHit<'a>>,
    /// The list that claims to be complete, for `not-authorised`.
    pub complete: Option<&'a ListInfo>,
}

/// Whether a vessel is authorised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthorisationOutcome {
    /// A list in force on the date names it, by more than a bare name.
    Authorised,
    /// A list that claims to be complete for it does not name it.
    NotAuthorised,
    /// No list says either.
    Unknown,
}

impl AuthorisationOutcome {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Authorised => "authorised",
            Self::NotAuthorised => "not-authorised",
            Self::Unknown => "unknown",
        }
    }
}

/// Above it a row is held to mean the vessel for an authorisation.
const AUTHORISED_MIN: f64 = 0.6;

/// All lists an operator loaded, indexed so that a look-up costs microseconds.
#[derive(Debug, Clone, Default)]
pub struct ListSet {
    lists: Vec<VesselList>,
    index: Index,
    generation: u64,
}

impl ListSet {
    /// Adds a list, or replaces the one with the same identifier.
    pub fn put(&mut self, list: VesselList) {
        match self
            .lists
            .binary_search_by(|l| l.info.id.cmp(&list.info.id))
        {
            Ok(at) => {
                if let Some(old) = self.lists.get_mut(at) {
                    *old = list;
                }
            }
            Err(at) => self.lists.insert(at, list),
        }
        self.changed();
    }

    /// Removes a list; gives whether it was there.
    pub fn remove(&mut self, id: &str) -> bool {
        let before = self.lists.len();
        self.lists.retain(|l| l.info.id != id);
        let removed = self.lists.len() < before;
        if removed {
            self.changed();
        }
        removed
    }

    fn changed(&mut self) {
        self.index = Index::new(&self.lists);
        self.generation += 1;
    }

    /// Counts up with every change, so that a detector knows when to look again.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The lists by identifier.
    pub fn iter(&self) -> impl Iterator<Item = &VesselList> {
        self.lists.iter()
    }

    /// Whether there is no list.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// The list with this identifier.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&VesselList> {
        self.lists.iter().find(|l| l.info.id == id)
    }

    /// The best row of each list of a kind that may be this vessel, the surest first; rows in force on
    /// the date come before others.
    #[must_use]
    pub fn matches(&self, kind: ListKind, sought: &Sought<'_>, as_of: Time) -> Vec<ListHit<'_>> {
        let mut hits: Vec<ListHit<'_>> = Vec::new();
        for spot in self.index.find(sought) {
            let Some(hit) = self.judge(spot, kind, sought, as_of) else {
                continue;
            };
            match hits.iter_mut().find(|h| h.info.id == hit.info.id) {
                Some(best) if better(&hit, best) => *best = hit,
                Some(_) => {}
                None => hits.push(hit),
            }
        }
        hits.sort_by(|a, b| {
            b.strength
                .total_cmp(&a.strength)
                .then_with(|| a.info.id.cmp(&b.info.id))
        });
        hits
    }

    /// The gear that the lists tell of a vessel which an IMO number or an MMSI surely names: as our own code where it is one
    /// of ours, else as written. A permit that ran out still tells the gear.
    #[must_use]
    pub fn gear_of(
        &self,
        mmsi: u32,
        imo: Option<u32>,
        call_sign: Option<&str>,
        as_of: Time,
    ) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        let sought = Sought {
            mmsi: Some(mmsi),
            imo,
            call_sign,
            ..Sought::default()
        };
        let hits =
            [ListKind::Authorisation, ListKind::Iuu].map(|kind| self.matches(kind, &sought, as_of));
        let mut told = hits
            .iter()
            .flatten()
            .filter(|hit| hit.strength >= MMSI)
            .filter_map(|hit| {
                let written = hit.row.gear.as_deref()?;
                let gear = Gear::of(written).map(|gear| gear.code().to_owned());
                let gear = gear.or_else(|| role_of_class(written).map(|_| written.to_owned()))?;
                Some((hit.strength, gear))
            });
        let first = told.next()?;
        let best = told.fold(
            first,
            |best, next| if next.0 > best.0 { next } else { best },
        );
        Some(best.1)
    }

    fn judge(
        &self,
        spot: Spot,
        kind: ListKind,
        sought: &Sought<'_>,
        as_of: Time,
    ) -> Option<ListHit<'_>> {
        let list = self
            .lists
            .get(spot.list as usize)
            .filter(|l| l.info.kind == kind)?;
        let row = list.rows.get(spot.row as usize)?;
        let names = self.index.names(spot);
        let (strength, codes, name) = strength(row, names, sought);
        (strength > 0.0).then(|| ListHit {
            info: &list.info,
            row,
            standing: row.standing(as_of, list.info.date),
            strength,
            codes,
            name: name.and_then(|i| row.names.get(i)).map(String::as_str),
        })
    }

    /// Whether the lists show this vessel authorised on a date. Only a list that claims to be complete
    /// for the vessel's flag or for an area it is in can show that it is not.
    #[must_use]
    pub fn authorisation(&self, sought: &Sought<'_>, as_of: Time) -> Authorisation<'_> {
        let hits = self.matches(ListKind::Authorisation, sought, as_of);
        let named =
            |h: &&ListHit<'_>| h.standing == Standing::Listed && h.strength >= AUTHORISED_MIN;
        if let Some(hit) = hits.iter().find(named) {
            let hit = Some(hit.clone());
            return Authorisation {
                outcome: AuthorisationOutcome::Authorised,
                hit,
                complete: None,
            };
        }
        // A row that may be the vessel, by name or with an uncertain date, keeps the question open.
        let open = hits.iter().any(|h| h.standing <= Standing::Uncertain);
        let complete = self
            .lists
            .iter()
            .map(|l| &l.info)
            .find(|info| covers(info, sought, as_of));
        let hit = hits.into_iter().next();
        let outcome = match complete {
            Some(_) if !open => AuthorisationOutcome::NotAuthorised,
            _ => AuthorisationOutcome::Unknown,
        };
        let complete = complete.filter(|_| outcome == AuthorisationOutcome::NotAuthorised);
        Authorisation {
            outcome,
            hit,
            complete,
        }
    }
}

/// Whether a list of authorised vessels claims to name every one like this, from its date on.
fn covers(info: &ListInfo, sought: &Sought<'_>, as_of: Time) -> bool {
    let claims = |c: &Completeness| {
        let flag = c
            .flag
            .as_deref()
            .is_none_or(|flag| sought.flag == Some(flag));
        let area = c
            .area
            .as_ref()
            .is_none_or(|area| sought.areas.contains(area));
        flag && area
    };
    info.kind == ListKind::Authorisation
        && as_of >= info.date
        && info.complete_for.iter().any(claims)
}

fn better(hit: &ListHit<'_>, than: &ListHit<'_>) -> bool {
    let key = |h: &ListHit<'_>| h.standing <= Standing::Uncertain;
    match key(hit).cmp(&key(than)) {
        std::cmp::Ordering::Equal => hit.strength > than.strength,
        order => order.is_gt(),
    }
}

/// Letters and digits of a call sign, upper case.
pub(crate) fn plain_call_sign(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}
