//! After a crisis: the figures of its register with those of its devices, seats and messages, without anybody's name.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use vigie_crisis::seat::WishState;
use vigie_crisis::{
    AfterLine, AfterReport, CELL_LEAST, JourneyConfig, PersonId, PlaceId, Step, Traits, after,
};
use vigie_sea::Time;
use vigie_store::CrisisPart;

use super::{
    CrisisPaper, Desk, Register,
    evacuation::escrows,
    joint::{Partners, own_claims},
};
use crate::{export::Cell, http::Problem, live::now};

/// Columns of the report as a table.
pub(crate) const COLUMNS: [&str; 7] =
    ["table", "key", "name", "step", "count", "median_h", "p90_h"];

/// The report of one crisis.
pub(crate) fn after_report(desk: &mut Desk<'_>, partners: &Partners) -> Result<Value, Problem> {
    let board = desk.register.board().clone();
    let register = &*desk.register;
    let config = JourneyConfig {
        by_hand: Some(register.own_device()),
        ..JourneyConfig::default()
    };
    let moments = register.journal.moments(&config);
    let paper = &register.paper;
    let onset_ms = onset_ms(paper);
    let from_ms = onset_ms.unwrap_or(paper.opened_ms);
    let told = after(&board, &moments, &traits(register), from_ms);
    let erased = board.persons.keys();
    let erased = erased.filter(|it| !register.persons.contains_key(it));
    let mut report = json!({
        "crisis": {"id": paper.id, "name": paper.name, "opened_ms": paper.opened_ms, "closed_ms": paper.closed_ms},
        "made_ms": now().ms(), "from": if onset_ms.is_some() { "onset" } else { "opened" }, "from_ms": from_ms,
        "least": CELL_LEAST, "erased": few(erased.count() as u64), "devices": devices(register),
    });
    let figures = figures(register, &told);
    if let (Some(report), Value::Object(figures)) = (report.as_object_mut(), figures) {
        report.extend(figures);
    }
    report["seats"] = seats(desk, partners)?;
    report["messages"] = messages(desk)?;
    Ok(report)
}

/// When the emergency began, if the alert says so and it was not later than the crisis was opened: a storm is warned of
/// before it comes.
fn onset_ms(paper: &CrisisPaper) -> Option<i64> {
    let alert = paper.alert.as_ref()?;
    let onset = Time::parse(alert["onset"].as_str()?).ok()?.ms();
    (onset <= paper.opened_ms).then_some(onset)
}

fn traits(register: &Register) -> BTreeMap<PersonId, Traits> {
    let of = |person: &vigie_crisis::Person| Traits {
        class: Some(person.needs.class()),
        nationality: person.nationalities.first().cloned(),
        place: person.place,
    };
    let all = register.persons.values();
    all.map(|person| (person.id, of(person))).collect()
}

/// A count of people, or of places that each stand for one: too few are not told.
fn few(count: u64) -> Option<u64> {
    (count == 0 || count >= u64::from(CELL_LEAST)).then_some(count)
}

fn figures(register: &Register, told: &AfterReport) -> Value {
    let place_name = |line: &AfterLine| {
        let id = line.key.as_ref()?.parse::<PlaceId>().ok()?;
        register.places.get(&id).map(|it| it.name.clone())
    };
    let places: Vec<Value> = told
        .places
        .iter()
        .map(|line| {
            json!({"key": line.key, "name": place_name(line), "people": line.people, "steps": line.steps})
        })
        .collect();
    json!({
        "people": told.people, "open": told.open, "steps": told.steps, "states": told.states, "classes": told.classes,
        "places": places, "nationalities": told.nationalities, "contradictions": told.contradictions,
        "record_faults": told.record_faults,
    })
}

/// Check-in devices, and what of their notes is not here or was not taken.
fn devices(register: &Register) -> Value {
    let holes = register.journal.missing();
    let missing = holes.iter().fold(0_u64, |sum, it| {
        sum.saturating_add(it.to_seq - it.from_seq + 1)
    });
    let revoked = register.devices.values();
    json!({
        "enrolled": register.devices.len(), "revoked": revoked.filter(|it| it.revoked_ms.is_some()).count(),
        "notes": register.journal.len(), "holes": holes.len(), "missing": missing,
        "aside": register.waiting_aside().count(), "refused": register.waiting_refused().count(),
    })
}

