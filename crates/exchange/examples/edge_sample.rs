//! Speaks every edge format on standard output or a socket, so that the real clients of others can judge it.
//!
//! `edge_sample cot|tak-mesh|tak|cap|stix|naf|flux|niem|niem-set|cise|geojson [NOW_MS]` prints bytes; `read-cot` and `read-tak` read standard
//! input and print the events as one XML document a line; `send-cot HOST:PORT NOW_MS`, `receive-cot HOST:PORT COUNT`;
//! `serve-taxii` listens on a free port of the loopback and prints its address (user `jpn`, password `lookout`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "an example stops at the first error"
)]

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

use vigie_exchange::edge::item::{
    Alert, AlertKind, Area, Body, Chat, Identity, Item, Route, Sighting, Sort, Standing, Vessel,
};
use vigie_exchange::edge::marking::{Format, Handling, Marking, Onward, Outgoing, clear};
use vigie_exchange::edge::taxii::{
    self, Access, Account, Collection, Put, Request, Response, Server, Shelf, Shelved,
};
use vigie_exchange::edge::threat::{Indicator, Observable, Observation, Report, Search, Source};
use vigie_exchange::edge::warning::{self, Warning, Wording};
use vigie_exchange::edge::{
    Cleared, Place, cap, cise, cot, flux, geojson, naf, niem, stix, symbol, tak,
};

/// 2026-11-25T09:30:00Z.
const NOW_MS: i64 = 1_795_599_000_000;
const OUT: &str = "5f4f0b0e-6a57-4f0e-8a3e-2f1d6a1b7c01";
const IN: &str = "5f4f0b0e-6a57-4f0e-8a3e-2f1d6a1b7c02";
const HIDDEN: &str = "5f4f0b0e-6a57-4f0e-8a3e-2f1d6a1b7c03";
/// `jpn:lookout`.
const SIGNED_IN: &str = "Basic anBuOmxvb2tvdXQ=";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn marking(handling: Handling) -> Marking {
    Marking {
        originator: "can".to_owned(),
        source: "ais".to_owned(),
        handling,
        releasable_to: vec!["jpn".to_owned()],
        caveats: Vec::new(),
        onward: Onward::Allowed,
        personal: false,
        expires_ms: None,
        exercise: None,
        purpose: "patrol".to_owned(),
    }
}

fn at(lat_deg: f64, lon_deg: f64) -> Place {
    Place::from_deg(lat_deg, lon_deg).unwrap()
}

fn items(now_ms: i64) -> Vec<Item> {
    let identity = Identity {
        name: Some("第八 LU YAN & CO".to_owned()),
        mmsi: Some(412_345_678),
        flag: Some("CHN".to_owned()),
        ..Identity::default()
    };
    let vessel = Vessel {
        identity,
        standing: Standing::Unknown,
        sort: Sort::Fishing,
        place: at(44.123_456_7, -179.999_999_9),
        uncertainty_m: Some(30),
        sog_dkn: Some(41),
        cog_ddeg: Some(2_705),
    };
    let bodies = [
        Body::Vessel(vessel),
        Body::Sighting(Sighting {
            place: at(44.2, 179.5),
            uncertainty_m: Some(500),
            length_m: Some(62),
        }),
        Body::Alert(Alert {
            kind: AlertKind::Notice,
            rule: "gap".to_owned(),
            place: at(44.1, 179.0),
            text: "No report for 9 h <since 00:30>".to_owned(),
            cancelled: false,
        }),
        Body::Area(Area {
            name: "Box 7".to_owned(),
            ring: vec![
                at(44.0, 178.0),
                at(44.0, -178.0),
                at(46.0, -178.0),
                at(46.0, 178.0),
            ],
        }),
        Body::Route(Route {
            name: "Leg 2".to_owned(),
            line: vec![at(42.0, 170.0), at(44.0, 178.0), at(46.0, -175.0)],
        }),
        Body::Chat(Chat {
            room: "All Chat Rooms".to_owned(),
            sender: "CAN-OPS".to_owned(),
            sender_name: "Ops Halifax".to_owned(),
            text: "Bonjour 日本".to_owned(),
        }),
    ];
    bodies
        .into_iter()
        .enumerate()
        .map(|(n, body)| Item {
            id: format!("VIGIE-{n}"),
            time_ms: now_ms,
            body,
        })
        .collect()
}

