//! The North Pacific VMS rule: VMS data goes to members with a presence in the Convention Area, who do not keep it after
//! their patrol, except while an investigation is under way.
//! (NPFC VMS implementation report, <https://www.npfc.int/vms-implementation-report>.)
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use std::collections::BTreeSet;

use support::{at, body, key, kind, object, party, purpose};
use vigie_exchange::*;

const POLICY: &str = r#"
[agreement]
from = "npfc-vms"
to = "jp-jcg"
version = 1
realm = "live"
valid_from = "2026-01-01T00:00:00Z"
valid_until = "2027-01-01T00:00:00Z"
purposes = ["fisheries-enforcement"]

[kind.vms-position]
release = "fields"
level_max = "enforcement"
patrol_place = "place"
hold = "investigation"

[kind.vms-position.fields]
vessel = "keep"
place = "keep"
seen_ms = "keep"
"#;

fn agreement() -> (Agreement, Keyring) {
    let mut keys = Keyring::default();
    keys.pin(&party("npfc-vms"), key(1).public(), 0).unwrap();
    keys.pin(&party("jp-jcg"), key(2).public(), 0).unwrap();
    let proposal = Proposal::parse(POLICY, "").unwrap();
    let seals = (proposal.sign(&key(1)), proposal.sign(&key(2)));
    (proposal.conclude(seals.0, seals.1, &keys).unwrap(), keys)
}

fn vms(lat: f64, lon: f64) -> Subject {
    let label = Label {
        audience: Audience {
            level: Level::Enforcement,
            releasable_to: support::names(&["jp-jcg", "us-cg"]),
        },
        purposes: Purposes::Only(support::names(&["fisheries-enforcement"])),
        hold: HoldRule::Investigation,
        ..Label::default()
    };
    let fields = body(&[
        ("vessel", Value::text("EXAMPLE MARU 8")),
        ("place", Value::place(lat, lon)),
        ("seen_ms", Value::Int(at(10).ms())),
        ("owner", Value::text("withheld")),
    ]);
    Subject::live(
        Realm::Live,
        party("npfc-vms"),
        kind("vms-position"),
        object(1),
        at(10),
        label,
        fields,
    )
}

/// A patrol of 48 hours in a part of the Convention Area, across the antimeridian.
fn patrol(member: &str) -> Patrol {
    let area = Area::new(vec![vec![
        (30.0, 165.0),
        (30.0, -170.0),
        (45.0, -170.0),
        (45.0, 165.0),
    ]])
    .unwrap();
    Patrol {
        party: party(member),
        area,
        from: at(0),
        until: at(48),
    }
}

fn ask(subject: &Subject, patrols: &[Patrol], hours: i64) -> Result<Released, Box<Decision>> {
    let (agreement, _) = agreement();
    let (scopes, stopped) = (BTreeSet::new(), BTreeSet::new());
    let (own, realm) = (party("npfc-vms"), Realm::Live);
    let circumstances = Circumstances {
        own: &own,
        realm: &realm,
        now: at(hours),
        scopes: &scopes,
        patrols,
        consents: &[],
        approvals: &[],
        stopped: &stopped,
        pseudonym_secret: None,
    };
    release(
        subject,
        &agreement,
        &purpose("fisheries-enforcement"),
        &circumstances,
    )
}

fn denied(result: Result<Released, Box<Decision>>) -> Outcome {
    result.unwrap_err().outcome
}

#[test]
fn vms_goes_out_only_while_that_member_patrols_that_area() {
    let inside = vms(40.0, 179.0);
    assert!(ask(&inside, &[patrol("jp-jcg")], 10).is_ok());
    assert!(
        ask(&vms(40.0, -175.0), &[patrol("jp-jcg")], 10).is_ok(),
        "the other side of 180 degrees"
    );
    let no = Outcome::Deny(Reason::Patrol);
    assert_eq!(denied(ask(&inside, &[], 10)), no, "nobody is out");
    assert_eq!(
        denied(ask(&inside, &[patrol("us-cg")], 10)),
        no,
        "another member is out"
    );
    assert_eq!(
        denied(ask(&vms(40.0, 150.0), &[patrol("jp-jcg")], 10)),
        no,
        "another area"
    );
    assert_eq!(
        denied(ask(&inside, &[patrol("jp-jcg")], -1)),
        no,
        "not yet out"
    );
    assert_eq!(
        denied(ask(&inside, &[patrol("jp-jcg")], 48)),
        no,
        "home again"
    );
}

#[test]
fn the_copy_ends_with_the_patrol_and_has_no_more_than_the_agreement_names() {
    let released = ask(&vms(40.0, 179.0), &[patrol("jp-jcg")], 10).unwrap();
    let copy = released.assertion();
    assert_eq!(
        (copy.label.not_after, copy.label.purge_at),
        (Some(at(48)), Some(at(48)))
    );
    assert_eq!(copy.label.onward, Onward::None);
    assert_eq!(
        copy.body.keys().collect::<Vec<_>>(),
        ["place", "seen_ms", "vessel"]
    );
    assert!(
        !released
            .bytes()
            .windows(8)
            .any(|bytes| bytes == b"withheld")
    );
    assert!(
        !released.bytes().windows(5).any(|bytes| bytes == b"us-cg"),
        "who else is out stays unknown"
    );
}

