//! Files that go with an inject: a text, a picture or a PDF, by name.

use crate::error::Error;

/// Largest attached file, bytes.
pub const ATTACHMENT_BYTES_MAX: usize = 3 << 20;
/// Longest name, characters.
const NAME_CHARS_MAX: usize = 100;

/// What an attached file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentKind {
    /// Text, UTF-8.
    Text,
    /// Picture.
    Png,
    /// Picture.
    Jpeg,
    /// PDF.
    Pdf,
}

fn refused<T>(name: &str, reason: &'static str) -> Result<T, Error> {
    Err(Error::Attachment {
        name: name.to_owned(),
        reason,
    })
}

impl AttachmentKind {
    /// The kind that a name says.
    ///
    /// # Errors
    /// [`Error::Attachment`]: not a plain file name (`attachment-name`), or of a kind that is not attached (`attachment-kind`).
    pub fn by_name(name: &str) -> Result<Self, Error> {
        let plain = |c: char| !c.is_control() && !matches!(c, '/' | '\\' | ':' | '"');
        let fits = name.chars().count() <= NAME_CHARS_MAX && name.chars().all(plain);
        if !fits || name.starts_with('.') || name.trim() != name {
            return refused(name, "attachment-name");
        }
        let (stem, ending) = name.rsplit_once('.').unwrap_or_default();
        match ending.to_ascii_lowercase().as_str() {
            _ if stem.is_empty() => refused(name, "attachment-kind"),
            "txt" => Ok(Self::Text),
            "png" => Ok(Self::Png),
            "jpg" | "jpeg" => Ok(Self::Jpeg),
            "pdf" => Ok(Self::Pdf),
            _ => refused(name, "attachment-kind"),
        }
    }

    /// The kind of a file, if its bytes are what its name says.
    ///
    /// # Errors
    /// Those of [`AttachmentKind::by_name`]; larger than [`ATTACHMENT_BYTES_MAX`] or empty (`attachment-size`); other bytes than
    /// its name says (`attachment-content`).
    pub fn of(name: &str, bytes: &[u8]) -> Result<Self, Error> {
        let kind = Self::by_name(name)?;
        if bytes.is_empty() || bytes.len() > ATTACHMENT_BYTES_MAX {
            return refused(name, "attachment-size");
        }
        let is_so = match kind {
            Self::Text => core::str::from_utf8(bytes).is_ok() && !bytes.contains(&0),
            Self::Png => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::Jpeg => bytes.starts_with(b"\xff\xd8\xff"),
            Self::Pdf => bytes.starts_with(b"%PDF-"),
        };
        if is_so {
            Ok(kind)
        } else {
            refused(name, "attachment-content")
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media(self) -> &'static str {
        match self {
            Self::Text => "text/plain; charset=utf-8",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Pdf => "application/pdf",
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn code(name: &str, bytes: &[u8]) -> &'static str {
        match AttachmentKind::of(name, bytes) {
            Ok(kind) => kind.media(),
            Err(error) => error.code(),
        }
    }

    #[test]
    fn texts_pictures_and_pdfs_are_attached_and_nothing_else() {
        assert_eq!(code("note.txt", b"hello"), "text/plain; charset=utf-8");
        assert_eq!(code("海図 1.PNG", b"\x89PNG\r\n\x1a\n.."), "image/png");
        assert_eq!(code("a.jpeg", b"\xff\xd8\xff\xe0"), "image/jpeg");
        assert_eq!(code("brief.pdf", b"%PDF-1.7"), "application/pdf");
        for name in [
            "../a.txt",
            "a/b.txt",
            ".hidden.txt",
            "a\n.txt",
            " a.txt",
            "c:\\a.txt",
        ] {
            assert_eq!(code(name, b"hello"), "attachment-name", "{name:?}");
        }
        for name in ["page.html", "a.svg", "a", ".", "x.exe"] {
            let refused = code(name, b"hello");
            assert!(
                matches!(refused, "attachment-kind" | "attachment-name"),
                "{name}"
            );
        }
        assert_eq!(code("a.png", b"<html>"), "attachment-content");
        assert_eq!(code("a.txt", b"\xff\xfe\x00"), "attachment-content");
        assert_eq!(code("a.txt", b""), "attachment-size");
        let large = vec![b'a'; ATTACHMENT_BYTES_MAX + 1];
        assert_eq!(code("a.txt", &large), "attachment-size");
    }
}
