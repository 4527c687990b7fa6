//! The manifest of a leg: our people by name, partners' by group, and by name whom they told for this very leg. For the
//! screen and print, and as a table for the carrier. Every look and every table is noted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    response::Response,
};
use serde_json::{Value, json};
use vigie_crisis::{Consent, GroupId, LegId, Person, PersonId};

use super::{
    App, Deed, Problem, crisis::at_desk, crisis_joint::heard, evacuation::name_of, gate::Who, list,
};
use crate::crisis::{
    closing::{ClosingPaper, FinalLine, closing},
    evacuation::{PlanPaper, Seating, Transport, group_of},
    joint::{partners_of, unions},
};
use crate::export::{Cell, write_csv};
use crate::live::now;
use crate::partner::room::LINE;

/// Columns of the table, one line a person; of a group that only the partner can name, one line with its size.
const COLUMNS: [&str; 17] = [
    "leg",
    "departure",
    "group",
    "partner",
    "people",
    "standby",
    "family_name",
    "given_names",
    "other_names",
    "nationality",
    "birth",
    "document",
    "minor",
    "stretcher",
    "wheelchair",
    "withheld",
    "boarding",
];

/// Where somebody stands at the door: as the final manifest says, else as scans say so far.
fn boarding(closing: Option<&ClosingPaper>, person: &Person, aboard: bool) -> Value {
    let Some(closing) = closing else {
        return aboard.then_some("aboard").into();
    };
    let of = |lines: &[FinalLine]| lines.iter().any(|it| it.person == person.id);
    match (of(&closing.aboard), of(&closing.absent)) {
        (true, _) => json!("aboard"),
        (_, true) => json!("no_show"),
        _ => Value::Null,
    }
}

/// A final manifest by the records as they are: who was merged into another since is that one, and stands there once.
fn as_merged(mut paper: ClosingPaper, merged: &BTreeMap<PersonId, PersonId>) -> ClosingPaper {
    for line in paper.aboard.iter_mut().chain(&mut paper.absent) {
        if let Some(kept) = merged.get(&line.person) {
            line.person = *kept;
        }
    }
    let mut seen = BTreeSet::new();
    paper.aboard.retain(|it| seen.insert(it.person));
    paper
}

/// One of our people. `beyond`: the leg is a partner's, who must not know the name of those who said no.
fn member(person: &Person, beyond: bool) -> Value {
    let mut seen = json!(person.for_desk());
    seen["nationality"] = json!(person.nationalities.first());
    seen["birth"] = json!(person.birth);
    seen["document"] = json!(person.documents.first().map(|it| &it.number));
    seen["withheld"] = json!(beyond && person.refuses(Consent::Partner));
    seen
}

/// One of a partner's people, as told for this leg.
fn told_member(line: &Value) -> Value {
    json!({
        "id": line["person"], "names": [line["name"]], "nationality": line["nationality"], "birth": line["birth"],
        "document": line["document"], "withheld": false,
        "boarding": (line["embarked"] == json!(true)).then_some("aboard"),
        "needs": {"minor": line["class"] == json!("minor"), "stretcher": line["class"] == json!("stretcher"), "wheelchair": false},
    })
}

/// Who is on the final manifest and in no group of the plan, by family.
fn unlisted(
    closing: Option<&ClosingPaper>,
    shown: &[&[Value]],
) -> BTreeMap<GroupId, Vec<PersonId>> {
    let lines = shown.iter().flat_map(|it| it.iter());
    let members = lines.flat_map(|it| it["members"].as_array().into_iter().flatten());
    let listed: BTreeSet<&str> = members.filter_map(|it| it["id"].as_str()).collect();
    let mut more: BTreeMap<GroupId, Vec<PersonId>> = BTreeMap::new();
    for line in closing.iter().flat_map(|it| &it.aboard) {
        if !listed.contains(line.person.to_string().as_str()) {
            more.entry(line.group).or_default().push(line.person);
        }
    }
    more
}

