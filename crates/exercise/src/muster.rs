//! Mustering the ships: numbers, names and papers that are visibly of an exercise.
//!
//! - MMSI: the real country digits (MID), then 999 and a running number. No block is reserved for tests, so
//!   a real ship could one day hold such a number: the mark on every line, not the number, says EXERCISE.
//! - Name: begins with `EX `. Call sign: begins with `EX`.
//! - IMO number: 199xxxx with a valid check digit, a range not given to ships.

use std::collections::BTreeMap;

use vigie_sea::Time;

use crate::agenda::{Order, Planner, Task};
use crate::chance::{Chance, Stream};
use crate::chart::{Offset, Place};
use crate::current::Current;
use crate::hull::Pose;
use crate::routine::Dice;
use crate::ship::{Particulars, Role, Ship};

/// Flags of the exercise: MID and ISO 3166-1 alpha-3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Flag {
    pub(crate) mid: u32,
    pub(crate) code: &'static str,
}

const fn flag(mid: u32, code: &'static str) -> Flag {
    Flag { mid, code }
}

/// All flags that ships of an exercise may fly.
pub(crate) const FLAGS: [Flag; 14] = [
    flag(412, "CHN"),
    flag(416, "TWN"),
    flag(431, "JPN"),
    flag(440, "KOR"),
    flag(273, "RUS"),
    flag(338, "USA"),
    flag(316, "CAN"),
    flag(351, "PAN"),
    flag(636, "LBR"),
    flag(576, "VUT"),
    flag(538, "MHL"),
    flag(548, "PHL"),
    flag(563, "SGP"),
    flag(249, "MLT"),
];

/// The flag of a code; Panama's for one that is not known (a scenario with such a flag is refused before).
pub(crate) fn flag_of(code: &str) -> Flag {
    FLAGS
        .iter()
        .copied()
        .find(|f| f.code == code)
        .unwrap_or(flag(351, "PAN"))
}

/// A ship about to be mustered.
#[derive(Debug, Clone)]
pub(crate) struct Berth {
    /// Key of her draws.
    pub(crate) key: u64,
    pub(crate) id: String,
    pub(crate) role: Role,
    pub(crate) flag: Flag,
    pub(crate) class_a: bool,
    /// A number of her own; else the next of her flag.
    pub(crate) mmsi: Option<u32>,
    pub(crate) name: Option<String>,
    pub(crate) licensed: bool,
}

/// Key of the draws of number `number` of a group, by the group's name (FNV-1a, 64 bits).
pub(crate) fn key_of(group: &str, number: u64) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let all = group.as_bytes().iter().chain(&[0]);
    let name = all.fold(0xcbf2_9ce4_8422_2325, step);
    number.to_le_bytes().iter().fold(name, step)
}

/// The muster of one exercise.
#[derive(Debug)]
pub(crate) struct Muster<'a> {
    pub(crate) chance: Chance,
    pub(crate) sea: &'a Current,
    pub(crate) start: Time,
    pub(crate) end: Time,
    pub(crate) ships: Vec<Ship>,
    numbers: BTreeMap<u32, u32>,
    papers: u32,
}

impl<'a> Muster<'a> {
    pub(crate) fn new(chance: Chance, sea: &'a Current, start: Time, end: Time) -> Self {
        Self {
            chance,
            sea,
            start,
            end,
            ships: Vec::new(),
            numbers: BTreeMap::new(),
            papers: 0,
        }
    }

    /// Dice of a ship to be planned.
    pub(crate) fn dice(&self, key: u64) -> Dice {
        Dice::new(self.chance, key)
    }

