//! How long personal data is kept, and what proves that it is gone.
//!
//! Defaults from practice: Tabi-Regi erases one month after the return; a register closes with its crisis. National law
//! decides (Privacy Act, APPI): the periods are the node's settings. What remains after an erasure names nobody: events by
//! id, counts, and the receipt.

use serde::{Deserialize, Serialize};

use crate::{FunnelState, PersonId, Standing};

const DAY_MS: i64 = 86_400_000;

/// The rule of a crisis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionRule {
    /// Days after arrival, or after all help was declined.
    pub after_return_days: u16,
    /// Days after the crisis is closed, for everyone else.
    pub after_close_days: u16,
    /// Days after which a self-report that nobody has acted on is listed as overdue. Nothing is erased for it: who wrote may
    /// need help.
    pub unreviewed_days: u16,
}

impl Default for RetentionRule {
    fn default() -> Self {
        Self {
            after_return_days: 31,
            after_close_days: 60,
            unreviewed_days: 14,
        }
    }
}

/// Why a record is or was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErasureReason {
    /// The person asked.
    Asked,
    /// The time after the return is over.
    Returned,
    /// The time after the end of the crisis is over.
    CrisisOver,
    /// A partner's copy has expired.
    Expired,
}

/// When a record is to be erased, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Why.
    pub reason: ErasureReason,
}

impl RetentionRule {
    /// Since when a self-report that the node got at `heard_ms` is overdue, if nobody acts on it.
    #[must_use]
    pub fn overdue_ms(&self, heard_ms: i64) -> i64 {
        after(heard_ms, self.unreviewed_days)
    }

    /// When a person's record is to be erased; not while the crisis needs it, and not under a legal hold.
    #[must_use]
    pub fn due(&self, standing: &Standing, closed_ms: Option<i64>, held: bool) -> Option<Due> {
        self.due_heard(standing, standing.since_ms, closed_ms, held)
    }

    /// As [`RetentionRule::due`], of a standing that the node heard of at `heard_ms`. No time begins before that: a device
    /// whose clock stood still says that everyone came home long ago.
    #[must_use]
    pub fn due_heard(
        &self,
        standing: &Standing,
        heard_ms: i64,
        closed_ms: Option<i64>,
        held: bool,
    ) -> Option<Due> {
        if held {
            return None;
        }
        let back = matches!(standing.state, FunnelState::Arrived | FunnelState::Declined);
        let returned = back.then(|| Due {
            at_ms: after(standing.since_ms.max(heard_ms), self.after_return_days),
            reason: ErasureReason::Returned,
        });
        let over = closed_ms.map(|closed| Due {
            at_ms: after(closed, self.after_close_days),
            reason: ErasureReason::CrisisOver,
        });
        [returned, over]
            .into_iter()
            .flatten()
            .min_by_key(|due| due.at_ms)
    }
}

fn after(ms: i64, days: u16) -> i64 {
    ms.saturating_add(i64::from(days).saturating_mul(DAY_MS))
}

/// What proves an erasure: signed by the node that erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureReceipt {
    /// Whose record.
    pub person: PersonId,
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Why.
    pub reason: ErasureReason,
    /// SHA-256 of the sealed bytes whose key was destroyed, hexadecimal: says which copy can never be opened again.
    pub sealed_sha256: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DeviceId, Eligibility, EventId};

    fn standing(state: FunnelState) -> Standing {
        let device = DeviceId::from_number(1);
        Standing {
            state,
            since_ms: 1_000,
            event: EventId { device, seq: 1 },
            place: None,
            leg: None,
            eligibility: Eligibility::Unknown,
            needs_help: false,
            heard_of: true,
            handed_over: false,
            closed: false,
            no_show: None,
            source: None,
        }
    }

    #[test]
    fn nobody_is_erased_while_needed_or_held() {
        let rule = RetentionRule::default();
        let due = |state, closed, held| rule.due(&standing(state), closed, held);
        assert_eq!(due(FunnelState::Embarked, None, false), None);
        assert_eq!(due(FunnelState::Arrived, Some(5), true), None);
        let back = due(FunnelState::Arrived, None, false).unwrap();
        assert_eq!(
            (back.at_ms, back.reason),
            (1_000 + 31 * DAY_MS, ErasureReason::Returned)
        );
        let over = due(FunnelState::Unaccounted, Some(5), false).unwrap();
        assert_eq!(
            (over.at_ms, over.reason),
            (5 + 60 * DAY_MS, ErasureReason::CrisisOver)
        );
    }

    #[test]
    fn a_report_that_waits_is_overdue_and_never_due_for_that() {
        let rule = RetentionRule::default();
        assert_eq!(rule.overdue_ms(1_000), 1_000 + 14 * DAY_MS);
        let waits = standing(FunnelState::WantsToLeave);
        assert_eq!(rule.due_heard(&waits, 0, None, false), None);
    }

    #[test]
    fn no_time_begins_before_the_node_heard_of_the_return() {
        let rule = RetentionRule::default();
        let back = standing(FunnelState::Arrived);
        let at_ms = |heard_ms| rule.due_heard(&back, heard_ms, None, false).unwrap().at_ms;
        assert_eq!(at_ms(90 * DAY_MS), (90 + 31) * DAY_MS);
        assert_eq!(at_ms(0), 1_000 + 31 * DAY_MS, "who heard at once");
        let over = rule.due_heard(&back, 90 * DAY_MS, Some(5), false).unwrap();
        assert_eq!(over.at_ms, 5 + 60 * DAY_MS, "a crisis that is over is over");
    }
}
