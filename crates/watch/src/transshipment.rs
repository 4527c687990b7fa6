//! Notices of transshipment: who said beforehand, to an authority, that two vessels would meet at sea.
//!
//! A notice is a claim by someone, so what is told of it names the notice, its file and its source. Absence of a notice means
//! nothing unless an operator says for which period (and area) a file holds all of them: *unknown* is not *not notified*.
//!
//! Versions of one notice (the same source and id) are one notice: the version notified last holds, whatever the order of rows
//! and files. When it was first notified is the time of the earliest version with the same vessels, window and place, so
//! that a later word on the observer, or that it was done, does not make a timely notice late.

use serde::{Deserialize, Serialize};
use vigie_sea::{AreaSet, Position, Time};

use crate::list::{ListSet, RowFault, Sought};
use crate::list_csv::span_of;
use crate::list_index::cut;
use crate::rules::within;
use crate::{AuthorisationOutcome, Error, ShipName};

/// Thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// A meeting so far before or after the window still belongs to the notice, hours.
    pub time_tolerance_h: f64,
    /// A meeting so far from the place still belongs to the notice, nautical miles.
    pub place_tolerance_nm: f64,
    /// Notified less than this before the meeting began is late, hours.
    pub lead_h: f64,
    /// A notice of the same two vessels is told as one for another time up to so far from its window, hours.
    pub other_time_h: f64,
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), Error> {
        within(
            "encounter.notice.time_tolerance_h",
            self.time_tolerance_h,
            0.0..=720.0,
        )?;
        within(
            "encounter.notice.place_tolerance_nm",
            self.place_tolerance_nm,
            0.0..=1_000.0,
        )?;
        within("encounter.notice.lead_h", self.lead_h, 0.0..=720.0)?;
        within(
            "encounter.notice.other_time_h",
            self.other_time_h,
            0.0..=8_760.0,
        )
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            time_tolerance_h: 12.0,
            place_tolerance_nm: 24.0,
            lead_h: 0.0,
            other_time_h: 168.0,
        }
    }
}

/// How a notice stands.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum NoticeStatus {
    /// Said to come.
    #[default]
    Planned,
    /// Said to have been done.
    Done,
    /// Called off.
    Cancelled,
}

impl NoticeStatus {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A vessel as a notice names it; any of these may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Party {
    /// IMO number.
    pub imo: Option<u32>,
    /// MMSI.
    pub mmsi: Option<u32>,
    /// Call sign, letters and digits only.
    pub call_sign: Option<String>,
    /// Name as written.
    pub name: Option<String>,
}

impl Party {
    /// Whether nothing is said of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One row of a file of notices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Line of the file, from 1.
    pub line: u64,
    /// Identifier that the authority gave it.
    pub id: String,
    /// When it was notified.
    pub notified_at: Time,
    /// Beginning of the planned window.
    pub from: Time,
    /// End of the planned window, included.
    pub until: Time,
    /// Planned place, if stated.
    pub place: Option<Position>,
    /// Who hands over.
    pub donor: Party,
    /// Who takes over.
    pub receiver: Party,
    /// Whether an observer is aboard; absent means not told.
    pub observer: Option<bool>,
    /// Reference of an authorisation, possibly empty.
    pub authorisation: String,
    /// How it stands.
    pub status: NoticeStatus,
    /// Who it came from, as the row says; possibly empty.
    pub source: String,
}

/// What every version of a notice that differs in nothing else but its standing has in common.
type Plan<'a> = (Time, Time, Option<(i32, i32)>, &'a Party, &'a Party);

impl Notice {
    fn plan(&self) -> Plan<'_> {
        let place = self.place.map(Position::to_e7);
        (self.from, self.until, place, &self.donor, &self.receiver)
    }
}

/// For which period, and where, a file holds every notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeClaim {
    /// From this moment on.
    pub from: Time,
    /// Up to and including this moment.
    pub until: Time,
    /// Area, by the name or identifier the operator's areas use; absent means everywhere.
    pub area: Option<String>,
}

