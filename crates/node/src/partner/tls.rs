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
        AlwaysResolvesServerRawPublicKeys,
        danger::{ClientCertVerified, ClientCertVerifier},
    },
    sign::CertifiedKey,
    version::TLS13,
};

/// An Ed25519 public key.
pub(crate) type LinkKey = [u8; 32];

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

fn certified(seed: &[u8; 32], public: &LinkKey) -> Result<Arc<CertifiedKey>, Error> {
    let mut private = PRIVATE_PREFIX.to_vec();
    private.extend_from_slice(seed);
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(private));
    let signer = ring::sign::any_eddsa_type(match &private {
        PrivateKeyDer::Pkcs8(key) => key,
        _ => return Err(Error::General("key".to_owned())),
    })?;
    let mut info = PUBLIC_PREFIX.to_vec();
    info.extend_from_slice(public);
    Ok(Arc::new(CertifiedKey::new(
        vec![CertificateDer::from(info)],
        signer,
    )))
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// What a node answers connections with: its own key, and only to keys of the roster.
///
/// # Errors
/// A key that is none.
pub(crate) fn server_config(
    seed: &[u8; 32],
    public: &LinkKey,
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
        .with_cert_resolver(Arc::new(AlwaysResolvesServerRawPublicKeys::new(certified(
            seed, public,
        )?)));
    // A resumed session would not ask the roster again.
    config.send_tls13_tickets = 0;
    Ok(config)
}

/// What a node opens a connection to one partner with.
///
/// # Errors
/// A key that is none.
pub(crate) fn client_config(
    seed: &[u8; 32],
    public: &LinkKey,
    partner: LinkKey,
) -> Result<ClientConfig, Error> {
    let provider = provider();
    let verifier = Arc::new(Pin {
        wanted: Wanted::One(partner),
        provider: Arc::clone(&provider),
    });
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_client_cert_resolver(Arc::new(AlwaysResolvesClientRawPublicKeys::new(certified(
            seed, public,
        )?)));
    config.enable_sni = false;
    config.resumption = rustls::client::Resumption::disabled();
    Ok(config)
}

#[derive(Debug)]
enum Wanted {
    One(LinkKey),
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
            Wanted::One(wanted) => *wanted == key,
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
