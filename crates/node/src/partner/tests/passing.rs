//! An alert passes bulk on TCP and QUIC: over a link that is slower than what is given to it, no more bytes go before the alert
//! than are stated. What counts is what the link carried, not how long it took.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream, UdpSocket},
};
use vigie_exchange::channel::Lane;

use super::*;

/// One bundle.
const BUNDLE: usize = 300_000;

/// What is given to a link, and what may go before an alert.
struct Load {
    bundles: usize,
    /// The alert is given when the link has carried so much: by then, whoever lets bulk grow with the link has much under way.
    given_at: u64,
    /// What is stated, and what the link carries while a busy machine runs the test.
    bound: u64,
}

const WIDE: Load = Load {
    bundles: 12,
    given_at: 1_200_000,
    bound: (256 << 10) + (256 << 10),
};
const NARROW: Load = Load {
    bundles: 2,
    given_at: 100_000,
    bound: 64 << 10,
};

/// What the link carried towards the answering node.
type Carried = Arc<AtomicU64>;

/// A TCP link of some 1 MB/s.
async fn slow_tcp(to: SocketAddr, carried: Carried) -> SocketAddr {
    let front = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = front.local_addr().unwrap();
    tokio::spawn(async move {
        let (caller, _) = front.accept().await.unwrap();
        let callee = TcpStream::connect(to).await.unwrap();
        let (mut from_caller, mut to_caller) = caller.into_split();
        let (mut from_callee, mut to_callee) = callee.into_split();
        let back = async { drop(tokio::io::copy(&mut from_callee, &mut to_caller).await) };
        let there = async {
            let mut buffer = vec![0; 4_096];
            loop {
                let count = from_caller.read(&mut buffer).await.unwrap_or(0);
                if count == 0 || to_callee.write_all(&buffer[..count]).await.is_err() {
                    return;
                }
                carried.fetch_add(count as u64, Ordering::Relaxed);
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::join!(back, there);
    });
    address
}

/// A link of some 1 MB/s for datagrams, before it a queue without end: as a modem has it that drops nothing.
async fn slow_udp(to: SocketAddr, carried: Carried) -> SocketAddr {
    let front = Arc::new(UdpSocket::bind("127.0.0.1:0").await.unwrap());
    let back = Arc::new(UdpSocket::bind("127.0.0.1:0").await.unwrap());
    let address = front.local_addr().unwrap();
    let (queue, mut queued) = mpsc::unbounded_channel::<Vec<u8>>();
    let sender = Arc::clone(&back);
    tokio::spawn(async move {
        let mut count = 0_u64;
        while let Some(datagram) = queued.recv().await {
            carried.fetch_add(datagram.len() as u64, Ordering::Relaxed);
            drop(sender.send_to(&datagram, to).await);
            count += 1;
            if count.is_multiple_of(2) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
    });
    tokio::spawn(async move {
        let (mut a, mut b) = ([0; 2_048], [0; 2_048]);
        let mut caller = None;
        loop {
            tokio::select! {
                got = front.recv_from(&mut a) => {
                    let Ok((length, from)) = got else { return };
                    caller = Some(from);
                    drop(queue.send(a[..length].to_vec()));
                }
                got = back.recv_from(&mut b) => {
                    let Ok((length, _)) = got else { return };
                    if let Some(caller) = caller {
                        drop(front.send_to(&b[..length], caller).await);
                    }
                }
            }
        }
    });
    address
}

/// Fills the link, gives an alert, and looks what came before it.
async fn an_alert_passes(mut here: Desk, mut there: Desk, carried: &Carried, load: &Load) {
    let (ours, _theirs) = (up(&mut here).await, up(&mut there).await);
    // What an eager desk would give, whatever room there is.
    for _ in 0..load.bundles {
        let bytes = vec![7; BUNDLE];
        let lane = Lane::Bulk;
        ours.2.give(Outgoing { lane, bytes });
    }
    let mut bundles = 0;
    while carried.load(Ordering::Relaxed) < load.given_at {
        tokio::time::sleep(Duration::from_millis(1)).await;
        while let Ok(FromLink::Message { .. }) = there.try_recv() {
            bundles += 1;
        }
    }
    let given = carried.load(Ordering::Relaxed);
    ours.2.give(Outgoing {
        lane: Lane::Urgent,
        bytes: b"an alert".to_vec(),
    });
    while message(&mut there).await != b"an alert" {
        bundles += 1;
    }
    let before = carried.load(Ordering::Relaxed) - given;
    assert!(before <= load.bound, "{before} bytes went before the alert");
    // Nothing of the bulk is lost by it.
    while bundles < load.bundles {
        assert_eq!(message(&mut there).await.len(), BUNDLE);
        bundles += 1;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_alert_passes_bulk_over_tcp() {
    for (thin, load) in [(false, WIDE), (true, NARROW)] {
        let filling = Filling::of(thin);
        let (address, there) = https_server(&[1], filling).await;
        let carried = Carried::default();
        let through = slow_tcp(address, Arc::clone(&carried)).await;
        let (desk, here) = mpsc::channel(8);
        tokio::spawn(https_dial(through, 1, 2, filling, desk));
        an_alert_passes(here, there, &carried, &load).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_alert_passes_bulk_over_quic() {
    // A bundle that is larger than what is stated goes alone.
    let wide = Load {
        bound: WIDE.bound + BUNDLE as u64,
        ..WIDE
    };
    for (profile, load) in [(Profile::Stock, wide), (Profile::Thin, NARROW)] {
        let socket = || std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let (mine, server) = (keys(1), keys(2));
        let of = |keys: &Keys| server_config(keys.shown(), roster(&[1])).unwrap();
        let answering = quic::endpoint(socket(), of(&server), profile, &server.seed).unwrap();
        let calling = quic::endpoint(socket(), of(&mine), profile, &mine.seed).unwrap();
        let carried = Carried::default();
        let address = answering.local_addr().unwrap();
        let through = slow_udp(address, Arc::clone(&carried)).await;
        let (desk, there) = mpsc::channel(8);
        tokio::spawn(quic::listen(answering, profile, desk));
        let (desk, here) = mpsc::channel(8);
        let tls = client_config(&LinkSecrets::of(&mine.seed), vec![server.public]).unwrap();
        tokio::spawn(async move { quic::dial(&calling, through, tls, profile, &desk).await });
        an_alert_passes(here, there, &carried, &load).await;
    }
}