impl NoticeClaim {
    /// Reads `FROM/UNTIL` or `FROM/UNTIL/AREA`. A bare day, month or year is meant whole.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '/');
        let (from, _) = span_of(parts.next()?)?;
        let (_, end) = span_of(parts.next()?)?;
        let area = parts.next().map(|area| area.trim().to_owned());
        let until = end.plus_ms(-1);
        let is_sound = from <= until && area.as_ref().is_none_or(|area| !area.is_empty());
        is_sound.then_some(Self { from, until, area })
    }

    /// A notice planned so far beside the meeting would be its notice: the claim must hold for then too.
    fn covers(&self, meeting: &Meeting<'_>, areas: &AreaSet, slack_ms: i64) -> bool {
        let inside = |place: &Position| {
            let names = |area: &String| {
                let at = areas.at(*place).into_iter().filter_map(|i| areas.get(i));
                at.into_iter().any(|a| a.id == *area || a.name == *area)
            };
            self.area.as_ref().is_none_or(names)
        };
        self.from.plus_ms(slack_ms) <= meeting.start
            && meeting.end.plus_ms(slack_ms) <= self.until
            && meeting.places.iter().all(inside)
    }
}

/// A file's own description.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeInfo {
    /// Identifier chosen by the operator; a file with the same one replaces it.
    pub id: String,
    /// Name as shown.
    pub name: String,
    /// Where it came from.
    pub source: String,
    /// For what it claims to be complete; empty means no such claim.
    #[serde(default)]
    pub complete: Vec<NoticeClaim>,
}

/// One file of notices.
#[derive(Debug, Clone, PartialEq)]
pub struct NoticeFile {
    /// Its description.
    pub info: NoticeInfo,
    /// Its notices, in the order of the file, earlier versions included.
    pub rows: Vec<Notice>,
    /// What could not be used.
    pub faults: Vec<RowFault>,
}

impl NoticeFile {
    /// Rows that were left out whole. While there are any, the file is not complete for anything.
    #[must_use]
    pub fn rows_dropped(&self) -> usize {
        self.faults.iter().filter(|f| f.row_dropped).count()
    }
}

/// A notice as it stands after all its versions.
#[derive(Debug, Clone, PartialEq)]
pub struct StandingNotice {
    /// The version that holds.
    pub notice: Notice,
    /// When this plan was first notified.
    pub first_notified: Time,
    /// Identifier of the file that holds it.
    pub file: String,
    /// Who it came from: as its row says, else as its file says.
    pub source: String,
    /// Names of donor and receiver, ready to compare: whole, and cut as AIS cuts.
    names: [Vec<ShipName>; 2],
}

/// All notices an operator loaded.
#[derive(Debug, Clone, Default)]
pub struct NoticeSet {
    files: Vec<NoticeFile>,
    /// By beginning of the window, then source and id.
    standing: Vec<StandingNotice>,
    longest_ms: i64,
    generation: u64,
}

impl NoticeSet {
    /// Adds a file, or replaces the one with the same identifier.
    pub fn put(&mut self, file: NoticeFile) {
        self.files.retain(|known| known.info.id != file.info.id);
        self.files.push(file);
        self.files.sort_by(|a, b| a.info.id.cmp(&b.info.id));
        self.changed();
    }

    /// Removes a file; gives whether it was there.
    pub fn remove(&mut self, id: &str) -> bool {
        let before = self.files.len();
        self.files.retain(|file| file.info.id != id);
        let removed = self.files.len() < before;
        if removed {
            self.changed();
        }
        removed
    }

    fn changed(&mut self) {
        self.standing = standing(&self.files);
        let length = |known: &StandingNotice| known.notice.until.ms() - known.notice.from.ms();
        self.longest_ms = self.standing.iter().map(length).max().unwrap_or(0);
        self.generation += 1;
    }

    /// Counts up with every change, so that a detector knows when to look again.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The files by identifier.
    pub fn iter(&self) -> impl Iterator<Item = &NoticeFile> {
        self.files.iter()
    }

    /// The notices that stand, cancelled ones included, by the beginning of their window.
    pub fn standing(&self) -> impl Iterator<Item = &StandingNotice> {
        self.standing.iter()
    }

