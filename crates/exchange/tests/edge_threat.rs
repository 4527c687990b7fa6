//! Cyber-threat reports as a user relies on them: STIX 2.1 there and back, TAXII pages that lose and double nothing.
#![allow(
    clippy::unwrap_used,
    clippy::let_underscore_must_use,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use vigie_exchange::edge::marking::{Format, Handling, Marking, Onward, Outgoing, clear};
use vigie_exchange::edge::stix::{self, Object};
use vigie_exchange::edge::stix_report;
use vigie_exchange::edge::taxii::{
    self, Access, Account, Collection, MEDIA, Request, Server, Shelf, Shelved,
};
use vigie_exchange::edge::taxii_client::{self, Answer, Pager};
use vigie_exchange::edge::threat::{Indicator, Observable, Observation, Report, Search, Source};
use vigie_exchange::edge::{Cleared, Fault};

const COLLECTION: &str = "9f1a2f0e-6a57-4f0e-8a3e-2f1d6a1b7c01";
const OTHER: &str = "9f1a2f0e-6a57-4f0e-8a3e-2f1d6a1b7c02";

fn id() -> impl Strategy<Value = String> {
    any::<u64>().prop_map(|seed| stix::uuid("test", &seed.to_string()))
}

fn text() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9 <>&\"'\\\\é漁.,:/-]{1,30}"
}

fn observable() -> impl Strategy<Value = Observable> {
    prop_oneof![
        "[0-9]{1,3}\\.[0-9]{1,3}\\.1\\.2".prop_map(Observable::Ipv4),
        "2001:db8::[0-9a-f]{1,4}".prop_map(Observable::Ipv6),
        "[a-z]{1,9}\\.example".prop_map(Observable::Domain),
        "https://[a-z'\\\\]{1,9}\\.example/".prop_map(Observable::Url),
        "[a-z]{1,9}@a\\.example".prop_map(Observable::Email),
        "[0-9a-f]{64}".prop_map(Observable::Sha256),
    ]
}

fn time() -> impl Strategy<Value = i64> {
    0..4_000_000_000_000_i64
}

fn report() -> impl Strategy<Value = Report> {
    let search = prop_oneof![3 => observable().prop_map(Search::For), 1 => text().prop_map(|text| Search::Pattern { language: "snort".to_owned(), text })];
    let indicator = (
        id(),
        text(),
        text(),
        search,
        time(),
        prop::option::of(time()),
    )
        .prop_map(
            |(id, name, description, search, valid_from_ms, valid_until_ms)| Indicator {
                id,
                name,
                description,
                search,
                valid_from_ms,
                valid_until_ms,
            },
        );
    let observation = (
        id(),
        time(),
        0..1_000_000_i64,
        1..1_000_u32,
        prop::collection::btree_set(observable(), 1..4),
        prop::option::of(id()),
    )
        .prop_map(
            |(id, first_ms, lasts_ms, count, observables, supports)| Observation {
                id,
                first_ms,
                last_ms: first_ms + lasts_ms,
                count,
                observables: observables.into_iter().collect(),
                supports,
            },
        );
    (
        id(),
        id(),
        text(),
        text(),
        text(),
        time(),
        0..4_usize,
        text(),
        prop::collection::vec(indicator, 1..4),
        prop::collection::vec(observation, 0..3),
    )
        .prop_map(
            |(
                id,
                source,
                organisation,
                name,
                description,
                created_ms,
                handling,
                terms,
                indicators,
                observations,
            )| Report {
                id,
                source: Source {
                    id: source,
                    name: organisation,
                },
                name,
                description,
                created_ms,
                modified_ms: created_ms + 1_000,
                published_ms: created_ms + 2_000,
                handling: Handling::ALL[handling],
                terms,
                indicators,
                observations,
            },
        )
}

fn marking(handling: Handling) -> Marking {
    Marking {
        originator: "can".to_owned(),
        source: "cyber".to_owned(),
        handling,
        releasable_to: vec!["jpn".to_owned()],
        caveats: Vec::new(),
        onward: Onward::Ask,
        personal: false,
        expires_ms: None,
        exercise: None,
        purpose: "defence".to_owned(),
    }
}