/// A family, or a part of it, that came aboard without a line of its own in the plan.
fn family_line(
    family: GroupId,
    own: Option<&str>,
    people: Vec<&Person>,
    member: &dyn Fn(&Person) -> Value,
) -> Option<Value> {
    let count = |of: fn(&Person) -> bool| people.iter().filter(|it| of(it)).count();
    let (stretchers, wheelchairs) = (
        count(|it| it.needs.stretcher),
        count(|it| it.needs.wheelchair),
    );
    let (size, minors) = (people.len(), count(|it| it.needs.minor));
    let members: Vec<Value> = people.into_iter().map(member).collect();
    (size > 0).then(|| {
        json!({
            "group": family, "partner": own, "size": size, "stretchers": stretchers, "wheelchairs": wheelchairs,
            "minors": minors, "standby": null, "members": members,
        })
    })
}

/// The final manifest in short: its digest stands on every sheet.
fn closing_json(it: &ClosingPaper) -> Value {
    json!({
        "closed_ms": it.closed_ms, "by": it.by, "digest": it.digest, "aboard": it.aboard.len(), "absent": it.absent.len(),
        "empty": it.empty,
    })
}

async fn gathered(
    app: &Arc<App>,
    id: &str,
    leg: &str,
    user: String,
    action: &'static str,
) -> Result<Value, Problem> {
    let leg: LegId = leg.parse().map_err(|_form| Problem::not_found(leg))?;
    let heard = heard(app, &[LINE]).await?;
    at_desk(app, id, move |desk| {
        let crisis = desk.register.paper.id;
        // Names that partners told for this very leg.
        let unions = unions(desk.ledger, crisis)?;
        let partners = partners_of(crisis, &heard, &unions);
        let told = partners.values().flat_map(|it| &it.lines);
        let lines: Vec<&Value> = told.filter(|it| it["leg"] == json!(leg)).collect();
        let own = Transport::load(desk.ledger, crisis)?.map(|it| it.own);
        let paper = PlanPaper::load(desk.ledger, crisis)?;
        let paper = paper.ok_or_else(|| Problem::not_found(leg))?;
        let entry = paper.instance.legs.iter().find(|it| it.id == leg);
        let entry = entry.ok_or_else(|| Problem::not_found(leg))?;
        let detail = json!({"crisis": crisis, "version": paper.version});
        Deed::new(&user, action, leg, detail).note(desk.ledger)?;
        let beyond = own.as_ref().is_none_or(|own| *own != entry.owner);
        let groups: BTreeMap<GroupId, _> =
            paper.instance.groups.iter().map(|it| (it.id, it)).collect();
        let board = desk.register.board().clone();
        // The plan may hold who is aboard, or was met elsewhere, apart from the rest of the family.
        let seating = Seating::read(desk.register, Some(&paper), now());
        let left = |person: &Person| {
            let standing = board.persons.get(&person.id);
            standing.filter(|it| it.state.has_left())
        };
        let group_in_plan = |person: &Person| {
            let family = group_of(person);
            let gone = left(person);
            let by = gone.and_then(|it| it.leg);
            // Who left by another leg is not on this one, whatever was planned.
            if by.is_some_and(|by| by != leg) {
                return None;
            }
            let part = by.and_then(|_| seating.part_on(family, leg));
            // Who arrived goes nowhere any more, and came by this leg all the same.
            part.or_else(|| seating.group(person))
                .or_else(|| gone.map(|_| family))
        };
        let closing = closing(desk.ledger, crisis, leg)?.filter(ClosingPaper::is_in_force);
        let closing = closing.map(|it| as_merged(it, &board.merged));
        let ours = |person: &Person| {
            let mut seen = member(person, beyond);
            let aboard = left(person).is_some_and(|it| it.leg == Some(leg));
            seen["boarding"] = boarding(closing.as_ref(), person, aboard);
            seen
        };
        let members = |group: GroupId| -> Vec<Value> {
            let persons = desk.register.persons.values();
            // One of two records of a person is enough.
            let persons = persons.filter(|it| !board.merged.contains_key(&it.id));
            let own = persons.filter(|it| group_in_plan(it) == Some(group));
            let told = lines.iter().filter(|it| it["group"] == json!(group));
            own.map(ours)
                .chain(told.map(|it| told_member(it)))
                .collect()
        };
        let line = |group: GroupId, standby: Option<u32>| {
            groups.get(&group).map(|it| {
                json!({
                    "group": group, "partner": it.partner, "size": it.size, "stretchers": it.stretchers,
                    "wheelchairs": it.wheelchairs, "minors": it.minors, "standby": standby, "members": members(group),
                })
            })
        };
        let seated = paper.plan.assignments.iter().filter(|it| it.leg == leg);
        let lines: Vec<Value> = seated.filter_map(|it| line(it.group, None)).collect();
        let standby = paper.plan.standby.iter().filter(|it| it.leg == leg);
        let standby: Vec<Value> = standby
            .filter_map(|it| line(it.group, Some(it.rank)))
            .collect();
        let more = unlisted(closing.as_ref(), &[&lines, &standby]);
        let persons = &desk.register.persons;
        let more = more.into_iter().filter_map(|(family, people)| {
            let people = people.iter().filter_map(|it| persons.get(it)).collect();
            family_line(family, own.as_deref(), people, &ours)
        });
        let lines: Vec<Value> = lines.into_iter().chain(more).collect();
        let closing = closing.as_ref().map(closing_json);
        Ok(json!({
            "closing": closing,
            "leg": entry, "from": name_of(&paper.instance, entry.from), "to": name_of(&paper.instance, entry.to),
            "version": paper.version, "groups": lines, "standby": standby,
        }))
    })
    .await
}

