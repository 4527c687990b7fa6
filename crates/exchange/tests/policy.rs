//! What an officer relies on in an agreement: cases by hand, among them the faults of systems before this one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use std::collections::BTreeSet;

use support::{at, body, key, kind, log, names, object, party, purpose};
use vigie_exchange::*;

const TERMS: &str = r#"
[agreement]
from = "ca-ccg"
to = "jp-jcg"
version = 1
realm = "live"
valid_from = "2026-03-01T00:00:00Z"
valid_until = "2027-03-01T00:00:00Z"
purposes = ["fisheries", "evacuation"]
"#;

fn agree(rules: &str, cedar: &str) -> Agreement {
    let mut keys = Keyring::default();
    keys.pin(&party("ca-ccg"), key(1).public(), 0).unwrap();
    keys.pin(&party("jp-jcg"), key(2).public(), 0).unwrap();
    let proposal = Proposal::parse(&format!("{TERMS}{rules}"), cedar).unwrap();
    let seals = (proposal.sign(&key(1)), proposal.sign(&key(2)));
    proposal.conclude(seals.0, seals.1, &keys).unwrap()
}

fn open_to(parties: &[&str]) -> Label {
    Label {
        audience: Audience {
            level: Level::Community,
            releasable_to: names(parties),
        },
        purposes: Purposes::Any,
        ..Label::default()
    }
}

fn thing(kind_name: &str, label: Label, fields: &[(&str, Value)]) -> Subject {
    let own = party("ca-ccg");
    Subject::live(
        Realm::Live,
        own,
        kind(kind_name),
        object(1),
        at(0),
        label,
        body(fields),
    )
}

struct Desk {
    scopes: BTreeSet<Scope>,
    approvals: Vec<Approval>,
    consents: Vec<Consent>,
    stopped: BTreeSet<ObjectId>,
}

fn desk() -> Desk {
    Desk {
        scopes: BTreeSet::new(),
        approvals: Vec::new(),
        consents: Vec::new(),
        stopped: BTreeSet::new(),
    }
}

