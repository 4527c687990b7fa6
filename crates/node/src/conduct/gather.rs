//! What this node's log says that control wants to know: read from the ledger and the desk, nothing else.
//!
//! The log of people is the audit; of the watch, the changes of its events; of the exchange, releases and copies.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use vigie_case::{
    form::is_empty,
    journal::{Act, Edit, Report},
};
use vigie_exercise::{PatrolOrder, expectation::Seen};
use vigie_store::{AuditEntry, Ledger};
use vigie_watch::Change;

use super::{
    message::ToControl,
    ordered::{self, Ordered, Word},
};
use crate::{http::App, partner::joint::JointBook};

/// Changes and audit lines read at once.
const PAGE: u64 = 500;
/// Releases looked at first: the newest. More are read while not all that are new are among them.
const RELEASES: u64 = 500;

/// How far the log was read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Cursor {
    audit: u64,
    /// Number of the newest release by partner.
    released: BTreeMap<String, u64>,
    /// Number of the newest copy by partner.
    received: BTreeMap<String, u64>,
    /// Version of each patrol plan.
    plans: BTreeMap<String, u32>,
    /// Accounted and registered, by crisis.
    accounted: BTreeMap<String, (u64, u64)>,
    /// Boardings told, by report, with the ship that it named.
    boarded: BTreeMap<String, Option<u32>>,
}

/// Reads the log on.
pub(crate) struct Reader {
    cursor: Cursor,
    changes: u64,
}

impl Reader {
    /// Goes on where control says that it was.
    pub(crate) fn from(cursor: Value, changes: u64) -> Self {
        Self {
            cursor: serde_json::from_value(cursor).unwrap_or_default(),
            changes,
        }
    }

    /// What is new.
    pub(crate) fn read(
        &mut self,
        app: &Arc<App>,
        runtime: &tokio::runtime::Handle,
        ledger: &mut Ledger,
    ) -> Vec<ToControl> {
        let mut out = Vec::new();
        match self.changes(ledger) {
            Ok(changes) => out.extend(changes),
            Err(fault) => tracing::warn!(%fault, "events could not be told to control"),
        }
        let before = self.cursor.clone();
        let (mut events, mut orders) = (Vec::new(), Vec::new());
        let own = &app.planner.agency;
        let told = (&mut events, &mut orders);
        if let Err(fault) = self.people(ledger, own, || joint_book(app, runtime), told) {
            tracing::warn!(%fault, "the log could not be told to control");
        }
        // Before the cursor that says that they were told: a broken connection tells them twice, which changes nothing.
        if !orders.is_empty() {
            out.push(ToControl::Ordered { orders });
        }
        self.copies(app, runtime, &mut events);
        self.crises(app, &mut events);
        if self.cursor != before {
            let cursor = serde_json::to_value(&self.cursor).unwrap_or_default();
            out.push(ToControl::Observed { events, cursor });
        }
        out
    }

    fn changes(&mut self, ledger: &Ledger) -> Result<Option<ToControl>, vigie_store::Error> {
        let rows = ledger.changes_after(self.changes, PAGE)?;
        let Some(last) = rows.last().map(|row| row.seq) else {
            return Ok(None);
        };
        self.changes = last;
        let changes = rows.iter().filter_map(|row| {
            let event = serde_json::from_str(&row.body).ok()?;
            Some(Change {
                at: vigie_sea::Time::from_ms(row.at_ms),
                event,
            })
        });
        Ok(Some(ToControl::Changes {
            changes: changes.collect(),
            seq: last,
        }))
    }

