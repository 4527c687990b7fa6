//! XML signatures of CAP alerts (W3C XML-Signature, enveloped, RSA): whether an alert is what a known service sent.
//!
//! An alert is *verified* only when its bytes match the digest, the digest is signed, and the key is one that an operator
//! has pinned for that service; a certificate that comes with the alert proves nothing by itself. Services of Canada sign
//! twice, each over the alert without any signature, so all signatures are taken out before the digest. SHA-1 is still
//! what services use; it is said with the result. Canonical XML 1.0 and exclusive, with and without comments.

use base64ct::{Base64, Encoding as _};
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use ring::{digest, signature};

use super::fault::{Fault, bounded};
use super::{cap, xml};

/// Most signatures of one alert that are looked at.
pub const SIGNATURES_MAX: usize = 4;
const DEPTH_MAX: usize = xml::DEPTH_MAX;
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";

/// A key that an operator trusts for a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinnedKey {
    /// Name shown, such as `NAADS`.
    pub name: String,
    /// Modulus, big end first, without leading zeros.
    pub modulus: Vec<u8>,
    /// Exponent, likewise.
    pub exponent: Vec<u8>,
}

/// What was found of one signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Unchanged, and signed by a pinned key.
    Verified {
        /// Name of the key.
        key: String,
        /// Whether it rests on SHA-1, which can be forged with effort.
        weak: bool,
    },
    /// Unchanged since it was signed, by a key that nobody pinned: it could be anyone's.
    UnknownKey,
    /// Not what was signed.
    Altered,
    /// Signed in a way that is not read.
    Unsupported,
}

impl Verdict {
    /// Stable code, also the id of its sentence.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Verified { .. } => "cap-signature-verified",
            Self::UnknownKey => "cap-signature-unknown-key",
            Self::Altered => "cap-signature-altered",
            Self::Unsupported => "cap-signature-unsupported",
        }
    }
}

/// Checks all signatures of all alerts in a document, alert by alert, in order. An alert without any has an empty list.
///
/// # Errors
/// A [`Fault`] of size, encoding or form.
pub fn verify(bytes: &[u8], pinned: &[PinnedKey]) -> Result<Vec<Vec<Verdict>>, Fault> {
    bounded(bytes, cap::ALERT_BYTES_MAX)?;
    let text = xml::decode(bytes)?
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    alerts(&text)?
        .into_iter()
        .map(|alert| verify_alert(alert, pinned))
        .collect()
}

fn verify_alert(alert: &str, pinned: &[PinnedKey]) -> Result<Vec<Verdict>, Fault> {
    let tree = xml::read(alert.as_bytes(), cap::ALERT_BYTES_MAX)?;
    tree.children
        .iter()
        .filter(|child| child.name == "Signature" && child.space == DSIG)
        .take(SIGNATURES_MAX)
        .enumerate()
        .map(|(nth, signature)| verify_one(alert, nth, signature, pinned))
        .collect()
}

fn verify_one(
    alert: &str,
    nth: usize,
    element: &xml::Element,
    pinned: &[PinnedKey],
) -> Result<Verdict, Fault> {
    let Some(signed) = element.child("SignedInfo").and_then(Signed::read) else {
        return Ok(Verdict::Unsupported);
    };
    let value = element.text_of("SignatureValue").and_then(unbase64);
    let (Some(value), Some(key)) = (value, key_of(element)) else {
        return Ok(Verdict::Unsupported);
    };
    let whole = canonical(
        alert,
        &Part::Alert,
        Form {
            exclusive: false,
            comments: false,
        },
    )?;
    if digest::digest(signed.digest, whole.as_bytes()).as_ref() != signed.value {
        return Ok(Verdict::Altered);
    }
    let info = canonical(alert, &Part::SignedInfo(nth), signed.form)?;
    let parts = signature::RsaPublicKeyComponents {
        n: &key.0,
        e: &key.1,
    };
    if parts
        .verify(signed.method, info.as_bytes(), &value)
        .is_err()
    {
        return Ok(Verdict::Altered);
    }
    let known = pinned
        .iter()
        .find(|it| it.modulus == key.0 && it.exponent == key.1);
    Ok(
        known.map_or(Verdict::UnknownKey, |known| Verdict::Verified {
            key: known.name.clone(),
            weak: signed.weak,
        }),
    )
}

