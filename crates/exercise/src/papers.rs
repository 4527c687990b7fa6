//! The papers handed to players: an IUU list, a list of authorised vessels, and ports, all of the exercise,
//! in column layouts that the watch reads.
//!
//! Names in Chinese and Japanese characters stand only here: AIS cannot send them.

use core::fmt::Write;

use vigie_sea::Span;

use crate::chart::Place;
use crate::scenario::{Listing, Scenario};
use crate::ship::Ship;

const IUU_HEADER: &str = "CurrentlyListed,Name,RFMOName,IMO,VesselType,GearType,Flag,IRCS,MMSI,Length,OwnerName,NPFC,Reason";

/// Listed vessels that are nowhere at sea in the exercise: a match with them would be false.
const ELSEWHERE: [&str; 4] = [
    "True,\"EX NIEBLA NEGRA, 演習 黒霧丸\",Unknown,,Fishing Vessel,,Unknown,,,48.0,,2024 - ,EXERCISE invented",
    "True,EX GHOST PETREL,EX GREY PETREL,1990003,Fishing Vessel,Longline,Unknown,EXG001,,52.0,,2023 - ,EXERCISE invented",
    "True,\"EX HONG DU 88, 演習 红渡88\",Unknown,,Fishing Vessel,Squid jig,,,,61.0,,2025 - ,EXERCISE invented",
    "False,EX OLD SINNER,Unknown,,Fishing Vessel,,Unknown,EXG002,,40.0,,2019 - 2023,EXERCISE invented",
];

/// A field of a CSV line.
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

pub(crate) fn iuu_csv(scenario: &Scenario) -> String {
    let mut out = format!("{IUU_HEADER}\n");
    for ship in &scenario.ships {
        if let Some(listing) = &ship.listed {
            out.push_str(&iuu_row(ship, listing));
        }
    }
    for row in ELSEWHERE {
        out.push_str(row);
        out.push('\n');
    }
    out
}

fn iuu_row(ship: &Ship, listing: &Listing) -> String {
    let papers = &ship.particulars;
    let (name, imo, mmsi) = match listing {
        Listing::Mmsi => (
            format!("{}, 演習 归影404", papers.name),
            None,
            Some(ship.mmsi),
        ),
        Listing::Imo => (format!("{}, 演習 夕暮丸", papers.name), papers.imo, None),
        Listing::Name { spelt, native } => (format!("{spelt}, {native}"), None, None),
    };
    let number = |n: Option<u32>| n.map_or_else(String::new, |n| n.to_string());
    format!(
        "True,{},Unknown,{},Fishing Vessel,{},{},,{},{}.0,EXERCISE invented owner,2025-04-17 - ,EXERCISE invented\n",
        field(&name),
        number(imo),
        ship.role.code(),
        ship.flag,
        number(mmsi),
        papers.length_m,
    )
}

pub(crate) fn authorised_csv(scenario: &Scenario) -> String {
    let mut out = String::from(
        "name,call_sign,imo,mmsi,flag,vessel_type,length_m,authorised_from,authorised_to,note\n",
    );
    for ship in &scenario.ships {
        let wanted = ship.role.is_fishing() || ship.role.is_support();
        if !wanted || ship.listed.is_some() || !ship.licensed {
            continue;
        }
        let papers = &ship.particulars;
        let imo = papers.imo.map_or_else(String::new, |n| n.to_string());
        // Writing to a String cannot fail.
        let _ok = writeln!(
            out,
            "{},{},{imo},{},{},{},{},2026-01-01,2030-12-31,EXERCISE EXERCICE 演習",
            field(&papers.name),
            papers.call_sign,
            ship.mmsi,
            ship.flag,
            ship.role.code(),
            papers.length_m,
        );
    }
    out
}

pub(crate) fn ports_csv(scenario: &Scenario) -> String {
    let mut out = String::from("locode,name,country,lat,lon,kind,note\n");
    for harbour in &scenario.harbours {
        let kind = if harbour.anchorage {
            "anchorage"
        } else {
            "port"
        };
        let _ok = writeln!(
            out,
            "{},{},{},{},{},{kind},EXERCISE EXERCICE 演習",
            harbour.id, harbour.name, harbour.country, harbour.place.lat_deg, harbour.place.lon_deg,
        );
    }
    out
}

/// The waters of the scenario, whole degrees: south, north, west, and width eastwards.
const WATERS: (i32, i32, i32, i32) = (30, 55, 141, 59);

/// Satellite reception in 1° cells, as a planner would know it.
pub(crate) fn reception_csv(scenario: &Scenario) -> String {
    let mut out = String::from(
        "lat,lon,ais_reception_positions_per_day_class_A,ais_reception_positions_per_day_class_B,note\n",
    );
    let span = Span {
        start: scenario.start(),
        end: scenario.end(),
    };
    let sky = scenario.receivers.sky(span);
    let (south, north, west, width) = WATERS;
    for lat in south..north {
        for step in 0..width {
            let lon = west + step;
            let middle = Place::new(f64::from(lat) + 0.5, f64::from(lon) + 0.5);
            let [a, b] = scenario.receivers.expected_per_day(middle, &sky);
            let corner = if lon >= 180 { lon - 360 } else { lon };
            let _ok = writeln!(out, "{lat},{corner},{a:.1},{b:.1},EXERCISE");
        }
    }
    out
}

/// Stations and satellites, as a planner would know them.
pub(crate) fn receivers_csv(scenario: &Scenario) -> String {
    let mut out = String::from("name,kind,lat,lon,time,note\n");
    for station in &scenario.receivers.shore {
        let (lat, lon) = (station.place.lat_deg, corner_of(station.place.lon_deg));
        let name = &station.name;
        let _ok = writeln!(out, "{name},terrestrial,{lat},{lon},,EXERCISE");
    }
    let span = Span {
        start: scenario.start(),
        end: scenario.end(),
    };
    for (name, time, below) in scenario.receivers.passes(span) {
        let (lat, lon) = (below.lat_deg, corner_of(below.lon_deg));
        let _ok = writeln!(out, "{name},satellite,{lat:.3},{lon:.3},{time},EXERCISE");
    }
    out
}

/// Longitude from −180 to 180.
fn corner_of(lon_deg: f64) -> f64 {
    vigie_sea::normalise_lon_deg(lon_deg)
}
