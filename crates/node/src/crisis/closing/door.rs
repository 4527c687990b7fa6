//! Who is at the door of a leg: expected, aboard, on standby, and whose family is in two parts.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Value as Json, json};
use vigie_crisis::seat::{Entry, EntryState, Escrow, Manifest};
use vigie_crisis::{FunnelState, GroupId, Leg, LegId, Person, PersonId, Standing};
use vigie_sea::Time;

use super::{CloseWish, FinalLine, PartnerBoarding, Places, conflict};
use crate::{
    crisis::{
        Desk,
        evacuation::{PlanPaper, Seating, Transport, escrow_of, group_of},
        joint::Partners,
    },
    http::Problem,
    live::now,
};

/// A partner's people at the door of a leg of ours, as far as it told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct AtDoor {
    /// By the plan.
    pub(crate) planned: u64,
    /// By confirmed claims, and given back before.
    pub(crate) held: Places,
    pub(crate) given_back: Places,
    /// People it told by name, and places of those of them who are aboard.
    pub(crate) told: usize,
    pub(crate) embarked: Places,
    /// Of its families it told a part as aboard and a part not: pseudonyms.
    pub(crate) split: Vec<String>,
}

/// The door of a leg at a moment.
#[derive(Debug, Clone)]
pub(crate) struct Door {
    pub(crate) leg: Leg,
    /// Whether the leg is ours to close.
    pub(crate) ours: bool,
    /// Of the plan that names the seats; 0 without one.
    pub(crate) version: u32,
    /// Our people. Who travels with somebody aboard and has no seat here stands by.
    pub(crate) manifest: Manifest,
    /// Who had no seat by the plan.
    unseated: BTreeSet<PersonId>,
    /// Codes of partners that a count can be of.
    known: BTreeSet<String>,
    /// By the code under which each plans.
    pub(crate) partners: BTreeMap<String, AtDoor>,
}

/// Whether a person is aboard a leg that closed at a moment, or came by it. Without a moment every scan that is here counts:
/// it was before now, however far ahead the clock of its device is.
fn is_aboard(standing: &Standing, leg: LegId, at: Option<Time>) -> bool {
    standing.leg == Some(leg)
        && match standing.state {
            FunnelState::Arrived => true,
            FunnelState::Embarked => at.is_none_or(|at| standing.since_ms <= at.ms()),
            _ => false,
        }
}

/// A leg as what carries people or a partner tells of it, and whether it is ours.
fn leg_told(kept: &Transport, leg: LegId, partners: &Partners) -> Result<(Leg, bool), Problem> {
    let known = kept.instance.legs.iter().find(|it| it.id == leg);
    if let Some(own) = known.filter(|it| it.owner == kept.own) {
        return Ok((own.clone(), true));
    }
    let frames = partners.values().filter_map(|it| it.frame.as_ref());
    let mut told = frames.flat_map(|it| &it.instance.legs);
    let found = told.find(|it| it.id == leg).or(known);
    let found = found.ok_or_else(|| Problem::not_found(leg))?;
    Ok((found.clone(), false))
}

