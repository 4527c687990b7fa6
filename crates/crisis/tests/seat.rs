//! Seats between two partners over a bad link, at the door, and in the ledger.
#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use vigie_crisis::seat::{
    Answer, Claim, CostRule, Entry, EntryState, Escrow, Manifest, OfferState, Refusal, ScanRefusal,
    Use, Wish, WishState, balances, ledger,
};
use vigie_crisis::{GroupId, Leg, LegId, LegStatus, Mode, Money, PersonId, PlaceId};
use vigie_sea::Time;

fn leg(seats: u32) -> Leg {
    let at = |text: &str| Time::parse(text).unwrap();
    Leg {
        id: LegId::from_number(1),
        name: "AC7".into(),
        owner: "CA".into(),
        mode: Mode::Air,
        from: PlaceId::from_number(1),
        to: PlaceId::from_number(2),
        cutoff: at("2028-02-29T23:00:00Z"),
        departure: at("2028-02-29T23:59:00Z"),
        arrival: at("2028-03-01T03:00:00Z"),
        seats,
        stretchers: 4,
        wheelchairs: None,
        pets: false,
        open_to: vec!["JP".into()],
        document_required: false,
        cost: Some(Money {
            currency: "CAD".into(),
            minor: 1_000_001,
        }),
        reliability_pct: 90,
        status: LegStatus::Confirmed,
    }
}

fn minute(minute: i64) -> Time {
    Time::parse("2028-02-29T00:00:00Z")
        .unwrap()
        .plus_ms(minute * 60_000)
}

