//! Numbers for a partner that gets numbers only: how many objects of a kind there are, each hour.

use serde_json::json;
use vigie_exchange::{
    Form, Kind, Level, PartyId, Subject,
    channel::{POSITION, Priority},
};

use vigie_watch::SourceKind;

use super::{
    desk::{Desk, DeskError, moment},
    matter::{ALERT, AREA, Matter, Speaker, VESSEL},
    round::NODE,
};

const HOUR_MS: i64 = 3_600_000;
/// What can be counted. What a vessel monitoring system gave is not: it leaves for a patrol or not at all.
const COUNTED: [&str; 4] = [VESSEL, POSITION, ALERT, AREA];

impl Speaker {
    /// What a number stands under in the account of releases.
    fn tally(&self, kind: &str) -> Option<Matter> {
        let id = format!("count/{kind}");
        let label = self.label(Level::Community);
        Some(Matter {
            subject: self.labelled(kind, &id, label, &json!({}))?,
            title: id.clone(),
            id,
            priority: Priority::Plan,
            key: None,
        })
    }
}

impl Desk {
    /// Tells a partner the numbers that its agreement lets it have, once in an hour and under each new agreement.
    ///
    /// # Errors
    /// The store, or those of [`Desk::send`].
    pub(super) fn tell_counts(&mut self, party: &PartyId) -> Result<(), DeskError> {
        let hour = moment().ms().div_euclid(HOUR_MS);
        if !self.board.is_ready() || self.counted.get(party) == Some(&hour) {
            return Ok(());
        }
        let mut given = Vec::new();
        for kind in COUNTED {
            let Some(purpose) = self.purpose(party, kind, false) else {
                continue;
            };
            let (agreement, kind_name) = (self.agreement(party)?, Kind::new(kind)?);
            let rule = agreement.policy().rule(&kind_name);
            if rule.is_none_or(|rule| rule.release != Form::Count) {
                continue;
            }
            let subjects = self.all_of(kind)?;
            let at = self.circumstances();
            let told = vigie_exchange::count(&subjects, &kind_name, agreement, &purpose, &at);
            given.extend(told.ok().zip(self.speaker().tally(kind)));
        }
        self.give(party, &given, NODE)?;
        self.counted.insert(party.clone(), hour);
        Ok(())
    }

    fn all_of(&self, kind: &str) -> Result<Vec<Subject>, DeskError> {
        let speaker = self.speaker();
        let matters: Vec<Matter> = match kind {
            VESSEL => {
                let list = self.board.list();
                let entries = list.entries.iter();
                let entries = entries.filter(|entry| entry.source != SourceKind::Vms);
                entries.filter_map(|entry| speaker.vessel(entry)).collect()
            }
            POSITION => self.positions_at_hand(usize::MAX),
            ALERT => self.fresh_alerts()?.0,
            AREA => {
                let areas = self.ledger.areas()?;
                let areas = areas.iter().filter(|row| row.until_arrival.is_none());
                let area = areas.filter_map(|row| speaker.area(&row.id, &row.source, &row.body));
                area.collect()
            }
            _ => Vec::new(),
        };
        // The picture has positions of vessel monitoring systems too.
        let wanted = matters
            .into_iter()
            .map(|matter| matter.subject)
            .filter(|subject| subject.kind().as_str() == kind);
        Ok(wanted.collect())
    }
}
