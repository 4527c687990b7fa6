//! The exchange with partners: links, and what passes over them.

mod arrival;
mod bond;
pub(crate) mod card;
mod custody;
mod declared;
pub(crate) mod deed;
pub(crate) mod desk;
mod desk_error;
mod desk_run;
mod dossier;
mod fitting;
mod follow;
mod history;
mod https;
pub(crate) mod joint;
mod kept;
mod line;
pub(crate) mod link;
mod marking;
pub(crate) mod matching;
pub(crate) mod matter;
mod meeting;
mod newest;
pub(crate) mod onward;
pub mod open;
mod order_told;
pub mod own;
mod pairing;
mod paper;
pub(crate) mod parcel;
pub(crate) mod peer;
pub(crate) mod photo;
mod piece;
mod pipe;
mod positions;
pub(crate) mod proof;
mod quic;
mod reach;
mod remembered;
pub(crate) mod report;
pub(crate) mod room;
pub(crate) mod round;
pub(crate) mod ship;
pub(crate) mod shown;
mod tally;
mod thin;
pub(crate) mod threat;
mod tls;
mod tracks;
mod trail;
pub(crate) mod trail_shown;
pub(crate) mod verify;
#[cfg(test)]
mod volume;
mod waiting;
mod whole;

#[cfg(test)]
mod tests {
    //! Real sockets on this machine: both carriers, the right key and the wrong one.
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::{
        net::SocketAddr,
        sync::{Arc, Mutex},
        time::Duration,
    };

    use tokio::sync::mpsc;

    use super::{
        desk::Call,
        https,
        link::{FromLink, LinkOutbox, Outgoing},
        pipe::Filling,
        quic::{self, Profile},
        thin,
        tls::{LinkKey, LinkSecrets, Roster, client_config, server_config},
    };

    pub(super) mod opened;
    pub(super) mod pair;
    mod passing;
    mod store_fault;
    mod whole_proof;

    #[derive(Debug, Default)]
    struct Known(Mutex<Vec<LinkKey>>);

    impl Roster for Known {
        fn knows(&self, key: &LinkKey) -> bool {
            self.0.lock().unwrap().contains(key)
        }
    }

    struct Keys {
        seed: [u8; 32],
        public: LinkKey,
    }

    fn keys(n: u8) -> Keys {
        let seed = [n; 32];
        // Public keys of the seeds 01.., 02.. and 03.. repeated, by an independent implementation.
        let public = match n {
            1 => "8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c",
            2 => "8139770ea87d175f56a35466c34c7ecccb8d8a91b4ee37a25df60f5b8fc9b394",
            _ => "ed4928c628d1c2c6eae90338905995612959273a5c63f93636c14614ac8737d1",
        };
        let byte = |i: usize| u8::from_str_radix(&public[2 * i..2 * i + 2], 16).unwrap();
        Keys {
            seed,
            public: std::array::from_fn(byte),
        }
    }

    impl Keys {
        fn shown(&self) -> tokio::sync::watch::Receiver<LinkSecrets> {
            tokio::sync::watch::channel(LinkSecrets::of(&self.seed)).1
        }
    }

    type Desk = mpsc::Receiver<FromLink>;

    async fn up(desk: &mut Desk) -> (u64, LinkKey, LinkOutbox) {
        match tokio::time::timeout(Duration::from_secs(20), desk.recv()).await {
            Ok(Some(FromLink::Up {
                link, key, outbox, ..
            })) => (link, key, outbox),
            other => panic!("{other:?}"),
        }
    }

    async fn message(desk: &mut Desk) -> Vec<u8> {
        match tokio::time::timeout(Duration::from_secs(20), desk.recv()).await {
            Ok(Some(FromLink::Message { bytes, .. })) => bytes,
            other => panic!("{other:?}"),
        }
    }

