//! The fleets of the North Pacific high seas in July, in about the shares seen there: squid jiggers and
//! drifting longliners most, then pole-and-line boats, carriers, merchants in transit, patrol ships and
//! coastal boats. Stations are a jittered grid, so that fleets are dense but ships keep their distance.

use crate::chance::Stream;
use crate::chart::{Offset, Place};
use crate::current::nm_as_deg;
use crate::muster::{Berth, CAN, CHN, Flag, JPN, KOR, LBR, Muster, PAN, RUS, TWN, USA, VUT};
use crate::routine::{DayTrip, after_h, day_trips, jig, longline, off_nm, pole_and_line, voyage};
use crate::ship::Role;

/// Where a port is and how one comes to it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Harbour {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) country: &'static str,
    pub(crate) anchorage: bool,
    pub(crate) lat_deg: f64,
    pub(crate) lon_deg: f64,
    /// Direction of open water.
    pub(crate) seaward_deg: f64,
}

impl Harbour {
    pub(crate) fn place(&self) -> Place {
        Place::new(self.lat_deg, self.lon_deg)
    }

    /// Open water 7 nm off.
    pub(crate) fn gate(&self) -> Place {
        off_nm(self.place(), self.seaward_deg, 7.0)
    }
}

const fn harbour(
    id: &'static str,
    name: &'static str,
    country: &'static str,
    at: [f64; 2],
    seaward_deg: f64,
) -> Harbour {
    Harbour {
        id,
        name,
        country,
        anchorage: false,
        lat_deg: at[0],
        lon_deg: at[1],
        seaward_deg,
    }
}

/// Kushiro, Hanasaki, Hachinohe and Adak (places of the World Port Index), and two anchorages of the exercise.
pub(crate) const HARBOURS: [Harbour; 6] = [
    harbour("JPKUH", "Kushiro", "JPN", [42.983_3, 144.366_7], 175.0),
    harbour("JPHNK", "Hanasaki", "JPN", [43.283_3, 145.583_3], 165.0),
    harbour("JPHHE", "Hachinohe", "JPN", [40.533_3, 141.55], 60.0),
    harbour("USAXK", "Adak", "USA", [51.866_7, -176.633_3], 85.0),
    Harbour {
        anchorage: true,
        ..harbour(
            "EX-ANCH-1",
            "EX Kushiro roads",
            "JPN",
            [42.87, 144.28],
            175.0,
        )
    },
    Harbour {
        anchorage: true,
        ..harbour("EX-ANCH-2", "EX Kuluk roads", "USA", [51.89, -176.42], 85.0)
    },
];

const SQUID: u64 = 1;
const LONGLINE: u64 = 2;
const POLE: u64 = 3;
const MERCHANT: u64 = 4;
const COASTAL: u64 = 5;
const PATROL: u64 = 6;

const fn berth(role: Role, flag: Flag, class_a: bool) -> Berth {
    Berth {
        role,
        flag,
        class_a,
    }
}

/// A fleet on a grid: centre, columns and rows, spacing.
struct Grid {
    centre: Place,
    columns: u64,
    rows: u64,
    spacing_nm: f64,
}

impl Grid {
    fn station(&self, m: &Muster<'_>, fleet: u64, number: u64) -> Place {
        let half = |n: u64| f64::from(u32::try_from(n).unwrap_or(0)) / 2.0 - 0.5;
        let index = |n: u64| f64::from(u32::try_from(n).unwrap_or(0));
        let jitter = m.chance.draw(Stream::Agenda, fleet * 10_000 + number, 0);
        let column = index(number % self.columns) - half(self.columns) + jitter.between(-0.2, 0.2);
        let row = index(number / self.columns) - half(self.rows) + jitter.next().between(-0.2, 0.2);
        let metres = self.spacing_nm * vigie_sea::METRES_PER_NM;
        self.centre
            .moved(Offset::new(column * metres, row * metres))
    }
}

