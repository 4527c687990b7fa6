//! A small tree of XML, read with limits and written so that it reads back the same.
//!
//! Three XML formats cross the edges. None needs a document type or entities of its own, and both are how XML bombs
//! are built, so they are refused unread. Limits: see the constants. Mixed content keeps its text and its elements,
//! not their order: no format here has any.

use quick_xml::NsReader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

use super::fault::{Fault, bounded};

/// Deepest nesting: the deepest format here, CAP inside Atom, needs eight levels.
pub const DEPTH_MAX: usize = 24;
/// Most elements in one document: a CAP alert of a national service has some hundreds.
pub const ELEMENTS_MAX: usize = 20_000;
/// Most attributes of one element: the richest element of Cursor on Target has about twenty.
pub const ATTRIBUTES_MAX: usize = 64;

/// One element. `space` is the namespace, empty when there is none. Names that were read are without prefix; a writer may
/// give one with a prefix, and no `space`, when an attribute of its document binds the prefix.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Element {
    /// Local name.
    pub name: String,
    /// Namespace.
    pub space: String,
    /// Attributes in the order of the document, without namespace declarations.
    pub attributes: Vec<(String, String)>,
    /// Text directly inside, joined; blank text beside elements is dropped.
    pub text: String,
    /// Elements directly inside.
    pub children: Vec<Element>,
}

impl Element {
    /// An empty element without namespace.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// With one attribute more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.attributes.push((name.to_owned(), value.into()));
        self
    }

    /// With one attribute more if there is a value.
    #[must_use]
    pub fn with_some(self, name: &str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// With this text inside.
    #[must_use]
    pub fn saying(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// With one child more.
    #[must_use]
    pub fn holding(mut self, child: Element) -> Self {
        self.children.push(child);
        self
    }

    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The first child of this name.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of this name.
    pub fn children_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first child of this name, trimmed; `None` when absent or blank.
    #[must_use]
    pub fn text_of(&self, name: &str) -> Option<&str> {
        let text = self.child(name)?.text.trim();
        (!text.is_empty()).then_some(text)
    }
}

/// Text of a document: UTF-8, or ISO 8859-1 and ASCII where its first line says so.
///
/// # Errors
/// [`Fault::Encoding`] for anything else.
pub fn decode(bytes: &[u8]) -> Result<String, Fault> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let head = bytes
        .get(..bytes.len().min(120))
        .unwrap_or_default()
        .to_ascii_lowercase();
    let end = head.windows(2).position(|pair| pair == b"?>").unwrap_or(0);
    let head = String::from_utf8_lossy(head.get(..end).unwrap_or_default()).into_owned();
    let named = head.split("encoding").nth(1).map(|rest| {
        rest.trim_start_matches(|c: char| c == '=' || c == '"' || c == '\'' || c.is_whitespace())
            .split(['"', '\''])
            .next()
            .unwrap_or_default()
            .to_owned()
    });
    match named.as_deref() {
        None | Some("utf-8" | "utf8" | "us-ascii" | "ascii") => {
            String::from_utf8(bytes.to_vec()).map_err(|_not_text| Fault::Encoding)
        }
        Some("iso-8859-1" | "latin1" | "iso8859-1") => {
            Ok(bytes.iter().map(|byte| char::from(*byte)).collect())
        }
        Some(_) => Err(Fault::Encoding),
    }
}

/// Reads one document.
///
/// # Errors
/// Every [`Fault`] of size, depth, count, encoding and form.
pub fn read(bytes: &[u8], bytes_max: usize) -> Result<Element, Fault> {
    bounded(bytes, bytes_max)?;
    read_text(&decode(bytes)?)
}

/// Reads the elements of a fragment, such as the inside of a TAK `xmlDetail`.
///
/// # Errors
/// As [`read`].
pub fn read_fragment(text: &str, bytes_max: usize) -> Result<Vec<Element>, Fault> {
    bounded(text.as_bytes(), bytes_max)?;
    Ok(read_text(&format!("<fragment>{text}</fragment>"))?.children)
}