impl Desk<'_> {
    /// A leg, and whether it is ours.
    ///
    /// # Errors
    /// Nobody tells of such a leg; the store.
    pub(crate) fn leg_at_door(
        &self,
        leg: LegId,
        partners: &Partners,
    ) -> Result<(Leg, bool), Problem> {
        let kept = Transport::needed(self.ledger, self.register.paper.id)?;
        leg_told(&kept, leg, partners)
    }

    /// What the owner of a leg said of its boarding: `None` for a leg of ours; else when it closed, if it has.
    pub(super) fn owners_word(
        &self,
        leg: LegId,
        partners: &Partners,
    ) -> Result<Option<Option<i64>>, Problem> {
        let (_, ours) = self.leg_at_door(leg, partners)?;
        if ours {
            return Ok(None);
        }
        let told = partners.values().flat_map(|it| &it.closings);
        let last = told.filter(|it| it.leg == leg).max_by_key(|it| it.said_ms);
        Ok(Some(last.filter(|it| !it.open).map(|it| it.closed_ms)))
    }

    /// Who is at the door, if boarding closed at a moment; now, without one.
    ///
    /// # Errors
    /// No such leg; the store.
    pub(crate) fn door(
        &mut self,
        leg: LegId,
        at: Option<Time>,
        partners: &Partners,
    ) -> Result<Door, Problem> {
        let crisis = self.register.paper.id;
        let kept = Transport::needed(self.ledger, crisis)?;
        let (entry, ours) = leg_told(&kept, leg, partners)?;
        let own = kept.own;
        let plan = PlanPaper::load(self.ledger, crisis)?;
        let seating = Seating::read(self.register, plan.as_ref(), now());
        let board = self.register.board().clone();
        let seats = Seats::of(plan.as_ref(), leg);
        let people = self.register.persons.values();
        // One of two records of a person is enough.
        let people = people.filter(|it| !board.merged.contains_key(&it.id));
        let people: Vec<(&Person, &Standing)> = people
            .filter_map(|it| Some((it, board.persons.get(&it.id)?)))
            .collect();
        let aboard = people.iter().filter(|it| is_aboard(it.1, leg, at));
        let families: BTreeSet<GroupId> = aboard.map(|it| group_of(it.0)).collect();
        let mut manifest = Manifest {
            leg,
            places: (entry.seats, entry.stretchers),
            closed: false,
            entries: Vec::new(),
        };
        let mut unseated = BTreeSet::new();
        for (person, standing) in people {
            let (family, part) = (group_of(person), seating.group(person));
            let seat = seating.part_on(family, leg);
            let (state, seated) = if is_aboard(standing, leg, at) {
                (EntryState::Boarded, seat.is_some_and(|it| seats.has(it)))
            } else if standing.state.has_left() {
                continue;
            } else if part.is_some_and(|it| seats.has(it)) {
                (EntryState::Expected, true)
            } else if part.is_some_and(|it| seats.standby.contains_key(&it))
                || (part.is_some() && seat.is_none() && families.contains(&family))
            {
                (EntryState::Standby, false)
            } else {
                continue;
            };
            if !seated {
                unseated.insert(person.id);
            }
            manifest.entries.push(Entry {
                person: person.id,
                group: family,
                partner: own.clone(),
                stretcher: person.needs.stretcher,
                minor: person.needs.minor,
                guardian: !person.needs.minor,
                standby: part.and_then(|it| seats.standby.get(&it).copied()),
                state,
            });
        }
        let partners = match ours {
            true => self.partners_at_door(leg, &own, plan.as_ref(), partners)?,
            false => BTreeMap::new(),
        };
        let mut known: BTreeSet<String> = kept.instance.partners.into_iter().collect();
        known.extend(partners.keys().cloned());
        known.remove(&own);
        Ok(Door {
            leg: entry,
            ours,
            version: plan.map_or(0, |it| it.version),
            manifest,
            unseated,
            known,
            partners,
        })
    }

    fn partners_at_door(
        &self,
        leg: LegId,
        own: &str,
        plan: Option<&PlanPaper>,
        partners: &Partners,
    ) -> Result<BTreeMap<String, AtDoor>, Problem> {
        let mut out: BTreeMap<String, AtDoor> = BTreeMap::new();
        if let Some(plan) = plan {
            let groups = plan.instance.groups.iter();
            let groups: BTreeMap<GroupId, _> = groups.map(|it| (it.id, it)).collect();
            let seated = plan.plan.assignments.iter().filter(|it| it.leg == leg);
            let seated = seated.filter_map(|it| groups.get(&it.group));
            for group in seated.filter(|it| it.partner != own) {
                let one = out.entry(group.partner.clone()).or_default();
                one.planned += u64::from(group.size);
            }
        }
        if let Some(book) = escrow_of(self.ledger, self.register.paper.id, leg)? {
            for (partner, held) in book.held() {
                let one = out.entry(partner.clone()).or_default();
                (one.held, one.given_back) = (held, book.given_back(&partner));
            }
        }
        for partner in partners.values() {
            let Some(frame) = partner.frame.as_ref().filter(|it| it.own != own) else {
                continue;
            };
            let lines = lines_of(&partner.lines, leg);
            if !lines.is_empty() {
                let one = out.entry(frame.own.clone()).or_default();
                one.read(&lines);
            }
        }
        Ok(out)
    }
}

/// The lines that a partner told for a leg, of each person the newest.
pub(super) fn lines_of(lines: &[Json], leg: LegId) -> Vec<&Json> {
    let wanted = json!(leg);
    let of_leg = lines.iter().filter(|it| it["leg"] == wanted);
    let newest: BTreeMap<&str, &Json> = of_leg
        .filter_map(|it| Some((it["person"].as_str()?, it)))
        .collect();
    newest.into_values().collect()
}

