//! Shapefiles: real ones of fisheries organisations and zones, drawn ones, and torn ones.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::PathBuf;

use proptest::prelude::*;
use vigie_sea::{AreaSet, Error, Position};

fn at(lat: f64, lon: f64) -> Position {
    Position::new(lat, lon).unwrap()
}

/// The bytes of a `.shp` with one record of these rings.
fn shp(rings: &[&[[f64; 2]]]) -> Vec<u8> {
    let mut content = 5_i32.to_le_bytes().to_vec();
    content.extend([0; 32]);
    let points: usize = rings.iter().map(|r| r.len()).sum();
    content.extend((rings.len() as i32).to_le_bytes());
    content.extend((points as i32).to_le_bytes());
    let mut begin = 0;
    for ring in rings {
        content.extend((begin as i32).to_le_bytes());
        begin += ring.len();
    }
    for v in rings.iter().copied().flatten().flatten() {
        content.extend(v.to_le_bytes());
    }
    let mut file = vec![0; 100];
    file[..4].copy_from_slice(&9_994_u32.to_be_bytes());
    file[32..36].copy_from_slice(&5_i32.to_le_bytes());
    file.extend(1_u32.to_be_bytes());
    file.extend((content.len() as u32 / 2).to_be_bytes());
    file.extend(content);
    file
}

/// A `.dbf` with one record: NAME (text of 12), SIZE (number of 6).
fn dbf(name: &[u8], size: &[u8], deleted: bool) -> Vec<u8> {
    let mut file = vec![0; 32];
    file[0] = 3;
    file[4] = 1;
    file[8] = 97;
    file[10] = 19;
    for (field, kind, width) in [("NAME", b'C', 12), ("SIZE", b'N', 6)] {
        let mut descriptor = [0; 32];
        descriptor[..field.len()].copy_from_slice(field.as_bytes());
        descriptor[11] = kind;
        descriptor[16] = width;
        file.extend(descriptor);
    }
    file.push(0x0D);
    file.push(if deleted { b'*' } else { b' ' });
    for (text, width) in [(name, 12), (size, 6)] {
        file.extend(text);
        file.extend(vec![b' '; width - text.len()]);
    }
    file
}

const OUTER: &[[f64; 2]] = &[[170.0, 0.0], [170.0, 20.0], [190.0, 20.0], [190.0, 0.0]];
const HOLE: &[[f64; 2]] = &[[178.0, 5.0], [182.0, 5.0], [182.0, 9.0], [178.0, 9.0]];

#[test]
fn outer_rings_holes_and_attributes() {
    let (set, faults) = AreaSet::from_shapefile(
        &shp(&[HOLE, OUTER]),
        Some(&dbf(b"Caf\xE9 Bank", b"12.5", false)),
        Some("GEOGCS[\"GCS_WGS_1984\"]"),
        "survey",
    )
    .unwrap();
    assert!(faults.is_empty(), "{faults:?}");
    let area = set.get(0).unwrap();
    assert_eq!(
        (area.name.as_str(), area.source.as_str()),
        ("Café Bank", "survey")
    );
    assert_eq!(area.properties["SIZE"], 12.5);
    assert_eq!(set.at(at(3.0, 180.0)), [0]);
    assert!(set.at(at(7.0, -179.0)).is_empty(), "in the hole");
}

#[test]
fn what_cannot_be_read_is_told() {
    let refused = |shp: &[u8], prj| AreaSet::from_shapefile(shp, None, prj, "x").unwrap_err();
    let reason = |reason| Error::Area { feature: 0, reason };
    assert_eq!(refused(b"PK", None), reason("not-a-shapefile"));
    assert_eq!(
        refused(&shp(&[OUTER]), Some("PROJCS[\"Mercator\"]")),
        reason("crs-not-lon-lat")
    );
    let mut points = shp(&[OUTER]);
    points[32] = 1;
    assert_eq!(refused(&points, None), reason("not-a-polygon"));

    let faults =
        |shp: &[u8], dbf: Option<&[u8]>| AreaSet::from_shapefile(shp, dbf, None, "x").unwrap().1;
    let whole = shp(&[OUTER]);
    assert_eq!(faults(&whole[..150], None), [reason("record-torn")]);
    assert_eq!(
        faults(&whole, Some(b"no table")),
        [reason("dbf-unreadable")]
    );
    assert_eq!(
        faults(&whole, Some(&dbf(b"x", b"1", true))),
        [reason("record-deleted")]
    );
}