/// Seats of our legs that partners got, and of theirs that we got, seats and stretcher places together.
fn seats(desk: &Desk<'_>, partners: &Partners) -> Result<Value, Problem> {
    let crisis = desk.register.paper.id;
    let mut given: BTreeMap<String, [u64; 3]> = BTreeMap::new();
    for book in escrows(desk.ledger, crisis)? {
        for offer in &book.offers {
            let cell = given.entry(offer.to.clone()).or_default();
            cell[0] += u64::from(offer.seats) + u64::from(offer.stretchers);
        }
        for (partner, (seats, stretchers)) in book.held() {
            given.entry(partner).or_default()[1] += u64::from(seats) + u64::from(stretchers);
        }
        for claim in &book.claims {
            let (seats, stretchers) = claim.given_back;
            let cell = given.entry(claim.claim.from.clone()).or_default();
            cell[2] += u64::from(seats) + u64::from(stretchers);
        }
    }
    let mut received: BTreeMap<String, [u64; 2]> = BTreeMap::new();
    for claim in own_claims(desk.ledger, crisis, partners, now())? {
        if claim.wish.state != WishState::Confirmed {
            continue;
        }
        let frame = partners.get(&claim.party).and_then(|it| it.frame.as_ref());
        let partner = frame.map_or(&claim.party, |it| &it.own).clone();
        let wish = &claim.wish.claim;
        let claimed = u64::from(wish.seats) + u64::from(wish.stretchers);
        let back = u64::from(claim.given_back.0) + u64::from(claim.given_back.1);
        let cell = received.entry(partner).or_default();
        cell[0] += claimed.saturating_sub(back);
        cell[1] += back;
    }
    let given = given.iter().map(|(partner, [offered, held, back])| {
        json!({"partner": partner, "offered": offered, "held": few(*held), "given_back": few(*back)})
    });
    let received = received.iter().map(|(partner, [held, back])| {
        json!({"partner": partner, "held": few(*held), "given_back": few(*back)})
    });
    Ok(json!({"given": given.collect::<Vec<_>>(), "received": received.collect::<Vec<_>>()}))
}

/// What was sent to nationals, over all sendings.
fn messages(desk: &Desk<'_>) -> Result<Value, Problem> {
    let crisis = desk.register.paper.id;
    let rows = desk.ledger.crisis_parts(&crisis.0, CrisisPart::Message)?;
    let sent: Vec<Value> = rows
        .iter()
        .filter_map(|row| serde_json::from_str(&row.body).ok())
        .collect();
    let sum = |field: &str| -> u64 {
        let all = sent.iter().filter_map(|it| it[field].as_u64());
        all.fold(0, u64::saturating_add)
    };
    let no_contact = few(sum("no_contact"));
    // All less those who could be reached are those who could not.
    let people = no_contact.and_then(|_| few(sum("people")));
    Ok(json!({
        "sendings": sent.len(), "people": people, "sms": few(sum("sms")), "email": few(sum("email")), "no_contact": no_contact,
    }))
}

fn text(value: &Value) -> Cell {
    value
        .as_str()
        .map_or(Cell::Empty, |text| Cell::Text(text.to_owned()))
}

fn number(value: &Value) -> Cell {
    value.as_f64().map_or(Cell::Empty, Cell::Number)
}

fn named(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

/// The report as rows of [`COLUMNS`]; an empty count is one that is not told.
pub(crate) fn rows(report: &Value) -> Vec<Vec<Cell>> {
    let mut out = Vec::new();
    let one = |table: &str, key: Cell, name: Cell, step: &str, count: &Value, times: &Value| {
        let step = match step {
            "" => Cell::Empty,
            step => named(step),
        };
        let (median, p90) = (number(&times["median_h"]), number(&times["p90_h"]));
        vec![named(table), key, name, step, number(count), median, p90]
    };
    let none = Value::Null;
    let mut line = |table: &str, line: &Value| {
        let (key, name) = (|| text(&line["key"]), || text(&line["name"]));
        out.push(one(
            table,
            key(),
            name(),
            "registered",
            &line["people"],
            &none,
        ));
        for step in Step::ALL {
            let reached = &line["steps"][step.code()];
            out.push(one(
                table,
                key(),
                name(),
                step.code(),
                &reached["people"],
                reached,
            ));
        }
    };
    line("all", report);
    for table in ["classes", "places", "nationalities"] {
        for row in report[table].as_array().into_iter().flatten() {
            line(table, row);
        }
    }
    out.push(one(
        "states",
        named("open"),
        Cell::Empty,
        "",
        &report["open"],
        &none,
    ));
    let plain = [
        ("states", &report["states"]),
        ("contradictions", &report["contradictions"]["kinds"]),
        ("record_faults", &report["record_faults"]["kinds"]),
        ("devices", &report["devices"]),
        ("messages", &report["messages"]),
    ];
    for (table, counts) in plain {
        for (key, count) in counts.as_object().into_iter().flatten() {
            out.push(one(table, named(key), Cell::Empty, "", count, &none));
        }
    }
    for (table, side) in [("seats_given", "given"), ("seats_received", "received")] {
        for row in report["seats"][side].as_array().into_iter().flatten() {
            for what in ["offered", "held", "given_back"] {
                if row.get(what).is_some() {
                    let key = text(&row["partner"]);
                    out.push(one(table, key, Cell::Empty, what, &row[what], &none));
                }
            }
        }
    }
    out
}