/// Reads the key of a certificate in PEM, to pin it.
#[must_use]
pub fn pin(name: &str, pem: &str) -> Option<PinnedKey> {
    let body: String = pem
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    let (modulus, exponent) = certificate_key(&unbase64(&body)?)?;
    Some(PinnedKey {
        name: name.to_owned(),
        modulus,
        exponent,
    })
}

/// What a `SignedInfo` says.
struct Signed {
    form: Form,
    method: &'static signature::RsaParameters,
    digest: &'static digest::Algorithm,
    value: Vec<u8>,
    weak: bool,
}

impl Signed {
    /// `None` when it is anything but one enveloped reference to the whole document.
    fn read(info: &xml::Element) -> Option<Self> {
        let algorithm = |of: &xml::Element, name: &str| {
            of.child(name)?.attribute("Algorithm").map(str::to_owned)
        };
        let form = Form::read(&algorithm(info, "CanonicalizationMethod")?)?;
        let method = algorithm(info, "SignatureMethod")?;
        let mut references = info.children_named("Reference");
        let reference = references.next()?;
        if references.next().is_some() || reference.attribute("URI") != Some("") {
            return None;
        }
        let mut enveloped = false;
        for transform in reference.child("Transforms")?.children_named("Transform") {
            match transform.attribute("Algorithm")? {
                "http://www.w3.org/2000/09/xmldsig#enveloped-signature" => enveloped = true,
                // The default anyway.
                "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" => {}
                _ => return None,
            }
        }
        let hash = algorithm(reference, "DigestMethod")?;
        let (digest, weak_digest) = match hash.as_str() {
            "http://www.w3.org/2000/09/xmldsig#sha1" => (&digest::SHA1_FOR_LEGACY_USE_ONLY, true),
            "http://www.w3.org/2001/04/xmlenc#sha256" => (&digest::SHA256, false),
            "http://www.w3.org/2001/04/xmlenc#sha512" => (&digest::SHA512, false),
            _ => return None,
        };
        let (method, weak_method) = match method.as_str() {
            "http://www.w3.org/2000/09/xmldsig#rsa-sha1" => (
                &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
                true,
            ),
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" => {
                (&signature::RSA_PKCS1_2048_8192_SHA256, false)
            }
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512" => {
                (&signature::RSA_PKCS1_2048_8192_SHA512, false)
            }
            _ => return None,
        };
        enveloped.then_some(())?;
        Some(Self {
            form,
            method,
            digest,
            value: unbase64(reference.text_of("DigestValue")?)?,
            weak: weak_digest || weak_method,
        })
    }
}

fn unbase64(text: &str) -> Option<Vec<u8>> {
    let tight: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    Base64::decode_vec(&tight).ok()
}

type RsaKey = (Vec<u8>, Vec<u8>);

fn trimmed(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .copied()
        .skip_while(|byte| *byte == 0)
        .collect()
}

fn key_of(signature: &xml::Element) -> Option<RsaKey> {
    let info = signature.child("KeyInfo")?;
    if let Some(certificate) = info
        .child("X509Data")
        .and_then(|it| it.text_of("X509Certificate"))
    {
        return certificate_key(&unbase64(certificate)?);
    }
    let value = info.child("KeyValue")?.child("RSAKeyValue")?;
    let part = |name: &str| {
        value
            .text_of(name)
            .and_then(unbase64)
            .map(|bytes| trimmed(&bytes))
    };
    Some((part("Modulus")?, part("Exponent")?))
}

/// The RSA key of an X.509 certificate: the seventh part of its body.
fn certificate_key(der: &[u8]) -> Option<RsaKey> {
    let (_, certificate, _) = tlv(der)?;
    let (_, mut body, _) = tlv(certificate)?;
    // Version (tagged), serial, algorithm, issuer, validity, subject.
    if tlv(body)?.0 == 0xA0 {
        body = tlv(body)?.2;
    }
    for _ in 0..5 {
        body = tlv(body)?.2;
    }
    let (_, public, _) = tlv(body)?;
    let (_, _, bits) = tlv(public)?;
    let (tag, bits, _) = tlv(bits)?;
    let (_, key, _) = tlv(bits.get(1..).filter(|_| tag == 3)?)?;
    let (first, modulus, rest) = tlv(key)?;
    let (second, exponent, _) = tlv(rest)?;
    (first == 2 && second == 2).then(|| (trimmed(modulus), trimmed(exponent)))
}