/// Squid fleets: one at 156° E, one on both sides of 180°, a small one off Japan.
pub(crate) fn squid(m: &mut Muster<'_>) {
    let grid = |lat, lon, columns, rows| Grid {
        centre: Place::new(lat, lon),
        columns,
        rows,
        spacing_nm: 6.0,
    };
    let fleets = [
        (grid(42.6, 156.0, 10, 6), 0_u32),
        (grid(43.0, 180.0, 10, 5), 1),
        (grid(40.9, 149.5, 4, 3), 2),
    ];
    for (fleet, tag) in &fleets {
        let shift = Offset::polar(40.0 + 70.0 * f64::from(*tag), 9_000.0);
        for number in 0..fleet.columns * fleet.rows {
            let key = u64::from(*tag) * 100 + number;
            let station = fleet.station(m, SQUID, key);
            let mut dice = m.dice(SQUID, key);
            let flag = match (tag, number % 5) {
                (2, 0..2) => KOR,
                (2, _) => JPN,
                (_, 0) => TWN,
                _ => CHN,
            };
            let place = off_nm(station, dice.between(0.0, 360.0), dice.between(0.0, 0.8));
            let mut p = m.planner(place);
            jig(&mut p, &mut dice, station, shift, m.end);
            m.add(
                berth(Role::SquidJigger, flag, number % 12 != 3),
                None,
                place,
                p.finish(),
            );
        }
    }
}

/// Longliners spread over 150° E to 170° W, three rows wide.
pub(crate) fn longliners(m: &mut Muster<'_>) {
    let grid = Grid {
        centre: Place::new(37.2, 169.5),
        columns: 22,
        rows: 3,
        spacing_nm: 1.0,
    };
    for number in 0..grid.columns * grid.rows {
        let mut dice = m.dice(LONGLINE, number);
        let column = u32::try_from(number % grid.columns).unwrap_or(0);
        let row = u32::try_from(number / grid.columns).unwrap_or(0);
        let place = Place::new(
            35.5 + 1.7 * f64::from(row) + nm_as_deg(dice.between(-9.0, 9.0)),
            150.5 + 1.75 * f64::from(column) + dice.between(-0.2, 0.2),
        );
        let mut p = m.planner(place);
        let first = after_h(m.start, dice.between(0.2, 5.0));
        p.drift(first, None);
        longline(&mut p, &mut dice, m.end);
        let flag = [TWN, CHN, JPN, TWN, VUT][(number % 5) as usize];
        m.add(
            berth(Role::DriftingLongliner, flag, number % 11 != 4),
            None,
            place,
            p.finish(),
        );
    }
}

/// Pole-and-line boats east of Japan.
pub(crate) fn pole_boats(m: &mut Muster<'_>) {
    for number in 0..24 {
        let mut dice = m.dice(POLE, number);
        let column = f64::from(u32::try_from(number % 4).unwrap_or(0));
        let row = f64::from(u32::try_from(number / 4).unwrap_or(0));
        let place = Place::new(35.4 + 0.85 * row, 144.6 + 0.9 * column);
        let mut p = m.planner(place);
        pole_and_line(&mut p, &mut dice, 13.0, m.end);
        m.add(
            berth(Role::PoleAndLine, JPN, number % 4 != 2),
            None,
            place,
            p.finish(),
        );
    }
}

/// Merchants between Japan and North America, both ways, over 180°.
pub(crate) fn merchants(m: &mut Muster<'_>) {
    let track = [
        [41.4, 143.0],
        [44.5, 155.0],
        [46.8, 168.0],
        [47.6, 180.0],
        [47.4, 192.0],
        [47.0, 205.0],
        [48.2, 232.0],
    ];
    for number in 0..60 {
        let mut dice = m.dice(MERCHANT, number);
        let (north_deg, kn) = (dice.between(-1.2, 2.2), dice.between(12.5, 20.0));
        let mut points: Vec<Place> = track
            .iter()
            .map(|at| Place::new(at[0] + north_deg, at[1]))
            .collect();
        if number % 2 == 1 {
            points.reverse();
        }
        let (place, rest) = part_way(&points, dice.between(0.02, 0.5));
        let mut p = m.planner(place);
        voyage(&mut p, &rest, kn, m.end);
        let flag = [PAN, LBR, PAN, JPN, CHN, KOR][(number % 6) as usize];
        m.add(berth(Role::Merchant, flag, true), None, place, p.finish());
    }
}

