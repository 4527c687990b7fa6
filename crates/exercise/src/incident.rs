//! What goes wrong in the scenario: the scripted incidents that the watch should find, and two silences that
//! it should explain instead.

use vigie_sea::{METRES_PER_NM, Span, Time};

use crate::agenda::{Meeting, Planner};
use crate::chart::{Offset, Place};
use crate::fleet::HARBOURS;
use crate::muster::{Berth, CHN, Flag, JPN, KOR, LBR, Muster, PAN, RUS, TWN, VUT};
use crate::receiver::Shadow;
use crate::routine::{HOUR_MS, after_h, jig, longline, off_nm, voyage};
use crate::ship::{Deceit, Particulars, Role};
use crate::truth::{TruthEvent, TruthKind};

const SCRIPT: u64 = 7;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The script as it is written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Script {
    /// Truth that is known without running the world.
    pub(crate) truth: Vec<TruthEvent>,
    /// Ships that meet.
    pub(crate) pairs: Vec<[usize; 2]>,
    /// Ships on the IUU list: number, how the list knows her.
    pub(crate) listed: Vec<(usize, Listing)>,
    /// Ships absent from the authorisation list.
    pub(crate) unauthorised: Vec<usize>,
    /// Bad reception.
    pub(crate) shadows: Vec<Shadow>,
    /// When the feed brings nothing.
    pub(crate) outages: Vec<Span>,
}

/// By what the IUU list knows a ship.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listing {
    Mmsi,
    Imo,
    /// Only a name, spelt otherwise, beside one in Chinese or Japanese.
    Name {
        spelt: &'static str,
        native: &'static str,
    },
}

/// Midnight UTC number `n` (from 1) at least 12 h after the start.
fn midnight(start: Time, n: i64) -> Time {
    let first = start.plus_ms(12 * HOUR_MS).ms().div_euclid(DAY_MS) + n;
    Time::from_ms(first * DAY_MS)
}

const LONGLINER: Role = Role::DriftingLongliner;

fn berth(role: Role, flag: Flag) -> Berth {
    Berth {
        role,
        flag,
        class_a: true,
    }
}

/// A silence from `from_h` after the start for `hours`.
fn silent(m: &mut Muster<'_>, s: &mut Script, ship: usize, from_h: f64, hours: f64, note: &str) {
    let start = after_h(m.start, from_h);
    let span = Span {
        start,
        end: after_h(start, hours),
    };
    if let Some(who) = m.ships.get_mut(ship) {
        who.deceits.push(Deceit::Silent { span });
        s.truth.push(TruthEvent::new(
            TruthKind::IntentionalGap,
            vec![who.mmsi],
            span,
            note,
        ));
    }
}

/// A longliner with her usual routine, from here.
fn scripted_longliner(
    m: &mut Muster<'_>,
    number: u64,
    flag: Flag,
    name: Option<&str>,
    at: Place,
) -> usize {
    let mut dice = m.dice(SCRIPT, number);
    let mut p = m.planner(at);
    longline(&mut p, &mut dice, m.end);
    m.add(berth(LONGLINER, flag), name, at, p.finish())
}

fn scripted_jigger(
    m: &mut Muster<'_>,
    number: u64,
    flag: Flag,
    name: Option<&str>,
    at: Place,
) -> usize {
    let mut dice = m.dice(SCRIPT, number);
    let mut p = m.planner(at);
    jig(&mut p, &mut dice, at, Offset::polar(60.0, 8_000.0), m.end);
    m.add(berth(Role::SquidJigger, flag), name, at, p.finish())
}

/// Transponders switched off.
pub(crate) fn silences(m: &mut Muster<'_>, s: &mut Script) {
    let one = scripted_longliner(m, 1, TWN, None, Place::new(39.9, 164.2));
    silent(m, s, one, 31.0, 16.0, "longliner-dark-16-h");
    let two = scripted_jigger(m, 2, CHN, None, Place::new(41.9, 159.4));
    silent(m, s, two, 50.0, 13.5, "jigger-dark-13-h");
    // Dark while crossing the closed area at 180°, working inside.
    let at = Place::new(40.9, 181.5);
    let mut p = m.planner(at);
    let mut dice = m.dice(SCRIPT, 3);
    longline(&mut p, &mut dice, after_h(m.start, 58.0));
    p.steam(Place::new(40.1, 180.2), 8.5);
    longline(&mut p, &mut dice, after_h(m.start, 100.0));
    p.steam(Place::new(41.3, 182.5), 9.0).drift(m.end, None);
    let three = m.add(berth(LONGLINER, CHN), None, at, p.finish());
    silent(m, s, three, 59.0, 20.0, "longliner-dark-into-closed-area");
    s.unauthorised.push(three);
}

