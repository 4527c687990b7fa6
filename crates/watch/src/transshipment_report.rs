//! Notices beside what was heard: for each, which vessels in view it may mean and which meeting it was found at. A table to read,
//! no more: of a notice without a meeting nothing is told and nothing counted.

use std::collections::BTreeMap;

use vigie_sea::Time;

use crate::list::plain_call_sign;
use crate::transshipment::{Party, StandingNotice};
use crate::transshipment_judge::NOTICE;
use crate::{EventKind, EventState, ShipName, Watch, is_unnumbered};

/// A notice, and what the watch remembers about it.
#[derive(Debug, Clone, PartialEq)]
pub struct NoticeReport {
    /// The notice.
    pub standing: StandingNotice,
    /// MMSIs that may be the donor; empty where nothing tells.
    pub donor: Vec<u32>,
    /// MMSIs that may be the receiver; empty where nothing tells.
    pub receiver: Vec<u32>,
    /// The meeting that cites this notice, and with which outcome.
    pub meeting: Option<(String, String)>,
}

/// Ships in view by what notices name them by.
#[derive(Default)]
struct InView {
    imo: BTreeMap<u32, Vec<u32>>,
    call_sign: BTreeMap<String, Vec<u32>>,
    name: BTreeMap<(String, String, Vec<String>), Vec<u32>>,
}

fn name_key(text: &str) -> Option<(String, String, Vec<String>)> {
    let name = ShipName::new(text);
    (!name.is_empty()).then_some((name.letters, name.signs, name.numbers))
}

impl InView {
    fn of(watch: &Watch) -> Self {
        let mut all = Self::default();
        for vessel in watch.vessels().filter(|v| !is_unnumbered(v.mmsi)) {
            let identity = &vessel.identity;
            if let Some(imo) = identity.imo {
                all.imo.entry(imo).or_default().push(vessel.mmsi);
            }
            if let Some(sign) = identity.call_sign.as_deref().map(plain_call_sign) {
                all.call_sign.entry(sign).or_default().push(vessel.mmsi);
            }
            if let Some(key) = identity.name.as_deref().and_then(name_key) {
                all.name.entry(key).or_default().push(vessel.mmsi);
            }
        }
        all
    }

    /// By the strongest identifier that tells anything.
    fn mmsis(&self, party: &Party) -> Vec<u32> {
        let by_sign = |sign: &String| self.call_sign.get(sign);
        let by_name = |name: &String| self.name.get(&name_key(name)?);
        let found = (party.imo.and_then(|imo| self.imo.get(&imo)).cloned())
            .or_else(|| party.mmsi.map(|mmsi| vec![mmsi]))
            .or_else(|| party.call_sign.as_ref().and_then(by_sign).cloned())
            .or_else(|| party.name.as_ref().and_then(by_name).cloned());
        let mut found = found.unwrap_or_default();
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Watch {
    /// Notices whose window touches a period, by the beginning of their window, at most `limit` after `offset`, and how many
    /// there are.
    #[must_use]
    pub fn notice_report(
        &self,
        from: Option<Time>,
        until: Option<Time>,
        (offset, limit): (usize, usize),
    ) -> (Vec<NoticeReport>, usize) {
        let wanted = |known: &&StandingNotice| {
            let notice = &known.notice;
            from.is_none_or(|from| notice.until >= from)
                && until.is_none_or(|until| notice.from <= until)
        };
        let all: Vec<&StandingNotice> = self.context().notices.standing().filter(wanted).collect();
        let meetings = self.meetings_by_notice();
        let in_view = InView::of(self);
        let total = all.len();
        let page = all.into_iter().skip(offset).take(limit);
        let rows = page.map(|known| {
            let key = (known.source.clone(), known.notice.id.clone());
            NoticeReport {
                donor: in_view.mmsis(&known.notice.donor),
                receiver: in_view.mmsis(&known.notice.receiver),
                meeting: meetings.get(&key).cloned(),
                standing: known.clone(),
            }
        });
        (rows.collect(), total)
    }

    /// The first meeting, by its name, that cites each notice.
    fn meetings_by_notice(&self) -> BTreeMap<(String, String), (String, String)> {
        let mut all = BTreeMap::new();
        let meetings = self
            .book()
            .iter()
            .filter(|e| e.kind == EventKind::Encounter && e.state != EventState::Retracted);
        for event in meetings {
            let code = |key: &str| event.evidence.codes.get(key).cloned();
            let (Some(outcome), Some(id), Some(source)) =
                (code(NOTICE), code("notice_id"), code("notice_source"))
            else {
                continue;
            };
            if outcome.starts_with("notified") && outcome != "notified-other-vessel" {
                all.entry((source, id))
                    .or_insert_with(|| (event.id.clone(), outcome));
            }
        }
        all
    }
}