#[test]
fn an_offer_releases_itself_once_and_a_late_claim_is_refused() {
    let mut book = Escrow::new(&leg(100));
    book.use_own((40, 0)).unwrap();
    let offer = book
        .offer("JP", (50, 2), "", minute(0), minute(60))
        .unwrap();
    assert_eq!(book.free(), (10, 2));
    let claim = |number, seats| Claim {
        from: "JP".into(),
        number,
        leg: offer.leg,
        offer: offer.number,
        seats,
        stretchers: 0,
    };
    assert_eq!(book.claim(&claim(1, 30), minute(10)), Answer::Confirmed);
    assert_eq!(
        book.claim(&claim(1, 30), minute(11)),
        Answer::Confirmed,
        "sent again"
    );
    assert_eq!(
        book.claim(&claim(1, 31), minute(11)),
        Answer::Refused(Refusal::Reused)
    );
    assert_eq!(
        book.claim(&claim(2, 21), minute(12)),
        Answer::Refused(Refusal::TooMany)
    );
    let released = book.tick(minute(60));
    assert_eq!(
        (released.len(), released[0].seats, released[0].stretchers),
        (1, 20, 2)
    );
    assert_eq!(book.tick(minute(61)), []);
    assert_eq!(
        book.claim(&claim(3, 1), minute(59)),
        Answer::Refused(Refusal::Gone),
        "whatever the claimant's clock"
    );
    assert_eq!(book.claim(&claim(1, 30), minute(90)), Answer::Confirmed);
    assert_eq!(book.free(), (30, 4));
    book.give_back("JP", 1, (5, 0)).unwrap();
    book.give_back("JP", 1, (5, 0)).unwrap();
    assert_eq!((book.free(), book.held()["JP"]), ((35, 4), (25, 0)));
    assert!(
        book.offer("JP", (36, 0), "", minute(90), minute(95))
            .is_err()
    );
    assert!(
        book.offer("CA", (1, 0), "", minute(90), minute(95))
            .is_err()
    );
    assert!(
        book.offer("JP", (1, 0), "", minute(90), minute(3_000))
            .is_err(),
        "after check-in"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Two nodes, a link that loses, repeats and reorders, clocks that differ: no seat is ever two people's, every offer
    /// ends once, and when the link heals both sides say the same.
    #[test]
    fn seats_survive_a_partition(seats in 1_u32..60, steps in prop::collection::vec((0_u8..7, any::<u16>(), 1_i64..40), 1..80)) {
        let mut book = Escrow::new(&leg(seats));
        let mut wishes: Vec<Wish> = Vec::new();
        let (mut to_owner, mut to_partner): (Vec<Claim>, Vec<(u64, Answer)>) = (Vec::new(), Vec::new());
        let mut now = 0;
        let mut ended = 0;
        for (what, pick, wait) in steps {
            now += wait;
            let pick = usize::from(pick);
            match what {
                0 => {
                    let free = book.free().0;
                    let _refused = book.offer("JP", (1 + u32::try_from(pick).unwrap() % seats.max(1), 0), "", minute(now), minute(now + 30));
                    prop_assert!(book.free().0 <= free);
                }
                1 => if let Some(offer) = book.offers.get(pick % book.offers.len().max(1)) {
                    let number = wishes.len() as u64;
                    let claim = Claim { from: "JP".into(), number, leg: offer.leg, offer: offer.number, seats: 1 + offer.seats / 2, stretchers: 0 };
                    to_owner.push(claim.clone());
                    wishes.push(Wish { claim, expires: offer.expires, state: WishState::Pending });
                },
                2 if !to_owner.is_empty() => { let at = pick % to_owner.len(); to_owner.swap_remove(at); }
                3 if !to_owner.is_empty() => {
                    let claim = to_owner[pick % to_owner.len()].clone();
                    let answer = book.claim(&claim, minute(now));
                    to_partner.push((claim.number, answer));
                }
                4 if !to_partner.is_empty() => {
                    let (number, answer) = to_partner[pick % to_partner.len()];
                    wishes[usize::try_from(number).unwrap()].answered(answer);
                }
                5 => ended += book.tick(minute(now)).len(),
                _ => wishes.iter_mut().for_each(|wish| wish.tick(minute(now + 5))),
            }
            let held = book.held().get("JP").map_or(0, |it| it.0);
            let open: u32 = book.offers.iter().map(|offer| book.open(offer).0).sum();
            prop_assert_eq!(book.free().0 + held + open + book.own.0, seats);
            let believed: u32 = wishes.iter().filter(|it| it.state == WishState::Confirmed).map(|it| it.claim.seats).sum();
            prop_assert!(believed <= held, "a partner never believes more than it has");
        }
        // The link heals: everything unanswered is sent again.
        for wish in &mut wishes {
            if wish.resend() {
                let answer = book.claim(&wish.claim, minute(now));
                wish.answered(answer);
            }
        }
        ended += book.tick(minute(now + 1_000)).len();
        let open = book.offers.iter().filter(|it| it.state == OfferState::Open).count();
        prop_assert_eq!(open, 0);
        prop_assert_eq!(ended, book.offers.len(), "each offer ended exactly once");
        prop_assert_eq!(book.tick(minute(now + 2_000)).len(), 0);
        let believed: u32 = wishes.iter().filter(|it| it.state == WishState::Confirmed).map(|it| it.claim.seats).sum();
        prop_assert_eq!(believed, book.held().get("JP").map_or(0, |it| it.0));
        prop_assert_eq!(book.free().0 + believed, seats);
    }

    #[test]
    fn charges_never_exceed_the_cost(cost in 0_i64..1_000_000_000, a in 0_u32..300, b in 0_u32..300, own in 0_u32..300) {
        let mut it = leg(400);
        it.cost = Some(Money { currency: "JPY".into(), minor: cost });
        let uses = |partner: &str, carried| Use { leg: it.id, partner: partner.into(), held: carried, given_back: 0, carried };
        let uses = [uses("CA", own), uses("JP", a), uses("AU", b)];
        for rule in [CostRule::BySeat, CostRule::ByPerson, CostRule::None] {
            let lines = ledger(std::slice::from_ref(&it), &uses, rule);
            let sum: i64 = lines.iter().filter_map(|line| line.charge.as_ref()).map(|charge| charge.minor).sum();
            prop_assert!((0..=cost).contains(&sum));
            if rule == CostRule::ByPerson && own == 0 && a + b > 0 {
                prop_assert_eq!(sum, cost);
            }
            let owed: i64 = balances(&lines).iter().flat_map(|it| &it.amounts).map(|it| it.minor).sum();
            prop_assert_eq!(owed, sum);
        }
    }
}

#[test]
fn the_door_keeps_families_whole_and_calls_standby() {
    let entry = |person: u128, group: u128, minor, standby: Option<u32>| Entry {
        person: PersonId::from_number(person),
        group: GroupId::from_number(group),
        partner: if group == 3 { "JP".into() } else { "CA".into() },
        stretcher: false,
        minor,
        guardian: !minor,
        standby,
        state: if standby.is_some() {
            EntryState::Standby
        } else {
            EntryState::Expected
        },
    };
    let mut manifest = Manifest {
        leg: LegId::from_number(1),
        places: (4, 0),
        closed: false,
        entries: vec![
            entry(1, 1, false, None),
            entry(2, 1, true, None),
            entry(3, 2, false, None),
            entry(4, 2, false, None),
            entry(5, 4, false, Some(1)),
            entry(6, 4, false, Some(1)),
            entry(7, 4, true, Some(1)),
            entry(8, 3, false, Some(2)),
            entry(9, 3, false, Some(2)),
        ],
    };
    let person = PersonId::from_number;
    assert_eq!(manifest.board(person(2)), Err(ScanRefusal::GuardianFirst));
    assert_eq!(manifest.board(person(1)), Ok(()));
    assert_eq!(manifest.board(person(2)), Ok(()));
    assert_eq!(manifest.board(person(2)), Err(ScanRefusal::AlreadyAboard));
    assert_eq!(manifest.board(person(8)), Err(ScanRefusal::NotCalled));
    assert_eq!(manifest.board(person(99)), Err(ScanRefusal::NotListed));
    assert_eq!(manifest.call(), [], "everyone is still expected");
    manifest.release(GroupId::from_number(2));
    assert_eq!(
        manifest.call(),
        [GroupId::from_number(3)],
        "three do not fit in two seats, two do"
    );
    assert_eq!(manifest.board(person(8)), Ok(()));
    let closing = manifest.close();
    assert_eq!((closing.carried["CA"], closing.carried["JP"]), (2, 1));
    assert_eq!(
        (closing.empty, closing.split),
        ((1, 0), vec![GroupId::from_number(3)])
    );
    assert_eq!(closing.no_show.len(), 3);
    assert_eq!(manifest.board(person(9)), Err(ScanRefusal::Closed));
}