    fn people(
        &mut self,
        ledger: &Ledger,
        own: &str,
        book: impl Fn() -> Option<JointBook>,
        (out, orders): (&mut Vec<Seen>, &mut Vec<PatrolOrder>),
    ) -> Result<(), vigie_store::Error> {
        let mut edited = false;
        for entry in audit_after(ledger, self.cursor.audit)? {
            let word = ordered::word(ledger, &entry, &book)?;
            // What comes after it waits too: nothing is told in another order than it was done.
            if matches!(word, Word::Later) {
                break;
            }
            self.cursor.audit = entry.seq;
            edited |= entry.action == "edits-taken";
            out.extend(deed(ledger, &entry)?);
            if let Word::Plan(plan) = word {
                orders.extend(plan.orders(|asset| asset.agency == own));
                if entry.action == ordered::AGREED {
                    out.extend(told_of(&entry.object, &plan));
                }
            }
        }
        if edited {
            let (reports, _conflicts) = crate::http::boarding_journal(ledger)?.fold();
            self.boarded(reports.values(), out);
        }
        for row in ledger.patrol(crate::patrol::sheet::PLAN)? {
            let known = self.cursor.plans.insert(row.id.clone(), row.version);
            if known != Some(row.version) {
                let (mmsis, areas) = covered(row.body.as_deref());
                out.push(Seen::Planned {
                    plan: row.id,
                    mmsis,
                    areas,
                });
            }
        }
        // A release that is passed over looks like a copy that nobody released: a breach that was none.
        let mut most = RELEASES;
        let mut releases = ledger.releases(None, most)?;
        while releases.len() as u64 == most
            && releases.last().is_some_and(|row| {
                let newest = self.cursor.released.get(&row.party);
                newest.is_none_or(|newest| row.seq > *newest)
            })
        {
            most = most.saturating_mul(4);
            releases = ledger.releases(None, most)?;
        }
        releases.sort_by_key(|row| row.seq);
        for row in releases {
            let newest = self.cursor.released.get(&row.party).copied();
            if newest.is_none_or(|newest| row.seq > newest) {
                self.cursor.released.insert(row.party.clone(), row.seq);
                let mmsis = ships_of(ledger, &row.kind, &row.id)?;
                out.push(Seen::Released {
                    to: row.party,
                    class: row.kind,
                    object: row.id,
                    mmsis,
                });
            }
        }
        Ok(())
    }

    /// Boardings that the offline journal tells of and control does not know yet, each with its own ship.
    fn boarded<'a>(&mut self, reports: impl Iterator<Item = &'a Report>, out: &mut Vec<Seen>) {
        for report in reports.filter(|report| took_place(report)) {
            let named = report.fields.get("mmsi");
            let mmsi = named.and_then(|value| {
                let number = value.as_u64().and_then(|n| u32::try_from(n).ok());
                number.or_else(|| value.as_str().and_then(|text| text.parse().ok()))
            });
            let known = self.cursor.boarded.insert(report.report.clone(), mmsi);
            if known != Some(mmsi) {
                out.push(Seen::Boarded {
                    report: report.report.clone(),
                    mmsis: mmsi.into_iter().collect(),
                });
            }
        }
    }

    fn copies(&mut self, app: &Arc<App>, runtime: &tokio::runtime::Handle, out: &mut Vec<Seen>) {
        let Some(desk) = app.desk.clone() else {
            return;
        };
        let Ok(mut copies) = runtime.block_on(desk.ask(|desk| desk.copies_shown())) else {
            return;
        };
        copies.sort_by_key(|copy| copy["seq"].as_u64());
        for copy in copies {
            let (Some(party), Some(seq)) = (copy["party"].as_str(), copy["seq"].as_u64()) else {
                continue;
            };
            let newest = self.cursor.received.get(party).copied();
            if newest.is_some_and(|newest| seq <= newest) {
                continue;
            }
            self.cursor.received.insert(party.to_owned(), seq);
            let body = &copy["body"];
            let text = |value: &Value| value.as_str().map(str::to_owned);
            out.push(Seen::Received {
                from: party.to_owned(),
                class: text(&copy["kind"]).unwrap_or_default(),
                object: text(&body["event"])
                    .or_else(|| text(&copy["object"]))
                    .unwrap_or_default(),
                mmsis: numbers(body),
                beyond: texts(&copy["beyond"]),
            });
        }
    }

    fn crises(&mut self, app: &App, out: &mut Vec<Seen>) {
        let Ok(papers) = app.crisis.list() else {
            return;
        };
        for paper in papers.iter().filter(|paper| paper.closed_ms.is_none()) {
            let counted = app.crisis.with(paper.id, |desk| {
                Ok(crate::crisis::work::accounted(desk.register))
            });
            let Ok((accounted, registered)) = counted else {
                continue;
            };
            let id = paper.id.to_string();
            if self
                .cursor
                .accounted
                .insert(id.clone(), (accounted, registered))
                != Some((accounted, registered))
            {
                out.push(Seen::Accounted {
                    crisis: id,
                    accounted,
                    registered,
                });
            }
        }
    }
}

