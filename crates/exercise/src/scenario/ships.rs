//! Fleets, vessels and assets of a scenario file.

use super::fault::FaultReason;
use super::file::*;
use super::read::{stretch, when};
use super::table::Table;
use crate::chart::Place;
use crate::muster::FLAGS;
use crate::ship::Role;

/// Longest recording, minutes: a season before and after the start.
const MINUTES_MAX: f64 = 132_480.0;
/// Usual length of a trick that says none: to the end.
const TO_THE_END_H: f64 = 10_000.0;

fn role(t: &Table<'_>) -> Option<Role> {
    t.need("gear", t.word("gear", &Role::WORDS))
}

/// Flags by ISO 3166-1 alpha-3.
pub(crate) fn flags(t: &Table<'_>, key: &'static str) -> Vec<String> {
    let given = t.texts(key);
    for flag in given.iter().filter(|f| !known_flag(f)) {
        unknown_flag(t, key, flag);
    }
    given.into_iter().filter(|f| known_flag(f)).collect()
}

fn known_flag(code: &str) -> bool {
    FLAGS.iter().any(|f| f.code == code)
}

fn unknown_flag(t: &Table<'_>, key: &'static str, word: &str) {
    let known = FLAGS.map(|f| f.code).join(", ");
    t.fault(
        key,
        FaultReason::UnknownWord {
            key: key.to_owned(),
            word: word.to_owned(),
            known,
        },
    );
}

fn flag(t: &Table<'_>) -> Option<String> {
    let flag = t.need("flag", t.text("flag"))?;
    if known_flag(&flag) {
        return Some(flag);
    }
    unknown_flag(t, "flag", &flag);
    None
}

pub(crate) fn fleet(t: &Table<'_>) -> Option<FleetSpec> {
    let id = t.need("id", t.text("id"));
    let role = role(t);
    let flags = t.need("flags", Some(flags(t, "flags")).filter(|f| !f.is_empty()));
    let count = t.need("count", t.count("count", 1..=50_000));
    let layout = layout(t);
    let [slow, fast] = role.map_or([8.0, 10.0], Role::usual_kn);
    let dark = t.number("dark_share", 0.0..=1.0);
    let dark_hours = t.pair("dark_hours", 0.5..=500.0);
    Some(FleetSpec {
        mark: t.mark_of("id"),
        id: id?,
        role: role?,
        flags: flags?,
        count: count?,
        layout: layout?,
        class_b_every: t.count("class_b_every", 0..=1_000).unwrap_or(0),
        kn: t.pair("kn", 0.5..=400.0).unwrap_or([slow, fast]),
        shift: t.pair_any("shift", 0.0..=360.0).unwrap_or([0.0, 0.0]),
        reach_nm: t.number("reach_nm", 1.0..=200.0).unwrap_or(13.0),
        unlicensed: t.count("unlicensed", 0..=50_000).unwrap_or(0),
        dark: dark.map(|share| (share, dark_hours.unwrap_or([8.0, 16.0]))),
    })
}

fn layout(t: &Table<'_>) -> Option<Layout> {
    let centre = t.place("centre");
    let columns = t.count("columns", 1..=1_000);
    let spacing = t.pair_any("spacing_nm", 0.5..=300.0);
    let jitter = t.number("jitter", 0.0..=0.4).unwrap_or(0.2);
    let lane = t.places("lane");
    let spread_nm = t.number("spread_nm", 0.0..=600.0).unwrap_or(60.0);
    let ports = t.texts("ports");
    let size_deg = t.pair_any("size_deg", 0.1..=180.0);
    if lane.len() >= 2 {
        return Some(Layout::Lane {
            points: lane,
            spread_nm,
        });
    }
    if !ports.is_empty() {
        return Some(Layout::Ports(ports));
    }
    let centre = t.need("centre", centre)?;
    match size_deg {
        Some(size_deg) => Some(Layout::Anywhere { centre, size_deg }),
        None => Some(Layout::Grid {
            centre,
            columns: t.need("columns", columns)?,
            spacing_nm: spacing.unwrap_or([6.0, 6.0]),
            jitter,
        }),
    }
}

/// What a vessel of a scenario and one of a recording have alike.
struct Papers {
    id: Option<String>,
    role: Option<Role>,
    flag: Option<String>,
    class_a: bool,
    mmsi: Option<u32>,
}

