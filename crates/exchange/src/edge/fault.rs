//! Why bytes from outside were not taken. Codes and numbers, no sentences.

use thiserror::Error;

/// What was wrong with foreign bytes.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// More bytes than one object of this format may have.
    #[error("edge-too-large")]
    TooLarge {
        /// Bytes given.
        bytes: usize,
        /// Bytes allowed.
        bytes_max: usize,
    },
    /// Nested deeper than allowed.
    #[error("edge-too-deep")]
    TooDeep {
        /// Levels allowed.
        depth_max: usize,
    },
    /// More elements, attributes, points or objects than allowed.
    #[error("edge-too-many")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many are allowed.
        count_max: usize,
    },
    /// Not well-formed XML.
    #[error("edge-not-xml")]
    NotXml {
        /// Byte where reading stopped.
        at_byte: u64,
    },
    /// A document type or an entity of its own: refused, for that is how XML bombs are built.
    #[error("edge-doctype")]
    Doctype,
    /// Text in an encoding that is not read, or bytes that are not text.
    #[error("edge-encoding")]
    Encoding,
    /// The outermost element, object or frame is another than expected.
    #[error("edge-wrong-root")]
    WrongRoot,
    /// Not JSON, or JSON of another shape.
    #[error("edge-not-json")]
    NotJson,
    /// Not a protobuf message of this shape.
    #[error("edge-not-protobuf")]
    NotProtobuf,
    /// A frame of a version that is not spoken.
    #[error("edge-version")]
    Version {
        /// The version found.
        found: u64,
    },
    /// A part that must be there is not.
    #[error("edge-missing")]
    Missing {
        /// The field.
        what: &'static str,
    },
    /// A part is there and cannot be understood.
    #[error("edge-unreadable")]
    Unreadable {
        /// The field.
        what: &'static str,
    },
}

impl Fault {
    /// Stable code, also the id of its sentence in the catalogues.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "edge-too-large",
            Self::TooDeep { .. } => "edge-too-deep",
            Self::TooMany { .. } => "edge-too-many",
            Self::NotXml { .. } => "edge-not-xml",
            Self::Doctype => "edge-doctype",
            Self::Encoding => "edge-encoding",
            Self::WrongRoot => "edge-wrong-root",
            Self::NotJson => "edge-not-json",
            Self::NotProtobuf => "edge-not-protobuf",
            Self::Version { .. } => "edge-version",
            Self::Missing { .. } => "edge-missing",
            Self::Unreadable { .. } => "edge-unreadable",
        }
    }
}

/// Refuses more than `bytes_max` bytes.
pub(crate) fn bounded(bytes: &[u8], bytes_max: usize) -> Result<(), Fault> {
    if bytes.len() > bytes_max {
        return Err(Fault::TooLarge {
            bytes: bytes.len(),
            bytes_max,
        });
    }
    Ok(())
}