/// A meeting of two ships, with where the receiver and the giver come from.
struct Rendezvous {
    number: u64,
    at: Place,
    start: Time,
    hours: f64,
    drift: Offset,
    carrier: Berth,
    carrier_name: &'static str,
    carrier_from_deg: f64,
    fisher: Berth,
}

/// Plans both ships of a meeting and what they do before and after.
fn rendezvous(m: &mut Muster<'_>, s: &mut Script, r: &Rendezvous) -> [usize; 2] {
    let point = Meeting {
        place: r.at,
        time: r.start,
        drift: r.drift,
    };
    let until = after_h(r.start, r.hours);
    let mut dice = m.dice(SCRIPT, 100 + r.number);
    let home = off_nm(r.at, 20.0, 22.0);
    let mut p = m.planner(home);
    let leave = after_h(r.start, -5.0);
    if r.fisher.role == Role::SquidJigger {
        jig(&mut p, &mut dice, home, Offset::default(), leave);
    } else {
        longline(&mut p, &mut dice, leave);
    }
    p.meet(point, Offset::new(30.0, 0.0), 8.0, until);
    p.steam_and_stop(off_nm(p.place, 40.0, 20.0), 8.0);
    let station = p.place;
    if r.fisher.role == Role::SquidJigger {
        jig(&mut p, &mut dice, station, Offset::default(), m.end);
    } else {
        longline(&mut p, &mut dice, m.end);
    }
    let fisher = m.add(r.fisher, None, home, p.finish());

    let hours = r.start.since_s(m.start) / 3_600.0;
    let from = off_nm(r.at, r.carrier_from_deg, hours * 10.5);
    let mut p = m.planner(from);
    p.meet(point, Offset::new(-45.0, 25.0), 10.5, until);
    let onward = [
        off_nm(r.at, r.carrier_from_deg + 150.0, 700.0),
        off_nm(r.at, 180.0, 1_500.0),
    ];
    voyage(&mut p, &onward, 11.5, m.end);
    let carrier = m.add(r.carrier, Some(r.carrier_name), from, p.finish());
    s.pairs.push([carrier, fisher]);
    [carrier, fisher]
}

/// Transshipments at sea, bunkering, and one night on which midnight UTC passes.
pub(crate) fn encounters(m: &mut Muster<'_>, s: &mut Script) {
    let carrier = |flag| berth(Role::Carrier, flag);
    let plans = [
        Rendezvous {
            number: 1,
            at: Place::new(38.05, 160.4),
            start: after_h(midnight(m.start, 1), -2.5),
            hours: 5.0,
            drift: Offset::new(0.25, 0.1),
            carrier: carrier(PAN),
            carrier_name: "SOUTHERN REEFER 3",
            carrier_from_deg: 235.0,
            fisher: berth(LONGLINER, TWN),
        },
        Rendezvous {
            number: 2,
            at: Place::new(41.35, 179.96),
            start: after_h(midnight(m.start, 2), 5.0),
            hours: 6.0,
            drift: Offset::new(0.42, 0.05),
            carrier: carrier(LBR),
            carrier_name: "MERIDIAN REEFER",
            carrier_from_deg: 160.0,
            fisher: berth(LONGLINER, CHN),
        },
        Rendezvous {
            number: 3,
            at: Place::new(41.5, 169.8),
            start: after_h(m.start, 33.0),
            hours: 3.6,
            drift: Offset::new(0.2, -0.12),
            carrier: berth(Role::Bunker, PAN),
            carrier_name: "BUNKER STAR 9",
            carrier_from_deg: 200.0,
            fisher: berth(Role::SquidJigger, CHN),
        },
        Rendezvous {
            number: 4,
            at: Place::new(41.2, 153.6),
            start: after_h(m.start, 77.0),
            hours: 4.4,
            drift: Offset::new(0.22, 0.08),
            carrier: carrier(CHN),
            carrier_name: "HAI FENG REEFER 6",
            carrier_from_deg: 190.0,
            fisher: berth(Role::SquidJigger, CHN),
        },
    ];
    for plan in &plans {
        let pair = rendezvous(m, s, plan);
        if plan.number == 4 {
            s.unauthorised.push(pair[0]);
        }
    }
}

