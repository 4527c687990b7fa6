//! What would go wrong on the day: found before, with the entry, its line and the reason.
//!
//! Errors stop a list from being played as meant; warnings are worth a look. The list of checks follows the complaints
//! of planners: entries out of order, triggers that never fire, injects nobody sees, expectations nobody can meet, text
//! missing in a language, and words that contradict the mark of the exercise (Hawaii, 13 January 2018: a drill message
//! said "this is not a drill").

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::effect::Effect;
use super::model::{Inject, InjectKind, Msel, Status, Trigger, Turn};
use crate::expectation::{Expectation, Predicate, Target};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It will not work as meant.
    Error,
    /// It is worth a look.
    Warning,
}

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// Line or row of the entry, from 1; 0 for the list as a whole.
    pub line: usize,
    /// The entry, move or objective.
    pub id: String,
    /// Stable code, also the Fluent id of its sentence.
    pub code: &'static str,
    /// What it is about, such as the name that leads nowhere.
    pub detail: String,
    /// How bad it is.
    pub severity: Severity,
}

/// What is known of the scenario the list is played in. What is `None` is not checked.
#[derive(Debug, Clone, Default)]
pub struct Grounds {
    /// Ships that exist.
    pub ships: Option<BTreeSet<u32>>,
    /// Areas that exist.
    pub areas: Option<BTreeSet<String>>,
    /// Receivers that exist.
    pub stations: Option<BTreeSet<String>>,
    /// Notes of the incidents of the truth.
    pub notes: Option<BTreeSet<String>>,
    /// Codes of the kinds of event that a watch can raise.
    pub kinds: Option<BTreeSet<String>>,
}

/// Words that deny the exercise, in the three languages; lower case.
const DENIALS: [&str; 8] = [
    "not a drill",
    "not an exercise",
    "n'est pas un exercice",
    "n’est pas un exercice",
    "pas une simulation",
    "演習ではない",
    "演習ではありません",
    "訓練ではない",
];

/// Checks a list; findings in order of line.
#[must_use]
pub fn lint(msel: &Msel, grounds: &Grounds) -> Vec<Finding> {
    let mut lint = Lint {
        msel,
        grounds,
        found: Vec::new(),
    };
    lint.whole();
    lint.numbers_and_times();
    for inject in &msel.injects {
        lint.words(inject);
        lint.audience(inject);
        lint.names(inject);
        lint.trigger(inject);
        lint.kind(inject);
        for expectation in &inject.expectations {
            lint.expectation(inject, expectation);
        }
    }
    lint.circles();
    lint.found.sort();
    lint.found.dedup();
    lint.found
}

struct Lint<'a> {
    msel: &'a Msel,
    grounds: &'a Grounds,
    found: Vec<Finding>,
}