/// Lines of the audit after one, in order.
pub(crate) fn audit_after(
    ledger: &Ledger,
    seq: u64,
) -> Result<Vec<AuditEntry>, vigie_store::Error> {
    let mut fresh: Vec<AuditEntry> = Vec::new();
    let mut before = None;
    loop {
        let page = ledger.audit_page(before, PAGE)?;
        let known = page.entries.iter().any(|entry| entry.seq <= seq);
        fresh.extend(page.entries.into_iter().filter(|entry| entry.seq > seq));
        before = page.next;
        if known || before.is_none() {
            break;
        }
    }
    fresh.sort_by_key(|entry| entry.seq);
    Ok(fresh)
}

/// What was said about joint plans; nothing while the desk is busy.
pub(crate) fn joint_book(app: &App, runtime: &tokio::runtime::Handle) -> Option<JointBook> {
    match app.desk.clone() {
        Some(desk) => runtime.block_on(desk.ask(|desk| desk.joint_book())).ok(),
        None => Some(JointBook::default()),
    }
}

/// A joint plan under orders is planned and tasked, like one of this node alone.
fn told_of(joint: &str, plan: &Ordered) -> [Seen; 2] {
    let body = json!({"request": plan.request, "plan": plan.plan}).to_string();
    let (mmsis, areas) = covered(Some(&body));
    let planned = Seen::Planned {
        plan: joint.to_owned(),
        mmsis: mmsis.clone(),
        areas: areas.clone(),
    };
    let order = joint.to_owned();
    [
        planned,
        Seen::Tasked {
            order,
            mmsis,
            areas,
        },
    ]
}

/// Ships that a JSON object names as `mmsi` or `mmsis`, also in `vessels`.
fn texts(list: &Value) -> Vec<String> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(|it| it.as_str().map(str::to_owned))
        .collect()
}