fn cleared(now_ms: i64, format: Format, handling: Handling) -> Vec<Cleared<Item>> {
    items(now_ms)
        .into_iter()
        .map(|item| clear(Outgoing::inside(item, marking(handling)), format, now_ms).unwrap())
        .collect()
}

fn events(now_ms: i64, format: Format) -> Vec<cot::Event> {
    cleared(now_ms, format, Handling::Green)
        .iter()
        .map(symbol::encode)
        .collect()
}

fn warning(now_ms: i64) -> Vec<u8> {
    let wording = |event: &str, headline: &str, area: &str| Wording {
        event: event.to_owned(),
        headline: headline.to_owned(),
        description: headline.to_owned(),
        area: area.to_owned(),
        ..Wording::default()
    };
    let warning = Warning {
        id: "CCG-2026-0042".to_owned(),
        sender: "ops@ccg.example".to_owned(),
        sent_ms: now_ms,
        replaces: None,
        cancels: false,
        category: cap::Category::Safety,
        response: Some(cap::ResponseType::Avoid),
        urgency: cap::Urgency::Immediate,
        severity: cap::Severity::Severe,
        certainty: cap::Certainty::Observed,
        onset_ms: None,
        expires_ms: now_ms + 6 * 3_600_000,
        ring: vec![
            at(44.0, 178.0),
            at(44.0, -178.5),
            at(46.5, -178.5),
            at(46.5, 178.0),
        ],
        circle: Some((at(45.0, 180.0), 12_345)),
        wordings: [
            wording("Drifting nets", "Keep clear", "Across 180 degrees"),
            wording(
                "Filets à la dérive",
                "Restez à l’écart",
                "De part et d’autre de 180°",
            ),
            wording("流し網", "近づかないでください", "180度線をまたぐ海域"),
        ],
    };
    let cleared = clear(
        Outgoing::inside(warning, marking(Handling::Amber)),
        Format::Cap,
        now_ms,
    )
    .unwrap();
    cap::write(&warning::alert(&cleared))
}

fn report(number: u32, now_ms: i64) -> Report {
    let id = |part: &str| stix::uuid("https://vigie.example/sample", &format!("{number}:{part}"));
    let domain = Observable::Domain(format!("c2-{number}.example"));
    Report {
        id: id("report"),
        source: Source {
            id: stix::uuid("https://vigie.example/sample", "ccg"),
            name: "Canadian Coast Guard".to_owned(),
        },
        name: format!("GNSS spoofing tool {number}"),
        description: "Found on a bridge PC. Trouvé à bord. 船橋のPCで発見。".to_owned(),
        created_ms: now_ms,
        modified_ms: now_ms,
        published_ms: now_ms,
        handling: Handling::Amber,
        terms: String::new(),
        indicators: vec![
            Indicator {
                id: id("domain"),
                name: "Command server".to_owned(),
                description: String::new(),
                search: Search::For(domain.clone()),
                valid_from_ms: now_ms,
                valid_until_ms: Some(now_ms + 90 * 86_400_000),
            },
            Indicator {
                id: id("file"),
                name: "Tool".to_owned(),
                description: String::new(),
                search: Search::For(Observable::Sha256("ab".repeat(32))),
                valid_from_ms: now_ms,
                valid_until_ms: None,
            },
        ],
        observations: vec![Observation {
            id: id("seen"),
            first_ms: now_ms - 60_000,
            last_ms: now_ms,
            count: 3,
            observables: vec![
                domain,
                Observable::Ipv4("203.0.113.7".to_owned()),
                Observable::Sha256("ab".repeat(32)),
            ],
            supports: Some(id("domain")),
        }],
    }
}

fn cleared_report(number: u32, now_ms: i64) -> Cleared<Report> {
    clear(
        Outgoing::inside(report(number, now_ms), marking(Handling::Amber)),
        Format::Stix,
        now_ms,
    )
    .unwrap()
}

/// Two positions of one vessel.
fn track(now_ms: i64) -> Vec<Cleared<Item>> {
    [now_ms - 600_000, now_ms]
        .map(|at_ms| cleared(at_ms, Format::Niem, Handling::Green).remove(0))
        .into()
}

