//! What a crisis room tells a partner, gathered from its register, transport and plan; and a partner's plan taken over.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::json;
use vigie_crisis::plan::{
    Assignment, Commitment, Instance, Plan, PlanGroup, Prices, Trip, Verdict, check_plan,
};
use vigie_crisis::{
    Consent, ConsentRecord, CrisisId, GroupId, Leg, LegId, ManifestLine, comparison_forms,
    pseudonym,
};
use vigie_sea::Time;

use super::{Frame, Part, Partners, PlanHead, merge, own_claims, sound};
use crate::{
    crisis::{
        Desk, PSEUDONYM,
        closing::{close_legs, closings},
        evacuation::{Leavers, PlanPaper, Transport, group_of, leavers},
        readings,
        reception::{AtHaven, at_any_haven, at_havens, count_in},
    },
    http::Problem,
    partner::{
        matching::{DOCUMENT, NAME, normal},
        room::{FRAME, GROUPS, LINE, PLAN, RECORD, Told},
    },
};

/// Groups or ways in one record: each is below 400 bytes and a body stays below 200,000.
const ITEMS_IN_PART: usize = 400;
/// Prices that travel with a plan; with more of them the bound travels as a number only.
const PRICES_MAX: usize = 1_500;
/// Longest frame, bytes of JSON.
const FRAME_BYTES_MAX: usize = 180_000;
/// Days for which a record by consent is kept by who gets it.
const RECORD_DAYS: i64 = 60;

/// Prices as they travel: all of them, or none.
fn prices_told(p: &Prices) -> Prices {
    let beds = p.bed.len() + p.day.len();
    let count = p.bus.len() + p.road.len() + p.seat.len() + p.hall.len() + beds;
    if count <= PRICES_MAX {
        p.clone()
    } else {
        Prices::default()
    }
}

