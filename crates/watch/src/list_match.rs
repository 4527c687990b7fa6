//! List match: a vessel at sea that may be one on an IUU list, or that a complete list of permits omits.
//!
//! Method: every identity report is compared with the lists of the operator as of its own time, and
//! again every hour and when a list is replaced. The event says what agreed, how strongly, and which
//! row of which list of which date; it is withdrawn when the vessel's identity or the list shows
//! otherwise, and closed when the listing ends. "Not authorised" is said only of fishing vessels and
//! carriers, and only where a list claims to be complete.

use serde::{Deserialize, Serialize};
use vigie_sea::{Position, Time};

use crate::list::{AuthorisationOutcome, ListHit, ListKind, ListSet, Sought, Standing};
use crate::name::ShipName;
use crate::role::{KnownRole, Role, role_of_class};
use crate::rules::within;
use crate::{
    Context, Detector, EndPoint, Error, Event, EventBook, EventKind, EventState, Evidence, Fix,
    IdentityReport, ListInfo, Participant, RuleRef, SourceKind, flag_of,
};

/// Events of one vessel at a time; more lists than this cannot each have one.
const MATCHES_MAX: usize = 16;
/// How often a vessel is looked at again while nothing changes: it may enter an area, a listing may end.
const LOOK_MS: i64 = 3_600_000;

/// Thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Weakest match that is told, 0 to 1. 0.25 lets an equal, not too common name through, as weak.
    pub strength_min: f64,
    /// From this strength on a match is called moderate.
    pub moderate_min: f64,
    /// From this strength on a match is called strong.
    pub strong_min: f64,
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), Error> {
        within("list_match.strength_min", self.strength_min, 0.0..=1.0)?;
        within("list_match.moderate_min", self.moderate_min, 0.0..=1.0)?;
        within("list_match.strong_min", self.strong_min, 0.0..=1.0)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            strength_min: 0.25,
            moderate_min: 0.5,
            strong_min: 0.8,
        }
    }
}

#[derive(Debug, Clone, Default)]
struct Ship {
    mmsi: u32,
    track: u32,
    last: Option<EndPoint>,
    imo: Option<u32>,
    call_sign: Option<String>,
    written: Option<String>,
    name: Option<ShipName>,
    flag: Option<String>,
    known: KnownRole,
    /// Hour and generation of lists at which it was last looked at.
    looked: Option<(i64, u64)>,
    /// List and event of each match told.
    matches: Vec<(String, String)>,
}

/// Why a vessel is looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    Identity,
    Lists,
    Time,
}

/// Compares vessels with lists.
#[derive(Debug, Default)]
pub struct ListDetector {
    config: Config,
    version: String,
    ships: Vec<Ship>,
}

impl ListDetector {
    /// Makes the detector; `version` is that of the rule file.
    #[must_use]
    pub fn new(config: Config, version: &str) -> Self {
        Self {
            config,
            version: version.to_owned(),
            ships: Vec::new(),
        }
    }

    fn ship(&mut self, slot: u32) -> Option<&mut Ship> {
        let at = slot as usize;
        if self.ships.len() <= at {
            self.ships.resize(at + 1, Ship::default());
        }
        self.ships.get_mut(at)
    }

    /// Compares a vessel with all lists and tells what changed.
    fn look(
        &mut self,
        slot: u32,
        cause: Cause,
        now: Time,
        context: &Context,
        book: &mut EventBook,
    ) {
        let lists = &context.lists;
        let Some(ship) = self.ships.get(slot as usize) else {
            return;
        };
        let Some(here) = ship.last else { return };
        let areas = areas_at(here.position, context);
        let sought = ship.sought(&areas);
        let mut found: Vec<(String, Event)> = Vec::new();
        for mut hit in lists.matches(ListKind::Iuu, &sought, now) {
            ship.weigh_role(&mut hit);
            if hit.standing <= Standing::Uncertain && hit.strength >= self.config.strength_min {
                found.push((hit.info.id.clone(), self.iuu_event(ship, &hit, here, now)));
            }
        }
        if let Some((info, event)) = self.unauthorised(ship, &sought, here, lists, now) {
            found.push((info.id.clone(), event));
        }
        found.truncate(MATCHES_MAX);
        self.tell(slot, found, cause, (now, here), lists, book);
    }

