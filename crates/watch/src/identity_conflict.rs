//! Identity conflicts: what a vessel says of itself contradicts itself, another vessel, or its past.
//!
//! Checks: the form of the MMSI (ITU-R M.585) and numbers nobody was assigned; the IMO number's check
//! digit (IMO resolution A.1117: digits times 7 to 2, last digit of the sum); one IMO number sent from
//! two MMSIs, at the same time or one after the other; name, call sign, IMO number or ship type changed;
//! the flag of a registry or preset column against the flag the MMSI claims. A changed value is told
//! once it was sent twice, because a single wrong message is common, and compared with what the same system said before: AIS
//! with AIS, VMS with VMS, for two registers that spell a ship in two ways are not one ship that renames herself. Spaces,
//! marks, accents and the cut of AIS after 20 signs are no change of name, and a name in one script says nothing against
//! one in another (`name::change`). VMS carries no MMSI, a list tied it: an IMO number told by VMS is no word of the
//! radio's number. A vessel without an MMSI has a number from its node and may be the
//! same ship as one with an MMSI: no conflict is told of the number. Any of these may be a clerk's
//! error: digits and names are typed in by hand.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use vigie_sea::{Time, distance_m};

use crate::list::plain_call_sign;
use crate::name::change::{in_latin, in_others, same_in_latin, same_in_others};
use crate::rules::within;
use crate::{
    AisClass, Context, Detector, EndPoint, Error, Event, EventBook, EventKind, EventState,
    Evidence, Fix, IdentityReport, Participant, RuleRef, Station, flag_of, is_unnumbered,
    station_of,
};

/// Vessels remembered per IMO number.
const HOLDERS_MAX: usize = 16;
/// Fields watched for change: a name in Latin letters, the same in other scripts, and the rest.
const FIELDS: [&str; 5] = ["name", "name", "call-sign", "imo", "ship-type"];
/// How two values of each are compared.
const ALIKE: [fn(&str, &str) -> Option<bool>; 5] =
    [same_in_latin, same_in_others, same_sign, equal, equal];

/// Thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Two vessels heard within this time of each other are there at the same time, hours.
    pub same_time_h: f64,
    /// Times a new value must be sent before it counts.
    pub sent_min: u32,
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), Error> {
        within(
            "identity_conflict.same_time_h",
            self.same_time_h,
            0.1..=8_784.0,
        )
    }
}

/// One field: its value and the value that may replace it.
#[derive(Debug, Clone, Default)]
struct Field {
    value: Option<String>,
    /// It, how often it was sent, and when last.
    rival: Option<(String, u32, Time)>,
    changes: u32,
}

impl Field {
    /// Takes in a value; gives the old one when a new one has been sent often enough: what several receivers heard within
    /// `same_s` was sent once. `alike` says whether two values are the same, if that can be told.
    fn take(
        &mut self,
        told: &str,
        at: Time,
        (sent_min, same_s): (u32, f64),
        alike: fn(&str, &str) -> Option<bool>,
    ) -> Option<String> {
        let Some(value) = &self.value else {
            self.value = Some(told.to_owned());
            return None;
        };
        if value == told {
            self.rival = None;
            return None;
        }
        match alike(value, told) {
            Some(false) => {}
            Some(true) => {
                self.rival = None;
                return None;
            }
            None => {
                (self.value, self.rival) = (Some(told.to_owned()), None);
                return None;
            }
        }
        let sent = match &mut self.rival {
            Some((rival, sent, last)) if rival == told || alike(rival, told) == Some(true) => {
                if at.since_s(*last).abs() > same_s {
                    (*sent, *last) = (sent.saturating_add(1), at);
                }
                *sent
            }
            _ => {
                self.rival = Some((told.to_owned(), 1, at));
                1
            }
        };
        if sent < sent_min {
            return None;
        }
        self.rival = None;
        self.changes = self.changes.saturating_add(1);
        self.value.replace(told.to_owned())
    }
}

#[derive(Debug, Clone, Default)]
struct Ship {
    mmsi: u32,
    track: u32,
    last: Option<EndPoint>,
    /// As AIS tells them, as a feed that does not tell the class of the set, such as a register, and as VMS: each spells in
    /// its own way.
    fields: [[Field; FIELDS.len()]; 3],
    imo: Option<u32>,
    told_imo: Option<u32>,
    told_flag: Option<String>,
    /// The other MMSI of the same IMO number last told, how often met since, and at which count told.
    other: Option<(u32, u32, u32)>,
}

/// The detector.
#[derive(Debug)]
pub struct IdentityDetector {
    config: Config,
    version: String,
    same_s: f64,
    ships: Vec<Ship>,
    holders: FxHashMap<u32, Vec<u32>>,
}

