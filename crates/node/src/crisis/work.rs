//! What is done with registers, whatever the door: the API, the command line, the clock. Each deed is in the audit in the
//! same change.

use axum::http::StatusCode;
use serde_json::json;
use vigie_crisis::{
    Class, Consent, ConsentRecord, Counts, DeviceId, ErasureReason, ErasureReceipt, PersonId,
    PfifSource, PlaceId, Standing, write_pfif,
};
use vigie_sea::Time;
use vigie_store::{CrisisPart, CrisisRow, Ledger};

use super::{
    CrisisPaper, CrisisRoom, Decided, Desk, DevicePaper, Hold, PlacePaper, Register,
    aside::AsideDone,
};
use crate::{
    http::{Deed, Problem},
    live::now,
};

/// Days for which a reunification record may be kept by who gets it (Person Finder's default is 60 days in backups).
const REUNIFICATION_DAYS: i64 = 60;
/// With more erased at once the index of names is made anew.
const INDEX_KEPT_MAX: usize = 20;
/// Longest reason, characters.
const REASON_CHARS_MAX: usize = 300;

/// A document of the store.
pub(crate) fn row_of(id: [u8; 16], paper: &impl serde::Serialize) -> Result<CrisisRow, Problem> {
    let body = serde_json::to_string(paper);
    let body = body.map_err(|fault| Problem::internal("work-broke", fault))?;
    Ok(CrisisRow { id, body })
}

/// Opens a crisis with its places.
pub(crate) fn open(
    ledger: &mut Ledger,
    paper: &CrisisPaper,
    places: &[PlacePaper],
    user: &str,
) -> Result<(), Problem> {
    ledger.put_crisis(&row_of(paper.id.0, paper)?)?;
    for place in places {
        let row = row_of(place.id.0, place)?;
        ledger.put_crisis_part(&paper.id.0, CrisisPart::Place, &row)?;
    }
    let detail = json!({"name": paper.name, "places": places.len()});
    Deed::new(user, "crisis-opened", paper.id, detail).note(ledger)?;
    Ok(())
}

/// Puts a register under legal hold, or lifts it (`why` empty). Says so in the audit.
pub(crate) fn set_hold(desk: &mut Desk<'_>, why: Option<&str>, user: &str) -> Result<(), Problem> {
    let mut paper = desk.register.paper.clone();
    let why = why.map(str::trim);
    if why.is_some_and(|why| why.is_empty() || why.chars().count() > REASON_CHARS_MAX) {
        return Err(Problem::bad("crisis-reason-unfit", REASON_CHARS_MAX));
    }
    let (action, detail) = match (&paper.hold, why) {
        (None, None) => return Ok(()),
        (Some(hold), None) => ("crisis-hold-lifted", json!({"since_ms": hold.since_ms})),
        (_, Some(why)) => ("crisis-hold-set", json!({"reason": why})),
    };
    paper.hold = why.map(|why| Hold {
        since_ms: paper.hold.as_ref().map_or(now().ms(), |it| it.since_ms),
        by: user.to_owned(),
        reason: why.to_owned(),
    });
    desk.register.changed = true;
    desk.ledger.put_crisis(&row_of(paper.id.0, &paper)?)?;
    Deed::new(user, action, paper.id, detail).note(desk.ledger)?;
    desk.register.paper = paper;
    Ok(())
}

/// Revokes a device: what it delivers from now on is set aside. Revoking twice changes nothing.
pub(crate) fn revoke(
    desk: &mut Desk<'_>,
    device: DeviceId,
    why: &str,
    user: &str,
) -> Result<DevicePaper, Problem> {
    if why.chars().count() > REASON_CHARS_MAX {
        return Err(Problem::bad("crisis-reason-unfit", REASON_CHARS_MAX));
    }
    let crisis = desk.register.paper.id;
    let known = desk.register.devices.get(&device);
    let mut paper = known.cloned().ok_or_else(|| Problem::not_found(device))?;
    if paper.revoked_ms.is_some() {
        return Ok(paper);
    }
    paper.revoked_ms = Some(now().ms());
    paper.revoked_by = Some(user.to_owned());
    why.trim().clone_into(&mut paper.revoked_why);
    desk.register.changed = true;
    let row = row_of(device.0, &paper)?;
    desk.ledger
        .put_crisis_part(&crisis.0, CrisisPart::Device, &row)?;
    let detail = json!({"crisis": crisis, "name": paper.name, "reason": paper.revoked_why});
    Deed::new(user, "crisis-device-revoked", device, detail).note(desk.ledger)?;
    desk.register.devices.insert(device, paper.clone());
    Ok(paper)
}

