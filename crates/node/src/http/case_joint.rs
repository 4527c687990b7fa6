//! Cases held together with a partner: own entries and the reports they name go to the partner as the agreement lets them,
//! the partner's come beside ours. Each side adds only entries of its own; the case is what both together make.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use vigie_case::{
    case::{Case, Deed as CaseDeed, Entry},
    journal::{Edit, Journal},
};
use vigie_exchange::{PartyId, Purpose};

use super::{App, Problem, boarding, case::entries_of, case_photo, crisis_joint::heard};
use crate::evidence::gather::conflicts_of;
use crate::partner::room::{CASE_ENTRY, Heard, REPORT_EDIT, Told};

/// An entry as it travels.
#[derive(Debug, Serialize, Deserialize)]
struct EntryBody {
    case: String,
    /// Its place among the giver's entries of this case.
    number: u32,
    #[serde(default)]
    user: String,
    at_ms: i64,
    deed: CaseDeed,
}

/// An edit of a report of a case as it travels.
#[derive(Debug, Serialize, Deserialize)]
struct EditBody {
    case: String,
    edit: Edit,
}

/// What partners told of cases.
#[derive(Debug, Default)]
pub(super) struct TheirCases {
    /// By case: party, number, entry.
    entries: BTreeMap<String, Vec<(String, u32, Entry)>>,
    /// Journals of reports by case and party.
    reports: BTreeMap<(String, String), Journal>,
    /// This agency, as partners know it.
    own: String,
}

/// What an entry names this agency by while it has no partners yet.
pub(super) const OWN: &str = "own";

impl TheirCases {
    /// Reads what came; what cannot be read is left out and said in the log.
    pub(super) fn of(heard: &[Heard], own: String) -> Self {
        let mut out = Self {
            own,
            ..Self::default()
        };
        for one in heard {
            let read = match one.kind.as_str() {
                CASE_ENTRY => out.entry(one),
                REPORT_EDIT => out.edit(one),
                _ => Ok(()),
            };
            if let Err(fault) = read {
                tracing::warn!(party = one.party, seq = one.seq, %fault, "part of a case cannot be read");
            }
        }
        for entries in out.entries.values_mut() {
            entries.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        }
        out
    }

    fn entry(&mut self, one: &Heard) -> Result<(), serde_json::Error> {
        let body: EntryBody = serde_json::from_value(one.body.clone())?;
        let entry = Entry {
            at_ms: body.at_ms,
            user: body.user,
            // Whatever it says, it is the giver's.
            party: one.party.clone(),
            deed: body.deed,
        };
        let of_case = self.entries.entry(body.case).or_default();
        of_case.push((one.party.clone(), body.number, entry));
        Ok(())
    }

    fn edit(&mut self, one: &Heard) -> Result<(), serde_json::Error> {
        let body: EditBody = serde_json::from_value(one.body.clone())?;
        let journal = self
            .reports
            .entry((body.case, one.party.clone()))
            .or_default();
        // What does not fit was not written by a form of ours.
        drop(journal.take(body.edit));
        Ok(())
    }

    /// The partner's entries of a case beside ours, in the order of their times; each side's own order stands.
    pub(super) fn beside(&self, id: &str, own: Vec<Entry>) -> Vec<Entry> {
        let theirs = self.entries.get(id).into_iter().flatten();
        let mut all: Vec<(i64, Entry)> = Vec::new();
        let mut sides: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        for (party, _, entry) in theirs {
            sides.entry(party).or_default().push(entry);
        }
        let mut put = |entries: &mut dyn Iterator<Item = Entry>| {
            // A clock that went back must not turn a side's own order round.
            let mut last = i64::MIN;
            for entry in entries {
                last = last.max(entry.at_ms);
                all.push((last, entry));
            }
        };
        // What was entered before the agency had partners is as much its own: its hold is lifted by the same hand.
        let named = |mut entry: Entry| {
            if entry.party == OWN && !self.own.is_empty() {
                entry.party.clone_from(&self.own);
            }
            entry
        };
        put(&mut own.into_iter().map(named));
        for entries in sides.into_values() {
            put(&mut entries.into_iter().cloned());
        }
        all.sort_by_key(|(at_ms, _)| *at_ms);
        all.into_iter().map(|(_, entry)| entry).collect()
    }

    /// Cases that partners share with us.
    pub(super) fn ids(&self) -> impl Iterator<Item = &String> {
        self.entries.keys()
    }

    /// Who shares a case with us.
    pub(super) fn parties(&self, id: &str) -> Vec<&str> {
        let mut parties: Vec<&str> = self
            .entries
            .get(id)
            .into_iter()
            .flatten()
            .map(|it| it.0.as_str())
            .collect();
        parties.dedup();
        parties
    }

    /// Their reports of a case, as they stand.
    pub(super) fn reports(&self, id: &str) -> Vec<Value> {
        let of_case = self.reports.iter().filter(|((case, _), _)| case == id);
        of_case
            .flat_map(|((_, party), journal)| {
                let (reports, conflicts) = journal.fold();
                reports.into_iter().map(move |(name, report)| {
                    let conflicts = conflicts_of(&name, journal, &conflicts).len();
                    json!({"party": party, "report": name, "form": report.form, "fields": report.fields, "conflicts": conflicts})
                })
            })
            .collect()
    }
}

/// What partners told of cases.
pub(super) async fn their_cases(app: &Arc<App>) -> Result<TheirCases, Problem> {
    let heard = heard(app, &[CASE_ENTRY, REPORT_EDIT]).await?;
    Ok(TheirCases::of(&heard, app.own_party().await?))
}