/// What to tell.
struct Finding<'a> {
    check: &'a str,
    at: Time,
    start: EndPoint,
    other: Option<(u32, u32)>,
    confidence: f64,
    evidence: Evidence,
}

/// Whether the last digit of an IMO number fits the others.
#[must_use]
pub fn is_imo_number(imo: u32) -> bool {
    if !(1_000_000..=9_999_999).contains(&imo) {
        return false;
    }
    let (mut rest, mut sum) = (imo / 10, 0);
    for weight in 2..=7 {
        sum += rest % 10 * weight;
        rest /= 10;
    }
    sum % 10 == imo % 10
}

/// Call signs without spaces and marks.
fn same_sign(a: &str, b: &str) -> Option<bool> {
    Some(plain_call_sign(a) == plain_call_sign(b))
}

fn equal(a: &str, b: &str) -> Option<bool> {
    Some(a == b)
}

/// Why an MMSI cannot be a ship's own: a stable code.
fn mmsi_fault(mmsi: u32) -> Option<&'static str> {
    let all_equal = mmsi.is_multiple_of(111_111_111);
    if all_equal || mmsi == 123_456_789 || mmsi == 987_654_321 {
        return Some("default-number");
    }
    match station_of(mmsi) {
        Station::Ship if flag_of(mmsi).is_none() => Some("mid-not-assigned"),
        Station::Ship | Station::Craft | Station::Handheld => None,
        Station::SarAircraft | Station::Sart | Station::Mob | Station::Epirb | Station::Aton => {
            Some("other-station")
        }
        Station::Group | Station::Coast => Some("group-or-coast-station"),
        Station::Other => Some("no-station-form"),
    }
}

impl IdentityDetector {
    /// Makes the detector; `version` is that of the rule file, `same_s` the seconds within which the same report is one
    /// transmission.
    #[must_use]
    pub fn new(config: Config, version: &str, same_s: f64) -> Self {
        Self {
            config,
            version: version.to_owned(),
            same_s,
            ships: Vec::new(),
            holders: FxHashMap::default(),
        }
    }

    fn ship(&mut self, slot: u32) -> Option<&mut Ship> {
        let index = slot as usize;
        if index >= self.ships.len() {
            self.ships.resize_with(index + 1, Ship::default);
        }
        self.ships.get_mut(index)
    }

    fn tell(&self, slot: u32, finding: Finding<'_>, book: &mut EventBook) {
        let Some(ship) = self.ships.get(slot as usize) else {
            return;
        };
        let Some(last) = ship.last else { return };
        let participant = |mmsi: u32, track: u32, role: &str| Participant {
            mmsi,
            track: format!("{mmsi}-{track}"),
            role: role.to_owned(),
        };
        let mut vessels = vec![participant(ship.mmsi, ship.track, "vessel")];
        let mut id = format!("identity_conflict-{}-{}", ship.mmsi, ship.track);
        if let Some((mmsi, track)) = finding.other {
            vessels.push(participant(mmsi, track, "other"));
            id.push_str(&format!("-{mmsi}-{track}"));
        }
        let mut evidence = finding.evidence;
        evidence.code("check", finding.check);
        let event = Event {
            id: format!("{id}-{}-{}", finding.start.time.s(), finding.check),
            kind: EventKind::IdentityConflict,
            state: EventState::Closed,
            revision: 0,
            vessels,
            start: finding.start,
            end: Some(last),
            rule: RuleRef {
                name: format!("identity_conflict.{}", finding.check),
                version: self.version.clone(),
            },
            confidence: finding.confidence,
            evidence,
            refuted_by: vec!["clerical-error".to_owned(), "registry-confirms".to_owned()],
            retraction: None,
        };
        book.put(finding.at, event);
    }

    fn check_mmsi(&mut self, slot: u32, now: EndPoint, book: &mut EventBook) {
        let Some(ship) = self.ships.get(slot as usize) else {
            return;
        };
        // A number that a node gave claims nothing.
        let Some(fault) = mmsi_fault(ship.mmsi).filter(|_| !is_unnumbered(ship.mmsi)) else {
            return;
        };
        let mut evidence = Evidence::default();
        evidence
            .code("reason", fault)
            .code("station", station_of(ship.mmsi).code());
        let finding = Finding {
            check: "mmsi-form",
            at: now.time,
            start: now,
            other: None,
            confidence: 0.95,
            evidence,
        };
        self.tell(slot, finding, book);
    }