    pub(crate) fn planner(&self, place: Place) -> Planner<'a> {
        Planner::new(self.sea, place, self.start)
    }

    /// Adds a ship that begins at `place` with this agenda; gives her number. Without a name she gets one.
    pub(crate) fn add(&mut self, berth: &Berth, place: Place, agenda: Vec<Task>) -> usize {
        let count = self.numbers.entry(berth.flag.mid).or_insert(0);
        *count += 1;
        let number = if *count < 1_000 {
            999_000 + *count
        } else {
            900_000 + *count % 99_000
        };
        let mmsi = berth.mmsi.unwrap_or(berth.flag.mid * 1_000_000 + number);
        let name = match &berth.name {
            Some(name) => name.clone(),
            None => name_of(berth.flag, *count as usize),
        };
        self.papers += 1;
        let draw = self.chance.draw(Stream::Particulars, berth.key, 0);
        let particulars = self.particulars(berth, &name, draw.unit());
        let mut handling = berth.role.handling();
        handling.leeway = draw.next().between(0.88, 1.12);
        self.ships.push(Ship {
            key: berth.key,
            id: berth.id.clone(),
            mmsi,
            role: berth.role,
            flag: berth.flag.code,
            licensed: berth.licensed,
            listed: None,
            partner: None,
            class_a: berth.class_a,
            particulars,
            handling,
            start: Pose {
                time: self.start,
                place,
                velocity: first_way(place, &agenda),
                turn_deg_min: 0.0,
            },
            agenda,
            deceits: Vec::new(),
            recorded: false,
        });
        self.ships.len() - 1
    }

    fn particulars(&self, berth: &Berth, name: &str, size: f64) -> Particulars {
        let (shortest, longest, has_imo) = match berth.role {
            Role::SquidJigger => (55.0, 78.0, self.papers.is_multiple_of(3)),
            Role::DriftingLongliner => (38.0, 60.0, self.papers.is_multiple_of(3)),
            Role::PoleAndLine => (30.0, 56.0, false),
            Role::Carrier => (95.0, 150.0, true),
            Role::Bunker => (90.0, 120.0, true),
            Role::Merchant => (170.0, 366.0, true),
            Role::Patrol => (80.0, 120.0, true),
            Role::Coastal => (12.0, 24.0, false),
            Role::Trawler => (45.0, 110.0, true),
            Role::PurseSeiner => (55.0, 85.0, true),
            Role::PatrolAircraft => (20.0, 30.0, false),
            Role::PatrolDrone => (10.0, 13.0, false),
        };
        let length = shortest + (longest - shortest) * size;
        let destination = match berth.role {
            Role::Merchant => "EX TRANSIT",
            Role::Carrier | Role::Bunker => "EX HIGH SEAS",
            Role::Patrol | Role::PatrolAircraft | Role::PatrolDrone => "EX PATROL",
            _ => "EX FISHING GROUND",
        };
        Particulars {
            name: format!("EX {name}").chars().take(20).collect(),
            call_sign: format!("EX{:04}", self.papers),
            imo: has_imo.then(|| fictional_imo(self.papers)),
            length_m: whole(length),
            beam_m: whole(length / 6.0 + 2.0),
            destination: destination.to_owned(),
        }
    }
}

/// A ship that begins under way has her speed already.
fn first_way(place: Place, agenda: &[Task]) -> Offset {
    match agenda.first().map(|task| task.order) {
        Some(Order::Steam { to, kn, .. }) => {
            Offset::polar(place.to(to).direction_deg(), kn * vigie_sea::MPS_PER_KN)
        }
        _ => Offset::default(),
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes of ships"
)]
fn whole(metres: f64) -> u16 {
    metres as u16
}

/// 199xxx and the check digit of IMO A.1117(30).
pub(crate) fn fictional_imo(number: u32) -> u32 {
    let six = 199_000 + number % 1_000;
    let sum: u32 = (0..6)
        .map(|place| six / 10_u32.pow(place) % 10 * (place + 2))
        .sum();
    six * 10 + sum % 10
}

/// A name of a fleet: stem and number.
pub(crate) fn name_of(flag: Flag, number: usize) -> String {
    let stems: &[&str] = match flag.code {
        "CHN" => &[
            "HAI XING YU",
            "YUN LONG YU",
            "FENG HE",
            "JIN SHAN YU",
            "QING TAO YU",
            "BAI LU YU",
        ],
        "TWN" => &["SHUN JI FA", "TAI YANG", "MING DE", "CHUAN SHENG", "AN BO"],
        "KOR" => &["DONG BYEOL", "HAN BADA", "SAE BYEOK"],
        "JPN" => &[
            "HAKUREI MARU",
            "SEIUN MARU",
            "TOKIWA MARU",
            "KAMOME MARU",
            "ASAGIRI MARU",
        ],
        "RUS" => &["BELUKHA", "ZARYA", "POLARNY"],
        "USA" => &["ALEUT DAWN", "RAVEN POINT"],
        "VUT" => &["CORAL GATE", "TIDE RUNNER", "OCEAN LARK"],
        _ => &[
            "PACIFIC ARROW",
            "NORTHERN TERN",
            "GRAND MERIDIAN",
            "SILVER CURRENT",
            "ALBATROSS WAY",
        ],
    };
    let stem = stems.get(number % stems.len()).copied().unwrap_or("SHIP");
    format!("{stem} {}", 11 + number * 7 % 89 + number / 89)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fictional_imo_numbers_check() {
        for number in 0..1_000 {
            assert!(vigie_ais_checks(fictional_imo(number)), "{number}");
        }
    }

    fn vigie_ais_checks(imo: u32) -> bool {
        let sum: u32 = (2..=7)
            .map(|place| imo / 10_u32.pow(place - 1) % 10 * place)
            .sum();
        (1_000_000..=9_999_999).contains(&imo) && sum % 10 == imo % 10
    }
}
