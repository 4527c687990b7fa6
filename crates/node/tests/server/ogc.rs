//! OGC API Features: by hand, and with GDAL when it is there.

use std::process::Command;

use serde_json::{Value, json};

use crate::{
    client::Client,
    node::{Node, recording, settled},
};

const AREA: &str = r#"{"type":"Feature","properties":{"id":"box","name":"Box","kind":"watch"},
"geometry":{"type":"Polygon","coordinates":[[[179,40],[181,40],[181,42],[179,42],[179,40]]]}}"#;

fn with_data(folder: &std::path::Path) -> (Node, Client) {
    let path = recording(folder);
    let node = Node::start(folder, &[&path]);
    let client = node.administrator();
    assert_eq!(
        client
            .send("POST", "/api/v1/areas?source=test", &[], AREA.as_bytes())
            .status,
        201
    );
    settled(&client);
    (node, client)
}

fn link(value: &Value, rel: &str) -> Option<String> {
    let links = value["links"].as_array()?;
    let found = links.iter().find(|l| l["rel"] == rel)?;
    let href = found["href"].as_str()?;
    href.split_once("//")?
        .1
        .split_once('/')
        .map(|(_, path)| format!("/{path}"))
}

#[test]
fn collections_pages_boxes_and_times() {
    let folder = tempfile::tempdir().unwrap();
    let (_node, client) = with_data(folder.path());
    let landing = client.get("/ogc").json();
    for rel in ["service-desc", "conformance", "data"] {
        assert_eq!(
            client.get(&link(&landing, rel).unwrap()).status,
            200,
            "{rel}"
        );
    }
    let described = landing["links"].as_array().unwrap().iter();
    let described = described.filter(|l| l["rel"] == "service-desc");
    // What GIS programs ask for, word for word; OpenAPI 3.1 they pass over.
    let kind = "application/vnd.oai.openapi+json;version=3.0";
    assert!(described.map(|l| &l["type"]).all(|found| found == kind));
    let api = client.get("/ogc/api");
    assert_eq!(api.header("content-type"), Some(kind));
    let api = api.json();
    assert!(api["openapi"].as_str().unwrap().starts_with("3.0."));
    assert!(api["paths"]["/collections/vessels/items"]["get"].is_object());
    assert_eq!(client.get("/ogc/").json(), landing);
    let collections = client.get("/ogc/collections").json();
    assert_eq!(collections["collections"].as_array().unwrap().len(), 4);
    let mut seen = Vec::new();
    let mut next = Some("/ogc/collections/vessels/items?limit=4".to_owned());
    while let Some(path) = next {
        let page = client.get(&path).json();
        assert_eq!(page["numberMatched"], 9);
        let features = page["features"].as_array().unwrap();
        seen.extend(
            features
                .iter()
                .map(|f| f["id"].as_str().unwrap().to_owned()),
        );
        next = link(&page, "next");
    }
    seen.dedup();
    assert_eq!(seen.len(), 9);
    let count = |query: &str| {
        let page = client
            .get(&format!("/ogc/collections/vessels/items?{query}"))
            .json();
        page["numberReturned"]
            .as_u64()
            .unwrap_or_else(|| panic!("{query}: {page}"))
    };
    assert_eq!(
        count("bbox=179.9,40.5,-179,42"),
        2,
        "both boats, in a box across 180°"
    );
    assert_eq!(count("bbox=179.9,40.5,181,42"), 2, "the same box, past 180");
    assert_eq!(count("bbox=-179,40.5,179.9,42"), 0);
    assert_eq!(count("datetime=../2026-01-01T00:00:00Z"), 0);
    assert_eq!(count("datetime=2026-01-01T00:00:00Z/.."), 9);
    assert_eq!(count("f=json"), 9);
    // A parameter that is passed over would give everything to one who asked for a part.
    for wrong in [
        "bbox=1,2,3",
        "datetime=soon",
        "mmsi=412000001",
        "f=html",
        "limit=0",
        "limit=many",
    ] {
        let path = format!("/ogc/collections/vessels/items?{wrong}");
        assert_eq!(client.get(&path).status, 400, "{wrong}");
    }
    let area = client.get("/ogc/collections/areas/items/box").json();
    assert_eq!(area["properties"]["name"], "Box");
    assert_eq!(area["geometry"]["type"], "MultiPolygon");
    let parts = area["geometry"]["coordinates"].as_array().unwrap();
    let points = parts.iter().flat_map(|part| part[0].as_array().unwrap());
    let lons: Vec<f64> = points.map(|point| point[0].as_f64().unwrap()).collect();
    assert!(
        lons.iter().all(|lon| (-180.0..=180.0).contains(lon)),
        "cut at 180°: {lons:?}"
    );
    for (bbox, found) in [("-179.9,40,-179,42", 1), ("0,40,10,42", 0)] {
        let path = format!("/ogc/collections/areas/items?bbox={bbox}");
        assert_eq!(client.get(&path).json()["numberMatched"], found, "{bbox}");
    }
    let item = client
        .get("/ogc/collections/vessels/items/412000001-1")
        .json();
    assert_eq!(item["geometry"]["type"], "Point");
    assert_eq!(client.get("/ogc/collections/ships/items").status, 404);
    assert_eq!(client.get("/ogc/collections/vessels/items/1-1").status, 404);
}

/// GDAL reads all four collections with a token, over pages.
#[test]
fn gdal_reads_every_collection() {
    if Command::new("ogrinfo").arg("--version").output().is_err() {
        eprintln!("ogrinfo is not installed: skipped");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (node, client) = with_data(folder.path());
    let made = client.json(
        "POST",
        "/api/v1/tokens",
        &json!({"name": "gdal", "role": "viewer"}),
    );
    let token = made.json()["token"].as_str().unwrap().to_owned();
    let events = client.get("/api/v1/events").json()["total"]
        .as_u64()
        .unwrap();
    let address = format!("OAPIF:http://127.0.0.1:{}/ogc", node.port);
    let gdal = |arguments: &[&str]| {
        let output = Command::new("ogrinfo")
            .args([
                "-ro",
                "-oo",
                &format!("USERPWD=gdal:{token}"),
                "-oo",
                "PAGE_SIZE=4",
                &address,
            ])
            .args(arguments)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{text}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        text
    };
    let layers = gdal(&[]);
    for (layer, count) in [
        ("vessels", 9),
        ("tracks", 9),
        ("events", events),
        ("areas", 1),
    ] {
        assert!(layers.contains(layer), "{layers}");
        let text = gdal(&["-al", layer]);
        let features = text.matches("OGRFeature(").count() as u64;
        assert_eq!(features, count, "{layer}: {text}");
    }
    assert!(gdal(&["-al", "vessels"]).contains("POINT (179.95 41"));
    let copy = folder.path().join("events.gpkg");
    let copied = Command::new("ogr2ogr")
        .args(["-oo", &format!("USERPWD=gdal:{token}")])
        .arg(&copy)
        .args([&address, "events"])
        .status()
        .unwrap();
    assert!(copied.success() && copy.exists());
}