/// One DER element: tag, content, what follows.
fn tlv(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, mut rest) = rest.split_first()?;
    let mut length = usize::from(*first);
    if length & 0x80 != 0 {
        let count = length & 0x7F;
        if count == 0 || count > 4 {
            return None;
        }
        let (digits, after) = rest.split_at_checked(count)?;
        length = digits
            .iter()
            .fold(0, |sum, digit| sum << 8 | usize::from(*digit));
        rest = after;
    }
    let (content, after) = rest.split_at_checked(length)?;
    Some((*tag, content, after))
}

/// A canonical form.
#[derive(Clone, Copy)]
struct Form {
    exclusive: bool,
    comments: bool,
}

impl Form {
    fn read(algorithm: &str) -> Option<Self> {
        let (exclusive, comments) = match algorithm {
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" => (false, false),
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments" => (false, true),
            "http://www.w3.org/2001/10/xml-exc-c14n#" => (true, false),
            "http://www.w3.org/2001/10/xml-exc-c14n#WithComments" => (true, true),
            _ => return None,
        };
        Some(Self {
            exclusive,
            comments,
        })
    }
}

/// What of an alert is written.
enum Part {
    /// All but its signatures.
    Alert,
    /// `SignedInfo` of the n-th signature.
    SignedInfo(usize),
}

/// Alerts of a document, each as it stands there.
fn alerts(text: &str) -> Result<Vec<&str>, Fault> {
    let mut reader = Reader::from_str(text);
    let (mut depth, mut begun, mut out) = (0_usize, None, Vec::new());
    loop {
        let before = reader.buffer_position();
        let event = reader
            .read_event()
            .map_err(|_form| Fault::NotXml { at_byte: before })?;
        let after = reader.buffer_position();
        match event {
            Event::Start(start) => {
                if begun.is_none() && start.local_name().as_ref() == "alert" {
                    begun = Some((before, depth));
                }
                depth += 1;
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                if let Some((from, _)) = begun.filter(|it| it.1 == depth) {
                    let at = |byte: u64| usize::try_from(byte).unwrap_or(usize::MAX);
                    out.extend(text.get(at(from)..at(after)));
                    begun = None;
                }
            }
            Event::DocType(_) => return Err(Fault::Doctype),
            Event::Eof => return Ok(out),
            _ => {}
        }
        if depth > DEPTH_MAX {
            return Err(Fault::TooDeep {
                depth_max: DEPTH_MAX,
            });
        }
    }
}

/// Namespaces: prefix and name, the later wins.
type Spaces = Vec<(String, String)>;

struct Writer {
    form: Form,
    out: String,
    /// In scope, per open element.
    scopes: Vec<Spaces>,
    /// Written, per open element that is written.
    written: Vec<Spaces>,
}

fn canonical(alert: &str, part: &Part, form: Form) -> Result<String, Fault> {
    let mut reader = Reader::from_str(alert);
    let mut writer = Writer {
        form,
        out: String::new(),
        scopes: vec![Vec::new()],
        written: vec![Vec::new()],
    };
    let mut open: Vec<bool> = Vec::new();
    let mut signatures = 0;
    loop {
        let at_byte = reader.buffer_position();
        let fault = || Fault::NotXml { at_byte };
        let event = reader.read_event().map_err(|_form| fault())?;
        let on = open.last().copied().unwrap_or(matches!(part, Part::Alert));
        match event {
            Event::Start(start) => {
                let here = writer.shown(&start, part, &open, on, &mut signatures);
                writer.start(&start, here).ok_or_else(fault)?;
                open.push(here);
            }
            Event::Empty(start) => {
                let here = writer.shown(&start, part, &open, on, &mut signatures);
                writer.start(&start, here).ok_or_else(fault)?;
                writer.end(start.name().as_ref(), here);
            }
            Event::End(end) => {
                let here = open.pop().unwrap_or(false);
                writer.end(end.name().as_ref(), here);
            }
            Event::Text(text) if on && !open.is_empty() => {
                text_into(&text.xml10_content(), &mut writer.out)
            }
            Event::CData(text) if on && !open.is_empty() => {
                text_into(&text.xml10_content(), &mut writer.out)
            }
            Event::GeneralRef(reference) if on && !open.is_empty() => {
                let character = match reference.resolve_char_ref() {
                    Ok(Some(character)) => character,
                    _ => predefined(&reference).ok_or(Fault::Doctype)?,
                };
                text_into(character.encode_utf8(&mut [0; 4]), &mut writer.out);
            }
            Event::Comment(text) if on && form.comments && !open.is_empty() => {
                writer.out.push_str("<!--");
                writer.out.push_str(&text);
                writer.out.push_str("-->");
            }
            Event::DocType(_) | Event::PI(_) => return Err(Fault::Doctype),
            Event::Eof => return Ok(writer.out),
            _ => {}
        }
        if open.len() > DEPTH_MAX {
            return Err(Fault::TooDeep {
                depth_max: DEPTH_MAX,
            });
        }
    }
}

fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

fn text_into(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#xD;"),
            other => out.push(other),
        }
    }
}

fn attribute_into(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#x9;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            other => out.push(other),
        }
    }
}

fn lookup<'a>(spaces: &'a Spaces, prefix: &str) -> Option<&'a str> {
    spaces
        .iter()
        .rev()
        .find(|it| it.0 == prefix)
        .map(|it| it.1.as_str())
}

fn prefix(name: &str) -> &str {
    name.split_once(':').map_or("", |it| it.0)
}

impl Writer {
    /// Whether an element that begins is written.
    fn shown(
        &self,
        start: &BytesStart<'_>,
        part: &Part,
        open: &[bool],
        on: bool,
        signatures: &mut usize,
    ) -> bool {
        let signature = open.len() == 1 && start.local_name().as_ref() == "Signature";
        match part {
            Part::Alert => on && !signature,
            Part::SignedInfo(nth) => {
                if signature {
                    *signatures += 1;
                }
                on || (open.len() == 2
                    && start.local_name().as_ref() == "SignedInfo"
                    && *signatures == nth + 1)
            }
        }
    }

    fn start(&mut self, start: &BytesStart<'_>, here: bool) -> Option<()> {
        let mut scope = self.scopes.last().cloned().unwrap_or_default();
        let mut attributes: Vec<(String, String, String)> = Vec::new();
        for attribute in start.attributes().take(xml::ATTRIBUTES_MAX) {
            let attribute = attribute.ok()?;
            let key = attribute.key.as_ref().to_owned();
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .ok()?
                .into_owned();
            match key.strip_prefix("xmlns") {
                Some("") => scope.push((String::new(), value)),
                Some(rest) if rest.starts_with(':') => {
                    scope.push((rest.get(1..)?.to_owned(), value))
                }
                _ => attributes.push((String::new(), key, value)),
            }
        }
        if here {
            for attribute in &mut attributes {
                let space = prefix(&attribute.1);
                if !space.is_empty() {
                    attribute.0 = lookup(&scope, space).unwrap_or_default().to_owned();
                }
            }
            let local = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
            attributes.sort_by(|a, b| (&a.0, local(&a.1)).cmp(&(&b.0, local(&b.1))));
            self.write_start(start.name().as_ref(), &scope, &attributes);
        }
        self.scopes.push(scope);
        Some(())
    }

    fn write_start(&mut self, name: &str, scope: &Spaces, attributes: &[(String, String, String)]) {
        let mut written = self.written.last().cloned().unwrap_or_default();
        let mut wanted: Vec<&str> = if self.form.exclusive {
            std::iter::once(prefix(name))
                .chain(
                    attributes
                        .iter()
                        .map(|it| prefix(&it.1))
                        .filter(|it| !it.is_empty()),
                )
                .collect()
        } else {
            scope.iter().map(|it| it.0.as_str()).collect()
        };
        wanted.sort_unstable();
        wanted.dedup();
        self.out.push('<');
        self.out.push_str(name);
        for space in wanted {
            let (now, before) = (
                lookup(scope, space).unwrap_or_default(),
                lookup(&written, space).unwrap_or_default(),
            );
            if now == before || space == "xml" {
                continue;
            }
            self.out.push_str(if space.is_empty() {
                " xmlns"
            } else {
                " xmlns:"
            });
            self.out.push_str(space);
            self.out.push_str("=\"");
            attribute_into(now, &mut self.out);
            self.out.push('"');
            written.push((space.to_owned(), now.to_owned()));
        }
        for (_, key, value) in attributes {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            attribute_into(value, &mut self.out);
            self.out.push('"');
        }
        self.out.push('>');
        self.written.push(written);
    }

    fn end(&mut self, name: &str, here: bool) {
        if self.scopes.len() > 1 {
            self.scopes.pop();
        }
        if here {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
            self.written.pop();
        }
    }
}
