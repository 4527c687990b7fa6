//! From an observation to what the archive keeps, and back without loss.

use vigie_sea::Time;
use vigie_store::{Content, Identity, Place, Row};
use vigie_watch::{IdentityReport, Observation, PositionReport, Report};

use crate::kind_code::{CLASSES, RECEPTIONS, SOURCES, code};

fn value<T: Copy + Default>(table: &[T], code: u8) -> T {
    table.get(usize::from(code)).copied().unwrap_or_default()
}

/// The row to keep.
pub(crate) fn row_of(observation: &Observation) -> Row {
    let (class, content) = match &observation.report {
        Report::Position(p) => (p.class, place_of(p)),
        Report::Identity(i) => (i.class, identity_of(i)),
    };
    Row {
        time_ms: observation.time.ms(),
        mmsi: observation.mmsi,
        source: code(&SOURCES, &observation.source),
        feed: observation.feed,
        receiver: observation.receiver,
        reception: code(&RECEPTIONS, &observation.reception),
        class: code(&CLASSES, &class),
        content,
    }
}

fn place_of(report: &PositionReport) -> Content {
    Content::Place(Place {
        lat_e7: report.lat_e7,
        lon_e7: report.lon_e7,
        sog_dkn: report.sog_dkn,
        cog_ddeg: report.cog_ddeg,
        heading_deg: report.heading_deg,
        nav_status: report.nav_status,
    })
}

fn identity_of(report: &IdentityReport) -> Content {
    Content::Identity(Box::new(Identity {
        imo: report.imo,
        ship_type: report.ship_type,
        length_m: report.length_m,
        beam_m: report.beam_m,
        name: report.name.clone(),
        call_sign: report.call_sign.clone(),
        destination: report.destination.clone(),
        gear: report.gear.clone(),
        flag: report.flag.clone(),
    }))
}

/// The observation that was kept.
pub(crate) fn observation_of(row: Row) -> Observation {
    let class = value(&CLASSES, row.class);
    let report = match row.content {
        Content::Place(p) => Report::Position(PositionReport {
            lat_e7: p.lat_e7,
            lon_e7: p.lon_e7,
            sog_dkn: p.sog_dkn,
            cog_ddeg: p.cog_ddeg,
            heading_deg: p.heading_deg,
            nav_status: p.nav_status,
            class,
        }),
        Content::Identity(i) => Report::Identity(Box::new(IdentityReport {
            imo: i.imo,
            name: i.name,
            call_sign: i.call_sign,
            ship_type: i.ship_type,
            length_m: i.length_m,
            beam_m: i.beam_m,
            destination: i.destination,
            gear: i.gear,
            flag: i.flag,
            class,
        })),
    };
    Observation {
        time: Time::from_ms(row.time_ms),
        mmsi: row.mmsi,
        source: value(&SOURCES, row.source),
        feed: row.feed,
        receiver: row.receiver,
        reception: value(&RECEPTIONS, row.reception),
        report,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{option, prelude::*};

    proptest! {
        #[test]
        fn nothing_is_lost(
            ms in -60_000_000_000i64..60_000_000_000_000, mmsi in 0..1_073_741_824u32,
            kinds in (0..4usize, 0..4usize, 0..6usize), feed in any::<u16>(), receiver in any::<u32>(),
            at in (any::<i32>(), any::<i32>()), sog_dkn in option::of(any::<u16>()),
            nav_status in option::of(any::<u8>()), name in option::of("\\PC{0,20}"),
            imo in option::of(any::<u32>()), is_position in any::<bool>(),
        ) {
            let class = CLASSES[kinds.2];
            let report = if is_position {
                Report::Position(PositionReport {
                    lat_e7: at.0, lon_e7: at.1, sog_dkn, cog_ddeg: sog_dkn, heading_deg: sog_dkn,
                    nav_status, class,
                })
            } else {
                Report::Identity(Box::new(IdentityReport {
                    imo, name: name.clone(), call_sign: name.clone(), ship_type: nav_status,
                    length_m: sog_dkn, beam_m: sog_dkn, destination: name.clone(), gear: name.clone(),
                    flag: name, class,
                }))
            };
            let observation = Observation {
                time: Time::from_ms(ms), mmsi, source: SOURCES[kinds.0], feed, receiver,
                reception: RECEPTIONS[kinds.1], report,
            };
            prop_assert_eq!(observation_of(row_of(&observation)), observation);
        }
    }
}