fn read_text(text: &str) -> Result<Element, Fault> {
    let mut reader = NsReader::from_str(text);
    let mut tree = Tree::default();
    loop {
        let at_byte = reader.buffer_position();
        let (space, event) = reader
            .read_resolved_event()
            .map_err(|_form| Fault::NotXml { at_byte })?;
        let space = match space {
            ResolveResult::Bound(namespace) => namespace.0.to_owned(),
            _ => String::new(),
        };
        match event {
            Event::Start(start) => tree.open(element(&start, space, at_byte)?)?,
            Event::Empty(start) => {
                tree.open(element(&start, space, at_byte)?)?;
                tree.close();
            }
            Event::End(_) => tree.close(),
            Event::Text(text) => tree.say(&text.xml10_content(), at_byte)?,
            Event::CData(text) => tree.say(&text.xml10_content(), at_byte)?,
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref() {
                    Ok(Some(character)) => Some(character),
                    Ok(None) => predefined(&reference),
                    Err(_) => return Err(Fault::NotXml { at_byte }),
                };
                let character = character.ok_or(Fault::Doctype)?;
                tree.say(character.encode_utf8(&mut [0; 4]), at_byte)?;
            }
            Event::DocType(_) => return Err(Fault::Doctype),
            Event::Eof => return tree.finish(at_byte),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
}

fn predefined(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

fn element(start: &BytesStart<'_>, space: String, at_byte: u64) -> Result<Element, Fault> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_form| Fault::NotXml { at_byte })?;
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        if attributes.len() >= ATTRIBUTES_MAX {
            return Err(Fault::TooMany {
                what: "attribute",
                count_max: ATTRIBUTES_MAX,
            });
        }
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|_entity| Fault::NotXml { at_byte })?;
        attributes.push((
            attribute.key.local_name().as_ref().to_owned(),
            value.into_owned(),
        ));
    }
    Ok(Element {
        name: start.local_name().as_ref().to_owned(),
        space,
        attributes,
        ..Element::default()
    })
}

/// The elements that are open while a document is read.
#[derive(Default)]
struct Tree {
    open: Vec<Element>,
    root: Option<Element>,
    count: usize,
}

impl Tree {
    fn open(&mut self, element: Element) -> Result<(), Fault> {
        self.count += 1;
        if self.open.len() >= DEPTH_MAX {
            return Err(Fault::TooDeep {
                depth_max: DEPTH_MAX,
            });
        }
        if self.count > ELEMENTS_MAX {
            return Err(Fault::TooMany {
                what: "element",
                count_max: ELEMENTS_MAX,
            });
        }
        if self.open.is_empty() && self.root.is_some() {
            return Err(Fault::WrongRoot);
        }
        self.open.push(element);
        Ok(())
    }

    fn close(&mut self) {
        let Some(mut element) = self.open.pop() else {
            return;
        };
        if !element.children.is_empty() && element.text.trim().is_empty() {
            element.text.clear();
        }
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    fn say(&mut self, text: &str, at_byte: u64) -> Result<(), Fault> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(Fault::NotXml { at_byte }),
        }
        Ok(())
    }

    fn finish(self, at_byte: u64) -> Result<Element, Fault> {
        if !self.open.is_empty() {
            return Err(Fault::NotXml { at_byte });
        }
        self.root.ok_or(Fault::NotXml { at_byte })
    }
}

/// Writes a document: declaration, then the element. The namespace of the root becomes the default one.
#[must_use]
pub fn document(root: &Element) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    write(root, "", &mut out);
    out.push('\n');
    out
}

/// Writes elements without a declaration.
#[must_use]
pub fn fragment(elements: &[Element]) -> String {
    let mut out = String::new();
    for element in elements {
        write(element, "", &mut out);
    }
    out
}

/// Writes one element inside the default namespace `around`.
fn write(element: &Element, around: &str, out: &mut String) {
    out.push('<');
    out.push_str(&element.name);
    if element.space != around {
        out.push_str(" xmlns=\"");
        escape(&element.space, true, out);
        out.push('"');
    }
    for (name, value) in &element.attributes {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape(value, true, out);
        out.push('"');
    }
    if element.text.is_empty() && element.children.is_empty() {
        out.push_str("/>");
        return;
    }
    out.push('>');
    escape(&element.text, false, out);
    for child in &element.children {
        write(child, &element.space, out);
    }
    out.push_str("</");
    out.push_str(&element.name);
    out.push('>');
}