/// Carriers that wait for a partner nobody hears.
pub(crate) fn loiterings(m: &mut Muster<'_>, s: &mut Script) {
    let plans = [
        (PAN, "LONG WAIT REEFER", [36.35, 172.6], 28.0, 10.0),
        (LBR, "EVENING REEFER", [44.6, -174.5], 58.0, 14.0),
        (KOR, "DONG HWA REEFER 2", [41.3, 166.5], 84.0, 11.0),
    ];
    for (number, (flag, name, at, from_h, hours)) in (0_u64..).zip(plans) {
        let at = Place::new(at[0], at[1]);
        let from = off_nm(at, 170.0, from_h * 11.0);
        let mut p = m.planner(from);
        p.steam_and_stop(at, 11.0);
        let until = after_h(p.time, hours);
        p.drift(until, None);
        voyage(
            &mut p,
            &[off_nm(at, 100.0 + 30.0 * f64::from(number as u8), 1_800.0)],
            12.0,
            m.end,
        );
        let ship = m.add(berth(Role::Carrier, flag), Some(name), from, p.finish());
        if number == 1 {
            s.listed.push((ship, Listing::Imo));
        }
    }
}

/// Calls at a port and at an anchorage.
pub(crate) fn calls(m: &mut Muster<'_>) {
    let kushiro = HARBOURS[0];
    let hachinohe = HARBOURS[2];
    let roads = HARBOURS[4];
    let kuluk = HARBOURS[5];
    let call =
        |p: &mut Planner<'_>, h: &crate::fleet::Harbour, from_h: f64, hours: f64, start: Time| {
            let until = after_h(start, from_h + hours);
            p.steam(h.gate(), 11.0).steam_and_stop(h.place(), 7.0);
            if h.anchorage {
                p.anchor(h.place(), until);
            } else {
                p.moor(h.place(), until);
            }
            p.steam(h.gate(), 7.0);
        };
    let plans = [
        (
            Role::Carrier,
            JPN,
            "KUSHIRO REEFER 8",
            roads,
            [41.6, 147.5],
            [40.2, 152.2],
        ),
        (
            Role::PoleAndLine,
            JPN,
            "TSUBAME MARU 5",
            kushiro,
            [41.9, 145.8],
            [41.2, 147.4],
        ),
        (
            Role::Carrier,
            PAN,
            "HARBOUR REEFER",
            hachinohe,
            [39.9, 145.9],
            [39.4, 150.6],
        ),
        (
            Role::Merchant,
            RUS,
            "VOSTOK BAY",
            kuluk,
            [52.3, -171.0],
            [52.2, -169.0],
        ),
    ];
    for (role, flag, name, harbour, from, onward) in plans {
        let from = Place::new(from[0], from[1]);
        let mut p = m.planner(from);
        let waiting = after_h(m.start, 6.0);
        p.steam(off_nm(from, harbour.seaward_deg, 24.0), 8.0);
        let sail_h = waiting.since_s(m.start) / 3_600.0;
        call(&mut p, &harbour, sail_h + 14.0, 20.0, m.start);
        p.steam_and_stop(Place::new(onward[0], onward[1]), 10.0)
            .drift(m.end, None);
        m.add(berth(role, flag), Some(name), from, p.finish());
    }
}

/// Ships that work inside a closed area in the open.
pub(crate) fn closed_area(m: &mut Muster<'_>, s: &mut Script) {
    let one = scripted_longliner(m, 20, VUT, None, Place::new(40.15, 161.5));
    s.unauthorised.push(one);
    let two = scripted_jigger(m, 21, CHN, None, Place::new(40.55, 180.05));
    s.unauthorised.push(two);
}

/// Positions that are not where the ship is.
pub(crate) fn false_positions(m: &mut Muster<'_>, s: &mut Script) {
    let one = scripted_longliner(m, 30, CHN, None, Place::new(39.75, 170.5));
    let span = span(m.start, 40.0, 10.0);
    let by = Offset::polar(205.0, 130.0 * METRES_PER_NM);
    deceive(
        m,
        s,
        one,
        TruthKind::ShiftedPosition,
        span,
        "shifted-130-nm",
        Deceit::Shifted { span, by },
    );
    let two = scripted_jigger(m, 31, CHN, None, Place::new(44.6, 158.4));
    let span = self::span(m.start, 55.0, 8.0);
    let centre = off_nm(Place::new(44.6, 158.4), 140.0, 210.0);
    let circle = Deceit::Circling {
        span,
        centre,
        radius_m: 4_500.0,
        period_s: 3_600.0,
    };
    deceive(
        m,
        s,
        two,
        TruthKind::CirclingPosition,
        span,
        "circles-210-nm-away",
        circle,
    );
}