    async fn talk(mut here: Desk, mut there: Desk) {
        let (ours, theirs) = (up(&mut here).await, up(&mut there).await);
        assert_eq!((ours.1, theirs.1), (keys(2).public, keys(1).public));
        let big = vec![7; 300_000];
        for bytes in [b"an alert".to_vec(), big] {
            let send = |bytes: &Vec<u8>| Outgoing {
                lane: vigie_exchange::channel::Lane::Urgent,
                bytes: bytes.clone(),
            };
            ours.2.give(send(&bytes));
            assert_eq!(message(&mut there).await, bytes);
            theirs.2.give(send(&bytes));
            assert_eq!(message(&mut here).await, bytes);
        }
        drop(ours.2);
        let down = tokio::time::timeout(Duration::from_secs(20), there.recv()).await;
        assert!(matches!(down, Ok(Some(FromLink::Down { .. }))), "{down:?}");
    }

    fn roster(known: &[u8]) -> Arc<Known> {
        let known = known.iter().map(|n| keys(*n).public).collect();
        Arc::new(Known(Mutex::new(known)))
    }

    async fn https_server(known: &[u8], filling: Filling) -> (SocketAddr, Desk) {
        let server = keys(2);
        let tls = server_config(server.shown(), roster(known)).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (desk, there) = mpsc::channel(8);
        tokio::spawn(https::listen(listener, Arc::new(tls), filling, desk));
        (address, there)
    }