impl Desk {
    fn at<T>(&self, hours: i64, ask: impl FnOnce(&Circumstances<'_>) -> T) -> T {
        let (own, realm) = (party("ca-ccg"), Realm::Live);
        ask(&Circumstances {
            own: &own,
            realm: &realm,
            now: at(hours),
            scopes: &self.scopes,
            patrols: &[],
            consents: &self.consents,
            approvals: &self.approvals,
            stopped: &self.stopped,
            pseudonym_secret: Some(&[5; 32]),
        })
    }

    fn release(
        &self,
        subject: &Subject,
        agreement: &Agreement,
        hours: i64,
    ) -> Result<Released, Reason> {
        let released = self.at(hours, |at| {
            release(subject, agreement, &purpose("fisheries"), at)
        });
        released.map_err(|decision| match decision.outcome {
            Outcome::Deny(reason) => reason,
            other => panic!("{other:?}"),
        })
    }
}

const ALERTS: &str = "[kind.alert]\nrelease = \"whole\"\nlevel_max = \"protected\"\n";

#[test]
fn an_empty_audience_is_nobody_and_an_unnamed_kind_stays() {
    let agreement = agree(ALERTS, "");
    let alert = |label| thing("alert", label, &[]);
    assert!(
        desk()
            .release(&alert(open_to(&["jp-jcg"])), &agreement, 0)
            .is_ok()
    );
    let denied = |subject: &Subject| desk().release(subject, &agreement, 0).unwrap_err();
    assert_eq!(denied(&alert(open_to(&[]))), Reason::Audience);
    assert_eq!(denied(&alert(open_to(&["us-cg"]))), Reason::Audience);
    assert_eq!(
        denied(&thing("case", open_to(&["jp-jcg"]), &[])),
        Reason::Kind
    );
    assert_eq!(denied(&alert(Label::default())), Reason::Audience);
}

#[test]
fn no_role_and_no_text_goes_round_the_fixed_rules() {
    // The widest conditions that can be written.
    let everything = "@id(\"everything\") permit(principal, action, resource);";
    let agreement = agree(ALERTS, everything);
    let expired = Label {
        not_after: Some(at(1)),
        ..open_to(&["jp-jcg"])
    };
    let denied = |label| {
        desk()
            .release(&thing("alert", label, &[]), &agreement, 1)
            .unwrap_err()
    };
    assert_eq!(denied(expired), Reason::Expired);
    assert_eq!(denied(open_to(&["us-cg"])), Reason::Audience);
    let foreign = Label {
        origins: names(&["kr-kcg"]),
        ..open_to(&["jp-jcg"])
    };
    assert_eq!(denied(foreign), Reason::Originator);
}

#[test]
fn the_same_number_of_two_agencies_is_approved_apart() {
    let agreement = agree(&format!("{ALERTS}approval = true\n"), "");
    let of = |originator: &str| ObjectId::derive(&party(originator), &kind("alert"), b"17");
    let approval = Approval {
        object: of("us-cg"),
        version: 1,
        to: party("jp-jcg"),
        agreement: agreement.digest(),
        by: "watch-1".to_owned(),
    };
    let desk = Desk {
        approvals: vec![approval],
        ..desk()
    };
    let ours = Subject::live(
        Realm::Live,
        party("ca-ccg"),
        kind("alert"),
        of("ca-ccg"),
        at(0),
        open_to(&["jp-jcg"]),
        Body::new(),
    );
    let decision = desk.at(0, |at| decide(&ours, &agreement, &purpose("fisheries"), at));
    assert!(matches!(decision.outcome, Outcome::Hold(_)), "{decision:?}");
}

#[test]
fn a_scope_overrides_the_audience_while_both_sides_have_it_open() {
    let rules = format!("{ALERTS}[scope.superstorm]\nuntil = \"2026-03-08T00:00:00Z\"\n");
    let agreement = agree(&rules, "");
    let inside = Audience {
        level: Level::Community,
        releasable_to: names(&["jp-jcg"]),
    };
    let label = Label {
        audience: Audience::default(),
        scopes: [("superstorm".parse().unwrap(), inside)].into(),
        purposes: Purposes::Any,
        ..Label::default()
    };
    let alert = thing("alert", label, &[]);
    let declared = Desk {
        scopes: names(&["superstorm"]),
        ..desk()
    };
    assert_eq!(
        desk().release(&alert, &agreement, 0).unwrap_err(),
        Reason::Audience
    );
    assert!(declared.release(&alert, &agreement, 0).is_ok());
    assert_eq!(
        declared.release(&alert, &agreement, 48).unwrap_err(),
        Reason::Audience
    );
    let unknown = agree(ALERTS, "");
    assert_eq!(
        declared.release(&alert, &unknown, 0).unwrap_err(),
        Reason::Audience
    );
}

#[test]
fn a_derived_track_carries_every_restriction_and_is_derived_again_from_what_may_go() {
    let agreement = agree(
        "[kind.track]\nrelease = \"whole\"\nlevel_max = \"protected\"\n",
        "",
    );
    let own = thing(
        "track",
        open_to(&["jp-jcg"]),
        &[("place", Value::place(1.0, 2.0))],
    );
    let theirs = Assertion {
        realm: Realm::Live,
        originator: party("kr-kcg"),
        object: object(2),
        kind: kind("track"),
        version: 1,
        made_at: at(0),
        valid: Validity::default(),
        label: open_to(&["ca-ccg", "jp-jcg"]),
        purpose: purpose("fisheries"),
        agreement_version: 1,
        body: body(&[("place", Value::place(1.0, 2.1))]),
    };
    let inputs = [own, Subject::received(theirs, &party("kr-kcg"))];
    let derive = |inputs: &[Subject]| {
        let fused = body(&[("place", Value::place(1.0, 2.05))]);
        Subject::derived(
            &party("ca-ccg"),
            kind("track"),
            object(3),
            at(0),
            inputs,
            fused,
        )
        .unwrap()
    };
    let fused = derive(&inputs);
    assert_eq!(fused.label().origins, names(&["kr-kcg"]));
    assert_eq!(
        desk().release(&fused, &agreement, 0).unwrap_err(),
        Reason::Originator
    );
    let may: Vec<Subject> = desk().at(0, |at| {
        let may = releasable(&inputs, &agreement, &purpose("fisheries"), at);
        may.into_iter().cloned().collect()
    });
    assert_eq!(may.len(), 1);
    assert!(desk().release(&derive(&may), &agreement, 0).is_ok());
    assert_eq!(
        Subject::derived(
            &party("ca-ccg"),
            kind("track"),
            object(3),
            at(0),
            &[],
            Body::new()
        )
        .unwrap_err(),
        Error::NoInputs
    );
}

#[test]
fn anothers_object_goes_on_only_with_its_originators_word() {
    let agreement = agree(ALERTS, "");
    let label = Label {
        onward: Onward::Ask,
        origins: names(&["kr-kcg"]),
        ..open_to(&["jp-jcg"])
    };
    let alert = thing("alert", label, &[]);
    assert_eq!(
        desk().release(&alert, &agreement, 0).unwrap_err(),
        Reason::Originator
    );
    let consent = Consent {
        originator: party("kr-kcg"),
        object: object(1),
        to: party("jp-jcg"),
        until: Some(at(5)),
    };
    let asked = Desk {
        consents: vec![consent],
        ..desk()
    };
    let released = asked.release(&alert, &agreement, 4).unwrap();
    assert_eq!(released.assertion().label.onward, Onward::None);
    assert_eq!(
        asked.release(&alert, &agreement, 5).unwrap_err(),
        Reason::Originator
    );
}

#[test]
fn an_approval_and_a_patrol_are_the_word_of_the_own_agency_only() {
    let (mut log, key) = log("ca-ccg", 1);
    let approval = Approval {
        object: object(1),
        version: 1,
        to: party("jp-jcg"),
        agreement: Digest::of(b"a"),
        by: "watch-1".to_owned(),
    };
    let draft = support::draft(9, APPROVAL, Label::default(), &[]);
    let draft = Draft {
        content: Content::Open(approval.body()),
        ..draft
    };
    let envelope = log.append(draft, &key).unwrap();
    assert_eq!(Approval::of(&envelope, &party("ca-ccg")).unwrap(), approval);
    let other = Approval::of(&envelope, &party("jp-jcg")).unwrap_err();
    assert_eq!(other.code(), "exchange-party");
    assert_eq!(
        Patrol::of(&envelope, &party("ca-ccg")).unwrap_err().code(),
        "exchange-shape"
    );
}

#[test]
fn a_persons_sealed_record_leaves_field_by_field_for_its_purpose_and_its_key_erases_it() {
    let rules = "[kind.person]\nrelease = \"fields\"\nlevel_max = \"enforcement\"\npersonal = true\nretain_h = 72\n[kind.person.fields]\nname = \"keep\"\n";
    let agreement = agree(rules, "");
    let (mut log, signer) = log("ca-ccg", 1);
    let seal = SealKey::from_random(&zeroize::Zeroizing::new([6; 32]));
    let fields = body(&[
        ("name", Value::text("A. Traveller")),
        ("passport", Value::text("XA1234567")),
    ]);
    let label = Label {
        personal: true,
        purposes: Purposes::Only(names(&["evacuation"])),
        ..open_to(&["jp-jcg"])
    };
    let draft = Draft {
        content: Content::Sealed(seal.seal_body(&[1; 24], &fields, object(4)).unwrap()),
        ..support::draft(4, "person", label, &[])
    };
    let envelope = log.append(draft, &signer).unwrap();
    assert!(
        !envelope
            .bytes()
            .windows(9)
            .any(|bytes| bytes == b"Traveller")
    );
    assert_eq!(
        Subject::recorded(&envelope, None).unwrap_err(),
        Error::Sealed
    );
    let person = Subject::recorded(&envelope, Some(&seal)).unwrap();
    assert_eq!(
        desk().release(&person, &agreement, 0).unwrap_err(),
        Reason::Purpose.min(Reason::Personal)
    );
    let released = desk()
        .at(0, |at| {
            release(&person, &agreement, &purpose("evacuation"), at)
        })
        .unwrap();
    assert_eq!(released.assertion().label.purge_at, Some(at(72)));
    // What is released within a minute ends together, and never later than said.
    let later = desk().at(0, |circumstances| {
        let late = Circumstances {
            now: circumstances.now.plus_ms(59_999),
            ..circumstances.clone()
        };
        release(&person, &agreement, &purpose("evacuation"), &late)
    });
    let later = later.unwrap();
    assert_eq!(later.assertion().label.purge_at, Some(at(72)));
    assert!(
        !released
            .bytes()
            .windows(9)
            .any(|bytes| bytes == b"XA1234567")
    );
}

#[test]
fn counts_are_rounded_and_small_ones_not_told() {
    let agreement = agree(
        "[kind.gear]\nrelease = \"count\"\nlevel_max = \"protected\"\ncount_min = 5\n",
        "",
    );
    let gear = |seen: usize, closed: usize| {
        let label = |at: usize| {
            if at < seen {
                open_to(&["jp-jcg"])
            } else {
                open_to(&["us-cg"])
            }
        };
        let things: Vec<Subject> = (0..seen + closed)
            .map(|at| thing("gear", label(at), &[]))
            .collect();
        let counted = desk().at(0, |at| {
            count(
                &things,
                &kind("gear"),
                &agreement,
                &purpose("fisheries"),
                at,
            )
        });
        counted.unwrap().assertion().body.clone()
    };
    assert_eq!(gear(12, 9), body(&[("at_least", Value::Int(10))]));
    assert_eq!(gear(4, 9), body(&[("fewer_than", Value::Int(5))]));
    assert_eq!(gear(0, 9), gear(4, 0));
    assert!(
        desk()
            .release(&thing("gear", open_to(&["us-cg"]), &[]), &agreement, 0)
            .is_err()
    );
    let customs = desk().at(0, |at| {
        count(&[], &kind("gear"), &agreement, &purpose("customs"), at)
    });
    assert_eq!(customs.unwrap_err(), Reason::Purpose);
}

#[test]
fn conditions_narrow_and_an_error_in_one_denies() {
    let cedar = r#"
@id("fisheries") @kind("alert")
permit(principal, action, resource) when { context.purpose == "fisheries" };
@id("own-flag") @kind("alert")
forbid(principal, action, resource) when { resource.hasTag("flag") && resource.getTag("flag") == "JPN" };
@id("overflow") @kind("alert")
forbid(principal, action, resource) when { resource.level + 9223372036854775807 > 0 };
"#;
    let alert = |flag: &str, level| {
        let mut label = open_to(&["jp-jcg"]);
        label.audience.level = level;
        thing("alert", label, &[("flag", Value::text(flag))])
    };
    let agreement = agree(ALERTS, cedar);
    let decision = |subject: &Subject| {
        desk().at(0, |at| {
            decide(subject, &agreement, &purpose("fisheries"), at)
        })
    };
    let own = decision(&alert("JPN", Level::Public));
    assert_eq!(own.outcome, Outcome::Deny(Reason::Condition));
    assert!(own.conditions.contains("own-flag"), "{own:?}");
    let failed = decision(&alert("PAN", Level::Community));
    assert_eq!(failed.outcome, Outcome::Deny(Reason::Condition));
    assert_eq!(failed.conditions, BTreeSet::from(["error".to_owned()]));
}

#[test]
fn faults_in_the_texts_have_their_line() {
    let line = |toml: &str, cedar: &str| match Policy::parse(toml, cedar).unwrap_err() {
        Error::Policy { file, line, reason } => (file, line, reason),
        other => panic!("{other}"),
    };
    let (file, at, _) = line(&TERMS.replace("version = 1", "version = \"one\""), "");
    assert_eq!((file, at), (PolicyFile::Toml, 5));
    let (file, at, _) = line(
        &format!("{TERMS}\n[kind.alert]\nrelease = \"wholly\"\n"),
        "",
    );
    assert_eq!((file, at), (PolicyFile::Toml, 12));
    let (_, at, reason) = line(&format!("{TERMS}[kind.alert]\nrelease = \"fields\"\n"), "");
    assert_eq!((at, reason.as_str()), (10, "fields-missing"));
    let good = format!("{TERMS}{ALERTS}");
    let (file, at, _) = line(
        &good,
        "@id(\"a\")\npermit(principal, action, resource)\nwhen { context.porpoise == \"x\" };",
    );
    assert_eq!((file, at), (PolicyFile::Cedar, 3));
    let (file, at, _) = line(&good, "@id(\"a\")\npermit(principal, action resource);");
    assert_eq!((file, at), (PolicyFile::Cedar, 2));
    for (text, reason) in [
        ("permit(principal, action, resource);", "id-missing"),
        (
            "@id(\"a\") forbid(principal, action, resource);",
            "permit-missing: alert",
        ),
        (
            "@id(\"a\") @kind(\"case\") permit(principal, action, resource);",
            "kind-unknown: a",
        ),
        (
            "@id(\"a\") permit(principal, action, resource); @id(\"a\") permit(principal, action, resource);",
            "id-twice: a",
        ),
    ] {
        assert_eq!(line(&good, text).2, reason);
    }
}

#[test]
fn an_agreement_needs_both_signatures_under_these_very_texts() {
    let agreement = agree(ALERTS, "");
    let bytes = agreement.encode();
    let mut keys = Keyring::default();
    keys.pin(&party("ca-ccg"), key(1).public(), 0).unwrap();
    keys.pin(&party("jp-jcg"), key(2).public(), 0).unwrap();
    assert_eq!(
        Agreement::decode(&bytes, &keys).unwrap().digest(),
        agreement.digest()
    );
    for byte in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[byte] ^= 1;
        assert!(Agreement::decode(&changed, &keys).is_err(), "byte {byte}");
    }
    let proposal = Proposal::parse(&format!("{TERMS}{ALERTS}"), "").unwrap();
    let one = proposal.sign(&key(1));
    assert!(proposal.conclude(one, one, &keys).is_err());
}

