//! STIX patterns of one comparison: `[domain-name:value = 'example.org']`. Others stay text.

use super::threat::{Observable, Search};

/// Makes an observable of its value.
type Make = fn(String) -> Observable;

const PATHS: [(&str, Make); 6] = [
    ("ipv4-addr:value", Observable::Ipv4),
    ("ipv6-addr:value", Observable::Ipv6),
    ("domain-name:value", Observable::Domain),
    ("url:value", Observable::Url),
    ("email-message:from_ref.value", Observable::Email),
    ("file:hashes.'SHA-256'", Observable::Sha256),
];

/// Writes the pattern of a search.
#[must_use]
pub fn write(search: &Search) -> String {
    match search {
        Search::Pattern { text, .. } => text.clone(),
        Search::For(observable) => {
            let value = observable
                .value()
                .replace('\\', "\\\\")
                .replace('\'', "\\'");
            format!("[{} = '{value}']", path(observable))
        }
    }
}

fn path(observable: &Observable) -> &'static str {
    let same = |make: Make| {
        std::mem::discriminant(&make(String::new())) == std::mem::discriminant(observable)
    };
    PATHS
        .iter()
        .find(|(_, make)| same(*make))
        .map_or("", |(path, _)| path)
}

/// Reads a pattern; one that is not a single plain comparison is kept as it is.
#[must_use]
pub fn read(language: &str, text: &str) -> Search {
    let plain = if language == "stix" {
        single(text)
    } else {
        None
    };
    plain.map_or_else(
        || Search::Pattern {
            language: language.to_owned(),
            text: text.to_owned(),
        },
        Search::For,
    )
}

fn single(text: &str) -> Option<Observable> {
    let inside = text.trim().strip_prefix('[')?.strip_suffix(']')?.trim();
    let (path, make) = PATHS.iter().find(|(path, _)| inside.starts_with(path))?;
    let rest = inside
        .get(path.len()..)?
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let quoted = rest.strip_prefix('\'')?.strip_suffix('\'')?;
    let mut value = String::new();
    let mut letters = quoted.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' => return None,
            '\\' => value.push(letters.next()?),
            other => value.push(other),
        }
    }
    Some(make(value))
}