impl AtDoor {
    fn read(&mut self, lines: &[&Json]) {
        self.told = lines.len();
        let embarked = |line: &Json| line["embarked"] == json!(true);
        for line in lines.iter().filter(|it| embarked(it)) {
            let lies = line["class"] == json!("stretcher");
            self.embarked.0 += u32::from(!lies);
            self.embarked.1 += u32::from(lies);
        }
        let groups = |wanted: bool| -> BTreeSet<&str> {
            let side = lines.iter().filter(|it| embarked(it) == wanted);
            side.filter_map(|it| it["group"].as_str()).collect()
        };
        let (aboard, ashore) = (groups(true), groups(false));
        let both = aboard.intersection(&ashore);
        self.split = both.map(|it| (*it).to_owned()).collect();
    }
}

/// Seats of one leg by a plan.
struct Seats {
    seated: BTreeSet<GroupId>,
    standby: BTreeMap<GroupId, u32>,
}

impl Seats {
    fn of(plan: Option<&PlanPaper>, leg: LegId) -> Self {
        let ways = plan.into_iter().flat_map(|it| &it.plan.assignments);
        let standby = plan.into_iter().flat_map(|it| &it.plan.standby);
        let standby = standby.filter(|it| it.leg == leg);
        Self {
            seated: ways.filter(|it| it.leg == leg).map(|it| it.group).collect(),
            standby: standby.map(|it| (it.group, it.rank)).collect(),
        }
    }

    fn has(&self, group: GroupId) -> bool {
        self.seated.contains(&group)
    }
}

impl Door {
    /// Carries out what was decided of families that are in two parts. Gives who gets off.
    ///
    /// # Errors
    /// A family, or the count of a partner whose family is in two parts, was not decided; a count of nobody's; a minor
    /// would be alone.
    pub(super) fn decide(&mut self, wish: &CloseWish) -> Result<Vec<PersonId>, Problem> {
        let split = self.manifest.split();
        let open = split.iter();
        let open = open.filter(|it| !wish.families.contains_key(it)).count();
        if open > 0 {
            return Err(conflict("boarding-families-split", open));
        }
        if let Some(code) = wish.partners.keys().find(|it| !self.known.contains(*it)) {
            return Err(Problem::bad("boarding-partner-unknown", code));
        }
        let uncounted = self
            .partners
            .iter()
            .find(|(code, it)| !it.split.is_empty() && !wish.partners.contains_key(code.as_str()));
        if let Some((code, _)) = uncounted {
            return Err(conflict("boarding-partner-count", code));
        }
        let mut off = Vec::new();
        for group in split {
            let Some(decision) = wish.families.get(&group) else {
                continue;
            };
            let gone = self.manifest.decide(group, *decision);
            off.extend(gone.map_err(|_alone| Problem::bad("boarding-minor-alone", group))?);
        }
        Ok(off)
    }

    /// Places that our people aboard take.
    pub(super) fn own_aboard(&self) -> Places {
        let aboard = self.manifest.entries.iter();
        let aboard = aboard.filter(|it| it.state == EntryState::Boarded);
        aboard.fold((0, 0), |sum, it| {
            (
                sum.0 + u32::from(!it.stretcher),
                sum.1 + u32::from(it.stretcher),
            )
        })
    }

    /// Partners' people aboard: as counted at the door, else as they told.
    pub(super) fn partners_aboard(
        &self,
        wish: &CloseWish,
        book: Option<&Escrow>,
    ) -> BTreeMap<String, PartnerBoarding> {
        let mut codes: BTreeSet<&str> = self.partners.keys().map(String::as_str).collect();
        if self.ours {
            codes.extend(wish.partners.keys().map(String::as_str));
        }
        let held = book.map(Escrow::held).unwrap_or_default();
        let of = |code: &str| {
            let told = self.partners.get(code);
            let counted = wish.partners.get(code).copied();
            PartnerBoarding {
                held: held.get(code).copied().unwrap_or((0, 0)),
                given_back: told.map_or((0, 0), |it| it.given_back),
                aboard: counted.unwrap_or_else(|| told.map_or((0, 0), |it| it.embarked)),
                counted: counted.is_some(),
            }
        };
        let all = codes.into_iter();
        all.map(|code| (code.to_owned(), of(code))).collect()
    }

    /// The final manifest of our people: who is aboard, or who did not come.
    pub(super) fn lines(&self, aboard: bool) -> Vec<FinalLine> {
        let wanted = if aboard {
            EntryState::Boarded
        } else {
            EntryState::NoShow
        };
        let entries = self.manifest.entries.iter();
        let lines = entries.filter(|it| it.state == wanted).map(|it| FinalLine {
            group: it.group,
            person: it.person,
            standby: self.unseated.contains(&it.person),
        });
        let mut lines: Vec<FinalLine> = lines.collect();
        lines.sort_unstable();
        lines
    }
}