/// Our entries of a case and the edits of its reports, for a partner.
fn told(id: &str, own: &[Entry], journal: &Journal) -> [Vec<Told>; 2] {
    let case = Case::fold(own);
    let entry = |(number, entry): (u32, &Entry)| {
        let body = EntryBody {
            case: id.to_owned(),
            number,
            user: entry.user.clone(),
            at_ms: entry.at_ms,
            deed: entry.deed.clone(),
        };
        Told::open(
            CASE_ENTRY,
            format!("{id}/{number}"),
            &case.title,
            json!(body),
        )
    };
    let entries = (0..).zip(own).map(entry).collect();
    let wanted = |report: &str| {
        case.items
            .iter()
            .any(|it| it.kind == "report" && it.id == report)
    };
    let edits = journal.edits().filter(|it| wanted(&it.report)).map(|edit| {
        let name = format!("{id}/{}/{}", edit.id.device, edit.id.seq);
        let body = EditBody {
            case: id.to_owned(),
            edit: edit.clone(),
        };
        Told::personal(REPORT_EDIT, name, &case.title, json!(body), None)
    });
    [entries, edits.collect()]
}

/// With whom a case is shared, for what, and the officer who decided so: the approval of what follows is that officer's.
pub(super) fn sharers(own: &[Entry]) -> BTreeMap<String, (String, String)> {
    let mut shares = BTreeMap::new();
    for entry in own {
        if let CaseDeed::Share { party, purpose, on } = &entry.deed {
            match on {
                true => shares.insert(party.clone(), (purpose.clone(), entry.user.clone())),
                false => shares.remove(party),
            };
        }
    }
    shares
}

/// Tells partners of all shared cases what they were not told yet: a report of one of them may have grown.
///
/// # Errors
/// The first fault, when all were tried.
pub(super) async fn tell_all(app: &Arc<App>) -> Result<(), Problem> {
    let cases = app.ledger(|ledger| entries_of(ledger, None)).await?;
    let mut first = Ok(());
    for (id, own) in cases {
        if !sharers(&own).is_empty() {
            first = first.and(tell(app, &id).await.map(drop));
        }
    }
    first
}

/// Tells each partner of a shared case what it was not told yet, whatever fails for another. What was taken back goes first.
/// Gives how many records left, and how many the agreements denied.
///
/// # Errors
/// The first fault, when all were tried.
pub(super) async fn tell(app: &Arc<App>, id: &str) -> Result<(usize, usize), Problem> {
    let mut first = case_photo::take_back(app, id).await;
    let wanted = id.to_owned();
    let read = app
        .ledger(move |ledger| {
            let own = entries_of(ledger, Some(&wanted))?
                .remove(&wanted)
                .unwrap_or_default();
            let journal = boarding::journal(ledger)?;
            Ok((sharers(&own), told(&wanted, &own, &journal)))
        })
        .await?;
    let (shares, all) = read;
    let (mut left, mut denied) = (0, 0);
    for (party, (purpose, user)) in shares {
        let (Ok(party), Ok(purpose)) = (PartyId::new(&party), Purpose::new(&purpose)) else {
            continue;
        };
        for told in &all {
            match tell_one(app, &party, told, (&purpose, &user)).await {
                Ok((more, not)) => (left, denied) = (left + more, denied + not),
                Err(fault) => {
                    tracing::error!(%party, code = fault.code, "a case not told");
                    first = first.and(Err(fault));
                    break;
                }
            }
        }
    }
    // After what is said of them: a partner knows of the case by then.
    first = first.and(case_photo::give_named(app, id).await);
    first.map(|()| (left, denied))
}

/// Tells one partner what of this is news to it.
async fn tell_one(
    app: &Arc<App>,
    party: &PartyId,
    told: &[Told],
    (purpose, user): (&Purpose, &str),
) -> Result<(usize, usize), Problem> {
    let news: Vec<Told> = told
        .iter()
        .filter(|it| app.crisis.is_news(party.as_str(), it))
        .cloned()
        .collect();
    let (to, all) = (party.clone(), news.clone());
    let (purpose, user) = (purpose.clone(), user.to_owned());
    let rows = app.desk(move |desk| desk.tell_partner(&to, &all, &purpose, &user));
    let count = rows.await?.len();
    // What an agreement denied is tried again at the next entry.
    if count == news.len() {
        app.crisis.note_told(party.as_str(), &news);
    }
    Ok((count, news.len().saturating_sub(count)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hold(at_ms: i64, party: &str, on: bool) -> Entry {
        Entry {
            at_ms,
            user: "roy".to_owned(),
            party: party.to_owned(),
            deed: CaseDeed::Hold {
                on,
                note: String::new(),
            },
        }
    }

    #[test]
    fn a_partner_lifts_no_hold_of_ours_and_we_lift_one_from_before_we_had_partners() {
        let told = Heard {
            party: "jp-jcg".to_owned(),
            seq: 1,
            kind: CASE_ENTRY.to_owned(),
            body: json!({"case": "c", "number": 0, "user": "tanaka", "at_ms": 20, "deed": {"do": "hold", "on": false, "note": ""}}),
        };
        let theirs = TheirCases::of(&[told], "ca-ccg".to_owned());
        let own = vec![hold(10, OWN, true)];
        let both = theirs.beside("c", own.clone());
        assert_eq!(both.len(), 2);
        assert!(Case::fold(&both).hold);
        let lifted = [own, vec![hold(30, "ca-ccg", false)]].concat();
        assert!(!Case::fold(&theirs.beside("c", lifted)).hold);
    }
}
