//! TLS on the agency's own wires, to TAK servers and the like: feeds and outlets. Partners have links of their own.

use std::{path::PathBuf, sync::Arc};

use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};

/// Whom to trust on a wire, and who this node is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireTls {
    /// Who is trusted, PEM: the authority of TAK servers and clients.
    pub authority: PathBuf,
    /// This node's certificate chain, PEM.
    pub certificate: PathBuf,
    /// Its private key, PEM.
    pub key: PathBuf,
}

impl WireTls {
    /// All three files, or none.
    #[must_use]
    pub fn of(files: [&Option<PathBuf>; 3]) -> Option<Self> {
        let [authority, certificate, key] = files.map(Clone::clone);
        Some(Self {
            authority: authority?,
            certificate: certificate?,
            key: key?,
        })
    }

    /// What a caller needs: it trusts the authority alone and shows its certificate.
    pub(crate) fn client(&self) -> Result<Arc<ClientConfig>, String> {
        client_config(self)
    }

    /// What is needed to be called.
    pub(crate) fn server(&self) -> Result<Arc<ServerConfig>, String> {
        server_config(self)
    }
}

type Materials = (
    RootCertStore,
    Vec<CertificateDer<'static>>,
    PrivateKeyDer<'static>,
);

fn materials(files: &WireTls) -> Result<Materials, String> {
    let chain = |path: &PathBuf| {
        CertificateDer::pem_file_iter(path)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|fault| format!("{}: {fault}", path.display()))
    };
    let mut roots = RootCertStore::empty();
    for certificate in chain(&files.authority)? {
        roots
            .add(certificate)
            .map_err(|fault| format!("{}: {fault}", files.authority.display()))?;
    }
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|fault| format!("{}: {fault}", files.key.display()))?;
    Ok((roots, chain(&files.certificate)?, key))
}

fn client_config(files: &WireTls) -> Result<Arc<ClientConfig>, String> {
    let (roots, chain, key) = materials(files)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(|fault| fault.to_string())?
        .with_root_certificates(roots)
        .with_client_auth_cert(chain, key)
        .map_err(|fault| fault.to_string())?;
    Ok(Arc::new(config))
}

/// Only clients with a certificate of the authority are served.
fn server_config(files: &WireTls) -> Result<Arc<ServerConfig>, String> {
    let (roots, chain, key) = materials(files)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let clients = rustls::server::WebPkiClientVerifier::builder_with_provider(
        Arc::new(roots),
        Arc::clone(&provider),
    )
    .build()
    .map_err(|fault| fault.to_string())?;
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(|fault| fault.to_string())?
        .with_client_cert_verifier(clients)
        .with_single_cert(chain, key)
        .map_err(|fault| fault.to_string())?;
    Ok(Arc::new(config))
}
