//! The door with TLS: a real handshake, a cookie for TLS only, and nothing for those who speak plainly.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    process::Command,
    sync::Arc,
};

use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    pki_types::{CertificateDer, ServerName, pem::PemObject as _},
};

use crate::node::{Node, PASSWORD};

fn ask(port: u16, trusted: &CertificateDer<'static>, request: &str) -> String {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let tcp = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let mut tls = StreamOwned::new(connection, tcp);
    tls.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // A server may close without the closing word of TLS.
    drop(tls.read_to_end(&mut answer));
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn the_door_speaks_tls_and_only_tls() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate, key) = (folder.path().join("c.pem"), folder.path().join("k.pem"));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(folder.path());
    command.arg("--tls-certificate").arg(&certificate);
    command.arg("--tls-key").arg(&key);
    let node = Node::run(command, folder.path());
    let trusted = CertificateDer::from_pem_file(&certificate).unwrap();
    // One who connects and says nothing holds nobody up.
    let _silent = TcpStream::connect(("127.0.0.1", node.port)).unwrap();
    let head = "host: localhost\r\nconnection: close\r\n";
    let alive = ask(
        node.port,
        &trusted,
        &format!("GET /healthz HTTP/1.1\r\n{head}\r\n"),
    );
    assert!(alive.starts_with("HTTP/1.1 200"), "{alive}");
    let body = format!(
        r#"{{"token":"{}","user":"admin","password":"{PASSWORD}"}}"#,
        node.setup.as_deref().unwrap()
    );
    let request = format!(
        "POST /api/v1/setup HTTP/1.1\r\n{head}content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let made = ask(node.port, &trusted, &request).to_lowercase();
    assert!(
        made.contains("set-cookie") && made.contains("; secure;"),
        "{made}"
    );
    // Links lead back through the same door: a client follows them with its token.
    let cookie = made.split("set-cookie: ").nth(1).unwrap();
    let cookie = cookie.split(';').next().unwrap();
    let landing = ask(
        node.port,
        &trusted,
        &format!("GET /ogc HTTP/1.1\r\n{head}cookie: {cookie}\r\n\r\n"),
    );
    assert!(landing.contains("https://localhost/ogc/"), "{landing}");
    assert!(!landing.contains("http://localhost"), "{landing}");
    let mut plain = TcpStream::connect(("127.0.0.1", node.port)).unwrap();
    plain
        .write_all(format!("GET /healthz HTTP/1.1\r\n{head}\r\n").as_bytes())
        .unwrap();
    let mut answer = Vec::new();
    drop(plain.read_to_end(&mut answer));
    assert!(!answer.starts_with(b"HTTP"), "no answer in clear");
    drop(node);
}