/// A vessel of which only the place is known, with every mark that both formats carry.
fn bare(now_ms: i64, format: Format) -> Cleared<Item> {
    let vessel = Vessel {
        identity: Identity::default(),
        standing: Standing::Unknown,
        sort: Sort::Any,
        place: at(-90.0, 180.0),
        uncertainty_m: Some(1_415),
        sog_dkn: None,
        cog_ddeg: None,
    };
    let item = Item {
        id: "VIGIE <bare>".to_owned(),
        time_ms: now_ms,
        body: Body::Vessel(vessel),
    };
    let marking = Marking {
        personal: true,
        expires_ms: Some(now_ms + 86_400_000),
        ..marking(Handling::Green)
    };
    clear(Outgoing::inside(item, marking), format, now_ms).unwrap()
}

fn nations(now_ms: i64) -> niem::Envelope {
    niem::Envelope {
        nations: vec!["CAN".to_owned(), "JPN".to_owned()],
        made_ms: now_ms,
    }
}

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let now_ms = |at: usize| word(at).parse().unwrap_or(NOW_MS);
    let now = now_ms(1);
    let vessel = |format| cleared(now, format, Handling::Clear).remove(0);
    let bytes = match word(0) {
        "cot" => events(now, Format::CotXml)
            .iter()
            .flat_map(cot::write)
            .collect(),
        "tak" => events(now, Format::Tak)
            .iter()
            .flat_map(tak::write_stream)
            .collect(),
        "tak-mesh" => tak::write_mesh(&events(now, Format::Tak)[0]),
        "cap" => warning(now),
        "stix" => stix::bundle(
            &stix::objects(&cleared_report(1, now)),
            &stix::uuid("https://vigie.example/sample", "bundle"),
        ),
        "naf" => naf::position(
            &vessel(Format::Naf),
            &naf::Envelope {
                to: "XNW".to_owned(),
                from: "CAN".to_owned(),
                sequence: 1,
            },
        )
        .unwrap(),
        "flux" => flux::position(
            &vessel(Format::Flux),
            &flux::Envelope {
                id: "1".to_owned(),
                owner: "CAN".to_owned(),
                made_ms: now,
            },
        )
        .unwrap(),
        "niem" => niem::message(&track(now), &nations(now)).unwrap(),
        "niem-set" => {
            let (track, bare) = (track(now), [bare(now, Format::Niem)]);
            niem::set(&[&track, &bare], &nations(now)).unwrap()
        }
        "cise" => cise::push(
            &[vessel(Format::Cise), bare(now, Format::Cise)],
            &cise::Envelope {
                id: "1".to_owned(),
                sender: "ca-ccg.vessel.push.provider".to_owned(),
                recipient: "fr-sgm.vessel.push.consumer".to_owned(),
                made_ms: now,
            },
        )
        .unwrap(),
        "geojson" => geojson::write(&cleared(now, Format::GeoJson, Handling::Amber)),
        "read-cot" => read_cot(std::io::stdin().lock(), usize::MAX)?,
        "read-tak" => read_tak()?,
        "send-cot" => {
            TcpStream::connect(word(1))?.write_all(
                &events(now_ms(2), Format::CotRelayed)
                    .iter()
                    .flat_map(cot::write)
                    .collect::<Vec<_>>(),
            )?;
            Vec::new()
        }
        "receive-cot" => read_cot(TcpStream::connect(word(1))?, word(2).parse()?)?,
        "serve-taxii" => return serve(),
        other => return Err(format!("unknown: {other}").into()),
    };
    std::io::stdout().write_all(&bytes)?;
    Ok(())
}

fn line(event: &cot::Event) -> Vec<u8> {
    let item = symbol::decode(event).map(|(item, marking)| {
        format!(
            "{} {:?}",
            item.body.kind(),
            marking.map(|it| it.handling.code())
        )
    });
    let xml = String::from_utf8_lossy(&cot::write(event)).replace('\n', " ");
    format!(
        "{}\t{xml}\n",
        item.unwrap_or_else(|fault| fault.code().to_owned())
    )
    .into_bytes()
}