impl Papers {
    fn read(t: &Table<'_>) -> Self {
        let role = role(t);
        // An aircraft has none, or that of a search-and-rescue aircraft (111MIDaxx, ITU-R M.585).
        let number = if role.is_some_and(Role::flies) {
            111_200_000..=111_799_999
        } else {
            201_000_000..=775_999_999
        };
        Self {
            id: t.need("id", t.text("id")),
            role,
            flag: flag(t),
            class_a: t
                .word("class", &[("A", true), ("B", false)])
                .unwrap_or(true),
            mmsi: t.count("mmsi", number).and_then(|m| u32::try_from(m).ok()),
        }
    }
}

pub(crate) fn vessel(t: &Table<'_>) -> Option<VesselSpec> {
    let papers = Papers::read(t);
    let listed = t.table("listed").and_then(|l| listing(&l));
    let does = t
        .tables("does")
        .iter()
        .filter_map(|s| step(s, papers.role))
        .collect();
    let hides = t.tables("hides").iter().filter_map(trick).collect();
    let name = t.text("name");
    let at = t.place("at");
    let licensed = t.flag("licensed").unwrap_or(true);
    Some(VesselSpec {
        mark: t.mark_of("id"),
        id: papers.id?,
        role: papers.role?,
        flag: papers.flag?,
        name,
        mmsi: papers.mmsi,
        class_a: papers.class_a,
        at,
        licensed,
        listed,
        does,
        hides,
        partner: None,
    })
}

/// A vessel of a recording.
pub(crate) fn recorded(t: &Table<'_>) -> Option<RecordedSpec> {
    let papers = Papers::read(t);
    let track = t.need("track", track(t));
    let quiet = t.numbers("quiet", -MINUTES_MAX..=MINUTES_MAX);
    let pairs = quiet.chunks_exact(2).map(|pair| (pair[0], pair[1]));
    let pairs: Vec<(f64, f64)> = pairs.collect();
    if !quiet.len().is_multiple_of(2) || pairs.iter().any(|(from, to)| from >= to) {
        t.wrong("quiet", "pairs-of-minutes");
    }
    Some(RecordedSpec {
        mark: t.mark_of("id"),
        id: papers.id?,
        role: papers.role?,
        flag: papers.flag?,
        mmsi: papers.mmsi,
        class_a: papers.class_a,
        track: track?,
        quiet: pairs,
    })
}

/// Minutes, latitude, longitude, and again.
fn track(t: &Table<'_>) -> Option<Vec<(f64, Place)>> {
    let numbers = t.numbers("track", -MINUTES_MAX..=MINUTES_MAX);
    let points = numbers.chunks_exact(3);
    let whole = points.remainder().is_empty();
    let point = |at: &[f64]| (at[0], Place::new(at[1], at[2]));
    let track: Vec<(f64, Place)> = points.map(point).collect();
    let ascends = track
        .iter()
        .zip(track.iter().skip(1))
        .all(|(a, b)| a.0 < b.0);
    let on_earth = numbers
        .chunks_exact(3)
        .all(|at| at[1].abs() <= 90.0 && at[2].abs() <= 540.0);
    if !whole || track.len() < 2 || !ascends || !on_earth {
        t.wrong("track", "track");
        return None;
    }
    Some(track)
}

/// A partner's ship or aircraft: a vessel that takes orders.
pub(crate) fn asset(t: &Table<'_>) -> Option<VesselSpec> {
    let partner = t.need("partner", t.word("partner", &[("ca", "ca"), ("jp", "jp")]));
    let mut vessel = vessel(t)?;
    vessel.partner = Some(partner?.to_owned());
    if !vessel.role.is_patrol() {
        let reason = FaultReason::BehaviourCannotBe {
            gear: vessel.role.code().to_owned(),
            behaviour: "asset".to_owned(),
        };
        t.fault("gear", reason);
    }
    Some(vessel)
}

fn listing(t: &Table<'_>) -> Option<Listing> {
    #[derive(Clone, Copy)]
    enum By {
        Mmsi,
        Imo,
        Name,
    }
    let by = t.need(
        "by",
        t.word(
            "by",
            &[("mmsi", By::Mmsi), ("imo", By::Imo), ("name", By::Name)],
        ),
    )?;
    let found = match by {
        By::Mmsi => Listing::Mmsi,
        By::Imo => Listing::Imo,
        By::Name => Listing::Name {
            spelt: t.need("spelt", t.text("spelt"))?,
            native: t.need("native", t.text("native"))?,
        },
    };
    t.finish();
    Some(found)
}

#[derive(Clone, Copy)]
enum Do {
    Transit,
    Fish,
    Drift,
    Meet,
    Call,
    Patrol,
}