    /// Whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The file with this identifier.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&NoticeFile> {
        self.files.iter().find(|file| file.info.id == id)
    }

    /// Notices whose window lies within `reach_ms` of a meeting.
    pub(crate) fn around(
        &self,
        start: Time,
        end: Time,
        reach_ms: i64,
    ) -> impl Iterator<Item = &StandingNotice> {
        let first = start.plus_ms(-reach_ms).plus_ms(-self.longest_ms);
        let last = end.plus_ms(reach_ms);
        let at = self.standing.partition_point(|k| k.notice.from < first);
        let later = self.standing.get(at..).unwrap_or(&[]);
        later.iter().take_while(move |k| k.notice.from <= last)
    }

    /// Why nothing can be said of a missing notice, or the file and the claim by which it can.
    pub(crate) fn completeness(
        &self,
        meeting: &Meeting<'_>,
        areas: &AreaSet,
        slack_ms: i64,
    ) -> Result<(&NoticeInfo, &NoticeClaim), &'static str> {
        let (mut why, mut found) = ("no-claim", None);
        for file in &self.files {
            for claim in &file.info.complete {
                if !claim.covers(meeting, areas, slack_ms) {
                    why = "outside-claim";
                } else if file.rows_dropped() > 0 {
                    // One of the rows that could not be read may be the notice.
                    return Err("rows-set-aside");
                } else {
                    found = found.or(Some((&file.info, claim)));
                }
            }
        }
        found.ok_or(why)
    }
}

/// Groups versions by source and id, and keeps of each the one that holds.
fn standing(files: &[NoticeFile]) -> Vec<StandingNotice> {
    let mut all: Vec<(&NoticeInfo, &Notice)> = files
        .iter()
        .flat_map(|file| file.rows.iter().map(move |row| (&file.info, row)))
        .collect();
    // Without a source of its own a notice is known by its file: two authorities may both have a notice 1.
    let key = |(info, row): &(&NoticeInfo, &Notice)| {
        let of_file = row.source.is_empty();
        let whose = if of_file {
            info.id.clone()
        } else {
            row.source.clone()
        };
        (of_file, whose, row.id.clone())
    };
    all.sort_by_cached_key(|known| {
        let (info, row) = *known;
        (
            key(known),
            row.notified_at,
            row.status,
            row.from,
            row.until,
            row.place.map(Position::to_e7),
            (row.donor.clone(), row.receiver.clone()),
            (row.observer, row.authorisation.clone()),
            (info.id.clone(), row.line),
        )
    });
    let mut found: Vec<StandingNotice> = all
        .chunk_by(|a, b| key(a) == key(b))
        .filter_map(|versions| {
            let (info, last) = versions.last()?;
            let same = |(_, row): &&(&NoticeInfo, &Notice)| {
                row.plan() == last.plan() && row.status != NoticeStatus::Cancelled
            };
            let first = versions.iter().find(same);
            let source = if last.source.is_empty() {
                &info.source
            } else {
                &last.source
            };
            Some(StandingNotice {
                notice: (*last).clone(),
                first_notified: first.map_or(last.notified_at, |(_, row)| row.notified_at),
                file: info.id.clone(),
                source: source.clone(),
                names: [&last.donor, &last.receiver].map(names_of),
            })
        })
        .collect();
    found.sort_by(|a, b| {
        let key = |k: &StandingNotice| (k.notice.from, k.notice.until);
        let who = |k: &StandingNotice| (k.source.clone(), k.notice.id.clone(), k.file.clone());
        key(a).cmp(&key(b)).then_with(|| who(a).cmp(&who(b)))
    });
    found
}

fn names_of(party: &Party) -> Vec<ShipName> {
    let written = party.name.as_deref();
    let whole = written.map(ShipName::new);
    [whole, written.and_then(cut)]
        .into_iter()
        .flatten()
        .filter(|name| !name.is_empty())
        .collect()
}

/// A meeting as far as notices are compared with it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meeting<'a> {
    pub(crate) start: Time,
    pub(crate) end: Time,
    /// Where it began, was and ended.
    pub(crate) places: &'a [Position],
}