/// Escapes text. A character that XML 1.0 cannot hold at all becomes U+FFFD.
pub(crate) fn escape(text: &str, attribute: bool, out: &mut String) {
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' if attribute => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' if attribute => out.push_str("&#10;"),
            '\t' if attribute => out.push_str("&#9;"),
            // XML 1.1 counts both as line ends; as references they survive any reader.
            '\u{85}' => out.push_str("&#133;"),
            '\u{2028}' => out.push_str("&#8232;"),
            other if allowed(other) => out.push(other),
            _ => out.push('\u{FFFD}'),
        }
    }
}

/// Whether XML 1.0 can hold this character.
pub(crate) fn allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const MAX: usize = 100_000;

    #[test]
    fn namespaces_text_and_references_are_read() {
        let root = read(b"<?xml version='1.0'?><!-- c --><a:x xmlns:a='urn:a' k='1 &lt; 2'><a:y>p &amp;&#x41;<![CDATA[<q>]]></a:y>\n</a:x>", MAX).unwrap();
        assert_eq!((root.name.as_str(), root.space.as_str()), ("x", "urn:a"));
        assert_eq!(root.attribute("k"), Some("1 < 2"));
        assert_eq!(root.text_of("y"), Some("p &A<q>"));
        assert_eq!(read(document(&root).as_bytes(), MAX), Ok(root));
    }

    #[test]
    fn latin_letters_are_read_where_the_document_says_so() {
        let bytes = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>Qu\xE9bec</a>";
        assert_eq!(read(bytes, MAX).unwrap().text, "Québec");
        assert_eq!(read(b"<a>Qu\xE9bec</a>", MAX), Err(Fault::Encoding));
        assert_eq!(
            read(b"<?xml version='1.0' encoding='UTF-16'?><a/>", MAX),
            Err(Fault::Encoding)
        );
    }

    #[test]
    fn bombs_are_refused_unread() {
        let bomb = b"<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>";
        assert_eq!(read(bomb, MAX), Err(Fault::Doctype));
        assert_eq!(read(b"<a>&file;</a>", MAX), Err(Fault::Doctype));
        assert!(read(b"<a b='&file;'/>", MAX).is_err());
        let deep = "<a>".repeat(DEPTH_MAX + 1);
        assert_eq!(
            read(deep.as_bytes(), MAX),
            Err(Fault::TooDeep {
                depth_max: DEPTH_MAX
            })
        );
        let wide = format!("<a>{}</a>", "<b/>".repeat(ELEMENTS_MAX));
        assert!(matches!(
            read(wide.as_bytes(), MAX),
            Err(Fault::TooMany {
                what: "element",
                ..
            })
        ));
        let many: String = (0..=ATTRIBUTES_MAX).map(|n| format!(" a{n}='1'")).collect();
        assert!(matches!(
            read(format!("<a{many}/>").as_bytes(), MAX),
            Err(Fault::TooMany {
                what: "attribute",
                ..
            })
        ));
        assert!(matches!(read(&[b' '; 20], 10), Err(Fault::TooLarge { .. })));
    }

    #[test]
    fn broken_documents_are_refused() {
        for text in [
            "",
            "  ",
            "<a>",
            "<a></b>",
            "</a>",
            "<a/><b/>",
            "x<a/>",
            "<a/>x",
            "<a b=1/>",
            "<a b='1' b='2'/>",
            "<a>&</a>",
            "<a",
        ] {
            assert!(read(text.as_bytes(), MAX).is_err(), "{text}");
        }
    }

    #[test]
    fn what_xml_cannot_hold_is_replaced() {
        let written = document(&Element::new("a").with("b", "\u{1}\n\t").saying("x\u{0}y\r"));
        let back = read(written.as_bytes(), MAX).unwrap();
        assert_eq!(back.attribute("b"), Some("\u{FFFD}\n\t"));
        assert_eq!(back.text, "x\u{FFFD}y\r");
    }
}
