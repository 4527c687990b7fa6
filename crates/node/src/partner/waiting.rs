//! Alerts that wait for an officer: the agreement would give them to a partner, once an officer approves.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};
use vigie_exchange::{Form, Kind, Outcome, PartyId, Purpose, VMS_ALERT, preview};
use vigie_store::EventFilter;

use super::{
    desk::{Desk, DeskError},
    fitting::{fitting, purposes_of},
    follow::is_withdrawn,
    matter::{ALERT, Matter},
};

/// Alerts that are looked at, newest beginning first.
const LOOKED_MAX: u64 = 500;
/// Alerts that ended longer ago than this, by event time, are no news.
const ENDED_MS: i64 = 7 * 86_400_000;
const DISMISSED: &str = "dismissed";

impl Desk {
    /// What waits for an officer, per partner; newest first. Whatever was released once waits no more.
    ///
    /// # Errors
    /// The store.
    pub(crate) fn waiting_shown(&self) -> Result<Json, DeskError> {
        let queues: Vec<(PartyId, &'static str)> = self
            .partners()
            .into_iter()
            .flat_map(|party| [(party.clone(), ALERT), (party, VMS_ALERT)])
            .filter(|(party, kind)| self.needs_approval(party, kind))
            .collect();
        if queues.is_empty() {
            return Ok(json!({"waiting": [], "more": false}));
        }
        let (alerts, more) = self.fresh_alerts()?;
        let mut released: BTreeSet<(String, String)> = BTreeSet::new();
        for kind in [ALERT, VMS_ALERT] {
            let rows = self.ledger.releases_of_kind(kind)?;
            released.extend(rows.into_iter().map(|row| (row.party, row.id)));
        }
        let mut waiting = Vec::new();
        for alert in &alerts {
            for (party, kind) in &queues {
                let known = (party.as_str().to_owned(), alert.id.clone());
                if alert.subject.kind().as_str() != *kind || released.contains(&known) {
                    continue;
                }
                waiting.extend(self.waits(party, alert)?);
            }
        }
        Ok(json!({"waiting": waiting, "more": more}))
    }

    fn needs_approval(&self, party: &PartyId, kind: &str) -> bool {
        let (Ok(agreement), Ok(kind)) = (self.agreement(party), Kind::new(kind)) else {
            return false;
        };
        let rule = agreement.policy().rule(&kind);
        let leaves = |form: Form| matches!(form, Form::Whole | Form::Fields);
        rule.is_some_and(|rule| rule.approval && leaves(rule.release))
    }

    /// Alerts that are news, and whether there are more than were looked at.
    pub(super) fn fresh_alerts(&self) -> Result<(Vec<Matter>, bool), DeskError> {
        let event_time = self.board.list().event_time;
        let filter = EventFilter {
            from_ms: event_time.map(|time| time.ms().saturating_sub(ENDED_MS)),
            limit: LOOKED_MAX,
            ..EventFilter::default()
        };
        let page = self.ledger.events(&filter)?;
        let more = page.total > LOOKED_MAX;
        let speaker = self.speaker();
        let mut alerts = Vec::new();
        for (_, id, body) in page.events {
            let review = self.ledger.reviewed(&id)?;
            if review.is_some_and(|review| review.state == DISMISSED) {
                continue;
            }
            let event = serde_json::from_str::<Json>(&body).ok();
            let alert = event.and_then(|event| speaker.alert(&event));
            alerts.extend(alert.filter(|alert| !is_withdrawn(alert.subject.body())));
        }
        Ok((alerts, more))
    }

    /// The line of an alert, if the agreement holds it for one of its purposes. Of those the one that fits is proposed;
    /// where none does, none is, and the officer chooses.
    fn waits(&self, party: &PartyId, alert: &Matter) -> Result<Option<Json>, DeskError> {
        let policy = self.agreement(party)?.policy();
        let purposes = purposes_of(policy, alert.subject.kind());
        let at = self.circumstances();
        let holds = |purpose: &&Purpose| {
            let decision = preview(&alert.subject, policy, purpose, &at);
            matches!(decision.outcome, Outcome::Hold(_))
        };
        let held: Vec<&Purpose> = purposes.iter().filter(holds).collect();
        let purpose = fitting(alert.subject.kind().as_str(), &held);
        let body = alert.subject.body();
        Ok((!held.is_empty()).then(|| {
            json!({
                "party": party, "kind": alert.subject.kind(), "id": alert.id, "title": alert.title,
                "event": body.get("kind"), "state": body.get("state"), "purpose": purpose,
                "from": body.get("from_ms").and_then(vigie_exchange::Value::as_int)
                    .map(|ms| vigie_sea::Time::from_ms(ms).to_string()),
            })
        }))
    }
}
