//! The conduct log set back: what came after the point did not happen, what people wrote stays, and a branch can be come back to.
#![allow(clippy::unwrap_used, reason = "tests")]

use vigie_exercise::{
    conduct::{Clock, Conduct, Deed, Entry, How, Remark, RemarkKind},
    expectation::Rating,
    msel::{Msel, Status, library},
};
use vigie_sea::Time;

fn at(minute: i64) -> Time {
    Time::from_ms(minute * 60_000)
}

fn entry(minute: i64, branch: u32, deed: Deed) -> Entry {
    Entry {
        at: at(minute),
        wall: at(0),
        user: "control".to_owned(),
        branch,
        deed,
    }
}

fn sent(inject: &str) -> Deed {
    Deed::Sent {
        inject: inject.to_owned(),
        how: How::Now,
    }
}

fn acknowledged(inject: &str) -> Deed {
    Deed::Acknowledged {
        inject: inject.to_owned(),
        party: "jp-jcg".to_owned(),
        by: "watch".to_owned(),
    }
}

fn rated(rating: Rating) -> Deed {
    Deed::Rated {
        expectation: "E10".to_owned(),
        rating,
        note: String::new(),
    }
}

fn conduct(log: &[Entry]) -> Conduct {
    let msel = Msel::from_toml(library::list("north-pacific-watch").unwrap())
        .unwrap()
        .msel;
    let mut conduct = Conduct::new(msel, at(0), &[]);
    for one in log {
        conduct.apply(one).unwrap();
    }
    conduct
}

#[test]
fn what_came_after_the_point_did_not_happen() {
    let remark = Remark {
        kind: RemarkKind::Lesson,
        text: "learnt".to_owned(),
        party: None,
        objective: None,
        expectation: None,
        owner: None,
        due: None,
    };
    let mut log = vec![
        entry(1, 0, sent("I-020")),
        entry(2, 0, rated(Rating::S)),
        // The same minute as the point, and after it: the clock stood.
        entry(2, 0, acknowledged("I-020")),
        entry(2, 0, sent("I-030")),
        entry(3, 0, rated(Rating::U)),
        entry(3, 0, Deed::Remarked(remark)),
        entry(4, 0, Deed::Clock(Clock::End)),
    ];
    let rewind = |entries, from_branch| {
        Deed::Clock(Clock::Rewind {
            to: at(2),
            from_branch,
            entries,
        })
    };
    log.push(entry(2, 1, rewind(2, 0)));
    let back = conduct(&log);
    assert_eq!((back.branch, back.over), (1, false));
    assert_eq!(
        (back.sent("I-020"), back.sent("I-030")),
        (Some(at(1)), None)
    );
    let status = |conduct: &Conduct, id: &str| conduct.status(conduct.msel.inject(id).unwrap());
    assert_eq!(status(&back, "I-020"), Status::Sent, "nobody acknowledged");
    assert_eq!(
        back.ratings.get("E10").unwrap().0,
        Rating::S,
        "the rating before"
    );
    assert_eq!(back.remarks.len(), 1, "what people wrote stays");
    assert_eq!(back.log.len(), 4, "two that count, the remark, the turn");
    // It is played on; then back to where the first branch was left is a branch too.
    log.push(entry(5, 1, sent("I-050")));
    let on = conduct(&log);
    assert_eq!(on.sent("I-050"), Some(at(5)));
    assert_eq!(on.branch, 1);
    log.push(entry(4, 2, rewind(7, 0)));
    let first = conduct(&log);
    assert_eq!((first.branch, first.over), (2, true));
    assert_eq!(
        (first.sent("I-030"), first.sent("I-050")),
        (Some(at(2)), None)
    );
    assert_eq!(status(&first, "I-020"), Status::Acknowledged);
    assert_eq!(first.ratings.get("E10").unwrap().0, Rating::U);
    assert_eq!(first.remarks.len(), 1, "a remark is not doubled");
    assert_eq!(first.log.len(), 8, "the whole first branch, and the turn");
    let on = first;
    // A log folds to the same state however often it is folded.
    assert_eq!(conduct(&log), on);
}

/// A list that comes back from the planners' spreadsheet counts, not what was changed at the console before it went there.
#[test]
fn a_new_list_overrides_changes_made_before_it_and_keeps_what_was_given() {
    let base = Msel::from_toml(library::list("north-pacific-watch").unwrap())
        .unwrap()
        .msel;
    let edited = |id: &str, title: &str| {
        let mut msel = base.clone();
        let found = msel.injects.iter_mut().find(|one| one.id == id);
        found.unwrap().title.en = title.to_owned();
        Deed::Edited {
            inject: id.to_owned(),
            text: msel.entry_text(id).unwrap(),
        }
    };
    let before = conduct(&[
        entry(1, 0, edited("I-020", "As given")),
        entry(2, 0, sent("I-020")),
        entry(3, 0, edited("I-050", "From the console")),
        entry(3, 0, rated(Rating::S)),
    ]);
    let mut list = base.clone();
    list.injects.retain(|one| one.id != "I-020");
    let title = |conduct: &Conduct, id: &str| conduct.msel.inject(id).unwrap().title.en.clone();
    for one in &mut list.injects {
        if one.id == "I-050" {
            one.title.en = "From the spreadsheet".to_owned();
        }
        one.expectations.retain(|one| one.id != "E10");
    }
    let mut log = before.log.clone();
    let list = before.with_given(list);
    let injects = list.injects.len();
    log.push(entry(4, 0, Deed::Listed { injects }));
    log.push(entry(5, 0, edited("I-060", "Changed since")));
    let after = Conduct::fold(list, at(0), &[], &log);
    assert_eq!(title(&after, "I-050"), "From the spreadsheet");
    assert_eq!(title(&after, "I-020"), "As given");
    assert_eq!(title(&after, "I-060"), "Changed since");
    assert_eq!(after.sent("I-020"), Some(at(2)));
    assert!(after.injects["I-050"].edited);
    assert_eq!(after.log, log, "nothing that was done leaves the log");
}
