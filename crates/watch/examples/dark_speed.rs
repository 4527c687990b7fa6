//! How long does it take to weigh a large look, and to join what stays dark?
//!
//! `cargo run --release -p vigie-watch --example dark_speed -- [DETECTIONS [TRACKS]]`
//!
//! A look of 400 × 400 km across 180° with so many detections, against so many tracks all over the ocean: as many in the look
//! as it has detections, heard up to half an hour before. Then the joining: the same number of dark detections in looks six
//! hours apart over a fleet that drifts, with 2,000 looks besides, and as many ships as there are tracks that begin to be
//! heard.
#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "a tool for developers: small counts"
)]

mod dice;

use std::time::Instant;

use dice::Dice;
use vigie_sea::{Polygon, Position, Time, destination};
use vigie_watch::EndPoint;
use vigie_watch::detection::{
    Appearance, ChainConfig, DarkSighting, Detection, LookOver, MatchConfig, MotionModel, Ping,
    Scene, SensorKind, TrackView, chain_sightings, match_scene, reappeared,
};

const START_S: i64 = 1_720_000_000;
const HOUR_S: i64 = 3_600;
/// Detections of one look of the joining.
const A_LOOK: usize = 400;

fn main() {
    let mut arguments = std::env::args().skip(1).filter_map(|a| a.parse().ok());
    let detections: usize = arguments.next().unwrap_or(10_000);
    let tracks: usize = arguments.next().unwrap_or(100_000);
    println!("{detections} detections, {tracks} tracks");
    let model = MotionModel::builtin();
    look(detections, tracks, &model);
    joining(detections, tracks, &model);
}

fn centre() -> Position {
    Position::new(42.0, 180.0).unwrap()
}

/// Anywhere within 200 km of the middle, north, south, east and west.
fn anywhere(dice: &mut Dice) -> Position {
    let (x, y) = (dice.share() - 0.5, dice.share() - 0.5);
    destination(centre(), x.atan2(y).to_degrees(), x.hypot(y) * 4e5)
}

fn footprint(middle: Position) -> Polygon {
    let (lat, lon) = (middle.lat_deg(), middle.lon_deg());
    let ring = [(-2.7, -2.0), (2.7, -2.0), (2.7, 2.0), (-2.7, 2.0)];
    let ring = ring.map(|(x, y)| [lon + x, lat + y]).to_vec();
    Polygon::new(&[ring]).unwrap()
}

fn look(detections: usize, tracks: usize, model: &MotionModel) {
    let mut dice = Dice(7);
    let time = Time::from_s(START_S);
    let (mut seen, mut views) = (Vec::new(), Vec::new());
    for number in 0..tracks {
        let inside = number < detections;
        let place = if inside {
            anywhere(&mut dice)
        } else {
            Position::new(dice.share() * 100.0 - 50.0, dice.share() * 360.0 - 180.0).unwrap()
        };
        let (sog, cog) = (dice.share() * 10.0, dice.share() * 360.0);
        let ago_s = (dice.share() * 1_800.0) as i64;
        views.push(TrackView {
            id: format!("{}-1", 200_000_000 + number),
            class: "*".to_owned(),
            length_m: Some(60.0),
            before: Some(Ping {
                time: time.plus_ms(-ago_s * 1_000),
                position: destination(place, cog + 180.0, sog * 0.514 * ago_s as f64),
                sog_kn: Some(sog),
                cog_deg: Some(cog),
            }),
            after: None,
        });
        if inside {
            let dark = dice.share() < 0.3;
            seen.push(Detection {
                id: number.to_string(),
                scene: "large".to_owned(),
                time,
                position: if dark {
                    anywhere(&mut dice)
                } else {
                    destination(place, dice.share() * 360.0, dice.normal() * 150.0)
                },
                length_m: Some(60.0),
                confidence: None,
                witness: None,
            });
        }
    }
    let scene = Scene {
        id: "large".to_owned(),
        platform: String::new(),
        sensor: SensorKind::Sar,
        traits: SensorKind::Sar.traits(),
        time,
        footprint: Some(footprint(centre())),
        satellite: None,
        detections: seen,
    };
    let began = Instant::now();
    let result = match_scene(&scene, &views, model, &MatchConfig::default());
    println!(
        "a look weighed: {:.2} s, {:.0} expected dark",
        began.elapsed().as_secs_f64(),
        result.expected_dark
    );
}

fn joining(detections: usize, ships: usize, model: &MotionModel) {
    let mut dice = Dice(11);
    let homes: Vec<Position> = (0..A_LOOK).map(|_| anywhere(&mut dice)).collect();
    let (mut seen, mut looks) = (Vec::new(), Vec::new());
    let over = |scene: String, time, middle| LookOver {
        scene,
        sensor: SensorKind::Sar,
        time,
        footprint: Some(footprint(middle)),
        traits: SensorKind::Sar.traits(),
    };
    for number in 0..detections.div_ceil(A_LOOK) {
        let scene = format!("L{number}");
        let time = Time::from_s(START_S + number as i64 * 6 * HOUR_S);
        looks.push(over(scene.clone(), time, centre()));
        for (n, home) in homes.iter().enumerate() {
            let position = destination(*home, dice.share() * 360.0, dice.share() * 8_000.0);
            seen.push(DarkSighting {
                id: format!("{scene}-{n}"),
                scene: scene.clone(),
                sensor: SensorKind::Sar,
                time,
                position,
                length_m: Some(60.0),
                dark: 0.95,
                place_m: 100.0,
                alone_per_km2: A_LOOK as f64 / 160_000.0,
            });
        }
    }
    seen.truncate(detections);
    let end_s = START_S + detections.div_ceil(A_LOOK) as i64 * 6 * HOUR_S;
    for number in 0..2_000 {
        let time = Time::from_s(START_S + (end_s - START_S) * number / 2_000);
        looks.push(over(format!("besides-{number}"), time, anywhere(&mut dice)));
    }
    let config = ChainConfig::default();
    let began = Instant::now();
    let mut chains = chain_sightings(&seen, &looks, model, &config);
    println!("joined: {:.2} s", began.elapsed().as_secs_f64());
    chains.retain(|chain| chain.is_again(&config));
    let begins: Vec<Appearance> = (0..ships)
        .map(|number| Appearance {
            track: format!("{number}-1"),
            at: EndPoint {
                time: Time::from_s(end_s - (dice.share() * 4.0 * 86_400.0) as i64),
                position: anywhere(&mut dice),
            },
            silent_from: None,
            length_m: Some(60.0),
            by_vms: false,
        })
        .collect();
    let began = Instant::now();
    let explained = reappeared(&chains, &begins, model, &config);
    println!(
        "{} chains compared with {ships} ships that begin to be heard: {:.2} s, {} explained",
        chains.len(),
        began.elapsed().as_secs_f64(),
        explained.iter().flatten().count()
    );
}