/// Takes in, or drops, what a revoked device delivered, after an officer looked at it.
pub(crate) fn decide_aside(
    desk: &mut Desk<'_>,
    device: DeviceId,
    seqs: Option<&[u64]>,
    (taken, why): (bool, &str),
    user: &str,
) -> Result<AsideDone, Problem> {
    if why.chars().count() > REASON_CHARS_MAX {
        return Err(Problem::bad("crisis-reason-unfit", REASON_CHARS_MAX));
    }
    let crisis = desk.register.paper.id;
    if !desk.register.devices.contains_key(&device) {
        return Err(Problem::not_found(device));
    }
    // What is dropped is destroyed, which a legal hold forbids.
    if !taken && desk.register.paper.hold.is_some() {
        return Err(Problem::new(StatusCode::CONFLICT, "crisis-held", device));
    }
    let decided = Decided {
        at_ms: now().ms(),
        by: user.to_owned(),
        taken,
        why: why.trim().to_owned(),
    };
    let done = desk
        .register
        .decide_aside(desk.ledger, desk.vault, device, seqs, &decided)?;
    let action = match taken {
        true => "crisis-aside-taken",
        false => "crisis-aside-dropped",
    };
    let detail = json!({"crisis": crisis, "done": done, "reason": decided.why});
    Deed::new(user, action, device, detail).note(desk.ledger)?;
    Ok(done)
}

/// Notes, after an officer looked at them, that the node refused; says how many. Nothing of them is destroyed.
pub(crate) fn dismiss_refused(
    desk: &mut Desk<'_>,
    device: DeviceId,
    seqs: Option<&[u64]>,
    why: &str,
    user: &str,
) -> Result<usize, Problem> {
    if why.chars().count() > REASON_CHARS_MAX {
        return Err(Problem::bad("crisis-reason-unfit", REASON_CHARS_MAX));
    }
    let decided = Decided {
        at_ms: now().ms(),
        by: user.to_owned(),
        taken: false,
        why: why.trim().to_owned(),
    };
    let notes = desk
        .register
        .dismiss_refused(desk.ledger, device, seqs, &decided)?;
    let detail = json!({"crisis": desk.register.paper.id, "notes": notes, "reason": decided.why});
    Deed::new(user, "crisis-refused-dismissed", device, detail).note(desk.ledger)?;
    Ok(notes)
}

/// Devices with what they noted and what of it is set aside, oldest first.
pub(crate) fn devices(register: &Register) -> Vec<serde_json::Value> {
    let mut papers: Vec<&DevicePaper> = register.devices.values().collect();
    papers.sort_by_key(|it| (it.enrolled_ms, it.id));
    let shown = papers.into_iter().map(|it| {
        let noted = register.journal.after(it.id, 0).count();
        let aside = register
            .waiting_aside()
            .filter(|one| one.device == it.id);
        json!({
            "id": it.id, "name": it.name, "enrolled_ms": it.enrolled_ms, "enrolled_by": it.enrolled_by,
            "revoked_ms": it.revoked_ms, "revoked_by": it.revoked_by, "revoked_why": it.revoked_why,
            "noted": noted, "aside": aside.count(),
        })
    });
    shown.collect()
}

/// Erases a person, with the records that were found to be of the same one. Call [`CrisisRoom::forget_erased`] afterwards.
pub(crate) fn erase(
    desk: &mut Desk<'_>,
    person: PersonId,
    reason: ErasureReason,
    user: &str,
) -> Result<ErasureReceipt, Problem> {
    if desk.register.paper.hold.is_some() {
        return Err(Problem::new(StatusCode::CONFLICT, "crisis-held", person));
    }
    let mut receipt = None;
    for one in same_person(desk.register, person) {
        let erased = desk.register.erase(desk.ledger, one, reason, now().ms())?;
        let Some(erased) = erased else { continue };
        let crisis = desk.register.paper.id;
        let detail =
            json!({"crisis": crisis, "reason": reason, "sealed_sha256": erased.sealed_sha256});
        Deed::new(user, "person-erased", one, detail).note(desk.ledger)?;
        if one == person || receipt.is_none() {
            receipt = Some(erased);
        }
    }
    receipt.ok_or_else(|| Problem::not_found(person))
}

/// All ids under which a person has a record: those that were merged into one.
fn same_person(register: &mut Register, person: PersonId) -> Vec<PersonId> {
    let board = register.board().clone();
    let remains = |id: PersonId| board.merged.get(&id).copied().unwrap_or(id);
    let wanted = remains(person);
    let all = register.persons.keys().copied();
    all.filter(|id| remains(*id) == wanted).collect()
}

