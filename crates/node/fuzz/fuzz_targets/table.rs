//! Any bytes as a position table, under every preset; the header of a preset stands first in half of the inputs, so
//! that rows are reached.
#![no_main]
#![allow(dead_code, unused_imports, missing_docs, reason = "one part of the node, taken by its path")]

use libfuzzer_sys::fuzz_target;

#[path = "../../src/feed/mod.rs"]
mod feed;
#[path = "../../src/kind_code.rs"]
mod kind_code;
mod reading;

use feed::{Format, Preset};

const HEADERS: [&str; 5] = [
    "mmsi,time,lat,lon,speed,course,heading,status,class,imo,name,call_sign,ship_type,length,beam,station\n",
    "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width\n",
    "# Timestamp;Type of mobile;MMSI;Latitude;Longitude;Navigational status;ROT;SOG;COG;Heading;IMO\n",
    "ssvid,timestamp,lat,lon,speed,course,heading,receiver_type,receiver,type\n",
    "timestamp,mmsi,latitude,longitude,speed,course,heading,status,msg_type,collection_type\n",
];

fuzz_target!(|data: &[u8]| {
    let [first, piece, rest @ ..] = data else {
        return;
    };
    let presets = [
        None,
        Some(Preset::MarineCadastre),
        Some(Preset::Dma),
        Some(Preset::Gfw),
        Some(Preset::Spire),
    ];
    let number = usize::from(first >> 1) % presets.len();
    let mut bytes = Vec::new();
    if first & 1 == 1 {
        bytes.extend_from_slice(HEADERS[number].as_bytes());
    }
    bytes.extend_from_slice(rest);
    reading::check(Format::Csv(presets[number]), &bytes, usize::from(*piece) + 1);
});