fn read_cot(mut from: impl Read, count: usize) -> Result<Vec<u8>> {
    let (mut splitter, mut out, mut got) = (cot::Splitter::default(), Vec::new(), 0);
    let mut piece = [0; 4_096];
    while got < count {
        let length = from.read(&mut piece)?;
        if length == 0 {
            break;
        }
        for event in splitter.push(&piece[..length]) {
            out.extend(line(&cot::read(&event)?));
            got += 1;
        }
    }
    Ok(out)
}

fn read_tak() -> Result<Vec<u8>> {
    let (mut bytes, mut out) = (Vec::new(), Vec::new());
    std::io::stdin().read_to_end(&mut bytes)?;
    if bytes.starts_with(&[tak::MAGIC, 1, tak::MAGIC]) {
        return Ok(line(&tak::read_mesh(&bytes)?));
    }
    let mut rest = bytes.as_slice();
    while let Some((event, used)) = tak::read_stream(rest)? {
        out.extend(line(&event?));
        rest = &rest[used..];
    }
    Ok(out)
}

struct Store {
    shelf: Vec<Shelved>,
    statuses: BTreeMap<String, String>,
    inbox: Vec<Put>,
}

impl Shelf for Store {
    fn objects(&self, collection: &str) -> &[Shelved] {
        if collection == OUT { &self.shelf } else { &[] }
    }
    fn status(&self, id: &str) -> Option<&str> {
        self.statuses.get(id).map(String::as_str)
    }
}

fn serve() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    println!("{url}/taxii2/");
    std::io::stdout().flush()?;
    let collection = |id: &str, title: &str| Collection {
        id: id.to_owned(),
        title: title.to_owned(),
        description: String::new(),
    };
    let server = Server {
        title: "Vigie sample".to_owned(),
        root: "/taxii2/vigie/".to_owned(),
        root_url: format!("{url}/taxii2/vigie/"),
        collections: vec![
            collection(OUT, "Released"),
            collection(IN, "Inbox"),
            collection(HIDDEN, "Of another"),
        ],
    };
    let account = Account {
        access: [
            (
                OUT.to_owned(),
                Access {
                    read: true,
                    write: false,
                },
            ),
            (
                IN.to_owned(),
                Access {
                    read: false,
                    write: true,
                },
            ),
        ]
        .into(),
    };
    let mut store = Store {
        shelf: Vec::new(),
        statuses: BTreeMap::new(),
        inbox: Vec::new(),
    };
    for number in 0..20 {
        store.shelf.extend(taxii::shelve(
            &cleared_report(number, NOW_MS),
            NOW_MS * 1_000 + i64::from(number) * 1_000_000,
        ));
    }
    for stream in listener.incoming() {
        if let Err(error) = exchange(&mut stream?, &server, &account, &mut store) {
            eprintln!("{error}");
        }
    }
    Ok(())
}

/// One request and its response; the connection is closed after it.
fn exchange(
    stream: &mut TcpStream,
    server: &Server,
    account: &Account,
    store: &mut Store,
) -> Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?).take(16 * 1_048_576);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut headers = BTreeMap::new();
    loop {
        let mut text = String::new();
        reader.read_line(&mut text)?;
        let Some((name, value)) = text.trim().split_once(':') else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers
        .get("content-length")
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    let mut body = Vec::new();
    reader.take(length).read_to_end(&mut body)?;
    let mut words = first.split_whitespace();
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let header = |name: &str| headers.get(name).map(String::as_str);
    let request = Request {
        method,
        path,
        query,
        accept: header("accept"),
        content_type: header("content-type"),
        body: &body,
    };
    let signed_in = (header("authorization") == Some(SIGNED_IN)).then_some(account);
    let reply = server.answer(&request, signed_in, store, NOW_MS * 1_000);
    if let Some(put) = reply.put {
        store
            .statuses
            .insert(put.status_id.clone(), put.status.clone());
        store.inbox.push(put);
    }
    send(stream, &reply.response)
}

fn send(stream: &mut TcpStream, response: &Response) -> Result<()> {
    let mut head = format!(
        "HTTP/1.1 {} x\r\nConnection: close\r\nContent-Length: {}\r\n",
        response.status,
        response.body.len()
    );
    for (name, value) in &response.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    stream.write_all(&response.body)?;
    Ok(())
}