/// Erases everyone whose time of retention is over at `now_ms`; says how many.
///
/// # Errors
/// The first fault; the other crises are gone through all the same.
pub(crate) fn erase_due(room: &CrisisRoom, now_ms: i64) -> Result<usize, Problem> {
    let (mut erased, mut fault) = (0, None);
    // A register under legal hold is not even opened.
    let free = room.list()?.into_iter().filter(|it| it.hold.is_none());
    for paper in free {
        match room.with(paper.id, |desk| erase_due_of(desk, now_ms)) {
            Ok(count) => erased += count,
            Err(problem) => fault = fault.or(Some(problem)),
        }
    }
    if erased > 0 {
        room.forget_erased()?;
    }
    fault.map_or(Ok(erased), Err)
}

fn erase_due_of(desk: &mut Desk<'_>, now_ms: i64) -> Result<usize, Problem> {
    let board = desk.register.board().clone();
    let (rule, closed_ms) = (desk.register.paper.retention, desk.register.paper.closed_ms);
    let over_ms = closed_ms.map(|ms| ms + i64::from(rule.after_close_days) * 86_400_000);
    let is_over = over_ms.is_some_and(|ms| ms <= now_ms);
    let register = &*desk.register;
    let due_of = |person: &PersonId| {
        let remains = board.merged.get(person).unwrap_or(person);
        match board.persons.get(remains) {
            Some(standing) => {
                let due = register.erasure_due(standing)?;
                (due.at_ms <= now_ms).then_some((*person, due.reason))
            }
            // A record without a journey is on no board; it ends with the crisis.
            None => is_over.then_some((*person, ErasureReason::CrisisOver)),
        }
    };
    let due: Vec<(PersonId, ErasureReason)> = register.persons.keys().filter_map(due_of).collect();
    if due.len() > INDEX_KEPT_MAX {
        desk.register.forget_index();
    }
    let mut erased = 0;
    for (person, reason) in &due {
        // With one of several records of a person the others go.
        if desk.register.persons.contains_key(person) {
            erase(desk, *person, *reason, "retention")?;
            erased += 1;
        }
    }
    if is_over {
        erased += desk.register.drop_aside_records(desk.ledger)?;
    }
    Ok(erased)
}

/// Where a person counts: where they were seen last, else where the register says.
pub(crate) fn place_of_person(
    register: &Register,
    person: PersonId,
    standing: &Standing,
) -> Option<PlaceId> {
    let known = || register.persons.get(&person)?.place;
    standing.place.or_else(known)
}

/// L0: counts of a register by place and class.
pub(crate) fn counts_of(register: &mut Register) -> Counts {
    let board = register.board().clone();
    let cells = board.persons.iter().map(|(person, standing)| {
        let class = register.persons.get(person);
        let class = class.map_or(Class::General, |person| person.needs.class());
        (place_of_person(register, *person, standing), class)
    });
    Counts::of(cells)
}

/// Puts the counts where a release can find them; they leave only by the release decision.
pub(crate) fn offer_counts(desk: &mut Desk<'_>, user: &str) -> Result<serde_json::Value, Problem> {
    let counts = counts_of(desk.register);
    let register = &*desk.register;
    let places: Vec<serde_json::Value> = counts
        .places
        .iter()
        .map(|one| {
            let paper = one.place.and_then(|place| register.places.get(&place));
            json!({
                "name": paper.map(|p| &p.name), "kind": paper.map(|p| p.kind),
                "position": paper.and_then(|p| p.position), "classes": one.classes, "total": one.total,
            })
        })
        .collect();
    let crisis = register.paper.id;
    let offer = json!({"crisis": crisis, "name": register.paper.name, "at_ms": now().ms(), "places": places});
    let row = row_of(crisis.0, &offer)?;
    desk.ledger
        .put_crisis_part(&crisis.0, CrisisPart::Offer, &row)?;
    Deed::new(user, "crisis-counts-offered", crisis, json!({})).note(desk.ledger)?;
    Ok(offer)
}

/// L3: PFIF 1.4 of the people who consent to reunification; each record names its source.
pub(crate) fn reunification(
    desk: &mut Desk<'_>,
    user: &str,
    source: &str,
) -> Result<String, Problem> {
    let board = desk.register.board().clone();
    let register = &*desk.register;
    let records: Vec<(ConsentRecord, String)> = register
        .persons
        .values()
        .filter_map(|person| {
            let standing = board.persons.get(&person.id)?;
            let record = ConsentRecord::of(person, standing, Consent::Reunification)?;
            let place = record.place.and_then(|place| register.places.get(&place));
            Some((record, place.map(|p| p.name.clone()).unwrap_or_default()))
        })
        .collect();
    let at = now();
    let source = PfifSource {
        domain: "vigie.invalid".to_owned(),
        name: source.to_owned(),
        at,
        expires: at.plus_ms(REUNIFICATION_DAYS * 86_400_000),
    };
    let ids: Vec<PersonId> = records.iter().map(|(record, _)| record.person).collect();
    let detail = json!({"count": ids.len(), "persons": ids});
    Deed::new(user, "register-exported", register.paper.id, detail).note(desk.ledger)?;
    write_pfif(&source, &records).map_err(|error| Problem::bad(error.code(), &error))
}