/// What is known of one of the two that met.
#[derive(Debug, Clone, Default)]
pub(crate) struct Met<'a> {
    pub(crate) mmsi: Option<u32>,
    pub(crate) imo: Option<u32>,
    pub(crate) call_sign: Option<&'a str>,
    pub(crate) name: Option<ShipName>,
    pub(crate) flag: Option<&'a str>,
}

/// Whether a party of a notice is a vessel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fit {
    /// It is, by these identifiers; weakly by a name alone, or where the IMO number differs.
    Same { weak: bool, by: Vec<&'static str> },
    /// Something that both tell differs, and nothing agrees.
    Other,
    /// Nothing can be compared.
    Open,
}

/// Compares a party with a vessel: IMO number first, then MMSI, call sign, equal name.
pub(crate) fn fit(party: &Party, names: &[ShipName], met: &Met<'_>) -> Fit {
    let equal = |a: Option<u32>, b: Option<u32>| a.zip(b).map(|(a, b)| a == b);
    let sign = party.call_sign.as_deref().zip(met.call_sign);
    let imo = equal(party.imo, met.imo);
    let numbers = [
        ("imo", imo),
        ("mmsi", equal(party.mmsi, met.mmsi)),
        ("call-sign", sign.map(|(a, b)| a == b)),
    ];
    let name = met.name.as_ref().and_then(|name| same_name(names, name));
    let agree = |(_, found): &&(&'static str, Option<bool>)| *found == Some(true);
    let mut by: Vec<&'static str> = numbers
        .iter()
        .filter(agree)
        .map(|(code, _)| *code)
        .collect();
    let by_number = !by.is_empty();
    match (by_number, name) {
        // Namesakes: fleets repeat names, an IMO number stays with the hull.
        (false, Some(true)) if imo == Some(false) => Fit::Other,
        (false, Some(true)) => Fit::Same {
            weak: true,
            by: vec!["name-alone"],
        },
        (false, _) => {
            let differs = |(_, found): &(&str, Option<bool>)| *found == Some(false);
            if numbers.iter().any(differs) || name == Some(false) {
                Fit::Other
            } else {
                Fit::Open
            }
        }
        (true, _) => {
            match name {
                Some(true) => by.push("name"),
                Some(false) => by.push("name-differs"),
                None => {}
            }
            // A digit mistyped in the notice must not make a notified meeting one that was not.
            let weak = imo == Some(false);
            if weak {
                by.push("imo-differs");
            }
            Fit::Same { weak, by }
        }
    }
}

/// Whether a vessel bears one of the names; `None` where that cannot be told: other scripts, or names nearly alike.
fn same_name(names: &[ShipName], met: &ShipName) -> Option<bool> {
    let both = |a: &str, b: &str| !a.is_empty() && !b.is_empty();
    let same_script =
        |name: &ShipName| both(&name.letters, &met.letters) || both(&name.signs, &met.signs);
    let score = |name: &ShipName| name.likeness(met).score;
    if names.iter().any(|name| score(name) >= NAME_EQUAL) {
        return Some(true);
    }
    let differs = |name: &ShipName| same_script(name) && score(name) == 0.0;
    (!names.is_empty() && names.iter().all(differs)).then_some(false)
}

/// Likeness from which a name is equal but for spaces.
const NAME_EQUAL: f64 = 0.98;

/// Whether the lists show the carrier authorised on a date.
pub(crate) fn permit_code(
    lists: &ListSet,
    met: &Met<'_>,
    areas: &[String],
    as_of: Time,
) -> &'static str {
    let sought = Sought {
        mmsi: met.mmsi,
        imo: met.imo,
        call_sign: met.call_sign,
        name: met.name.as_ref(),
        flag: met.flag,
        areas,
    };
    match lists.authorisation(&sought, as_of).outcome {
        AuthorisationOutcome::Authorised => "authorised",
        AuthorisationOutcome::NotAuthorised => "not-on-list",
        AuthorisationOutcome::Unknown => "unknown",
    }
}

impl StandingNotice {
    /// How donor and receiver fit a vessel.
    pub(crate) fn fits(&self, met: &Met<'_>) -> [Fit; 2] {
        let [donor, receiver] = &self.names;
        [
            fit(&self.notice.donor, donor, met),
            fit(&self.notice.receiver, receiver, met),
        ]
    }
}
