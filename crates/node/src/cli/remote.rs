//! One HTTP request to a server of others: HTTPS anywhere, plain HTTP on this machine only. The secret comes from a file
//! that nobody else may read, and is in no argument and no log.

use std::{path::Path, sync::Arc};

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{Request, Uri, body::Bytes, header, header::HeaderValue};
use hyper_util::rt::TokioIo;
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, ServerName, pem::PemObject as _},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;
use vigie_exchange::edge::taxii_client::Ask;

use super::failure::Failure;
use crate::exit::Exit;

/// Where systems keep the authorities that they trust.
const AUTHORITIES: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];
/// Longest secret.
const SECRET_BYTES_MAX: u64 = 8_192;
/// An answer is not longer: a page of a thousand reports.
const ANSWER_BYTES_MAX: usize = 64 << 20;
/// A server that does not answer in this time is given up.
const WAIT: std::time::Duration = std::time::Duration::from_secs(60);

/// A server.
pub(super) struct Remote {
    host: String,
    port: u16,
    tls: Option<Arc<ClientConfig>>,
    secret: Option<HeaderValue>,
    runtime: tokio::runtime::Runtime,
}

/// What a server said.
pub(super) struct Said {
    pub(super) status: u16,
    pub(super) added_last: Option<String>,
    pub(super) body: Vec<u8>,
}

type Fault = Box<dyn std::error::Error + Send + Sync>;

impl Remote {
    /// A server by any address of it; gives the path too.
    ///
    /// # Errors
    /// An address that is none or not safe, a file that cannot be read, no authorities.
    pub(super) fn new(
        url: &str,
        auth: Option<&Path>,
        authorities: Option<&Path>,
    ) -> Result<(Self, String), Failure> {
        let unfit = |detail: &str| {
            Failure::new(Exit::Usage, "url-unfit")
                .with("url", url)
                .with("detail", detail)
        };
        let uri: Uri = url.parse().map_err(|_fault| unfit("address"))?;
        let host = uri.host().ok_or_else(|| unfit("host"))?;
        if uri.authority().is_some_and(|it| it.as_str().contains('@')) {
            // A secret in an address ends up in logs.
            return Err(unfit("secret"));
        }
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let is_here = host == "localhost"
            || host
                .parse::<std::net::IpAddr>()
                .is_ok_and(|ip| ip.is_loopback());
        let (port, tls) = match uri.scheme_str() {
            Some("https") => (443, Some(trusting(authorities)?)),
            Some("http") if is_here => (80, None),
            Some("http") => return Err(unfit("https")),
            _ => return Err(unfit("address")),
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|fault| unfit(&fault.to_string()))?;
        let remote = Self {
            host: host.to_owned(),
            port: uri.port_u16().unwrap_or(port),
            tls,
            secret: auth.map(secret).transpose()?,
            runtime,
        };
        let path = uri.path().trim_end_matches('/').to_owned() + "/";
        Ok((remote, path))
    }

    /// # Errors
    /// The server does not answer.
    pub(super) fn ask(&self, ask: &Ask) -> Result<Said, Failure> {
        let asked = self.runtime.block_on(async {
            match tokio::time::timeout(WAIT, self.exchange(ask)).await {
                Ok(said) => said,
                Err(elapsed) => Err(elapsed.into()),
            }
        });
        asked.map_err(|fault| {
            Failure::new(Exit::Io, "node-unreachable")
                .with("node", &self.host)
                .with("detail", fault)
        })
    }

    async fn exchange(&self, ask: &Ask) -> Result<Said, Fault> {
        let tcp = TcpStream::connect((self.host.as_str(), self.port)).await?;
        match &self.tls {
            None => self.talk(tcp, ask).await,
            Some(config) => {
                let name = ServerName::try_from(self.host.clone())?;
                let tls = TlsConnector::from(Arc::clone(config))
                    .connect(name, tcp)
                    .await?;
                self.talk(tls, ask).await
            }
        }
    }