fn parties() -> Parties {
    Parties {
        holder: party("jp-jcg"),
        giver: party("npfc-vms"),
    }
}

#[test]
fn at_the_end_all_is_deleted_but_what_an_investigation_holds_and_the_receipt_says_so() {
    let copy = ask(&vms(40.0, 179.0), &[patrol("jp-jcg")], 10).unwrap();
    let (mut holder, mut giver) = (Copies::default(), Copies::default());
    for number in 0..5 {
        holder.released(number, CopyTerms::of(copy.assertion()));
        giver.released(number, CopyTerms::of(copy.assertion()));
    }
    let hold = Hold {
        id: object(9),
        numbers: vec![(2, 2)],
        reason: "case 2026-17".to_owned(),
        by: "judge".to_owned(),
        made_at: at(30),
    };
    holder.held(hold.clone());
    assert_eq!(holder.state(0, at(47)), Some(CopyState::Visible));
    assert_eq!(holder.due(at(48)), vec![(0, 1), (3, 4)]);
    assert_eq!(
        holder.state(2, at(48)),
        Some(CopyState::Held {
            hold: object(9),
            hidden: true
        })
    );

    for number in [0, 1, 3, 4] {
        holder.purged(number);
    }
    let head = StreamHead {
        size: 5,
        root: Digest::of(b"root"),
    };
    let bytes = holder
        .receipt(parties(), head, at(48))
        .sign(&key(2))
        .encode();

    let (_, keys) = agreement();
    let receipt = SignedReceipt::decode(&bytes).unwrap();
    let receipt = receipt.verify(&parties(), &keys).unwrap();
    assert_eq!(receipt.purged, vec![(0, 1), (3, 4)]);
    assert_eq!(receipt.held[&object(9)], vec![(2, 2)]);
    // The giver was never told of the hold: the copy is missing. Then the hold arrives, with its reason.
    assert_eq!(giver.clone().settle(receipt), vec![(2, 2)]);
    giver.held(Hold::from_body(&hold.body()).unwrap());
    assert_eq!(giver.settle(receipt), vec![]);
    assert_eq!(giver.state(0, at(49)), Some(CopyState::Purged));
    giver.lifted(object(9));
    assert_eq!(giver.due(at(60)), vec![(2, 2)]);
}

#[test]
fn a_hold_after_the_end_or_without_a_reason_or_against_the_label_keeps_nothing() {
    let copy = ask(&vms(40.0, 179.0), &[patrol("jp-jcg")], 10).unwrap();
    let hold = |hours, reason: &str| Hold {
        id: object(9),
        numbers: vec![(0, 0)],
        reason: reason.to_owned(),
        by: "judge".to_owned(),
        made_at: at(hours),
    };
    let mut late = Copies::default();
    late.released(0, CopyTerms::of(copy.assertion()));
    late.held(hold(48, "case"));
    assert_eq!(late.state(0, at(48)), Some(CopyState::Due));
    assert!(Hold::from_body(&hold(1, "  ").body()).is_err());
    let mut never = Copies::default();
    never.released(
        0,
        CopyTerms {
            hold: HoldRule::Never,
            ..CopyTerms::of(copy.assertion())
        },
    );
    never.held(hold(1, "case"));
    assert_eq!(never.state(0, at(48)), Some(CopyState::Due));
}

#[test]
fn a_recall_hides_at_once_and_deletes_at_its_time() {
    let copy = ask(&vms(40.0, 179.0), &[patrol("jp-jcg")], 10).unwrap();
    let mut copies = Copies::default();
    copies.released(7, CopyTerms::of(copy.assertion()));
    let recall = Recall {
        numbers: vec![(7, 7)],
        purge_at: at(20),
        reason: "wrong vessel".to_owned(),
    };
    copies.recalled(Recall::from_body(&recall.body()).unwrap());
    assert_eq!(copies.state(7, at(12)), Some(CopyState::Hidden));
    assert_eq!(copies.state(7, at(20)), Some(CopyState::Due));
    assert_eq!(copies.state(8, at(20)), None);
}

#[test]
fn a_receipt_of_another_or_with_a_changed_byte_is_none() {
    let head = StreamHead {
        size: 1,
        root: Digest::of(b"root"),
    };
    let mut copies = Copies::default();
    copies.purged(0);
    let bytes = copies
        .receipt(parties(), head, at(1))
        .sign(&key(2))
        .encode();
    let (_, keys) = agreement();
    let check = |bytes: &[u8]| {
        SignedReceipt::decode(bytes)
            .and_then(|receipt| receipt.verify(&parties(), &keys).map(|_| ()))
    };
    assert!(check(&bytes).is_ok());
    for byte in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[byte] ^= 1;
        assert!(check(&changed).is_err(), "byte {byte}");
    }
    let forged = copies
        .receipt(parties(), head, at(1))
        .sign(&key(1))
        .encode();
    assert_eq!(check(&forged).unwrap_err().code(), "exchange-key-unknown");
}