/// For the screen and for print.
pub(super) async fn manifest(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, leg)): Path<(String, String)>,
) -> Result<Json<Value>, Problem> {
    let found = gathered(&app, &id, &leg, who.user, "manifest-seen").await?;
    Ok(Json(found))
}

/// As a table. Whose name the leg's owner must not know is a line without it.
pub(super) async fn csv(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, leg)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let found = gathered(&app, &id, &leg, who.user, "manifest-exported").await?;
    let mut bytes = Vec::new();
    // With the mark: spreadsheets take names in kanji for something else without it.
    write_csv(&mut bytes, &COLUMNS, rows(&found), true)
        .map_err(|fault| Problem::internal("export-failed", fault))?;
    Ok(list::file(
        "text/csv; charset=utf-8",
        &app.file_name("vigie-manifest.csv"),
        bytes,
    ))
}

/// A text, a number or nothing.
fn cell(value: &Value) -> Cell {
    match value {
        Value::String(text) if !text.is_empty() => Cell::Text(text.clone()),
        Value::Number(number) => number.as_f64().map_or(Cell::Empty, Cell::Number),
        _ => Cell::Empty,
    }
}

fn yes(flag: bool) -> Cell {
    if flag {
        Cell::Text("yes".to_owned())
    } else {
        Cell::Empty
    }
}

/// Who is seated, then who stands by, group by group.
fn rows(manifest: &Value) -> Vec<Vec<Cell>> {
    let none = Vec::new();
    let list = |value: &Value| value.as_array().unwrap_or(&none).clone();
    let mut rows = Vec::new();
    let both = [&manifest["groups"], &manifest["standby"]];
    for group in both.into_iter().flat_map(list) {
        let head = |people: Cell| {
            vec![
                cell(&manifest["leg"]["name"]),
                cell(&manifest["leg"]["departure"]),
                cell(&group["group"]),
                cell(&group["partner"]),
                people,
                cell(&group["standby"]),
            ]
        };
        let members = list(&group["members"]);
        for member in &members {
            let at_door = vec![cell(&member["boarding"])];
            rows.push([head(Cell::Number(1.0)), person_cells(member), at_door].concat());
        }
        // Of a partner's group some may be told by name and others not.
        let size = group["size"].as_u64().unwrap_or(0);
        let unnamed = size.saturating_sub(members.len() as u64);
        if unnamed > 0 {
            let rest = vec![Cell::Empty; COLUMNS.len() - 6];
            rows.push([head(Cell::Number(unnamed as f64)), rest].concat());
        }
    }
    rows
}

