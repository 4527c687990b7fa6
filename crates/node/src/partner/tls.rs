//! TLS 1.3 between two nodes: mutual, with raw public keys (RFC 7250) pinned to those of the agreement.
//!
//! No certificate, no authority, no name and no date is trusted: the only question is whether the other side holds the
//! link key that its invitation named. So a link works with clocks that are wrong by years and without any third party,
//! and there is nothing that could run out at sea.

use std::sync::Arc;

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, DistinguishedName, Error,
    PeerIncompatible, ServerConfig, SignatureScheme,
    client::{
        AlwaysResolvesClientRawPublicKeys,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, ring, verify_tls13_signature_with_raw_key},
    pki_types::{
        CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, SubjectPublicKeyInfoDer,
        UnixTime,
    },
    server::{
        ClientHello, ResolvesServerCert,
        danger::{ClientCertVerified, ClientCertVerifier},
    },
    sign::CertifiedKey,
    version::TLS13,
};

use tokio::sync::watch;
use vigie_exchange::SecretKey;
use zeroize::Zeroizing;

/// An Ed25519 public key.
pub(crate) type LinkKey = [u8; 32];

/// The link key of this node, told to whoever opens or answers a link whenever another takes over.
#[derive(Clone)]
pub(crate) struct LinkSecrets {
    pub(crate) seed: Zeroizing<[u8; 32]>,
    pub(crate) public: LinkKey,
}

impl LinkSecrets {
    pub(crate) fn of(seed: &[u8; 32]) -> Self {
        let seed = Zeroizing::new(*seed);
        let public = SecretKey::from_random(&seed).public().to_bytes();
        Self { seed, public }
    }

    fn certified(&self) -> Result<Arc<CertifiedKey>, Error> {
        let mut private = Zeroizing::new(PRIVATE_PREFIX.to_vec());
        private.extend_from_slice(self.seed.as_slice());
        let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(private.as_slice()));
        let signer = ring::sign::any_eddsa_type(match &private {
            PrivateKeyDer::Pkcs8(key) => key,
            _ => return Err(Error::General("key".to_owned())),
        })?;
        let mut info = PUBLIC_PREFIX.to_vec();
        info.extend_from_slice(&self.public);
        Ok(Arc::new(CertifiedKey::new(
            vec![CertificateDer::from(info)],
            signer,
        )))
    }
}

impl std::fmt::Debug for LinkSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkSecrets")
    }
}

/// Shows the link key that is in use at the moment of the handshake.
#[derive(Debug)]
struct Shown(watch::Receiver<LinkSecrets>);

impl ResolvesServerCert for Shown {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.0.borrow().certified().ok()
    }

    fn only_raw_public_keys(&self) -> bool {
        true
    }
}

/// What stands before the 32 bytes of an Ed25519 public key in a `SubjectPublicKeyInfo` (RFC 8410).
const PUBLIC_PREFIX: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];
/// What stands before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410).
const PRIVATE_PREFIX: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];
/// The name that a client says it wants; the key decides, not the name.
pub(crate) const SERVER_NAME: &str = "vigie.invalid";

/// Which link keys may open a connection to this node: asked anew at each handshake, because partners come and go.
pub(crate) trait Roster: Send + Sync + std::fmt::Debug {
    /// Whether the key belongs to a partner.
    fn knows(&self, key: &LinkKey) -> bool;
}

/// The public key in a `SubjectPublicKeyInfo`; `None` if it is no Ed25519 key.
pub(crate) fn key_of(info: &[u8]) -> Option<LinkKey> {
    info.strip_prefix(&PUBLIC_PREFIX)?.try_into().ok()
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// What a node answers connections with: its own key, and only to keys of the roster.
///
/// # Errors
/// A key that is none.
pub(crate) fn server_config(
    own: watch::Receiver<LinkSecrets>,
    roster: Arc<dyn Roster>,
) -> Result<ServerConfig, Error> {
    let provider = provider();
    let verifier = Arc::new(Pin {
        wanted: Wanted::Roster(roster),
        provider: Arc::clone(&provider),
    });
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(verifier)
        .with_cert_resolver(Arc::new(Shown(own)));
    // A resumed session would not ask the roster again.
    config.send_tls13_tickets = 0;
    Ok(config)
}

/// What a node opens a connection to one partner with, under any of the keys that the partner may show.
///
/// # Errors
/// A key that is none.
pub(crate) fn client_config(
    own: &LinkSecrets,
    partner: Vec<LinkKey>,
) -> Result<ClientConfig, Error> {
    let provider = provider();
    let verifier = Arc::new(Pin {
        wanted: Wanted::AnyOf(partner),
        provider: Arc::clone(&provider),
    });
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_client_cert_resolver(Arc::new(AlwaysResolvesClientRawPublicKeys::new(
            own.certified()?,
        )));
    config.enable_sni = false;
    config.resumption = rustls::client::Resumption::disabled();
    Ok(config)
}

#[derive(Debug)]
enum Wanted {
    AnyOf(Vec<LinkKey>),
    Roster(Arc<dyn Roster>),
}

/// Accepts a peer that proves to hold a wanted key.
#[derive(Debug)]
struct Pin {
    wanted: Wanted,
    provider: Arc<CryptoProvider>,
}

impl Pin {
    fn check(&self, info: &CertificateDer<'_>) -> Result<(), Error> {
        let key = key_of(info).ok_or(CertificateError::BadEncoding)?;
        let fits = match &self.wanted {
            Wanted::AnyOf(wanted) => wanted.contains(&key),
            Wanted::Roster(roster) => roster.knows(&key),
        };
        if fits {
            Ok(())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn signature(
        &self,
        message: &[u8],
        info: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature_with_raw_key(
            message,
            &SubjectPublicKeyInfoDer::from(info.as_ref()),
            signed,
            &self.provider.signature_verification_algorithms,
        )
    }
}

impl ServerCertVerifier for Pin {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.check(end_entity)
            .map(|()| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(PeerIncompatible::Tls13RequiredForQuic.into())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

impl ClientCertVerifier for Pin {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.check(end_entity)
            .map(|()| ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(PeerIncompatible::Tls13RequiredForQuic.into())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}