fn cleared(report: &Report) -> Cleared<Report> {
    clear(
        Outgoing::inside(report.clone(), marking(report.handling)),
        Format::Stix,
        0,
    )
    .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_report_comes_back_the_same(report in report()) {
        let bytes = stix::bundle(&stix::objects(&cleared(&report)), &report.id);
        let (objects, refused) = stix::read_objects(&bytes).unwrap();
        prop_assert_eq!(refused, 0);
        prop_assert_eq!(stix_report::reports(&objects), Ok(vec![report]));
    }

    #[test]
    fn a_damaged_bundle_is_objects_or_a_fault(report in report(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = stix::bundle(&stix::objects(&cleared(&report)), &report.id);
        let index = at.index(bytes.len());
        bytes[index] = byte;
        let _ = stix::read_objects(&bytes).map(|(objects, _)| stix_report::reports(&objects));
    }

    #[test]
    fn pages_lose_and_double_nothing_while_more_arrives(reports in prop::collection::vec(report(), 1..5), late in report(), limit in 1..7_usize, cut in 0..4_usize) {
        let mut shelf = Store::default();
        for (at, report) in reports.iter().enumerate() {
            shelf.objects.extend(taxii::shelve(&cleared(report), i64::try_from(at / 2).unwrap() * 1_000));
        }
        let mut pager = Pager::new("/taxii2/vigie/", COLLECTION, None, limit);
        let mut got: Vec<String> = Vec::new();
        for page in 0.. {
            let Some(ask) = pager.ask() else { break };
            if page == cut {
                shelf.objects.extend(taxii::shelve(&cleared(&late), 9_000_000));
            }
            let (path, query) = ask.target.split_once('?').unwrap();
            let response = server().answer(&Request { method: "GET", path, query, ..Request::default() }, Some(&reader()), &shelf, 0).response;
            let added_last = response.headers.iter().find(|(name, _)| *name == "X-TAXII-Date-Added-Last").map(|(_, value)| value.as_str());
            let (objects, refused) = pager.take(&Answer { status: response.status, added_last, body: &response.body }).unwrap();
            prop_assert!(objects.len() <= limit && refused == 0);
            // What has no version of its own may come again with a later report.
            got.extend(objects.into_iter().filter(|object| object.version.is_some() || !got.contains(&object.id)).map(|object| object.id).collect::<Vec<_>>());
        }
        let mut all: Vec<String> = shelf.objects.iter().map(|it| it.object().id.clone()).collect();
        all.sort();
        all.dedup();
        got.sort();
        prop_assert_eq!(got, all);
        prop_assert!(pager.resume().is_some());
    }

    #[test]
    fn any_request_gets_an_answer(method in "GET|POST|DELETE|[A-Z]{1,5}", path in "(/taxii2/(vigie/)?)?[a-z0-9/%~.-]{0,40}", query in "[a-z0-9=&\\[\\]%+~,:-]{0,60}", body in prop::collection::vec(any::<u8>(), 0..60)) {
        for path in [path.clone(), format!("/taxii2/vigie/collections/{COLLECTION}/objects/{path}")] {
            let request = Request { method: &method, path: &path, query: &query, accept: None, content_type: Some(MEDIA), body: &body };
            let response = server().answer(&request, Some(&reader()), &Store::default(), 0).response;
            prop_assert!(serde_json::from_slice::<serde_json::Value>(&response.body).is_ok());
        }
    }
}

#[derive(Default)]
struct Store {
    objects: Vec<Shelved>,
    statuses: BTreeMap<String, String>,
}

impl Shelf for Store {
    fn objects(&self, collection: &str) -> &[Shelved] {
        if collection == COLLECTION {
            &self.objects
        } else {
            &[]
        }
    }
    fn status(&self, id: &str) -> Option<&str> {
        self.statuses.get(id).map(String::as_str)
    }
}

fn server() -> Server {
    let collection = |id: &str| Collection {
        id: id.to_owned(),
        title: "Threats".to_owned(),
        description: String::new(),
    };
    Server {
        title: "Vigie".to_owned(),
        root: "/taxii2/vigie/".to_owned(),
        root_url: "http://127.0.0.1/taxii2/vigie/".to_owned(),
        collections: vec![collection(COLLECTION), collection(OTHER)],
    }
}

fn reader() -> Account {
    Account {
        access: [(
            COLLECTION.to_owned(),
            Access {
                read: true,
                write: true,
            },
        )]
        .into(),
    }
}

fn sample(at: i64) -> Report {
    Report {
        id: stix::uuid("t", "1"),
        source: Source {
            id: stix::uuid("t", "2"),
            name: "CCG".to_owned(),
        },
        name: "Spoofed GNSS".to_owned(),
        description: String::new(),
        created_ms: 0,
        modified_ms: at,
        published_ms: 0,
        handling: Handling::Amber,
        terms: String::new(),
        indicators: vec![Indicator {
            id: stix::uuid("t", "3"),
            name: "C2".to_owned(),
            description: String::new(),
            search: Search::For(Observable::Domain("evil.example".to_owned())),
            valid_from_ms: 0,
            valid_until_ms: None,
        }],
        observations: Vec::new(),
    }
}

fn ask(
    path: &str,
    query: &str,
    account: Option<&Account>,
    shelf: &Store,
) -> (u16, serde_json::Value) {
    let request = Request {
        method: "GET",
        path,
        query,
        accept: Some(MEDIA),
        ..Request::default()
    };
    let response = server().answer(&request, account, shelf, 0).response;
    (
        response.status,
        serde_json::from_slice(&response.body).unwrap(),
    )
}

#[test]
fn a_collection_of_another_does_not_exist() {
    let path = |id: &str| format!("/taxii2/vigie/collections/{id}/objects/");
    let hidden = ask(&path(OTHER), "", Some(&reader()), &Store::default());
    let absent = ask(
        &path("9f1a2f0e-6a57-4f0e-8a3e-2f1d6a1b7c99"),
        "",
        Some(&reader()),
        &Store::default(),
    );
    assert_eq!(hidden.0, 404);
    assert_eq!(hidden, absent);
    assert_eq!(
        ask(
            "/taxii2/vigie/collections/",
            "",
            Some(&reader()),
            &Store::default()
        )
        .1["collections"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(ask(&path(COLLECTION), "", None, &Store::default()).0, 401);
}

#[test]
fn versions_types_and_times_are_filtered() {
    let mut shelf = Store::default();
    shelf
        .objects
        .extend(taxii::shelve(&cleared(&sample(1_000)), 10));
    shelf
        .objects
        .extend(taxii::shelve(&cleared(&sample(2_000)), 20));
    let path = format!("/taxii2/vigie/collections/{COLLECTION}/objects/");
    let modified = |query: &str| -> Vec<String> {
        let (_, body) = ask(&path, query, Some(&reader()), &shelf);
        body["objects"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|object| object["modified"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        modified("match%5Btype%5D=indicator"),
        ["1970-01-01T00:00:02.000Z"]
    );
    assert_eq!(
        modified("match[type]=indicator&match[version]=first"),
        ["1970-01-01T00:00:01.000Z"]
    );
    assert_eq!(
        modified("match[type]=indicator&match[version]=all").len(),
        2
    );
    assert_eq!(
        modified("match[type]=indicator&match[version]=1970-01-01T00:00:01Z").len(),
        1
    );
    assert_eq!(
        modified("match[type]=indicator&match[spec_version]=2.0").len(),
        0
    );
    assert_eq!(
        modified("match[type]=indicator&added_after=1970-01-01T00:00:00.000020Z").len(),
        0
    );
    let one = format!("{path}indicator--{}/versions/", stix::uuid("t", "3"));
    assert_eq!(
        ask(&one, "", Some(&reader()), &shelf).1["versions"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(ask(&path, "limit=0", Some(&reader()), &shelf).0, 400);
    assert_eq!(
        ask(&path, "added_after=yesterday", Some(&reader()), &shelf).0,
        400
    );
}

#[test]
fn what_is_put_in_is_handed_to_the_node_and_not_served() {
    let objects: Vec<Object> = stix::objects(&cleared(&sample(0)));
    let ask = taxii_client::add("/taxii2/vigie/", COLLECTION, &objects);
    let request = Request {
        method: ask.method,
        path: &ask.target,
        accept: Some(MEDIA),
        content_type: Some(MEDIA),
        body: &ask.body,
        ..Request::default()
    };
    let reply = server().answer(&request, Some(&reader()), &Store::default(), 0);
    assert_eq!(reply.response.status, 202);
    let parsed = |objects: &[Object]| -> Vec<serde_json::Value> {
        objects
            .iter()
            .map(|object| serde_json::from_str(&object.json).unwrap())
            .collect()
    };
    assert_eq!(parsed(&reply.put.unwrap().objects), parsed(&objects));
    let bad = |content_type, accept, body: &[u8]| {
        server()
            .answer(
                &Request {
                    content_type,
                    accept,
                    body,
                    ..request
                },
                Some(&reader()),
                &Store::default(),
                0,
            )
            .response
            .status
    };
    assert_eq!(bad(Some("text/plain"), Some(MEDIA), &ask.body), 415);
    assert_eq!(
        bad(
            Some(MEDIA),
            Some("application/taxii+json;version=2.0"),
            &ask.body
        ),
        406
    );
    assert_eq!(bad(Some(MEDIA), Some(MEDIA), b"{"), 422);
    assert_eq!(
        bad(
            Some(MEDIA),
            Some(MEDIA),
            &vec![b' '; stix::BUNDLE_BYTES_MAX + 1]
        ),
        413
    );
}

#[test]
fn an_unmarked_report_is_held_as_closed_as_can_be() {
    let bytes = stix::bundle(&stix::objects(&cleared(&sample(0))), "x");
    let text = String::from_utf8(bytes).unwrap().replace(
        "marking-definition--55d920b0",
        "marking-definition--00000000",
    );
    let (objects, _) = stix::read_objects(text.as_bytes()).unwrap();
    assert_eq!(
        stix_report::reports(&objects).unwrap()[0].handling,
        Handling::Red
    );
}

#[test]
fn a_server_that_goes_in_circles_is_left() {
    let mut pager = Pager::new("/r/", COLLECTION, None, 10);
    let page = |body: &'static str| Answer {
        status: 200,
        added_last: None,
        body: body.as_bytes(),
    };
    // The same token on every page is a place that moves on, as medallion has it.
    for body in [
        "{\"more\":true,\"next\":\"a\",\"objects\":[{\"n\":1}]}",
        "{\"more\":true,\"next\":\"a\",\"objects\":[{\"n\":2}]}",
        "{\"more\":true,\"next\":\"a\",\"objects\":[]}",
    ] {
        pager.take(&page(body)).unwrap();
    }
    assert_eq!(
        pager.take(&page("{\"more\":true,\"next\":\"a\"}")),
        Err(Fault::Unreadable { what: "next" })
    );
    assert_eq!(
        pager.take(&page("{\"more\":true}")),
        Err(Fault::Unreadable { what: "next" })
    );
    assert!(
        pager
            .take(&Answer {
                status: 500,
                added_last: None,
                body: b"{}"
            })
            .is_err()
    );
}

#[test]
fn a_bundle_looks_like_this() {
    let written = String::from_utf8(stix::bundle(
        &stix::objects(&cleared(&sample(1_000))),
        &stix::uuid("t", "9"),
    ))
    .unwrap();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/edge/report.stix.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &written).unwrap();
    }
    assert_eq!(
        written,
        std::fs::read_to_string(&path).expect("golden file")
    );
}
