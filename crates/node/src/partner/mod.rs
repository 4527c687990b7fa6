//! The exchange with partners: links, and what passes over them.

mod arrival;
mod bond;
pub(crate) mod card;
mod custody;
mod declared;
pub(crate) mod deed;
pub(crate) mod desk;
mod dossier;
mod https;
pub(crate) mod joint;
mod kept;
mod line;
pub(crate) mod link;
pub(crate) mod matching;
pub(crate) mod matter;
mod meeting;
pub mod open;
pub mod own;
mod pairing;
mod paper;
pub(crate) mod parcel;
pub(crate) mod peer;
pub(crate) mod proof;
mod quic;
mod remembered;
mod round;
pub(crate) mod shown;
mod tls;
pub(crate) mod verify;
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
        https,
        link::{FromLink, MESSAGE_BYTES_MAX, Outgoing},
        quic::{self, Profile},
        tls::{LinkKey, Roster, client_config, server_config},
    };

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

    type Desk = mpsc::Receiver<FromLink>;

    async fn up(desk: &mut Desk) -> (u64, LinkKey, mpsc::Sender<Outgoing>) {
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
        let big = vec![7; MESSAGE_BYTES_MAX / 4];
        for bytes in [b"an alert".to_vec(), big] {
            let send = |bytes: &Vec<u8>| Outgoing {
                urgent: true,
                bytes: bytes.clone(),
            };
            ours.2.send(send(&bytes)).await.unwrap();
            assert_eq!(message(&mut there).await, bytes);
            theirs.2.send(send(&bytes)).await.unwrap();
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

    async fn https_server(known: &[u8]) -> (SocketAddr, Desk) {
        let server = keys(2);
        let tls = server_config(&server.seed, &server.public, roster(known)).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (desk, there) = mpsc::channel(8);
        tokio::spawn(https::listen(listener, Arc::new(tls), desk));
        (address, there)
    }

    async fn https_dial(
        address: SocketAddr,
        as_key: u8,
        wanted: u8,
        desk: mpsc::Sender<FromLink>,
    ) -> std::io::Result<&'static str> {
        let (mine, wanted) = (keys(as_key), keys(wanted).public);
        let tls = client_config(&mine.seed, &mine.public, wanted).unwrap();
        https::dial(address, Arc::new(tls), wanted, &desk).await
    }

    #[tokio::test]
    async fn https_carries_both_ways() {
        let (address, there) = https_server(&[1]).await;
        let (desk, here) = mpsc::channel(8);
        tokio::spawn(https_dial(address, 1, 2, desk));
        talk(here, there).await;
    }

    #[tokio::test]
    async fn https_refuses_strangers_and_impostors() {
        let (address, mut there) = https_server(&[1]).await;
        let (desk, mut here) = mpsc::channel(8);
        // A stranger to the server, then a server that is not the partner that was called.
        assert!(https_dial(address, 3, 2, desk.clone()).await.is_err());
        assert!(https_dial(address, 1, 3, desk).await.is_err());
        assert!(here.recv().await.is_none());
        assert!(there.try_recv().is_err(), "no link came up");
    }

    async fn quic_pair(profile: Profile, known: &[u8], wanted: u8) -> (Desk, Desk, bool) {
        let socket = || std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let (mine, server) = (keys(1), keys(2));
        let of = |keys: &Keys| server_config(&keys.seed, &keys.public, roster(known)).unwrap();
        let answering = quic::endpoint(socket(), of(&server), profile).unwrap();
        let calling = quic::endpoint(socket(), of(&mine), profile).unwrap();
        let address = answering.local_addr().unwrap();
        let (desk, there) = mpsc::channel(8);
        tokio::spawn(quic::listen(answering, desk));
        let (desk, here) = mpsc::channel(8);
        let tls = client_config(&mine.seed, &mine.public, keys(wanted).public).unwrap();
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
}