    fn tell(
        &mut self,
        slot: u32,
        found: Vec<(String, Event)>,
        cause: Cause,
        (now, here): (Time, EndPoint),
        lists: &ListSet,
        book: &mut EventBook,
    ) {
        let generation = lists.generation();
        let Some(ship) = self.ship(slot) else { return };
        let replaced = ship.looked.is_some_and(|(_, known)| known != generation);
        let cause = if replaced { Cause::Lists } else { cause };
        ship.looked = Some((now.ms().div_euclid(LOOK_MS), generation));
        let mut matches = Vec::with_capacity(found.len());
        for (list, mut event) in found {
            // The same list keeps its event, whatever now agrees.
            if let Some((_, id)) = ship.matches.iter().find(|(known, _)| *known == list)
                && let Some(known) = book.get(id)
            {
                event.id.clone_from(id);
                event.start = known.start;
            }
            matches.push((list, event.id.clone()));
            book.put(now, event);
        }
        for (list, id) in &ship.matches {
            if !matches.iter().any(|(kept, _)| kept == list) {
                gone(list, id, cause, (now, here), lists, book);
            }
        }
        ship.matches = matches;
    }

    fn iuu_event(&self, ship: &Ship, hit: &ListHit<'_>, here: EndPoint, now: Time) -> Event {
        let mut evidence = Evidence::default();
        evidence
            .code("outcome", "iuu-listed")
            .code("standing", hit.standing.code())
            .code("bodies", hit.row.bodies(now).join(" "))
            .code("strength", self.strength_code(hit.strength));
        let reasons: Vec<&str> = hit
            .row
            .listings
            .iter()
            .map(|l| l.reason.as_str())
            .filter(|r| !r.is_empty())
            .collect();
        if let Some(reason) = reasons.iter().max_by_key(|r| r.len()) {
            evidence.code("listed_for", *reason);
        }
        self.describe_hit(&mut evidence, hit);
        let weak = hit.codes.contains(&"name-alone");
        let refuted_by: &[&str] = if weak {
            &[
                "imo-known-and-differs",
                "sighting-confirms-identity",
                "registry-shows-other-vessel",
            ]
        } else {
            &["sighting-confirms-identity", "listing-withdrawn"]
        };
        self.event(
            ship,
            hit.info,
            here,
            now,
            evidence,
            hit.strength,
            refuted_by,
        )
    }

    fn unauthorised<'a>(
        &self,
        ship: &Ship,
        sought: &Sought<'_>,
        here: EndPoint,
        lists: &'a ListSet,
        now: Time,
    ) -> Option<(&'a ListInfo, Event)> {
        if !matches!(ship.known.role(), Role::Fishing | Role::Carrier) {
            return None;
        }
        let answer = lists.authorisation(sought, now);
        let info = answer
            .complete
            .filter(|_| answer.outcome == AuthorisationOutcome::NotAuthorised)?;
        let mut evidence = Evidence::default();
        evidence.code("outcome", answer.outcome.code());
        if let Some(hit) = &answer.hit {
            evidence.code("standing", hit.standing.code());
            self.describe_hit(&mut evidence, hit);
        }
        // The claim is as sure as the flag and the list; neither is seen from here.
        let confidence = if ship.imo.is_some() || ship.call_sign.is_some() {
            0.6
        } else {
            0.4
        };
        let refuted_by = ["authorisation-confirmed", "list-out-of-date"];
        Some((
            info,
            self.event(ship, info, here, now, evidence, confidence, &refuted_by),
        ))
    }

    fn describe_hit(&self, evidence: &mut Evidence, hit: &ListHit<'_>) {
        #[allow(clippy::cast_precision_loss, reason = "a line number")]
        evidence
            .number("strength", hit.strength)
            .number("row_line", hit.row.line as f64);
        evidence.code("matched", hit.codes.join(" "));
        if let Some(name) = hit.name {
            evidence.code("listed_name", name);
        }
        if let Some(flag) = &hit.row.flag {
            evidence.code("listed_flag", flag);
        }
    }

    fn strength_code(&self, strength: f64) -> &'static str {
        if strength >= self.config.strong_min {
            "strong"
        } else if strength >= self.config.moderate_min {
            "moderate"
        } else {
            "weak"
        }
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one event")]
    fn event(
        &self,
        ship: &Ship,
        info: &ListInfo,
        here: EndPoint,
        now: Time,
        mut evidence: Evidence,
        confidence: f64,
        refuted_by: &[&str],
    ) -> Event {
        evidence
            .code("list", &info.id)
            .code("list_name", &info.name)
            .code("list_kind", info.kind.code())
            .code("list_date", info.date.to_string())
            .code("list_source", &info.source)
            .number("list_age_d", (now.since_s(info.date) / 86_400.0).floor());
        if let Some(name) = &ship.written {
            evidence.code("sent_name", name);
        }
        let rule = match info.kind {
            ListKind::Iuu => "list_match.iuu",
            ListKind::Authorisation => "list_match.authorisation",
        };
        Event {
            id: format!(
                "list_match-{}-{}-{}-{}",
                ship.mmsi,
                ship.track,
                info.id,
                here.time.s()
            ),
            kind: EventKind::ListMatch,
            state: EventState::Open,
            revision: 0,
            vessels: vec![Participant {
                mmsi: ship.mmsi,
                track: format!("{}-{}", ship.mmsi, ship.track),
                role: "vessel".to_owned(),
            }],
            start: here,
            end: None,
            rule: RuleRef {
                name: rule.to_owned(),
                version: self.version.clone(),
            },
            confidence,
            evidence,
            refuted_by: refuted_by.iter().map(|c| (*c).to_owned()).collect(),
            retraction: None,
        }
    }
}