impl Desk<'_> {
    fn crisis(&self) -> CrisisId {
        self.register.paper.id
    }

    fn key(&self) -> [u8; 32] {
        self.vault.crisis_key(self.crisis(), PSEUDONYM)
    }

    fn transport(&self) -> Result<Transport, Problem> {
        Transport::needed(self.ledger, self.crisis())
    }

    /// Joins what partners told to what carries our people, as things stand: who came to safe havens, legs that are closed.
    /// Gives partners' people who are aboard.
    ///
    /// # Errors
    /// The store.
    pub(crate) fn join(
        &mut self,
        instance: &mut Instance,
        own: &str,
        partners: &Partners,
        now: Time,
    ) -> Result<Vec<Commitment>, Problem> {
        let crisis = self.crisis();
        let claims = own_claims(self.ledger, crisis, partners, now)?;
        let committed = merge(instance, own, partners, &claims);
        let came = at_havens(self.register, instance, now);
        count_in(instance, &came);
        close_legs(instance, &closings(self.ledger, crisis)?, partners);
        Ok(committed)
    }

    /// The frame.
    ///
    /// # Errors
    /// No transport told; too long for one record; the store.
    pub(crate) fn frame(&self) -> Result<Vec<Told>, Problem> {
        let mut kept = self.transport()?;
        let papers = closings(self.ledger, self.crisis())?;
        close_legs(&mut kept.instance, &papers, &Partners::new());
        let frame = sound(Frame {
            crisis: self.crisis(),
            name: self.register.paper.name.clone(),
            own: kept.own,
            instance: kept.instance,
        });
        let body = json!(frame);
        if body.to_string().len() > FRAME_BYTES_MAX {
            return Err(Problem::bad("crisis-share-too-long", FRAME_BYTES_MAX));
        }
        Ok(vec![Told::open(
            FRAME,
            frame.crisis.to_string(),
            &frame.name,
            body,
        )])
    }

    /// Our groups by pseudonym, both ways.
    fn pseudonyms(&self, groups: &[PlanGroup]) -> BTreeMap<GroupId, GroupId> {
        let key = self.key();
        let of = |it: &PlanGroup| {
            let name = pseudonym(&key, b"group", &it.id.0)?;
            Some((it.id, name.parse().ok()?))
        };
        groups.iter().filter_map(of).collect()
    }

    /// Who wants to leave, as groups without names.
    ///
    /// # Errors
    /// No transport told; the store.
    pub(crate) fn groups(&mut self, now: Time) -> Result<Vec<Told>, Problem> {
        let Transport { own, instance } = self.transport()?;
        let received = at_any_haven(self.register, &instance, now);
        let Leavers {
            groups, committed, ..
        } = leavers(self.register, &own, now);
        let names = self.pseudonyms(&groups);
        let hidden = |it: PlanGroup| {
            Some(PlanGroup {
                id: *names.get(&it.id)?,
                escorted_by: it.escorted_by.and_then(|id| names.get(&id).copied()),
                ..it
            })
        };
        let items: Vec<PlanGroup> = groups.into_iter().filter_map(hidden).collect();
        let aboard: BTreeMap<GroupId, LegId> = committed
            .iter()
            .filter_map(|it| Some((*names.get(&it.group)?, it.leg)))
            .collect();
        let part = |items: &[PlanGroup]| {
            let on = items
                .iter()
                .filter_map(|it| Some((it.id, *aboard.get(&it.id)?)));
            on.map(|(group, leg)| Commitment { group, leg }).collect()
        };
        let title = self.register.paper.name.clone();
        let of = self.parts(
            GROUPS,
            &title,
            now.ms(),
            (&items, &[], &received),
            part,
            None,
        );
        Ok(of)
    }

    fn parts<T: Serialize + Clone>(
        &self,
        kind: &'static str,
        title: &str,
        at_ms: i64,
        (items, trips, received): (&[T], &[Trip], &[AtHaven]),
        committed: impl Fn(&[T]) -> Vec<Commitment>,
        head: Option<&PlanHead>,
    ) -> Vec<Told> {
        let crisis = self.crisis();
        let mut chunks: Vec<&[T]> = items.chunks(ITEMS_IN_PART).collect();
        let driven: Vec<&[Trip]> = trips.chunks(ITEMS_IN_PART).collect();
        chunks.resize(chunks.len().max(driven.len()).max(1), &[]);
        let parts = u32::try_from(chunks.len()).unwrap_or(u32::MAX);
        let part = |(part, items): (u32, &&[T])| {
            let body = Part {
                crisis,
                at_ms,
                part,
                parts,
                items: items.to_vec(),
                trips: driven
                    .get(part as usize)
                    .map_or_else(Vec::new, |it| it.to_vec()),
                committed: committed(items),
                head: head.filter(|_| part == 0).cloned(),
                received: match part {
                    0 => received.to_vec(),
                    _ => Vec::new(),
                },
            };
            let id = format!("{crisis}/{part}");
            match kind {
                GROUPS => Told::personal(kind, id, title, json!(body), None),
                _ => Told::open(kind, id, title, json!(body)),
            }
        };
        (0..).zip(&chunks).map(part).collect()
    }

    /// The plan in force, our groups under pseudonym.
    ///
    /// # Errors
    /// No plan; the store.
    pub(crate) fn plan(&mut self, now: Time) -> Result<Vec<Told>, Problem> {
        let paper = PlanPaper::load(self.ledger, self.crisis())?;
        let paper = paper.ok_or_else(|| Problem::bad("evacuation-no-plan", ""))?;
        let own = self.transport()?.own;
        let ours: Vec<PlanGroup> = paper
            .instance
            .groups
            .iter()
            .filter(|it| it.partner == own)
            .cloned()
            .collect();
        let names = self.pseudonyms(&ours);
        let ways = paper.plan.assignments.iter().map(|it| Assignment {
            group: names.get(&it.group).copied().unwrap_or(it.group),
            ..it.clone()
        });
        let ways: Vec<Assignment> = ways.collect();
        let verdict = check_plan(&paper.instance, &paper.plan, &paper.committed);
        let head = PlanHead {
            version: paper.version,
            made_ms: paper.made_ms,
            objective: paper.plan.objective,
            bound: paper.plan.bound,
            lifted: verdict.lifted,
            not_lifted: verdict.not_lifted,
            prices: prices_told(&paper.plan.prices),
        };
        let title = self.register.paper.name.clone();
        let driven = &paper.plan.trips;
        Ok(self.parts(
            PLAN,
            &title,
            now.ms(),
            (&ways, driven, &[]),
            |_| Vec::new(),
            Some(&head),
        ))
    }

    /// Lines of the manifest of a leg of a partner, of our people who have a seat on it and of nobody else.
    ///
    /// # Errors
    /// The leg is no partner's.
    pub(crate) fn lines(
        &mut self,
        leg: LegId,
        code: &str,
        partners: &Partners,
    ) -> Result<Vec<Told>, Problem> {
        let frames = partners.values().filter_map(|it| it.frame.as_ref());
        let mut legs = frames
            .filter(|it| it.own == code)
            .flat_map(|it| &it.instance.legs);
        let entry: &Leg = legs
            .find(|it| it.id == leg)
            .ok_or_else(|| Problem::not_found(leg))?;
        // A family that is not together is two groups, here as where the partner was told of groups.
        let parts = leavers(self.register, code, crate::live::now()).group_of;
        let (board, key, crisis) = (self.register.board().clone(), self.key(), self.crisis());
        let line = |person: &vigie_crisis::Person| {
            let standing = board.persons.get(&person.id)?;
            let line = ManifestLine::of(person, standing, leg, entry.departure.ms())?;
            let who = pseudonym(&key, b"person", &person.id.0)?;
            let group = parts.get(&person.id).copied();
            let group = group.unwrap_or_else(|| group_of(person));
            let group = pseudonym(&key, b"group", &group.0)?;
            let body = json!({
                "crisis": crisis, "leg": leg, "person": who, "group": group, "name": line.name, "birth": line.birth,
                "nationality": line.nationality, "document": line.document, "class": line.class, "embarked": line.embarked,
            });
            let until = Time::from_ms(line.expires_ms);
            Some(Told::personal(
                LINE,
                format!("{leg}/{who}"),
                &entry.name,
                body,
                Some(until),
            ))
        };
        Ok(self.register.persons.values().filter_map(line).collect())
    }

    /// How many have a place on a leg and are on no manifest for the partner, as they said no.
    pub(crate) fn withheld_from(&mut self, leg: LegId) -> usize {
        let board = self.register.board().clone();
        let persons = self.register.persons.values();
        let withheld = |person: &&vigie_crisis::Person| {
            let standing = board.persons.get(&person.id);
            standing.is_some_and(|it| ManifestLine::is_withheld(person, it, leg))
        };
        persons.filter(withheld).count()
    }

    /// Records of those who consent to reunification.
    pub(crate) fn records(&mut self, now: Time) -> Vec<Told> {
        let (board, key, crisis) = (self.register.board().clone(), self.key(), self.crisis());
        let title = self.register.paper.name.clone();
        let until = now.plus_ms(RECORD_DAYS * 86_400_000);
        let record = |person: &vigie_crisis::Person| {
            let standing = board.persons.get(&person.id)?;
            let record = ConsentRecord::of(person, standing, Consent::Reunification)?;
            let who = pseudonym(&key, b"person", &person.id.0)?;
            let place = record.place.and_then(|id| self.register.places.get(&id));
            let body = json!({
                "crisis": crisis, "person": who, "names": record.names, "birth": record.birth, "nationality": record.nationality,
                "state": record.state, "since_ms": record.since_ms, "place": place.map(|it| &it.name),
            });
            Some(Told::personal(
                RECORD,
                format!("{crisis}/{who}"),
                &title,
                body,
                Some(until),
            ))
        };
        self.register.persons.values().filter_map(record).collect()
    }

    /// Numbers of the travel documents of the register, issuer first: what two registers are compared by.
    fn document_numbers(&self) -> Vec<String> {
        let persons = self.register.persons.values();
        let all = persons.flat_map(|it| it.documents.iter());
        all.filter_map(|it| normal(DOCUMENT, &format!("{}{}", it.issuer, it.number)))
            .collect()
    }

    /// What the register is compared by.
    pub(crate) fn compared_by(&self, kind: &str) -> Vec<String> {
        match kind {
            NAME => self.name_forms(),
            _ => self.document_numbers(),
        }
    }

    /// Forms of the names of the register with the dates of birth: what two registers are compared by where documents are
    /// missing.
    fn name_forms(&self) -> Vec<String> {
        let persons = self.register.persons.values();
        let forms = persons.flat_map(|it| comparison_forms(&it.names, it.birth, readings()));
        forms.collect()
    }

    /// Takes a partner's plan as the plan in force, after our own check of it.
    ///
    /// # Errors
    /// No plan of that partner; one that breaks a rule; the store.
    pub(crate) fn adopt(
        &mut self,
        party: &str,
        partners: &Partners,
        by: &str,
        now: Time,
    ) -> Result<(PlanPaper, Verdict), Problem> {
        let crisis = self.crisis();
        let theirs = partners.get(party).and_then(|it| it.plan.as_ref());
        let theirs = theirs.ok_or_else(|| Problem::not_found(party))?;
        let Transport { own, mut instance } = self.transport()?;
        let mut committed = self.join(&mut instance, &own, partners, now)?;
        let leavers = leavers(self.register, &own, now);
        committed.extend(leavers.committed);
        let names = self.pseudonyms(&leavers.groups);
        let back: BTreeMap<GroupId, GroupId> =
            names.into_iter().map(|(own, name)| (name, own)).collect();
        instance.groups.retain(|it| it.partner != own);
        instance.groups.extend(leavers.groups);
        let known: BTreeSet<GroupId> = instance.groups.iter().map(|it| it.id).collect();
        let ways = theirs.ways.iter().map(|it| Assignment {
            group: back.get(&it.group).copied().unwrap_or(it.group),
            ..it.clone()
        });
        let assignments: Vec<Assignment> = ways.filter(|it| known.contains(&it.group)).collect();
        let plan = Plan {
            objective: 0,
            bound: theirs.head.bound,
            prices: theirs.head.prices.clone(),
            method: "adopted".to_owned(),
            standby: Vec::new(),
            trips: theirs.trips.clone(),
            assignments,
        };
        let verdict = check_plan(&instance, &plan, &committed);
        if !verdict.violations.is_empty() {
            let first = verdict.violations.first().map(|it| json!(it).to_string());
            return Err(Problem::bad(
                "evacuation-plan-broken",
                first.unwrap_or_default(),
            ));
        }
        let old = PlanPaper::load(self.ledger, crisis)?;
        let before: BTreeMap<GroupId, &Assignment> = old
            .iter()
            .flat_map(|it| &it.plan.assignments)
            .map(|it| (it.group, it))
            .collect();
        let now_on: BTreeMap<GroupId, &Assignment> =
            plan.assignments.iter().map(|it| (it.group, it)).collect();
        let mine = instance.groups.iter().filter(|it| it.partner == own);
        let changed: Vec<GroupId> = mine
            .map(|it| it.id)
            .filter(|id| !before.is_empty() && before.get(id) != now_on.get(id))
            .collect();
        let paper = PlanPaper {
            version: old.as_ref().map_or(1, |it| it.version.saturating_add(1)),
            made_ms: now.ms(),
            by: by.to_owned(),
            changed,
            disrupted: Vec::new(),
            apart: crate::crisis::evacuation::Apart::default(),
            partners: Vec::new(),
            committed,
            plan: Plan {
                objective: verdict.objective,
                ..plan
            },
            instance,
        };
        paper.keep(self.ledger, crisis)?;
        Ok((paper, verdict))
    }
}

#[cfg(test)]
mod tests {
    use vigie_crisis::PlaceId;

    use super::*;

    #[test]
    fn prices_of_beds_count_with_those_that_travel() {
        let row = (PlaceId::from_number(3), Time::from_ms(0), 1.5);
        let mut prices = Prices {
            bed: vec![row; PRICES_MAX],
            ..Prices::default()
        };
        assert_eq!(prices_told(&prices), prices);
        prices.day.push(row);
        assert_eq!(prices_told(&prices), Prices::default());
    }
}