    fn check_fields(&mut self, slot: u32, at: Time, report: &IdentityReport, book: &mut EventBook) {
        let sending = (self.config.sent_min, self.same_s);
        let text = |text: &Option<String>| {
            let text = text.as_deref().map(str::trim);
            text.filter(|s| !s.is_empty()).map(str::to_owned)
        };
        let name = text(&report.name);
        let values = [
            name.clone().filter(|name| in_latin(name)),
            name.filter(|name| in_others(name)),
            text(&report.call_sign),
            report
                .imo
                .filter(|imo| *imo != 0)
                .map(|imo| imo.to_string()),
            report.ship_type.filter(|t| *t != 0).map(|t| t.to_string()),
        ];
        let system = match report.class {
            _ if book.hears_vms() => 2,
            AisClass::Unknown => 1,
            _ => 0,
        };
        let mut renamed = false;
        for ((index, value), alike) in values.into_iter().enumerate().zip(ALIKE) {
            let Some(value) = value else { continue };
            let Some(ship) = self.ships.get_mut(slot as usize) else {
                return;
            };
            let fields = ship.fields.get_mut(system);
            let Some(field) = fields.and_then(|all| all.get_mut(index)) else {
                continue;
            };
            let Some(before) = field.take(&value, at, sending, alike) else {
                continue;
            };
            let changes = field.changes;
            let Some(start) = ship.last else { continue };
            let name = FIELDS.get(index).copied().unwrap_or("field");
            let mut evidence = Evidence::default();
            evidence
                .code("field", name)
                .code("before", before)
                .code("after", value)
                .number("changes", f64::from(changes));
            // A value that flaps is told at each doubling only: two ships, or two sets. A name in two scripts changes once.
            if !changes.is_power_of_two()
                || (name == "name" && std::mem::replace(&mut renamed, true))
            {
                continue;
            }
            let confidence = if name == "ship-type" { 0.3 } else { 0.7 };
            let check = format!("{name}-changed");
            let finding = Finding {
                check: &check,
                at,
                start,
                other: None,
                confidence,
                evidence,
            };
            self.tell(slot, finding, book);
        }
    }

    fn check_imo(&mut self, slot: u32, at: Time, report: &IdentityReport, book: &mut EventBook) {
        let Some(imo) = report.imo.filter(|imo| *imo != 0) else {
            return;
        };
        let Some(ship) = self.ships.get_mut(slot as usize) else {
            return;
        };
        let Some(start) = ship.last else { return };
        let by_vms = book.hears_vms();
        if !by_vms && ship.imo != Some(imo) {
            if let Some(old) = ship.imo.replace(imo)
                && let Some(holders) = self.holders.get_mut(&old)
            {
                holders.retain(|s| *s != slot);
            }
            ship.other = None;
        }
        if !is_imo_number(imo) {
            if ship.told_imo != Some(imo) {
                ship.told_imo = Some(imo);
                let mut evidence = Evidence::default();
                evidence.code("imo", imo.to_string());
                let finding = Finding {
                    check: "imo-check-digit",
                    at,
                    start,
                    other: None,
                    confidence: 0.9,
                    evidence,
                };
                self.tell(slot, finding, book);
            }
            return;
        }
        // A list tied VMS to this MMSI: the radio did not say it.
        if by_vms {
            return;
        }
        let holders = self.holders.entry(imo).or_default();
        if !holders.contains(&slot) {
            if holders.len() >= HOLDERS_MAX {
                holders.remove(0);
            }
            holders.push(slot);
        }
        self.check_holders(slot, imo, at, start, book);
    }

    /// The same IMO number from another MMSI.
    fn check_holders(
        &mut self,
        slot: u32,
        imo: u32,
        at: Time,
        start: EndPoint,
        book: &mut EventBook,
    ) {
        let Some(ship) = self.ships.get(slot as usize) else {
            return;
        };
        let mmsi = ship.mmsi;
        // The same ship as another system knows her.
        if is_unnumbered(mmsi) {
            return;
        }
        let newest = self
            .holders
            .get(&imo)
            .into_iter()
            .flatten()
            .filter_map(|s| self.ships.get(*s as usize))
            .filter(|other| other.mmsi != mmsi && other.imo == Some(imo))
            .filter(|other| !is_unnumbered(other.mmsi))
            .filter_map(|other| Some((other.last?, other.mmsi, other.track)))
            .max_by_key(|(last, m, t)| (last.time, *m, *t));
        let Some((other_last, other_mmsi, other_track)) = newest else {
            return;
        };
        let apart_h = start.time.since_s(other_last.time) / 3_600.0;
        let at_once = apart_h.abs() <= self.config.same_time_h;
        let Some(ship) = self.ships.get_mut(slot as usize) else {
            return;
        };
        let met = match ship.other {
            Some((known, met, told)) if known == other_mmsi => (known, met + 1, told),
            _ => (other_mmsi, 1, 0),
        };
        let tell = met.1 >= met.2 * 2;
        ship.other = Some((met.0, met.1, if tell { met.1 } else { met.2 }));
        if !tell {
            return;
        }
        let mut evidence = Evidence::default();
        evidence
            .code("imo", imo.to_string())
            .code("other_mmsi", other_mmsi.to_string())
            .number("apart_h", apart_h)
            .number("apart_m", distance_m(start.position, other_last.position));
        evidence
            .places
            .insert("other".to_owned(), other_last.position);
        let finding = Finding {
            check: if at_once {
                "imo-on-two-mmsi"
            } else {
                "imo-moved-to-mmsi"
            },
            at,
            start,
            other: Some((other_mmsi, other_track)),
            confidence: if at_once { 0.9 } else { 0.6 },
            evidence,
        };
        self.tell(slot, finding, book);
    }

