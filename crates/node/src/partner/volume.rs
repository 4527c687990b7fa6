//! Many records between two nodes: the whole exchange of each with its ledger on the disk, over TLS on this machine, and beside
//! it the same file copied by hand. `bench/sync.py` runs it with a million; without a wish it is a small one.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

use std::{
    collections::BTreeSet,
    io::{Read as _, Write as _},
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::json;
use tempfile::TempDir;
use tokio::sync::watch;
use vigie_exchange::{PartyId, Purpose};
use vigie_store::Ledger;

use super::{
    matter::Matter,
    open::{Exchange, PartnerOptions, open},
    round::NODE,
};
use crate::live::{Board, Realm};

const REALM: &str = "exercise:volume";
/// What an officer's act may put into the stream at once.
const AT_ONCE: u64 = 1_000;
/// Copies of one kind that a screen holds (`newest.rs`).
const SHOWN_MAX: u64 = 50_000;
/// Entries on their way at once: the sender waits for the receiver, not the other way round.
const WAITING_MAX: u64 = 20_000;

struct Side {
    folder: TempDir,
    exchange: Exchange,
    stop: watch::Sender<bool>,
}

impl Side {
    fn open(party: &str, pairing: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("vigie.sqlite"), REALM).unwrap();
        let realm = Realm::Exercise("volume".to_owned());
        let board = Board::new(crate::server::first_status(&realm, ""));
        let options = PartnerOptions {
            party: party.to_owned(),
            name: party.to_owned(),
            listen: Some("127.0.0.1:0".parse().unwrap()),
            addresses: Vec::new(),
            thin: false,
            thin_rate_bps: 0,
            pairing: Some(pairing.to_owned()),
        };
        let (stop, stopping) = watch::channel(false);
        let board = Arc::new(board);
        let exchange = open(&options, folder.path(), REALM, ledger, board, stopping).unwrap();
        Self {
            folder,
            exchange,
            stop,
        }
    }

    /// Entries that we have sent and those that the partner holds; nothing before our agreement is in force.
    async fn sent(&self, partner: &PartyId) -> (u64, u64) {
        let partner = partner.clone();
        let counted = self.exchange.desk.ask(move |desk| {
            let peer = desk.peer(&partner).ok()?;
            peer.ours.in_force.as_ref()?;
            let out = peer.line.outbox();
            Some((out.size(), out.acked()))
        });
        counted.await.ok().flatten().unwrap_or_default()
    }

    /// Entries that we hold of the partner's, whatever its agreement or link is at the moment.
    async fn taken(&self, partner: &PartyId) -> u64 {
        let partner = partner.clone();
        let counted = self.exchange.desk.ask(move |desk| {
            let peer = desk.peer(&partner).ok();
            peer.map(|peer| peer.line.inbox().head())
        });
        counted.await.ok().flatten().unwrap_or_default()
    }

    /// What the newest words of the partner say, each once.
    async fn texts(&self, partner: &PartyId) -> BTreeSet<String> {
        let object = format!("partner:{partner}");
        let told = self.exchange.desk.ask(move |desk| desk.notes_told(&object));
        let told = told.await.unwrap();
        let count = told.len();
        let texts: BTreeSet<String> = told.into_iter().map(|(_, note)| note.text).collect();
        assert_eq!(texts.len(), count, "none twice");
        texts
    }

    async fn give(&self, partner: &PartyId, numbers: std::ops::Range<u64>) {
        let partner = partner.clone();
        let given = self.exchange.desk.ask(move |desk| {
            let purpose = Purpose::new("fisheries").unwrap();
            let speaker = desk.speaker();
            let matter = |n: u64| -> Matter {
                let text = format!("{n}: trawler seen hauling, three hours north of the line");
                let object = format!("partner:{partner}");
                let note = json!({"object": object, "text": text, "language": "en", "by": "x"});
                speaker.note(&note, 1_700_000_000_000 + n as i64).unwrap()
            };
            let decided = numbers.map(|n| {
                let matter = matter(n);
                let released = desk.decide(&partner, &matter, &purpose).unwrap().unwrap();
                (released, matter)
            });
            let decided: Vec<_> = decided.collect();
            desk.give(&partner, &decided, NODE).unwrap();
        });
        given.await.unwrap();
    }
}