fn numbers(body: &Value) -> Vec<u32> {
    let one = |value: &Value| value.as_u64().and_then(|n| u32::try_from(n).ok());
    let many = body["mmsis"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(one);
    let vessels = body["vessels"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|vessel| one(&vessel["mmsi"]));
    let mut all: Vec<u32> = one(&body["mmsi"])
        .into_iter()
        .chain(many)
        .chain(vessels)
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn event_of(ledger: &Ledger, id: &str) -> Result<Option<Value>, vigie_store::Error> {
    Ok(ledger
        .event(id)?
        .and_then(|body| serde_json::from_str(&body).ok()))
}

fn ships_of(ledger: &Ledger, kind: &str, id: &str) -> Result<Vec<u32>, vigie_store::Error> {
    Ok(match event_of(ledger, id)? {
        Some(event) => numbers(&event),
        None if kind == "case" => Vec::new(),
        None => id.parse().into_iter().collect(),
    })
}

/// Ships and areas that a kept plan really visits.
fn covered(body: Option<&str>) -> (Vec<u32>, Vec<String>) {
    let Some(sheet) = body.and_then(|body| serde_json::from_str::<Value>(body).ok()) else {
        return (Vec::new(), Vec::new());
    };
    let visited: Vec<&Value> = sheet["plan"]["routes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|route| route["stops"].as_array())
        .flatten()
        .map(|stop| &stop["task"])
        .collect();
    let tasks = sheet["request"]["tasks"].as_array().into_iter().flatten();
    let (mut mmsis, mut areas) = (Vec::new(), Vec::new());
    for (index, task) in tasks.enumerate() {
        let is_visited = visited
            .iter()
            .any(|one| **one == task["id"] || one.as_u64() == Some(index as u64));
        if is_visited {
            mmsis.extend(numbers(task));
            // Tasks about a ship of the list are named after her.
            let id = task["id"].as_str().unwrap_or_default();
            mmsis.extend(
                id.split(|c: char| !c.is_ascii_digit())
                    .filter(|part| part.len() == 9)
                    .filter_map(|n| n.parse::<u32>().ok()),
            );
            areas.extend(task["area"].as_str().map(str::to_owned));
        }
    }
    mmsis.sort_unstable();
    mmsis.dedup();
    (mmsis, areas)
}

fn deed(ledger: &Ledger, entry: &AuditEntry) -> Result<Option<Seen>, vigie_store::Error> {
    let detail: Value = serde_json::from_str(&entry.detail).unwrap_or_default();
    Ok(match entry.action.as_str() {
        "event-reviewed" => {
            let Some(event) = event_of(ledger, &entry.object)? else {
                return Ok(None);
            };
            let mmsis = numbers(&event);
            let text = |value: &Value| value.as_str().map(str::to_owned);
            match detail["state"].as_str() {
                Some("confirmed") => Some(Seen::Confirmed {
                    event: entry.object.clone(),
                    kind: text(&event["kind"]).unwrap_or_default(),
                    mmsis,
                    area: text(&event["evidence"]["codes"]["area"]),
                }),
                Some("dismissed") => Some(Seen::Dismissed {
                    event: entry.object.clone(),
                    mmsis,
                }),
                _ => None,
            }
        }
        "plan-status" if detail["status"] == "ordered" => {
            let version = detail["version"].as_u64();
            let version = version.and_then(|it| u32::try_from(it).ok());
            let body = ledger
                .patrol_version(crate::patrol::sheet::PLAN, &entry.object, version)?
                .and_then(|row| row.body);
            let (mmsis, areas) = covered(body.as_deref());
            Some(Seen::Tasked {
                order: entry.object.clone(),
                mmsis,
                areas,
            })
        }
        "evacuation-planned" => Some(Seen::Planned {
            plan: entry.object.clone(),
            mmsis: Vec::new(),
            areas: Vec::new(),
        }),
        "report-written" => Some(Seen::Boarded {
            report: entry.object.clone(),
            mmsis: numbers(&detail),
        }),
        _ => None,
    })
}

/// Whether a report tells of somebody aboard: a form that was begun, a sighting or a refusal is no boarding.
fn took_place(report: &Report) -> bool {
    let says = |field: &str| {
        let value = report.fields.get(field);
        value.is_some_and(|value| !is_empty(value))
    };
    let stepped = |edit: &Edit| matches!(&edit.act, Act::Step { step, .. } if step == "aboard");
    says("boarded_at") || says("inspected_from") || report.steps.iter().any(stepped)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn report(name: &str, fields: Value) -> Report {
        Report {
            report: name.to_owned(),
            fields: serde_json::from_value(fields).unwrap(),
            ..Report::default()
        }
    }

    #[test]
    fn a_form_that_was_begun_is_no_boarding_and_each_boarding_is_told_once() {
        let mut reader = Reader::from(Value::Null, 0);
        let mut told = |reports: &[Report]| {
            let mut out = Vec::new();
            reader.boarded(reports.iter(), &mut out);
            let boarded = out.into_iter().map(|seen| match seen {
                Seen::Boarded { report, mmsis } => (report, mmsis),
                other => panic!("{other:?}"),
            });
            boarded.collect::<Vec<_>>()
        };
        let begun = report("r1", json!({"mmsi": 412_000_001, "boarded_at": null}));
        let refused = report(
            "r2",
            json!({"mmsi": 412_000_002, "boarding_result": "refused", "left_at": 5}),
        );
        assert!(told(&[begun, refused.clone()]).is_empty());
        let boarded = report("r1", json!({"mmsi": 412_000_001, "boarded_at": 4}));
        let whole = [boarded, refused];
        assert_eq!(told(&whole), [("r1".to_owned(), vec![412_000_001_u32])]);
        assert!(told(&whole).is_empty());
        // The ship was another one after all.
        let named = report("r1", json!({"mmsi": "412000009", "boarded_at": 4}));
        assert_eq!(told(&[named]), [("r1".to_owned(), vec![412_000_009_u32])]);
        let mut aboard = report("r3", json!({}));
        let step = json!({"id": {"device": "a", "seq": 1}, "at_ms": 0, "user": "roy", "report": "r3",
            "act": {"do": "step", "step": "aboard", "note": ""}});
        aboard.steps.push(serde_json::from_value(step).unwrap());
        assert_eq!(told(&[aboard]), [("r3".to_owned(), Vec::<u32>::new())]);
    }
}