    fn check_flag(&mut self, slot: u32, at: Time, report: &IdentityReport, book: &mut EventBook) {
        let Some(listed) = report.flag.as_deref().filter(|f| !f.is_empty()) else {
            return;
        };
        let Some(ship) = self.ships.get_mut(slot as usize) else {
            return;
        };
        let (Some(start), Some(claimed)) = (ship.last, flag_of(ship.mmsi)) else {
            return;
        };
        if claimed.iso3.eq_ignore_ascii_case(listed) || ship.told_flag.as_deref() == Some(listed) {
            return;
        }
        ship.told_flag = Some(listed.to_owned());
        let mut evidence = Evidence::default();
        evidence
            .code("flag_by_mmsi", claimed.iso3)
            .code("flag_by_registry", listed);
        let finding = Finding {
            check: "flag-differs",
            at,
            start,
            other: None,
            confidence: 0.6,
            evidence,
        };
        self.tell(slot, finding, book);
    }
}

impl Detector for IdentityDetector {
    fn fix(&mut self, fix: &Fix, _context: &Context, book: &mut EventBook) {
        let now = EndPoint {
            time: fix.time,
            position: fix.position,
        };
        let Some(ship) = self.ship(fix.slot) else {
            return;
        };
        let is_new = ship.last.is_none();
        (ship.mmsi, ship.track) = (fix.mmsi, fix.track);
        ship.last = Some(now);
        if is_new {
            self.check_mmsi(fix.slot, now, book);
        }
    }

    fn identity(
        &mut self,
        slot: u32,
        _mmsi: u32,
        time: Time,
        report: &IdentityReport,
        _context: &Context,
        book: &mut EventBook,
    ) {
        self.check_fields(slot, time, report, book);
        self.check_imo(slot, time, report, book);
        self.check_flag(slot, time, report, book);
    }

    fn look_ahead(&self, slots: &[u32]) -> u64 {
        let ships = slots
            .iter()
            .filter_map(|slot| self.ships.get(*slot as usize));
        ships.fold(0, |seen, ship| seen ^ u64::from(ship.mmsi))
    }

    fn forget(&mut self, slot: u32) {
        let Some(ship) = self.ships.get_mut(slot as usize) else {
            return;
        };
        let old = std::mem::take(ship);
        if let Some(imo) = old.imo
            && let Some(holders) = self.holders.get_mut(&imo)
        {
            holders.retain(|s| *s != slot);
            if holders.is_empty() {
                self.holders.remove(&imo);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digit_of_imo_numbers() {
        assert!(is_imo_number(9_074_729));
        assert!(!is_imo_number(9_074_728));
        assert!(!is_imo_number(1_234_568) && is_imo_number(1_234_567));
        assert!(!is_imo_number(0) && !is_imo_number(907_472) && !is_imo_number(u32::MAX));
    }

    #[test]
    fn numbers_that_no_ship_was_assigned() {
        assert_eq!(mmsi_fault(0), Some("default-number"));
        assert_eq!(mmsi_fault(111_111_111), Some("default-number"));
        assert_eq!(mmsi_fault(123_456_789), Some("default-number"));
        assert_eq!(mmsi_fault(431_000_001), None);
        assert_eq!(mmsi_fault(799_000_001), Some("mid-not-assigned"));
        assert_eq!(mmsi_fault(999_999), Some("no-station-form"));
        assert_eq!(mmsi_fault(2_570_000), Some("group-or-coast-station"));
        assert_eq!(mmsi_fault(u32::MAX), Some("no-station-form"));
    }
}