/// The cells of one person, from the family name on.
fn person_cells(member: &Value) -> Vec<Cell> {
    if member["withheld"] == json!(true) {
        let mut cells = vec![Cell::Empty; COLUMNS.len() - 8];
        cells.push(yes(true));
        return cells;
    }
    let none = Vec::new();
    let names = member["names"].as_array().unwrap_or(&none);
    // As the carrier reads it: the passport's letters, else the first name there is.
    let script = |name: &&Value, wanted: &str| name["script"] == json!(wanted);
    let mut named = names.iter();
    let latin = named.find(|it| script(it, "mrz") || script(it, "latin"));
    let first = latin.or(names.first());
    let others: Vec<String> = names
        .iter()
        .filter(|it| Some(*it) != first)
        .map(|it| {
            let part = |key: &str| it[key].as_str().unwrap_or_default();
            format!("{} {}", part("family"), part("given"))
                .trim()
                .to_owned()
        })
        .collect();
    let null = Value::Null;
    let name = first.unwrap_or(&null);
    let needs = &member["needs"];
    vec![
        cell(&name["family"]),
        cell(&name["given"]),
        cell(&json!(others.join(" / "))),
        cell(&member["nationality"]),
        cell(&member["birth"]),
        cell(&member["document"]),
        yes(needs["minor"] == json!(true)),
        yes(needs["stretcher"] == json!(true)),
        yes(needs["wheelchair"] == json!(true)),
        Cell::Empty,
    ]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn table(manifest: &Value) -> String {
        let mut bytes = Vec::new();
        assert!(write_csv(&mut bytes, &COLUMNS, rows(manifest), false).is_ok());
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[test]
    fn a_table_names_who_may_be_named_and_counts_everyone() {
        let name = |script: &str, family: &str| json!({"script": script, "family": family, "given": "HANA"});
        let whole = json!({
            "names": [name("kanji", "佐藤"), name("mrz", "SATO")], "nationality": "JPN", "birth": "1990-05-01",
            "document": "TK1234567", "needs": {"minor": false, "wheelchair": true}, "withheld": false, "boarding": "aboard",
        });
        let refused = json!({
            "names": [name("latin", "=Kobayashi")], "nationality": "JPN", "birth": "1990", "document": "TK7654321",
            "needs": {"minor": true}, "withheld": true, "boarding": "no_show",
        });
        let manifest = json!({
            "leg": {"name": "CA1", "departure": "2028-03-01T15:00:00Z"},
            "groups": [
                {"group": "aa", "partner": "JP", "size": 2, "standby": null, "members": [whole, refused]},
                {"group": "bb", "partner": "CA", "size": 3, "standby": null, "members": []},
            ],
            "standby": [{"group": "cc", "partner": "CA", "size": 1, "standby": 1, "members": []}],
        });
        let text = table(&manifest);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 5, "{text}");
        assert_eq!(
            lines[1],
            "CA1,2028-03-01T15:00:00Z,aa,JP,1,,SATO,HANA,佐藤 HANA,JPN,1990-05-01,TK1234567,,,yes,,aboard"
        );
        assert_eq!(
            lines[2],
            "CA1,2028-03-01T15:00:00Z,aa,JP,1,,,,,,,,,,,yes,no_show"
        );
        assert_eq!(lines[3], "CA1,2028-03-01T15:00:00Z,bb,CA,3,,,,,,,,,,,,");
        assert_eq!(lines[4], "CA1,2028-03-01T15:00:00Z,cc,CA,1,1,,,,,,,,,,,");
        assert!(!text.contains("TK7654321"), "who said no is not given away");
    }

    /// Two records of one, joined after the closing: on the sheet they are one person, aboard.
    #[test]
    fn who_was_merged_after_the_closing_is_on_the_final_manifest_once() {
        let id = |number: u128| PersonId::from_number(number);
        let line = |number: u128| json!({"group": id(9), "person": id(number)});
        let paper = json!({
            "leg": id(7), "name": "CA1", "owner": "CA", "closed_ms": 1, "said_ms": 1, "by": "mika", "version": 1, "digest": "",
            "aboard": [line(1), line(2), line(3)], "absent": [line(4)],
        });
        let paper: ClosingPaper = serde_json::from_value(paper).unwrap();
        let merged = BTreeMap::from([(id(1), id(5)), (id(2), id(5))]);
        let paper = as_merged(paper, &merged);
        let aboard: Vec<PersonId> = paper.aboard.iter().map(|it| it.person).collect();
        assert_eq!(aboard, [5, 3].map(id));
        let shown = json!({"members": [{"id": id(5)}, {"id": id(3)}]});
        assert!(unlisted(Some(&paper), &[&[shown]]).is_empty());
    }
}