/// The place at this share of a track's length, and the points still ahead.
fn part_way(points: &[Place], share: f64) -> (Place, Vec<Place>) {
    let length_m: f64 = points.windows(2).map(|leg| leg[0].distance_m(leg[1])).sum();
    let mut left_m = length_m * share;
    for (index, leg) in points.windows(2).enumerate() {
        let leg_m = leg[0].distance_m(leg[1]);
        if left_m < leg_m {
            let place = leg[0].moved(leg[0].to(leg[1]).times(left_m / leg_m));
            return (place, points[index + 1..].to_vec());
        }
        left_m -= leg_m;
    }
    (points[0], points[1..].to_vec())
}

/// Coastal boats of the four ports: out by day, home at night.
pub(crate) fn coastal(m: &mut Muster<'_>) {
    for number in 0..16_u64 {
        let mut dice = m.dice(COASTAL, number);
        let harbour = HARBOURS[(number % 4) as usize];
        let side = f64::from(u32::try_from(number / 4).unwrap_or(0));
        let berth_at = off_nm(harbour.place(), harbour.seaward_deg + 90.0, 0.08 * side);
        let trip = DayTrip {
            berth: berth_at,
            gate: harbour.gate(),
            seaward_deg: harbour.seaward_deg,
        };
        let mut p = m.planner(berth_at);
        day_trips(&mut p, &mut dice, &trip, m.end);
        let flag = if number % 4 == 3 { USA } else { JPN };
        m.add(
            berth(Role::Coastal, flag, number % 5 == 0),
            None,
            berth_at,
            p.finish(),
        );
    }
    let mut p = m.planner(Place::new(47.5, 156.5));
    voyage(
        &mut p,
        &[
            Place::new(50.5, 162.0),
            Place::new(47.0, 165.0),
            Place::new(44.5, 158.0),
        ],
        9.0,
        m.end,
    );
    p.drift(m.end, None);
    m.add(
        berth(Role::Merchant, RUS, true),
        None,
        Place::new(47.5, 156.5),
        p.finish(),
    );
}

/// Patrol ships: two of Canada near 180°, two of Japan near 156° E.
pub(crate) fn patrols(m: &mut Muster<'_>) {
    let beats = [
        (CAN, "PATROL LAURENTIDE", [46.2, 185.0], [43.6, 181.6], 14.0),
        (CAN, "PATROL ILE NOIRE", [38.1, 187.5], [41.2, 177.0], 15.0),
        (JPN, "PATROL OKITSU", [41.7, 147.0], [43.6, 155.2], 13.5),
        (JPN, "PATROL SHIRASE", [39.8, 152.0], [36.4, 158.5], 14.5),
    ];
    for (number, (flag, name, from, to, kn)) in (0_u64..).zip(beats) {
        let mut dice = m.dice(PATROL, number);
        let (from, to) = (Place::new(from[0], from[1]), Place::new(to[0], to[1]));
        let mut p = m.planner(from);
        while p.time < m.end {
            let knee = off_nm(
                from.moved(from.to(to).times(0.5)),
                dice.between(0.0, 360.0),
                25.0,
            );
            p.steam(knee, kn).steam(to, kn);
            p.steam(off_nm(to, dice.between(0.0, 360.0), 20.0), kn)
                .steam(from, kn);
        }
        m.add(
            berth(Role::Patrol, flag, true),
            Some(name),
            from,
            p.finish(),
        );
    }
}

/// Merchants anywhere between 20° and 50° N, turning every few hours.
pub(crate) fn wanderers(m: &mut Muster<'_>, vessels: usize) {
    for number in 0..vessels as u64 {
        let mut dice = m.dice(MERCHANT, number);
        let place = Place::new(dice.between(20.0, 50.0), 180.0 + dice.between(-35.0, 35.0));
        let mut p = m.planner(place);
        while p.time < m.end {
            let to = off_nm(p.place, dice.between(0.0, 360.0), dice.between(20.0, 120.0));
            p.steam(to, dice.between(8.0, 20.0));
        }
        m.add(berth(Role::Merchant, PAN, true), None, place, p.finish());
    }
}