/// Other papers under the same number, and one number on two hulls.
pub(crate) fn identities(m: &mut Muster<'_>, s: &mut Script) {
    let one = scripted_longliner(m, 40, TWN, None, Place::new(40.05, 174.4));
    rename(
        m,
        s,
        one,
        45.0,
        "EX WEN CHANG 62",
        Some("EX9962"),
        "name-and-call-sign-changed",
    );
    let two = scripted_jigger(m, 41, CHN, None, Place::new(44.3, 153.0));
    rename(m, s, two, 68.0, "EX LAN HAI 5", None, "name-changed");

    let first = scripted_jigger(m, 42, CHN, None, Place::new(44.4, 162.0));
    let second = scripted_longliner(m, 43, CHN, None, Place::new(40.0, 185.5));
    let mmsi = m.ships.get(first).map_or(0, |ship| ship.mmsi);
    if let Some(ship) = m.ships.get_mut(second) {
        ship.mmsi = mmsi;
    }
    let whole = Span {
        start: m.start,
        end: m.end,
    };
    s.truth.push(TruthEvent::new(
        TruthKind::SharedMmsi,
        vec![mmsi],
        whole,
        "two-hulls-one-mmsi",
    ));
    // Each hull keeps its own name, so no identity changes: that one MMSI has two names is the sharing itself.
}

/// Ships on the IUU list, known by MMSI and by name only (another by IMO number among the loiterers).
pub(crate) fn listings(m: &mut Muster<'_>, s: &mut Script) {
    let by_mmsi = scripted_jigger(m, 50, CHN, Some("GUI YING 404"), Place::new(44.9, 150.6));
    s.listed.push((by_mmsi, Listing::Mmsi));
    let by_name = scripted_longliner(m, 51, VUT, Some("MO GU 17"), Place::new(39.9, 157.2));
    let spelt = Listing::Name {
        spelt: "EX MOGU 17",
        native: "演習 蘑菇17号",
    };
    s.listed.push((by_name, spelt));
    s.unauthorised.extend([by_mmsi, by_name]);
    let span = Span {
        start: m.start,
        end: m.end,
    };
    for (ship, listing) in &s.listed {
        let note = match listing {
            Listing::Mmsi => "listed-by-mmsi",
            Listing::Imo => "listed-by-imo",
            Listing::Name { .. } => "listed-by-name",
        };
        if let Some(who) = m.ships.get(*ship) {
            s.truth.push(TruthEvent::new(
                TruthKind::IuuListed,
                vec![who.mmsi],
                span,
                note,
            ));
        }
    }
}

/// Two innocent silences: a place that satellites hear badly, and an outage of the whole feed.
pub(crate) fn shadows(m: &Muster<'_>, s: &mut Script) {
    s.shadows = vec![Shadow {
        centre: Place::new(35.9, 166.0),
        radius_m: 320.0 * METRES_PER_NM,
        left: 0.025,
        note: "poor-reception",
    }];
    s.outages = vec![span(m.start, 101.0, 13.0)];
}

fn span(start: Time, from_h: f64, hours: f64) -> Span {
    Span {
        start: after_h(start, from_h),
        end: after_h(start, from_h + hours),
    }
}

fn deceive(
    m: &mut Muster<'_>,
    s: &mut Script,
    ship: usize,
    kind: TruthKind,
    span: Span,
    note: &str,
    deceit: Deceit,
) {
    if let Some(who) = m.ships.get_mut(ship) {
        who.deceits.push(deceit);
        s.truth
            .push(TruthEvent::new(kind, vec![who.mmsi], span, note));
    }
}

fn rename(
    m: &mut Muster<'_>,
    s: &mut Script,
    ship: usize,
    from_h: f64,
    name: &str,
    call_sign: Option<&str>,
    note: &str,
) {
    let from = after_h(m.start, from_h);
    let span = Span {
        start: from,
        end: m.end,
    };
    let Some(who) = m.ships.get(ship) else { return };
    let mut to: Particulars = who.particulars.clone();
    name.clone_into(&mut to.name);
    if let Some(sign) = call_sign {
        sign.clone_into(&mut to.call_sign);
    }
    deceive(
        m,
        s,
        ship,
        TruthKind::IdentityChange,
        span,
        note,
        Deceit::Renamed { from, to },
    );
}