impl Lint<'_> {
    fn say(
        &mut self,
        severity: Severity,
        line: usize,
        id: &str,
        code: &'static str,
        detail: impl ToString,
    ) {
        let detail = detail.to_string();
        self.found.push(Finding {
            line,
            id: id.to_owned(),
            code,
            detail,
            severity,
        });
    }

    fn error(&mut self, inject: &Inject, code: &'static str, detail: impl ToString) {
        self.say(Severity::Error, inject.line, &inject.id, code, detail);
    }

    fn warn(&mut self, inject: &Inject, code: &'static str, detail: impl ToString) {
        self.say(Severity::Warning, inject.line, &inject.id, code, detail);
    }

    fn whole(&mut self) {
        let msel = self.msel;
        if msel.parties.is_empty() {
            self.say(Severity::Error, 0, &msel.id, "lint-no-parties", "");
        }
        if msel.ends.ms() <= 0 {
            self.say(Severity::Error, 0, &msel.id, "lint-no-end", msel.ends);
        }
        for language in msel.title.missing() {
            self.say(
                Severity::Error,
                0,
                &msel.id,
                "lint-untranslated",
                format!("title {language}"),
            );
        }
        let served: BTreeSet<&str> = msel
            .injects
            .iter()
            .filter_map(|one| one.objective.as_deref())
            .collect();
        let mut ids = BTreeSet::new();
        for one in &msel.objectives {
            if !ids.insert(&one.id) {
                self.say(Severity::Error, 0, &one.id, "lint-duplicate-id", &one.id);
            }
            if !served.contains(one.id.as_str()) {
                self.say(
                    Severity::Warning,
                    0,
                    &one.id,
                    "lint-objective-unserved",
                    &one.id,
                );
            }
            for language in one.text.missing() {
                self.say(
                    Severity::Error,
                    0,
                    &one.id,
                    "lint-untranslated",
                    format!("text {language}"),
                );
            }
        }
        let mut last = None;
        for one in &msel.moves {
            let id = format!("move-{}", one.number);
            if last.is_some_and(|(number, at)| one.number <= number || one.at <= at) {
                self.say(Severity::Error, 0, &id, "lint-move-order", one.at);
            }
            last = Some((one.number, one.at));
            for language in one.title.missing() {
                self.say(
                    Severity::Error,
                    0,
                    &id,
                    "lint-untranslated",
                    format!("title {language}"),
                );
            }
        }
    }

    fn numbers_and_times(&mut self) {
        let (mut ids, mut numbers, mut expectations) =
            (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let msel = self.msel;
        for inject in &msel.injects {
            if !ids.insert(inject.id.as_str()) {
                self.error(inject, "lint-duplicate-id", &inject.id);
            }
            if !numbers.insert(inject.number) {
                self.error(inject, "lint-duplicate-number", inject.number);
            }
            for one in &inject.expectations {
                if !expectations.insert(one.id.as_str()) {
                    self.error(inject, "lint-duplicate-expectation", &one.id);
                }
            }
        }
        let mut timed: Vec<(&Inject, super::Offset)> = Vec::new();
        for inject in &msel.injects {
            if let Trigger::At(at) = inject.trigger {
                timed.push((inject, at));
            }
        }
        timed.sort_by_key(|(inject, _)| inject.number);
        let mut latest: Option<super::Offset> = None;
        for (inject, at) in timed {
            if latest.is_some_and(|latest| at < latest) {
                self.error(inject, "lint-time-order", at);
            }
            latest = Some(latest.map_or(at, |latest| latest.max(at)));
            if at > msel.ends || at.ms() < 0 {
                self.error(inject, "lint-outside-exercise", at);
            }
            self.in_its_move(inject, at);
        }
    }

    fn in_its_move(&mut self, inject: &Inject, at: super::Offset) {
        let moves = &self.msel.moves;
        let Some(place) = inject
            .in_move
            .and_then(|number| moves.iter().position(|one| one.number == number))
        else {
            return;
        };
        let begins = moves.get(place).map(|one| one.at);
        let ends = moves.get(place + 1).map(|one| one.at);
        if begins.is_some_and(|begins| at < begins) || ends.is_some_and(|ends| at >= ends) {
            self.error(inject, "lint-outside-move", at);
        }
    }

    fn words(&mut self, inject: &Inject) {
        let texts = [
            ("title", &inject.title, true),
            ("body", &inject.body, inject.is_for_players()),
        ];
        for (name, words, needed) in texts {
            let missing = words.missing();
            if missing.len() == 3 && needed {
                self.error(inject, "lint-empty-text", name);
            } else if missing.len() < 3 {
                for language in missing {
                    self.error(inject, "lint-untranslated", format!("{name} {language}"));
                }
            }
            for text in words.all() {
                let low = text.to_lowercase();
                if let Some(denial) = DENIALS.iter().find(|denial| low.contains(**denial)) {
                    self.error(inject, "lint-denies-exercise", denial);
                }
            }
        }
    }

    fn audience(&mut self, inject: &Inject) {
        if !inject.is_for_players() {
            return;
        }
        if inject.to.is_empty() {
            self.error(inject, "lint-no-addressee", "");
        } else if inject.receivers().is_empty() {
            self.error(inject, "lint-nobody-sees", inject.to.join(", "));
        } else {
            let hidden = inject
                .to
                .iter()
                .filter(|to| !inject.visible.iter().any(|one| one == Inject::party_of(to)));
            for to in hidden.cloned().collect::<Vec<_>>() {
                self.warn(inject, "lint-addressee-blind", to);
            }
        }
    }

    fn names(&mut self, inject: &Inject) {
        let msel = self.msel;
        let known = |party: &str| msel.parties.iter().any(|one| one == party);
        let parties = inject
            .to
            .iter()
            .map(|to| Inject::party_of(to))
            .chain(inject.visible.iter().map(String::as_str));
        for party in parties
            .filter(|party| !known(party))
            .collect::<BTreeSet<_>>()
        {
            self.error(inject, "lint-party-unknown", party);
        }
        if let Some(number) = inject.in_move
            && !msel.moves.iter().any(|one| one.number == number)
        {
            self.error(inject, "lint-move-unknown", number);
        }
        match &inject.objective {
            Some(id) if !msel.objectives.iter().any(|one| one.id == *id) => {
                self.error(inject, "lint-objective-unknown", id);
            }
            None if !inject.expectations.is_empty() => self.warn(inject, "lint-no-objective", ""),
            _ => {}
        }
        if inject.controller.trim().is_empty() {
            self.error(inject, "lint-no-controller", "");
        }
        if matches!(
            inject.status,
            Status::Sent | Status::Acknowledged | Status::Closed
        ) {
            self.warn(inject, "lint-already-played", inject.status);
        }
    }

    fn trigger(&mut self, inject: &Inject) {
        let msel = self.msel;
        match &inject.trigger {
            Trigger::After {
                expectation, turn, ..
            } => {
                let found = msel.expectations().find(|(_, one)| one.id == *expectation);
                match found {
                    None => self.error(inject, "lint-trigger-dangling", expectation),
                    // A plain wish can only be met or expire; only what is forbidden or rated can fail.
                    Some((_, one))
                        if *turn == Turn::Failed && !one.what.forbids() && !one.what.is_rated() =>
                    {
                        self.error(inject, "lint-trigger-never", expectation);
                    }
                    Some((_, one)) if *turn == Turn::Expired && one.what.is_rated() => {
                        self.error(inject, "lint-trigger-never", expectation);
                    }
                    Some(_) => {}
                }
            }
            Trigger::Entry { area, mmsi } => {
                if self
                    .grounds
                    .areas
                    .as_ref()
                    .is_some_and(|areas| !areas.contains(area))
                {
                    self.error(inject, "lint-area-unknown", area);
                }
                if let Some(mmsi) = mmsi
                    && self
                        .grounds
                        .ships
                        .as_ref()
                        .is_some_and(|ships| !ships.contains(mmsi))
                {
                    self.error(inject, "lint-ship-unknown", mmsi);
                }
            }
            Trigger::At(_) | Trigger::Manual => {}
        }
    }

    fn kind(&mut self, inject: &Inject) {
        match inject.kind {
            InjectKind::Contingency
                if matches!(inject.trigger, Trigger::At(_) | Trigger::Entry { .. }) =>
            {
                self.error(inject, "lint-contingency-timed", &inject.trigger);
            }
            InjectKind::WorldEffect => self.effect(inject),
            InjectKind::Information if !inject.expectations.is_empty() => {
                self.warn(
                    inject,
                    "lint-information-expects",
                    inject.expectations.len(),
                );
            }
            _ => {}
        }
    }

    fn effect(&mut self, inject: &Inject) {
        match inject.payload.parse::<Effect>() {
            Err(_unreadable) => self.error(inject, "lint-effect-unreadable", &inject.payload),
            Ok(Effect::FeedOutage { party, .. }) if !self.msel.parties.contains(&party) => {
                self.error(inject, "lint-party-unknown", party);
            }
            Ok(Effect::ReceiverOutage { station, .. })
                if self
                    .grounds
                    .stations
                    .as_ref()
                    .is_some_and(|known| !known.contains(&station)) =>
            {
                self.error(inject, "lint-station-unknown", station);
            }
            Ok(_) => {}
        }
    }

    fn expectation(&mut self, inject: &Inject, one: &Expectation) {
        let msel = self.msel;
        if one.who != "*" && !msel.parties.contains(&one.who) {
            self.error(inject, "lint-party-unknown", &one.who);
        }
        let cannot = |lint: &mut Self, why: &str| {
            lint.error(inject, "lint-cannot-be-met", format!("{}: {why}", one.id))
        };
        if one.late.is_some_and(|late| late <= one.within) {
            cannot(self, "late");
        }
        if one.score <= 0.0 || one.partial.is_some_and(|partial| partial > one.score) {
            cannot(self, "score");
        }
        if let Trigger::At(at) = inject.trigger
            && at.ms().saturating_add(one.within.ms()) > msel.ends.ms()
        {
            self.warn(inject, "lint-deadline-after-end", &one.id);
        }
        let mut reasons: Vec<(&'static str, String)> = Vec::new();
        one.what
            .each(&mut |predicate| self.predicate(inject, one, predicate, &mut reasons));
        for (code, detail) in reasons {
            self.error(inject, code, detail);
        }
    }

    fn predicate(
        &self,
        inject: &Inject,
        one: &Expectation,
        what: &Predicate,
        out: &mut Vec<(&'static str, String)>,
    ) {
        let (msel, grounds) = (self.msel, self.grounds);
        let mut target = |target: &Target| match target {
            Target::Ship(mmsi)
                if grounds
                    .ships
                    .as_ref()
                    .is_some_and(|known| !known.contains(mmsi)) =>
            {
                out.push(("lint-ship-unknown", format!("{mmsi:09}")));
            }
            Target::Area(area)
                if grounds
                    .areas
                    .as_ref()
                    .is_some_and(|known| !known.contains(area)) =>
            {
                out.push(("lint-area-unknown", area.clone()));
            }
            Target::Truth(note)
                if grounds
                    .notes
                    .as_ref()
                    .is_some_and(|known| !known.contains(note)) =>
            {
                out.push(("lint-incident-unknown", note.clone()));
            }
            _ => {}
        };
        match what {
            Predicate::Alert(_, about)
            | Predicate::Confirmed(_, about)
            | Predicate::Track(about)
            | Predicate::Released(_, _, about)
            | Predicate::Received(_, _, about)
            | Predicate::Planned(about)
            | Predicate::Tasked(about)
            | Predicate::Boarded(about) => target(about),
            _ => {}
        }
        match what {
            Predicate::Alert(kind, _) | Predicate::Confirmed(kind, _)
                if kind != "*"
                    && grounds
                        .kinds
                        .as_ref()
                        .is_some_and(|known| !known.contains(kind)) =>
            {
                out.push(("lint-kind-unknown", kind.clone()));
            }
            Predicate::Released(party, _, _) | Predicate::Received(party, _, _) if party != "*" => {
                if !msel.parties.contains(party) {
                    out.push(("lint-party-unknown", party.clone()));
                } else if *party == one.who {
                    out.push(("lint-cannot-be-met", format!("{}: {party}", one.id)));
                }
            }
            Predicate::Acknowledged(id) => {
                let found = if *id == inject.id {
                    Some(inject)
                } else {
                    msel.inject(id)
                };
                let by = |inject: &Inject| {
                    let receivers = inject.receivers();
                    if one.who == "*" {
                        !receivers.is_empty()
                    } else {
                        receivers.contains(&one.who.as_str())
                    }
                };
                match found {
                    None => out.push(("lint-inject-unknown", id.clone())),
                    Some(found) if !found.is_for_players() || !by(found) => {
                        out.push(("lint-cannot-be-met", format!("{}: ack({id})", one.id)));
                    }
                    Some(_) => {}
                }
            }
            _ => {}
        }
    }

    /// Entries that wait for each other.
    fn circles(&mut self) {
        let msel = self.msel;
        let owner: BTreeMap<&str, &str> = msel
            .expectations()
            .map(|(inject, one)| (one.id.as_str(), inject.id.as_str()))
            .collect();
        let waits: BTreeMap<&str, &str> = msel
            .injects
            .iter()
            .filter_map(|inject| match &inject.trigger {
                Trigger::After { expectation, .. } => {
                    Some((inject.id.as_str(), *owner.get(expectation.as_str())?))
                }
                _ => None,
            })
            .collect();
        for inject in &msel.injects {
            let mut seen = BTreeSet::new();
            let mut at = inject.id.as_str();
            while let Some(next) = waits.get(at) {
                if *next == inject.id {
                    self.error(inject, "lint-trigger-circle", next);
                    break;
                }
                if !seen.insert(*next) {
                    break;
                }
                at = next;
            }
        }
    }
}

impl Grounds {
    /// What there is in a scenario. The truth is found by running it with nobody listening.
    #[must_use]
    pub fn of(scenario: &crate::scenario::Scenario) -> Self {
        Self::with_truth(scenario, &scenario.truth())
    }

    /// The same with the truth at hand; an empty one is not checked against.
    #[must_use]
    pub fn with_truth(
        scenario: &crate::scenario::Scenario,
        truth: &[crate::truth::TruthEvent],
    ) -> Self {
        let areas = serde_json::from_str::<serde_json::Value>(scenario.areas_geojson()).ok();
        let features = areas
            .as_ref()
            .and_then(|areas| areas["features"].as_array());
        let id = |feature: &serde_json::Value| {
            let own = feature["properties"]["id"]
                .as_str()
                .or(feature["id"].as_str());
            own.map(str::to_owned)
        };
        let notes = truth
            .iter()
            .map(|one| one.note.clone())
            .filter(|note| !note.is_empty());
        Self {
            ships: Some(scenario.actors().map(|actor| actor.mmsi).collect()),
            areas: features.map(|all| all.iter().filter_map(id).collect()),
            stations: None,
            kinds: Some(
                crate::truth::TruthKind::ALL
                    .iter()
                    .filter_map(|kind| kind.event_kind())
                    .map(|kind| kind.code().to_owned())
                    .collect(),
            ),
            notes: (!truth.is_empty()).then(|| notes.collect()),
        }
    }
}
