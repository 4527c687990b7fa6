//! A small tree of XML, read with limits. Document types and entities of their own are refused unread, as
//! XML bombs are built of them.

use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};

use super::error::OrderError;

/// Deepest nesting: GPX and RTZ with extensions need eight levels.
const DEPTH_MAX: usize = 24;
/// Most elements: a route of ten thousand waypoints with ten elements each.
const ELEMENTS_MAX: usize = 100_000;

/// One element; names without prefix.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) text: String,
    pub(super) children: Vec<Element>,
    pub(super) line: usize,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }

    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|c| c.name == name)
    }

    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |c| c.name == name)
    }

    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name)
            .map(|c| c.text.trim())
            .filter(|t| !t.is_empty())
    }
}

/// Text for XML: what has a meaning there is written as an entity, what no XML can hold is left out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push_str(&format!("&#{};", u32::from(c))),
            c if u32::from(c) < 0x20 || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
    out
}

/// Reads a document to its outermost element.
pub(super) fn read(format: &'static str, text: &str) -> Result<Element, OrderError> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut count = 0;
    loop {
        let line = line_of(text, reader.buffer_position());
        let fault = |reason: &str| OrderError::Unreadable {
            format,
            line,
            reason: reason.to_owned(),
        };
        let event = reader.read_event().map_err(|e| fault(&e.to_string()))?;
        let (element, empty) = match event {
            Event::Start(start) => (
                Some(element(&start, line).ok_or_else(|| fault("attribute"))?),
                false,
            ),
            Event::Empty(start) => (
                Some(element(&start, line).ok_or_else(|| fault("attribute"))?),
                true,
            ),
            Event::Text(words) => {
                push_text(&mut open, &words.xml10_content());
                continue;
            }
            Event::CData(words) => {
                push_text(&mut open, &words.xml10_content());
                continue;
            }
            Event::GeneralRef(name) => {
                let c = match name.resolve_char_ref() {
                    Ok(Some(c)) => c,
                    _ => entity(&name).ok_or_else(|| fault("entity"))?,
                };
                push_text(&mut open, c.encode_utf8(&mut [0; 4]));
                continue;
            }
            Event::End(_) => (None, true),
            Event::DocType(_) => return Err(fault("document type")),
            Event::Eof => return Err(fault("end of document")),
            _ => continue,
        };
        if let Some(element) = element {
            count += 1;
            open.push(element);
            if count > ELEMENTS_MAX || open.len() > DEPTH_MAX {
                return Err(fault("too large"));
            }
        }
        if empty {
            let done = open.pop().ok_or_else(|| fault("end tag"))?;
            match open.last_mut() {
                Some(parent) => parent.children.push(done),
                None => return Ok(done),
            }
        }
    }
}

fn push_text(open: &mut [Element], words: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(words);
    }
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

fn element(start: &quick_xml::events::BytesStart<'_>, line: usize) -> Option<Element> {
    let mut element = Element {
        name: start.local_name().as_ref().to_owned(),
        line,
        ..Element::default()
    };
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        element.attributes.push((
            attribute.key.local_name().as_ref().to_owned(),
            value.into_owned(),
        ));
    }
    Some(element)
}

fn line_of(text: &str, position: u64) -> usize {
    let end = usize::try_from(position)
        .unwrap_or(text.len())
        .min(text.len());
    text.as_bytes()
        .get(..end)
        .unwrap_or_default()
        .iter()
        .filter(|b| **b == b'\n')
        .count()
        + 1
}
