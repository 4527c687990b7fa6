//! Hazards in: GDACS, USGS and signatures of CAP alerts, on real files where they are, on made ones always, on any bytes.
#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use vigie_exchange::edge::cap_signature::{Verdict, pin, verify};
use vigie_exchange::edge::{gdacs, usgs};

fn sample(name: &str) -> Option<Vec<u8>> {
    let path = format!(
        "{}/../../../shared/data/crisis-alerts/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    let bytes = std::fs::read(path).ok();
    if bytes.is_none() {
        eprintln!("skipped: {name} is not there");
    }
    bytes
}

#[test]
fn canadian_alerts_verify_against_pinned_keys_and_not_otherwise() {
    let (Some(alert), Some(atom)) = (sample("canada_signed.cap"), sample("canada_signed.atom"))
    else {
        return;
    };
    let (Some(naads), Some(environment)) = (
        sample("naads_x509_cert.pem"),
        sample("environment_canada_x509_cert.pem"),
    ) else {
        return;
    };
    let naads = pin("NAADS", std::str::from_utf8(&naads).unwrap()).unwrap();
    let environment = pin(
        "Environment Canada",
        std::str::from_utf8(&environment).unwrap(),
    )
    .unwrap();
    let verified = |key: &str| Verdict::Verified {
        key: key.into(),
        weak: true,
    };
    let pinned = [naads.clone(), environment];
    for bytes in [&alert, &atom] {
        assert_eq!(
            verify(bytes, &pinned).unwrap(),
            [[verified("NAADS"), verified("Environment Canada")]]
        );
        assert_eq!(
            verify(bytes, std::slice::from_ref(&naads)).unwrap(),
            [[verified("NAADS"), Verdict::UnknownKey]]
        );
    }
    let text = String::from_utf8(alert).unwrap();
    let altered = text.replacen("snowfall warning", "tornado warning", 1);
    assert_eq!(
        verify(altered.as_bytes(), &pinned).unwrap(),
        [[Verdict::Altered, Verdict::Altered]]
    );
    let crlf = text.replace('\n', "\r\n");
    assert_eq!(
        verify(crlf.as_bytes(), &pinned).unwrap()[0][0],
        verified("NAADS"),
        "line ends are not content"
    );
}

#[test]
fn an_earthquake_signed_with_its_own_key_is_not_verified() {
    let Some(alert) = sample("earthquake_signed.cap") else {
        return;
    };
    let found = verify(&alert, &[]).unwrap();
    assert_eq!(found.len(), 1);
    assert!(
        !matches!(found[0][0], Verdict::Verified { .. }),
        "{found:?}"
    );
    let Some(plain) = sample("earthquake.cap") else {
        return;
    };
    assert_eq!(verify(&plain, &[]).unwrap(), [Vec::<Verdict>::new()]);
}

#[test]
fn gdacs_feeds_are_read_whole() {
    for name in ["gdacs-1.xml", "gdacs-rss-24h.xml"] {
        let Some(bytes) = sample(name) else { return };
        let feed = gdacs::read(&bytes).unwrap();
        assert!(!feed.events.is_empty(), "{name}");
        assert_eq!(feed.faults, [], "{name}");
        for event in &feed.events {
            assert!(event.id.starts_with(&event.kind));
        }
    }
}

#[test]
fn a_box_across_180_degrees_keeps_its_sides() {
    let feed = |bbox: &str| {
        format!(
            "<rss xmlns:gdacs='http://www.gdacs.org' xmlns:geo='g'><channel><item><title>t</title><gdacs:eventtype>TC</gdacs:eventtype><gdacs:eventid>1</gdacs:eventid><gdacs:alertlevel>Red</gdacs:alertlevel><gdacs:fromdate>Tue, 29 Feb 2028 23:59:59 GMT</gdacs:fromdate><geo:Point><geo:lat>-17</geo:lat><geo:long>179.9</geo:long></geo:Point><gdacs:bbox>{bbox}</gdacs:bbox></item><item/></channel></rss>"
        )
    };
    let read = gdacs::read(feed("175 187 -20 -14").as_bytes()).unwrap();
    let (southwest, northeast) = read.events[0].area.unwrap();
    assert_eq!((southwest.lon_deg(), northeast.lon_deg()), (175.0, -173.0));
    assert_eq!(read.faults.len(), 1);
    assert_eq!(
        gdacs::read(feed("187 175 -20 -14").as_bytes())
            .unwrap()
            .faults
            .len(),
        2
    );
}

#[test]
fn usgs_feeds_are_read_and_nonsense_is_counted() {
    if let Some(bytes) = sample("earthquakes-1.json") {
        let feed = usgs::read(&bytes).unwrap();
        assert!(feed.quakes.len() > 1);
        assert_eq!(feed.quakes[0].magnitude, Some(3.0));
    }
    let text = r#"{"type":"FeatureCollection","features":[{"id":"us1","properties":{"mag":7.8,"place":"Luzon","time":1772755200000,"alert":"red","tsunami":1},"geometry":{"type":"Point","coordinates":[121.0,15.5,20]}},{"id":"x"},{"id":"y","properties":{"mag":1,"time":0},"geometry":{"type":"Point","coordinates":[200,0]}}]}"#;
    let feed = usgs::read(text.as_bytes()).unwrap();
    assert_eq!((feed.quakes.len(), feed.faults.len()), (1, 2));
    assert!(feed.quakes[0].tsunami && feed.quakes[0].pager.as_deref() == Some("red"));
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        drop(gdacs::read(&bytes));
        drop(usgs::read(&bytes));
        drop(verify(&bytes, &[]));
        drop(pin("x", &String::from_utf8_lossy(&bytes)));
    }

    #[test]
    fn a_cut_or_spoilt_signed_alert_is_never_verified(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let Some(mut bytes) = sample("canada_signed.cap") else { return Ok(()) };
        let Some(naads) = sample("naads_x509_cert.pem") else { return Ok(()) };
        let pinned = [pin("NAADS", std::str::from_utf8(&naads).unwrap()).unwrap()];
        // Only inside what the first signature covers, and not blanks between attributes or in an end tag.
        let end = bytes.windows(10).position(|window| window == b"<Signature").unwrap();
        let at = at.index(end);
        if bytes[at] == byte || !bytes[at].is_ascii_alphanumeric() || !byte.is_ascii_alphanumeric() || at < 60 {
            return Ok(());
        }
        bytes[at] = byte;
        if let Ok(found) = verify(&bytes, &pinned) {
            for verdict in found.iter().flatten() {
                let verified = matches!(verdict, Verdict::Verified { .. });
                prop_assert!(!verified);
            }
        }
    }
}