const DOES: [(&str, Do); 7] = [
    ("transit", Do::Transit),
    ("fish", Do::Fish),
    ("drift", Do::Drift),
    ("loiter", Do::Drift),
    ("meet", Do::Meet),
    ("call", Do::Call),
    ("patrol", Do::Patrol),
];

fn step(t: &Table<'_>, role: Option<Role>) -> Option<StepSpec> {
    let what = t.need("do", t.word("do", &DOES))?;
    let at = when(t, "at_h", "at_clock");
    let [slow, fast] = role.map_or([8.0, 10.0], Role::usual_kn);
    let kn = t
        .number("kn", 0.3..=500.0)
        .unwrap_or(f64::midpoint(slow, fast));
    let hours = t.number("hours", 0.05..=2_208.0);
    let step = match what {
        Do::Transit => {
            let to = match t.places("by") {
                points if points.is_empty() => vec![t.need("to", t.place("to"))?],
                points => points,
            };
            Step::Transit {
                to,
                kn,
                stop: t.flag("stop").unwrap_or(false),
            }
        }
        Do::Fish => Step::Fish {
            port: t.text("port"),
            hours,
            shift: t.pair_any("shift", 0.0..=360.0).unwrap_or([0.0, 0.0]),
            reach_nm: t.number("reach_nm", 1.0..=200.0).unwrap_or(13.0),
        },
        Do::Drift => Step::Drift { hours },
        Do::Meet => Step::Meet {
            meeting: t.need("meeting", t.text("meeting"))?,
            kn,
            from_deg: t.number("from_deg", 0.0..=360.0),
        },
        Do::Call => Step::Call {
            port: t.need("port", t.text("port"))?,
            hours: hours.unwrap_or(20.0),
            kn,
        },
        Do::Patrol => Step::Patrol {
            between: t.need(
                "between",
                Some(t.places("between")).filter(|p| p.len() >= 2),
            )?,
            kn,
            hours,
        },
    };
    t.finish();
    Some(StepSpec {
        mark: t.mark.clone(),
        at,
        step,
    })
}

#[derive(Clone, Copy)]
enum How {
    Dark,
    Offset,
    Circle,
    Replay,
    Frozen,
    Rename,
    MmsiOf,
}

const HOWS: [(&str, How); 7] = [
    ("dark", How::Dark),
    ("offset", How::Offset),
    ("circle", How::Circle),
    ("replay", How::Replay),
    ("frozen", How::Frozen),
    ("rename", How::Rename),
    ("mmsi_of", How::MmsiOf),
];

fn trick(t: &Table<'_>) -> Option<TrickSpec> {
    let how = t.need("how", t.word("how", &HOWS))?;
    let trick = match how {
        How::Dark => Trick::Dark,
        How::Offset => Trick::Offset {
            bearing_deg: t.need("bearing_deg", t.number("bearing_deg", 0.0..=360.0))?,
            nm: t.need("nm", t.number("nm", 0.5..=5_000.0))?,
        },
        How::Circle => Trick::Circle {
            centre: t.need("centre", t.place("centre"))?,
            radius_nm: t.number("radius_nm", 0.05..=50.0).unwrap_or(2.5),
            period_min: t.number("period_min", 1.0..=600.0).unwrap_or(60.0),
        },
        How::Replay => Trick::Replay {
            from: t.need("from", t.place("from"))?,
            to: t.need("to", t.place("to"))?,
            kn: t.number("kn", 0.5..=40.0).unwrap_or(8.0),
        },
        How::Frozen => Trick::Frozen {
            at: t.need("at", t.place("at"))?,
        },
        How::Rename => Trick::Rename {
            name: t.text("name"),
            call_sign: t.text("call_sign"),
            without_imo: t.flag("without_imo").unwrap_or(false),
        },
        How::MmsiOf => Trick::MmsiOf {
            vessel: t.need("vessel", t.text("vessel"))?,
        },
    };
    let lasting = matches!(how, How::Rename | How::MmsiOf);
    let when = if lasting && t.number("from_h", 0.0..=2_208.0).is_none() {
        Stretch {
            from: When::Hours(0.0),
            hours: TO_THE_END_H,
        }
    } else {
        stretch(t, if lasting { TO_THE_END_H } else { 8.0 })?
    };
    let usual = HOWS.get(how as usize).map_or("", |(name, _)| *name);
    let note = t.text("note").unwrap_or_else(|| usual.to_owned());
    t.finish();
    Some(TrickSpec {
        mark: t.mark.clone(),
        when,
        note,
        trick,
    })
}