#[test]
fn a_change_of_policy_is_shown_before_it_applies() {
    let parse = |rules: &str| Policy::parse(&format!("{TERMS}{rules}"), "").unwrap();
    let old = parse(
        "[kind.alert]\nrelease = \"fields\"\nlevel_max = \"protected\"\n[kind.alert.fields]\nplace = { place_m = 5000 }\nflag = \"keep\"\n",
    );
    let new = parse(
        "[kind.alert]\nrelease = \"fields\"\nlevel_max = \"protected\"\n[kind.alert.fields]\nplace = \"keep\"\nname = \"keep\"\n",
    );
    let alert = thing(
        "alert",
        open_to(&["jp-jcg"]),
        &[
            ("place", Value::place(40.0, 170.0)),
            ("flag", Value::text("PAN")),
            ("name", Value::text("A")),
        ],
    );
    let changes = desk().at(0, |at| {
        difference(
            &old,
            &new,
            std::slice::from_ref(&alert),
            &purpose("fisheries"),
            at,
        )
    });
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].released, ["name", "place"]);
    assert_eq!(changes[0].changed, ["place"]);
    assert_eq!(changes[0].withheld, ["flag"]);
    assert!(!changes[0].appears && !changes[0].disappears);
    let none = desk().at(0, |at| {
        difference(&old, &old, &[alert], &purpose("fisheries"), at)
    });
    assert_eq!(none, []);
}