fn shared(folder: &str) -> Option<PathBuf> {
    let path =
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(folder);
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("skipped: no {}", path.display());
    None
}

fn load(folder: &str, name: &str) -> Option<(AreaSet, Vec<Error>)> {
    let path = shared(folder)?.join(name);
    let read = |ext: &str| std::fs::read(path.with_extension(ext)).unwrap();
    let prj = String::from_utf8(read("prj")).unwrap();
    Some(AreaSet::from_shapefile(&read("shp"), Some(&read("dbf")), Some(&prj), folder).unwrap())
}

#[test]
fn waters_of_organisations_on_both_sides_of_180() {
    let Some((npfc, faults)) = load("ref-rfmo/NPFC", "RFB_NPFC.shp") else {
        return;
    };
    assert!(faults.is_empty(), "{faults:?}");
    assert!(npfc.areas().iter().all(|a| a.source == "ref-rfmo/NPFC"));
    for lon in [156.0, 165.0, 179.999, 180.0, -179.999, -170.0, -145.0] {
        assert!(!npfc.at(at(42.0, lon)).is_empty(), "{lon}");
    }
    for (lat, lon) in [(36.0, 138.0), (5.0, 180.0), (0.0, 0.0), (60.0, -175.0)] {
        assert!(npfc.at(at(lat, lon)).is_empty(), "{lat} {lon}");
    }
    let Some((ccamlr, faults)) = load("ref-rfmo/CCAMLR", "RFB_CCAMLR.shp") else {
        return;
    };
    assert!(faults.is_empty(), "{faults:?}");
    for lon in [-180.0, -60.0, 0.0, 100.0, 179.99] {
        assert!(!ccamlr.at(at(-62.0, lon)).is_empty(), "{lon}");
        assert!(ccamlr.at(at(-30.0, lon)).is_empty(), "{lon}");
    }
}

#[test]
fn every_real_file_is_read_whole() {
    let Some(root) = shared("") else { return };
    let mut files = 0;
    let mut folders = vec![
        root.join("ref-rfmo"),
        root.join("ref-fao"),
        root.join("ref-eez-highseas"),
    ];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "shp") {
                let (shp, dbf) = (
                    std::fs::read(&path),
                    std::fs::read(path.with_extension("dbf")),
                );
                let (set, faults) =
                    AreaSet::from_shapefile(&shp.unwrap(), Some(&dbf.unwrap()), None, "x").unwrap();
                assert!(
                    faults.is_empty() && !set.is_empty(),
                    "{}: {faults:?}",
                    path.display()
                );
                files += 1;
            }
        }
    }
    assert!(files >= 14, "{files}");
}

#[test]
fn zones_and_high_seas_share_out_the_sea() {
    let (Some((zones, _)), Some((high, _))) = (
        load("ref-eez-highseas", "eez_s05.shp"),
        load("ref-eez-highseas", "abnj_s05.shp"),
    ) else {
        return;
    };
    // Simplified lines overlap a little; away from them a place is in one of the two, not both.
    let (mut asked, mut both) = (0, 0);
    for lat in -58..58 {
        for lon in -180..180 {
            let place = at(f64::from(lat) + 0.13, f64::from(lon) + 0.41);
            asked += 1;
            both += i32::from(!zones.at(place).is_empty() && !high.at(place).is_empty());
        }
    }
    assert!(both * 100 < asked, "{both} of {asked}");
    assert!(!high.at(at(40.0, 180.0)).is_empty() && zones.at(at(40.0, 180.0)).is_empty());
    assert!(!zones.at(at(52.0, 179.9)).is_empty() && !zones.at(at(52.0, -179.9)).is_empty());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        edits in prop::collection::vec((0..600usize, any::<u8>()), 0..12), keep in 0..600usize,
    ) {
        let (mut shp, mut dbf) = (shp(&[OUTER, HOLE]), dbf(b"Bank", b"7", false));
        for (place, byte) in edits {
            let (n, d) = (shp.len(), dbf.len());
            shp[place % n] = byte;
            dbf[place % d] = byte;
        }
        shp.truncate(keep.max(1));
        let _read = AreaSet::from_shapefile(&shp, Some(&dbf), None, "x");
        let _table = AreaSet::from_shapefile(&shp, Some(&shp), None, "x");
    }
}
