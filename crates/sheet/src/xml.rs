//! The little XML that workbooks need.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use crate::Error;

/// A name without its prefix.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// An attribute by its name without prefix.
pub(crate) fn attribute(element: &BytesStart<'_>, wanted: &str) -> Option<String> {
    let found = element
        .attributes()
        .flatten()
        .find(|one| local(one.key.as_ref()) == wanted)?;
    quick_xml::escape::unescape(&found.value)
        .ok()
        .map(std::borrow::Cow::into_owned)
}

/// Visits every element that begins.
pub(crate) fn each_start(
    xml: &str,
    mut visit: impl FnMut(&str, &BytesStart<'_>),
) -> Result<(), Error> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(Error::broken)? {
            Event::Eof => return Ok(()),
            Event::Start(element) | Event::Empty(element) => {
                visit(local(element.name().as_ref()), &element);
            }
            _ => {}
        }
    }
}

/// Text that is being read, with its entities resolved.
pub(crate) fn add_text(event: &Event<'_>, text: &mut String) -> Result<(), Error> {
    match event {
        Event::Text(piece) => {
            text.push_str(&quick_xml::escape::unescape(piece).map_err(Error::broken)?);
        }
        Event::CData(piece) => text.push_str(piece),
        Event::GeneralRef(name) => {
            let name: &str = name;
            let whole = format!("&{name};");
            text.push_str(&quick_xml::escape::unescape(&whole).map_err(Error::broken)?);
        }
        _ => {}
    }
    Ok(())
}

/// Spreadsheets write characters that XML cannot hold as `_xHHHH_` (ECMA-376 part 1, 22.9.2.19).
pub(crate) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let code = tail.get(2..6).filter(|_| tail.get(6..7) == Some("_"));
        let character = code
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
            .and_then(char::from_u32);
        match character {
            Some(character) => {
                out.push(character);
                rest = tail.get(7..).unwrap_or_default();
            }
            None => {
                out.push_str("_x");
                rest = tail.get(2..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}
