//! Threat reports for a partner's TAXII server: the agreement decides about each, as about everything that leaves.

use vigie_exchange::{
    APPROVAL, Approval, Body, Level, Onward, Outcome, PartyId, Purpose, Released, Value,
    edge::{
        Format, Outgoing,
        marking::clear,
        stix::{self, Object},
        threat::{Indicator, Observation, Report, Search},
    },
    release,
};

use super::desk::{Desk, DeskError, moment};

/// Kind of a report of a cyber threat.
pub(crate) const THREAT: &str = "threat-report";

/// What may go, and what stays with the code of its reason.
#[derive(Debug, Default)]
pub(crate) struct Sorted {
    pub(crate) objects: Vec<Object>,
    pub(crate) released: Vec<String>,
    pub(crate) withheld: Vec<(String, &'static str)>,
}

impl Desk {
    /// Decides about reports for one partner. What the agreement ties to an officer's approval goes only when the officer
    /// named it.
    ///
    /// # Errors
    /// No such partner or agreement; the store.
    pub(crate) fn sort_threats(
        &mut self,
        party: &PartyId,
        purpose: &Purpose,
        reports: &[Report],
        named: &[String],
        user: &str,
    ) -> Result<Sorted, DeskError> {
        // Whoever is no partner is told so, also when there is nothing to send.
        self.agreement(party)?;
        let mut sorted = Sorted::default();
        for report in reports {
            match self.threat_for(party, purpose, report, named.contains(&report.id), user)? {
                Ok(objects) => {
                    sorted.released.push(report.id.clone());
                    sorted.objects.extend(objects);
                }
                Err(code) => sorted.withheld.push((report.id.clone(), code)),
            }
        }
        sorted.objects.sort_by(|a, b| a.id.cmp(&b.id));
        sorted.objects.dedup_by(|a, b| a.id == b.id);
        Ok(sorted)
    }

    fn threat_for(
        &mut self,
        party: &PartyId,
        purpose: &Purpose,
        report: &Report,
        is_named: bool,
        user: &str,
    ) -> Result<Result<Vec<Object>, &'static str>, DeskError> {
        let speaker = self.speaker();
        let label = vigie_exchange::Label {
            onward: Onward::None,
            ..speaker.label(Level::from(report.handling))
        };
        let subject = speaker.with_body(THREAT, &report.id, label, body_of(report));
        let subject = subject.ok_or(DeskError::Refused("object-unknown"))?;
        let decided = release(
            &subject,
            self.agreement(party)?,
            purpose,
            &self.circumstances(),
        );
        let released = match decided {
            Ok(released) => released,
            Err(decision) => match decision.outcome {
                Outcome::Hold(_) if is_named => {
                    let approval = Approval {
                        object: subject.object(),
                        version: 1,
                        to: party.clone(),
                        agreement: self.agreement(party)?.digest(),
                        by: user.to_owned(),
                    };
                    self.record(APPROVAL, approval.object, user, approval.body())?;
                    let at = self.circumstances();
                    match release(&subject, self.agreement(party)?, purpose, &at) {
                        Ok(released) => released,
                        Err(_still) => return Ok(Err("release-denied")),
                    }
                }
                Outcome::Hold(_) => return Ok(Err("release-approval")),
                Outcome::Deny(reason) => return Ok(Err(reason.code())),
                Outcome::Count | Outcome::Release(_) => return Ok(Err("release-denied")),
            },
        };
        let outgoing = Outgoing::released(&released, reduced(report, &released));
        let cleared = clear(outgoing, Format::Stix, moment().ms());
        Ok(cleared
            .map(|cleared| stix::objects(&cleared))
            .map_err(vigie_exchange::edge::Refusal::code))
    }
}

fn search(indicator: &Indicator) -> String {
    match &indicator.search {
        Search::For(observable) => observable.value().to_owned(),
        Search::Pattern { text, .. } => text.clone(),
    }
}

fn seen(observation: &Observation) -> Vec<Value> {
    let all = observation.observables.iter();
    all.map(|observable| Value::text(observable.value()))
        .collect()
}

/// What a policy can name of a report.
fn body_of(report: &Report) -> Body {
    let indicators = report.indicators.iter().map(|it| Value::text(search(it)));
    let observations = report.observations.iter().flat_map(seen);
    Body::from([
        ("report".to_owned(), Value::text(report.id.as_str())),
        ("name".to_owned(), Value::text(report.name.as_str())),
        (
            "description".to_owned(),
            Value::text(report.description.as_str()),
        ),
        (
            "source".to_owned(),
            Value::text(report.source.name.as_str()),
        ),
        ("published_ms".to_owned(), Value::Int(report.published_ms)),
        ("indicators".to_owned(), Value::List(indicators.collect())),
        (
            "observations".to_owned(),
            Value::List(observations.collect()),
        ),
    ])
}

/// The report as far as it was released. A field that was treated is left out: STIX has no half of a pattern.
fn reduced(report: &Report, released: &Released) -> Report {
    let (whole, said) = (body_of(report), &released.assertion().body);
    let keeps = |field: &str| {
        said.get(field)
            .is_some_and(|it| whole.get(field) == Some(it))
    };
    let mut reduced = report.clone();
    if !keeps("name") {
        reduced.name = THREAT.to_owned();
    }
    if !keeps("description") {
        reduced.description = String::new();
    }
    if !keeps("source") {
        // Who reported is not told: the agency that passes it on stands there instead.
        let own = released.assertion().originator.as_str();
        reduced.source.name = own.to_owned();
        reduced.source.id = stix::uuid("vigie", own);
    }
    if !keeps("indicators") {
        reduced.indicators.clear();
        for observation in &mut reduced.observations {
            observation.supports = None;
        }
    }
    if !keeps("observations") {
        reduced.observations.clear();
    }
    // Terms of another maker are free text.
    reduced.terms = String::new();
    if !keeps("published_ms") {
        let made_ms = released.assertion().made_at.ms();
        (
            reduced.published_ms,
            reduced.created_ms,
            reduced.modified_ms,
        ) = (made_ms, made_ms, made_ms);
    }
    reduced
}