/// Year, month and day of a moment in UTC.
pub(crate) fn day_of(time: Time) -> (i16, u8, u8) {
    let text = time.to_string();
    let part = |range: std::ops::Range<usize>| text.get(range).and_then(|t| t.parse::<i16>().ok());
    let small = |n: Option<i16>| u8::try_from(n.unwrap_or(1)).unwrap_or(1);
    (
        part(0..4).unwrap_or(1970),
        small(part(5..7)),
        small(part(8..10)),
    )
}

/// How many persons of a register are accounted for, and how many there are: who was met, heard from or is known to be
/// dead. A message that went out, or an offer, accounts for nobody.
pub(crate) fn accounted(register: &mut Register) -> (u64, u64) {
    use vigie_crisis::FunnelState;
    let board = register.board().clone();
    let is_known = |it: &&Standing| it.heard_of && it.state != FunnelState::Unaccounted;
    let all = board.persons.values();
    let known = all.clone().filter(is_known).count();
    (known as u64, all.count() as u64)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::{import::keep_rows, testing};
    use super::*;
    use vigie_crisis::{Act, CrisisId, NameForm, Person, Script, Source};

    const DAY_MS: i64 = 86_400_000;

    fn files_hold(folder: &std::path::Path, wanted: &[u8]) -> bool {
        let files = std::fs::read_dir(folder).unwrap();
        files
            .map(|file| std::fs::read(file.unwrap().path()).unwrap())
            .any(|bytes| bytes.windows(wanted.len()).any(|w| w == wanted))
    }

    #[test]
    fn who_is_back_for_longer_than_the_rule_is_erased_and_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let (room, crisis) = (testing::room(folder.path(), 0, None), testing::CRISIS);
        let (long_back, just_back, still_out) = (
            PersonId::from_number(1),
            PersonId::from_number(2),
            PersonId::from_number(3),
        );
        room.with(crisis, |desk| {
            for (id, family) in [
                (long_back, "Tremblay"),
                (just_back, "Roy"),
                (still_out, "Sato"),
            ] {
                let name = NameForm {
                    script: Script::Latin,
                    family: family.to_owned(),
                    given: String::new(),
                };
                let person = Person::named(id, name, Source::WalkIn);
                keep_rows(desk, vec![(1, person)], "mika", false)?;
            }
            let place = PlaceId::from_number(1);
            for (id, days) in [(long_back, 2), (just_back, 40)] {
                let at_ms = now().ms() + days * DAY_MS;
                desk.register
                    .note(desk.ledger, id, Act::Arrived { place }, "mika", at_ms)?;
            }
            Ok(())
        })
        .unwrap();
        let sealed = room
            .with(crisis, |desk| {
                let mut sealed = Vec::new();
                desk.ledger.each_person::<Problem>(&crisis.0, |row| {
                    sealed.push((row.id, row.sealed));
                    Ok(())
                })?;
                Ok(sealed)
            })
            .unwrap();
        let then_ms = now().ms() + 42 * DAY_MS;
        assert_eq!(erase_due(&room, then_ms).unwrap(), 1);
        assert_eq!(erase_due(&room, then_ms).unwrap(), 0);
        for (id, bytes) in sealed {
            let gone = id == long_back.0;
            assert_eq!(files_hold(folder.path(), &bytes), !gone);
        }
        let (left, receipts, register) = room
            .with(crisis, |desk| {
                let left: Vec<PersonId> = desk.register.persons.keys().copied().collect();
                Ok((
                    left,
                    desk.register.receipts.len(),
                    desk.register.board().persons.len(),
                ))
            })
            .unwrap();
        assert_eq!(
            (left, receipts, register),
            (vec![just_back, still_out], 1, 3)
        );
    }

    #[test]
    fn work_that_fails_leaves_store_and_memory_as_they_were() {
        let folder = tempfile::tempdir().unwrap();
        let (room, crisis) = (testing::room(folder.path(), 0, None), testing::CRISIS);
        let half = room.with(crisis, |desk| {
            let name = NameForm {
                script: Script::Latin,
                family: "Roy".to_owned(),
                given: String::new(),
            };
            let person = Person::named(PersonId::from_number(1), name, Source::WalkIn);
            keep_rows(desk, vec![(1, person)], "mika", false)?;
            Err::<(), Problem>(Problem::bad("query-unreadable", ""))
        });
        assert!(half.is_err());
        let (persons, events) = room
            .with(crisis, |desk| {
                Ok((desk.register.persons.len(), desk.register.journal.len()))
            })
            .unwrap();
        assert_eq!((persons, events), (0, 0));
        assert!(room.with(CrisisId::from_number(2), |_| Ok(())).is_err());
    }
}