#[test]
fn why_names_every_rule_that_stands_against_it() {
    let agreement = agree(ALERTS, "");
    let label = Label {
        not_after: Some(at(0)),
        ..open_to(&[])
    };
    let rules = desk().at(0, |at| {
        explain(
            &thing("alert", label, &[]),
            &agreement,
            &purpose("fisheries"),
            at,
        )
    });
    let against: Vec<Reason> = rules
        .into_iter()
        .filter(|(_, passes)| !passes)
        .map(|(reason, _)| reason)
        .collect();
    assert_eq!(against, [Reason::Expired, Reason::Audience]);
}

#[test]
fn a_recall_leaves_also_after_the_agreement_ended() {
    let agreement = agree(ALERTS, "");
    let recall = Recall {
        numbers: vec![(3, 9)],
        purge_at: at(1),
        reason: "error".to_owned(),
    };
    let years = 24 * 500;
    let notice = desk()
        .at(years, |at| {
            notify(&Notice::Recall(recall.clone()), &agreement, at)
        })
        .unwrap();
    let expect = Expect {
        realm: Realm::Live,
        now: at(years),
    };
    let arrived = Assertion::decode(notice.bytes(), &expect).unwrap();
    assert_eq!(Recall::from_body(&arrived.body).unwrap(), recall);
    assert_eq!(
        desk()
            .release(
                &thing("alert", open_to(&["jp-jcg"]), &[]),
                &agreement,
                years
            )
            .unwrap_err(),
        Reason::NotInForce
    );
}