    async fn https_dial(
        address: SocketAddr,
        as_key: u8,
        wanted: u8,
        filling: Filling,
        desk: mpsc::Sender<FromLink>,
    ) -> std::io::Result<&'static str> {
        let (mine, wanted) = (keys(as_key), keys(wanted).public);
        let tls = client_config(&LinkSecrets::of(&mine.seed), vec![wanted]).unwrap();
        https::dial(address, Arc::new(tls), filling, &desk).await
    }

    #[tokio::test]
    async fn https_carries_both_ways() {
        // One side may believe that the link is thin, and the other not.
        for (ours, theirs) in [(false, false), (true, true), (true, false), (false, true)] {
            let (address, there) = https_server(&[1], Filling::of(theirs)).await;
            let (desk, here) = mpsc::channel(8);
            tokio::spawn(https_dial(address, 1, 2, Filling::of(ours), desk));
            talk(here, there).await;
        }
    }

    #[tokio::test]
    async fn https_refuses_strangers_and_impostors() {
        let wide = Filling::of(false);
        let (address, mut there) = https_server(&[1], wide).await;
        let (desk, mut here) = mpsc::channel(8);
        // A stranger to the server, then a server that is not the partner that was called.
        let stranger = https_dial(address, 3, 2, wide, desk.clone()).await;
        let impostor = https_dial(address, 1, 3, wide, desk).await;
        assert!(stranger.is_err() && impostor.is_err());
        assert!(here.recv().await.is_none());
        assert!(there.try_recv().is_err(), "no link came up");
    }

    async fn quic_pair(profile: Profile, known: &[u8], wanted: u8) -> (Desk, Desk, bool) {
        let socket = || std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let (mine, server) = (keys(1), keys(2));
        let of = |keys: &Keys| server_config(keys.shown(), roster(known)).unwrap();
        let answering = quic::endpoint(socket(), of(&server), profile, &server.seed).unwrap();
        let calling = quic::endpoint(socket(), of(&mine), profile, &mine.seed).unwrap();
        let address = answering.local_addr().unwrap();
        let (desk, there) = mpsc::channel(8);
        tokio::spawn(quic::listen(answering, profile, desk));
        let (desk, here) = mpsc::channel(8);
        let wanted_keys = vec![keys(wanted).public];
        let tls = client_config(&LinkSecrets::of(&mine.seed), wanted_keys).unwrap();
        let call = async move { quic::dial(&calling, address, tls, profile, &desk).await };
        let called = tokio::spawn(call);
        let refused = wanted != 2 || !known.contains(&1);
        let refused = refused && called.await.unwrap().is_err();
        (here, there, refused)
    }

    #[tokio::test]
    async fn quic_carries_both_ways() {
        for profile in [Profile::Stock, Profile::Thin] {
            let (here, there, _) = quic_pair(profile, &[1], 2).await;
            talk(here, there).await;
        }
    }

    #[tokio::test]
    async fn quic_refuses_impostors() {
        let (_, mut there, refused) = quic_pair(Profile::Stock, &[1], 3).await;
        assert!(refused && there.try_recv().is_err());
    }

    /// Carries datagrams between two ports and loses every fifth, seldom two in a row.
    async fn lossy(between: SocketAddr) -> SocketAddr {
        let front = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let back = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = front.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut a, mut b) = ([0; 2_048], [0; 2_048]);
            let (mut caller, mut count) = (None, 0_u32);
            loop {
                let lost = count % 5 == 3;
                count += 1;
                tokio::select! {
                    got = front.recv_from(&mut a) => {
                        let (length, from) = got.unwrap();
                        caller = Some(from);
                        if !lost { back.send_to(&a[..length], between).await.unwrap(); }
                    }
                    got = back.recv_from(&mut b) => {
                        let (length, _) = got.unwrap();
                        if let (false, Some(to)) = (lost, caller) { front.send_to(&b[..length], to).await.unwrap(); }
                    }
                }
            }
        });
        address
    }

    async fn thin_pair(known: &[u8], wanted: u8) -> (Desk, Desk) {
        let socket = || std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let calls = |known: &[u8]| {
            let call = |n: &u8| Call {
                keys: vec![keys(*n).public],
                addresses: Vec::new(),
            };
            let party = |n: &u8| vigie_exchange::PartyId::new(&format!("xx-{n}")).unwrap();
            let all = known.iter().map(|n| (party(n), call(n)));
            tokio::sync::watch::channel(all.collect()).1
        };
        let (desk, there) = mpsc::channel(8);
        let answering = socket();
        let address = answering.local_addr().unwrap();
        // Fast, so that the test is; the pacing itself is tried in simulated time.
        let rate_bps = 2_000_000;
        thin::start(answering, keys(2).shown(), rate_bps, calls(known), desk).unwrap();
        let (desk, here) = mpsc::channel(8);
        let dialer =
            thin::start(socket(), keys(1).shown(), rate_bps, calls(&[2, 3]), desk).unwrap();
        let through = lossy(address).await;
        tokio::spawn(async move { dialer.dial(through, vec![keys(wanted).public]).await });
        (here, there)
    }

    #[tokio::test]
    async fn the_thin_carrier_brings_every_message_over_a_lossy_link() {
        let (mut here, mut there) = thin_pair(&[1], 2).await;
        let (ours, theirs) = (up(&mut here).await, up(&mut there).await);
        assert_eq!((ours.1, theirs.1), (keys(2).public, keys(1).public));
        for round in 0..20_u8 {
            let lane = [
                vigie_exchange::channel::Lane::Urgent,
                vigie_exchange::channel::Lane::Bulk,
            ][usize::from(round % 2)];
            let bytes = vec![round; 900];
            ours.2.give(Outgoing {
                lane,
                bytes: bytes.clone(),
            });
            assert_eq!(message(&mut there).await, bytes);
            theirs.2.give(Outgoing {
                lane,
                bytes: bytes.clone(),
            });
            assert_eq!(message(&mut here).await, bytes);
        }
    }

    #[tokio::test]
    async fn the_thin_carrier_refuses_impostors() {
        for (known, wanted) in [(vec![1], 3), (vec![3], 2)] {
            let (mut here, mut there) = thin_pair(&known, wanted).await;
            let quiet = async {
                tokio::select! {
                    // The caller may believe itself through until it hears nothing; the other side never does.
                    got = there.recv() => Some(got),
                    got = here.recv(), if wanted == 3 => Some(got),
                }
            };
            let heard = tokio::time::timeout(Duration::from_secs(3), quiet).await;
            assert!(heard.is_err(), "{heard:?}");
        }
    }
}