    async fn talk<S>(&self, io: S, ask: &Ask) -> Result<Said, Fault>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake::<_, Full<Bytes>>(TokioIo::new(io)).await?;
        tokio::spawn(async move { drop(connection.await) });
        let name = match self.host.contains(':') {
            true => format!("[{}]:{}", self.host, self.port),
            false => format!("{}:{}", self.host, self.port),
        };
        let mut request = Request::builder()
            .method(ask.method)
            .uri(&ask.target)
            .header(header::HOST, name);
        for (field, value) in &ask.headers {
            request = request.header(*field, value);
        }
        if let Some(secret) = &self.secret {
            request = request.header(header::AUTHORIZATION, secret);
        }
        let request = request.body(Full::from(ask.body.clone()))?;
        let response = sender.send_request(request).await?;
        let status = response.status().as_u16();
        let added_last = response.headers().get("x-taxii-date-added-last");
        let added_last = added_last
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let body = Limited::new(response.into_body(), ANSWER_BYTES_MAX)
            .collect()
            .await?;
        Ok(Said {
            status,
            added_last,
            body: body.to_bytes().to_vec(),
        })
    }
}

/// The first line of a file: `user:password`, or `Bearer` and a token.
fn secret(path: &Path) -> Result<HeaderValue, Failure> {
    let fault = |fault: std::io::Error| Failure::file(path, &fault);
    let unfit = |detail: &str| {
        Failure::new(Exit::Data, "secret-unfit")
            .with("path", path.display())
            .with("detail", detail)
    };
    let about = std::fs::metadata(path).map_err(fault)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if about.permissions().mode() & 0o077 != 0 {
            return Err(unfit("mode"));
        }
    }
    if about.len() > SECRET_BYTES_MAX {
        return Err(unfit("length"));
    }
    let text = zeroize::Zeroizing::new(std::fs::read_to_string(path).map_err(fault)?);
    let line = text.lines().next().unwrap_or_default().trim();
    let value = match line.strip_prefix("Bearer ") {
        Some(token) => format!("Bearer {}", token.trim()),
        None if line.contains(':') => format!("Basic {}", base64(line.as_bytes())),
        None => return Err(unfit("form")),
    };
    let mut value = HeaderValue::try_from(value).map_err(|_fault| unfit("form"))?;
    value.set_sensitive(true);
    Ok(value)
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let at = |n: usize| u32::from(chunk.get(n).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4_u32 {
            let digit = (bits >> (18 - 6 * place)) & 63;
            let digit = DIGITS.get(digit as usize).copied().unwrap_or(b'=');
            let is_there = place as usize <= chunk.len();
            out.push(char::from(if is_there { digit } else { b'=' }));
        }
    }
    out
}

/// Trusts the authorities of a file, or those of the system.
fn trusting(authorities: Option<&Path>) -> Result<Arc<ClientConfig>, Failure> {
    let none = || Failure::new(Exit::Io, "authorities-missing");
    let file = match authorities {
        Some(path) => path,
        None => AUTHORITIES
            .iter()
            .map(Path::new)
            .find(|path| path.exists())
            .ok_or_else(none)?,
    };
    let bytes = std::fs::read(file).map_err(|fault| Failure::file(file, &fault))?;
    let mut roots = RootCertStore::empty();
    // One that cannot be read is one fewer to trust.
    for certificate in CertificateDer::pem_slice_iter(&bytes).flatten() {
        let _added = roots.add(certificate);
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_fault| none())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn base64_as_in_rfc_4648() {
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn a_secret_that_others_may_read_and_a_plain_address_elsewhere_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        std::fs::write(&path, "jpn:lookout\n").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(secret(&path).unwrap_err().code, "secret-unfit");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        let value = secret(&path).unwrap();
        assert_eq!(value.to_str().unwrap(), "Basic anBuOmxvb2tvdXQ=");
        assert!(!format!("{value:?}").contains("anBu"));
        for url in [
            "http://taxii.example/",
            "ftp://127.0.0.1/",
            "https://user:word@taxii.example/",
            "nothing",
        ] {
            assert_eq!(
                Remote::new(url, None, None).err().unwrap().code,
                "url-unfit"
            );
        }
        let (remote, path) = Remote::new("http://127.0.0.1:9/taxii2/x", None, None).unwrap();
        assert_eq!((remote.port, path.as_str()), (9, "/taxii2/x/"));
    }
}
