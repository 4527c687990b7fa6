//! `vigie taxii`: threat reports from and to the TAXII 2.1 servers of others. This program speaks to them; the node decides
//! what may go, and keeps what came with how far it was read.

use serde_json::{Value, json};
use vigie_exchange::edge::{
    Fault, instant,
    stix::Object,
    taxii_client::{self, Answer, Pager},
};

use super::args::{TaxiiCommand, TaxiiServer};
use super::console::Console;
use super::failure::Failure;
use super::online::Online;
use super::remote::{Remote, Said};
use crate::exit::Exit;

/// Objects kept of one walk: more waits for the next.
const OBJECTS_MAX: usize = 100_000;
/// Objects put into a server at once.
const BATCH: usize = 100;

pub(crate) fn run(console: &Console, command: &TaxiiCommand) -> Result<(), Failure> {
    match command {
        TaxiiCommand::Collections { server } => collections(console, server),
        TaxiiCommand::Pull {
            server,
            collection,
            limit,
            node,
        } => pull(
            console,
            server,
            collection,
            *limit,
            &Online::new(&node.node, &node.token)?,
        ),
        TaxiiCommand::Push {
            server,
            collection,
            party,
            purpose,
            report,
            node,
        } => {
            let wish = json!({"party": party, "purpose": purpose, "reports": report});
            push(
                console,
                server,
                collection,
                &wish,
                &Online::new(&node.node, &node.token)?,
            )
        }
    }
}

fn open(server: &TaxiiServer) -> Result<(Remote, String), Failure> {
    Remote::new(&server.url, server.auth.as_deref(), server.ca.as_deref())
}

fn answer(said: &Said) -> Answer<'_> {
    Answer {
        status: said.status,
        added_last: said.added_last.as_deref(),
        body: &said.body,
    }
}

fn refused(server: &TaxiiServer, said: &Said, fault: &Fault) -> Failure {
    Failure::new(Exit::Data, "taxii-refused")
        .with("url", &server.url)
        .with("status", said.status)
        .with("detail", fault.code())
}

fn collections(console: &Console, server: &TaxiiServer) -> Result<(), Failure> {
    let (remote, root) = open(server)?;
    let said = remote.ask(&taxii_client::get(&format!("{root}collections/")))?;
    let found = taxii_client::collections(&answer(&said));
    let found = found.map_err(|fault| refused(server, &said, &fault))?;
    if console.json {
        let all = found.iter().map(|it| {
            json!({"id": it.id, "title": it.title, "can_read": it.can_read, "can_write": it.can_write})
        });
        let all = json!({"collections": all.collect::<Vec<Value>>()});
        return console.result(&format!("{all}\n"));
    }
    let mut lines = String::new();
    for it in found {
        let (read, write) = (
            if it.can_read { "r" } else { "-" },
            if it.can_write { "w" } else { "-" },
        );
        lines.push_str(&format!("{}  {read}{write}  {}\n", it.id, it.title));
    }
    console.result(&lines)
}

fn pull(
    console: &Console,
    server: &TaxiiServer,
    collection: &str,
    limit: usize,
    node: &Online<'_>,
) -> Result<(), Failure> {
    let (remote, root) = open(server)?;
    let known = node.get("/api/v1/taxii/sources")?;
    let known = known["sources"].as_array().into_iter().flatten();
    let mut known = known.filter(|it| it["source"] == server.url && it["collection"] == collection);
    let after = known.next().and_then(|it| it["added_after"].as_str());
    let after_us = after.and_then(|text| instant::read_us(text, "added_after").ok());
    let mut pager = Pager::new(&root, collection, after_us, limit);
    let (mut objects, mut pages): (Vec<Value>, usize) = (Vec::new(), 0);
    while let Some(ask) = pager.ask() {
        let said = remote.ask(&ask)?;
        let taken = pager.take(&answer(&said));
        taken.map_err(|fault| refused(server, &said, &fault))?;
        pages += 1;
        // All of a page, also what cannot be read: the node sets that aside.
        let page: Value = serde_json::from_slice(&said.body).unwrap_or_default();
        objects.extend(page["objects"].as_array().into_iter().flatten().cloned());
        if objects.len() > OBJECTS_MAX {
            return Err(refused(
                server,
                &said,
                &Fault::TooMany {
                    what: "objects",
                    count_max: OBJECTS_MAX,
                },
            ));
        }
    }
    let resume = pager.resume().map(instant::zulu_us);
    let unread = objects
        .iter()
        .filter(|it| Object::read(it).is_err())
        .count();
    let count = objects.len();
    let kept = node.post(
        "/api/v1/taxii/pulled",
        &json!({
            "source": server.url, "collection": collection, "added_after": resume, "objects": objects,
        }),
    )?;
    if console.json {
        let told = json!({
            "pages": pages, "objects": count, "unreadable": unread, "reports": kept["reports"],
            "aside": kept["aside"], "added_after": resume,
        });
        return console.result(&format!("{told}\n"));
    }
    let number = |it: &Value| it.as_u64().unwrap_or(0).into();
    let values = [
        ("reports", number(&kept["reports"])),
        ("aside", number(&kept["aside"])),
        ("objects", (count as u64).into()),
    ];
    console.result(&(console.text("taxii-pulled", &values) + "\n"))
}

fn push(
    console: &Console,
    server: &TaxiiServer,
    collection: &str,
    wish: &Value,
    node: &Online<'_>,
) -> Result<(), Failure> {
    let (remote, root) = open(server)?;
    let may = node.post("/api/v1/taxii/outgoing", wish)?;
    let objects = may["objects"].as_array().into_iter().flatten();
    let objects: Vec<Object> = objects.filter_map(|it| Object::read(it).ok()).collect();
    let (mut taken, mut failed, mut pending) = (0, 0, 0);
    for batch in objects.chunks(BATCH) {
        let said = remote.ask(&taxii_client::add(&root, collection, batch))?;
        let status: Value = serde_json::from_slice(&said.body).unwrap_or_default();
        if !(200..300).contains(&said.status) {
            return Err(refused(
                server,
                &said,
                &Fault::Unreadable { what: "status" },
            ));
        }
        let of = |name: &str| status[name].as_u64().unwrap_or(0);
        taken += of("success_count");
        failed += of("failure_count");
        pending += of("pending_count");
    }
    if console.json {
        let told = json!({
            "reports": may["reports"], "withheld": may["withheld"], "objects": objects.len(),
            "taken": taken, "failed": failed, "pending": pending,
        });
        return console.result(&format!("{told}\n"));
    }
    let length = |it: &Value| (it.as_array().map_or(0, Vec::len) as u64).into();
    let values = [
        ("reports", length(&may["reports"])),
        ("withheld", length(&may["withheld"])),
        ("taken", taken.into()),
        ("failed", failed.into()),
    ];
    console.result(&(console.text("taxii-pushed", &values) + "\n"))
}