fn own_figure(file: &str, name: &str) -> f64 {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let figure = line.and_then(|rest| rest.split_whitespace().next());
    figure.and_then(|figure| figure.parse().ok()).unwrap_or(0.0)
}

fn resident_mb() -> f64 {
    own_figure("/proc/self/status", "VmRSS:") / 1_024.0
}

fn cpu_s() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
    let ticks = fields
        .skip(11)
        .take(2)
        .filter_map(|t| t.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

/// A file over TCP on this machine, onto the disk at the other end; gives seconds.
fn copied(from: &Path, to: &Path) -> f64 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let began = Instant::now();
    let to = to.to_owned();
    let receiver = std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut file = std::fs::File::create(to).unwrap();
        let mut buffer = vec![0; 1 << 18];
        loop {
            let length = socket.read(&mut buffer).unwrap();
            if length == 0 {
                break;
            }
            file.write_all(&buffer[..length]).unwrap();
        }
        file.sync_all().unwrap();
    });
    let mut socket = std::net::TcpStream::connect(address).unwrap();
    std::io::copy(&mut std::fs::File::open(from).unwrap(), &mut socket).unwrap();
    drop(socket);
    receiver.join().unwrap();
    began.elapsed().as_secs_f64()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_records_arrive_each_once_in_memory_that_does_not_grow_with_what_waits() {
    let wish = std::env::var("VIGIE_SYNC_RECORDS").ok();
    let wish: u64 = wish.and_then(|n| n.parse().ok()).unwrap_or(5_000);
    let pairing = tempfile::tempdir().unwrap();
    let (ca, jp) = (
        Side::open("ca-ccg", pairing.path()),
        Side::open("jp-jcg", pairing.path()),
    );
    let parties = ["ca-ccg", "jp-jcg"].map(|party| PartyId::new(party).unwrap());
    let limit = Instant::now() + Duration::from_secs(60);
    let before = loop {
        let counts = ca.sent(&parties[1]).await;
        if counts.0 > 0 && counts.0 == counts.1 {
            break counts.0;
        }
        assert!(Instant::now() < limit, "no agreement");
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    let (base_mb, base_cpu_s, began) = (resident_mb(), cpu_s(), Instant::now());
    let mut half_mb = 0.0;
    let mut given = 0;
    loop {
        let (sent, held) = ca.sent(&parties[1]).await;
        if given < wish && sent - held < WAITING_MAX {
            let end = (given + AT_ONCE).min(wish);
            ca.give(&parties[1], given..end).await;
            given = end;
            if given == wish / 2 {
                half_mb = resident_mb() - base_mb;
            }
            if given % 100_000 == 0 {
                let (took_s, grown_mb) = (began.elapsed().as_secs_f64(), resident_mb() - base_mb);
                println!("{given}: {took_s:.0} s, +{grown_mb:.0} MB");
            }
        } else if given == wish && held >= before + wish {
            break;
        } else {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    let (took_s, took_cpu_s) = (began.elapsed().as_secs_f64(), cpu_s() - base_cpu_s);
    let grown_mb = resident_mb() - base_mb;
    let taken = jp.taken(&parties[0]).await;
    assert!(taken >= before + wish, "{taken} of {}", before + wish);
    let texts = jp.texts(&parties[0]).await;
    assert_eq!(
        texts.len() as u64,
        wish.min(SHOWN_MAX),
        "each once, the newest on the screen"
    );
    for side in [&ca, &jp] {
        side.stop.send(true).unwrap();
    }
    let folders = [ca, jp].map(|side| {
        side.exchange.join();
        side.folder
    });
    let file = folders[0].path().join("vigie.sqlite");
    let size_mb = std::fs::metadata(&file).unwrap().len() as f64 / 1e6;
    let copy_s = copied(&file, &folders[1].path().join("copy"));
    println!(
        "{wish} records: {took_s:.1} s, {:.0} a second, {took_cpu_s:.1} CPU s of both nodes; memory of both +{half_mb:.0} MB at the half, \
         +{grown_mb:.0} MB at the end; the sender's ledger, {size_mb:.0} MB, copied over TCP onto the disk in {copy_s:.1} s",
        wish as f64 / took_s,
    );
}