/// An earlier match that no longer holds: ended with its listing or the area, or withdrawn with the reason.
fn gone(
    list: &str,
    id: &str,
    cause: Cause,
    (now, here): (Time, EndPoint),
    lists: &ListSet,
    book: &mut EventBook,
) {
    match cause {
        _ if lists.get(list).is_none() => book.retract(now, id, "list-removed"),
        Cause::Lists => book.retract(now, id, "list-replaced"),
        Cause::Identity => book.retract(now, id, "identity-changed"),
        Cause::Time => {
            if let Some(known) = book.get(id) {
                let mut closed = known.clone();
                (closed.state, closed.end) = (EventState::Closed, Some(here));
                book.put(now, closed);
            }
        }
    }
}

/// Names and identifiers of the areas around a place.
fn areas_at(position: Position, context: &Context) -> Vec<String> {
    let mut names = Vec::new();
    for area in context
        .areas
        .at(position)
        .into_iter()
        .filter_map(|i| context.areas.get(i))
    {
        names.push(area.id.clone());
        if area.name != area.id {
            names.push(area.name.clone());
        }
    }
    names
}

impl Ship {
    fn sought<'a>(&'a self, areas: &'a [String]) -> Sought<'a> {
        let by_mmsi = flag_of(self.mmsi).map(|f| f.iso3);
        Sought {
            mmsi: Some(self.mmsi),
            imo: self.imo,
            call_sign: self.call_sign.as_deref(),
            name: self.name.as_ref(),
            flag: self.flag.as_deref().or(by_mmsi),
            areas,
        }
    }

    /// A merchant ship that merely bears a listed fisher's name is hardly that fisher.
    fn weigh_role(&self, hit: &mut ListHit<'_>) {
        let listed = hit.row.gear.as_deref().and_then(role_of_class);
        let fisher = listed.is_none_or(|r| r == Role::Fishing);
        if hit.codes.contains(&"name-alone") && self.known.role() == Role::Other && fisher {
            hit.codes.push("role-differs");
            hit.strength *= 0.6;
        }
    }

    /// Takes in a report; tells whether anything that lists know changed.
    fn learn(&mut self, report: &IdentityReport) -> bool {
        let role = self.known.role();
        self.known.learn(report);
        let mut changed = role != self.known.role();
        let mut set = |known: &mut Option<String>, told: Option<&String>| {
            let Some(told) = told.filter(|t| Some(*t) != known.as_ref()) else {
                return false;
            };
            *known = (!told.is_empty()).then(|| told.clone());
            changed = true;
            true
        };
        if set(&mut self.written, report.name.as_ref()) {
            self.name = self
                .written
                .as_deref()
                .map(ShipName::new)
                .filter(|n| !n.is_empty());
        }
        set(&mut self.call_sign, report.call_sign.as_ref());
        set(&mut self.flag, report.flag.as_ref());
        if report.imo.is_some() && report.imo != self.imo {
            self.imo = report.imo;
            changed = true;
        }
        changed
    }
}

impl Detector for ListDetector {
    fn judges_alone(&self) -> bool {
        true
    }

    fn fix(&mut self, fix: &Fix, context: &Context, book: &mut EventBook) {
        if matches!(fix.source, SourceKind::Detection | SourceKind::Sighting) {
            return;
        }
        let Some(ship) = self.ship(fix.slot) else {
            return;
        };
        (ship.mmsi, ship.track) = (fix.mmsi, fix.track);
        ship.last = Some(EndPoint {
            time: fix.time,
            position: fix.position,
        });
        let today = (
            fix.time.ms().div_euclid(LOOK_MS),
            context.lists.generation(),
        );
        if ship.looked != Some(today) {
            self.look(fix.slot, Cause::Time, fix.time, context, book);
        }
    }

    fn identity(
        &mut self,
        slot: u32,
        mmsi: u32,
        time: Time,
        report: &IdentityReport,
        context: &Context,
        book: &mut EventBook,
    ) {
        let Some(ship) = self.ship(slot) else { return };
        ship.mmsi = mmsi;
        if ship.learn(report) {
            self.look(slot, Cause::Identity, time, context, book);
        }
    }

    fn forget(&mut self, slot: u32) {
        if let Some(ship) = self.ships.get_mut(slot as usize) {
            *ship = Ship::default();
        }
    }
}
