//! The objects of a collection: the filters of a query, what matches, a page of it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::instant;
use super::{
    NOT_FOUND, PAGE_OBJECTS_MAX, QUERY_BYTES_MAX, Refusal, Response, Shelved, answer_text,
};

/// The filters of a query.
#[derive(Default)]
struct Filter {
    added_after_us: Option<i64>,
    limit: usize,
    next: Option<(i64, String, String)>,
    ids: Vec<String>,
    kinds: Vec<String>,
    versions: Vec<String>,
    spec_versions: Vec<String>,
}

/// Undoes percent encoding; `None` when it is broken.
fn percent(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => {
                let (high, low) = (
                    char::from(bytes.next()?).to_digit(16)?,
                    char::from(bytes.next()?).to_digit(16)?,
                );
                out.push(u8::try_from(high * 16 + low).ok()?);
            }
            b'+' => out.push(b' '),
            other => out.push(other),
        }
    }
    String::from_utf8(out).ok()
}

/// Percent-encodes everything but unreserved characters.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn filter(query: &str) -> Result<Filter, Refusal> {
    let fault = || Refusal(400, "taxii-query");
    if query.len() > QUERY_BYTES_MAX {
        return Err(fault());
    }
    let mut out = Filter {
        limit: PAGE_OBJECTS_MAX,
        ..Filter::default()
    };
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        // A plus sign in a time is a plus sign: clients do not always encode it.
        let value = value.replace('+', "%2B");
        let (name, value) = percent(name).zip(percent(&value)).ok_or_else(fault)?;
        let list = || {
            value
                .split(',')
                .map(|word| word.trim().to_owned())
                .filter(|word| !word.is_empty())
                .collect()
        };
        match name.as_str() {
            "added_after" => {
                out.added_after_us =
                    Some(instant::read_us(&value, "added_after").map_err(|_time| fault())?)
            }
            "limit" => match value.parse::<usize>() {
                Ok(limit) if limit > 0 => out.limit = limit.min(PAGE_OBJECTS_MAX),
                _ => return Err(fault()),
            },
            "next" => out.next = Some(read_next(&value).ok_or_else(fault)?),
            "match[id]" => out.ids = list(),
            "match[type]" => out.kinds = list(),
            "match[version]" => out.versions = list(),
            "match[spec_version]" => out.spec_versions = list(),
            _ => {}
        }
    }
    Ok(out)
}

/// The place after which a page begins: the key of the last object of the page before. It holds nothing that the page
/// did not.
fn write_next(shelved: &Shelved) -> String {
    let (added_us, id, version) = shelved.key();
    format!("{added_us}~{id}~{version}")
}

fn read_next(text: &str) -> Option<(i64, String, String)> {
    let mut parts = text.splitn(3, '~');
    Some((
        parts.next()?.parse().ok()?,
        parts.next()?.to_owned(),
        parts.next()?.to_owned(),
    ))
}

/// The objects that match, in the order of their arrival.
fn select<'a>(filter: &Filter, shelf: &'a [Shelved], versions_too: bool) -> Vec<&'a Shelved> {
    let among =
        |list: &[String], word: &str| list.is_empty() || list.iter().any(|known| known == word);
    if !filter.spec_versions.is_empty() && !among(&filter.spec_versions, "2.1") {
        return Vec::new();
    }
    let mut found: Vec<&Shelved> = shelf
        .iter()
        .filter(|it| among(&filter.ids, &it.object.id) && among(&filter.kinds, &it.object.kind))
        .collect();
    // One object may be on the shelf once a report: the same version counts once, as it came first.
    found.sort_by_cached_key(|it| it.key());
    let mut versions: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    found.retain(|it| {
        let known = versions.entry(&it.object.id).or_default();
        let version = it.version();
        let fresh = !known.contains(&version);
        known.push(version);
        fresh
    });
    let wanted = |it: &Shelved| {
        let known = versions.get(it.object.id.as_str());
        let version = it.version();
        let is = |word: &String| match word.as_str() {
            "all" => true,
            "last" => known.and_then(|known| known.iter().max()) == Some(&version),
            "first" => known.and_then(|known| known.iter().min()) == Some(&version),
            exact => {
                instant::read_us(exact, "version")
                    .map(instant::zulu_us)
                    .as_deref()
                    == Ok(version.as_str())
            }
        };
        match filter.versions.as_slice() {
            [] => versions_too || is(&"last".to_owned()),
            some => some.iter().any(is),
        }
    };
    let after = |it: &Shelved| {
        let key = it.key();
        filter
            .added_after_us
            .is_none_or(|after_us| it.added_us > after_us)
            && filter.next.as_ref().is_none_or(|(added_us, id, version)| {
                key > (*added_us, id.as_str(), version.clone())
            })
    };
    found.retain(|it| wanted(it) && after(it));
    found
}

pub(super) fn contents(what: &[&str], query: &str, shelf: &[Shelved]) -> Result<Response, Refusal> {
    let mut filter = filter(query)?;
    let (list, versions_too) = match what {
        ["objects"] => ("objects", false),
        ["manifest"] => ("manifest", false),
        ["objects", _] => ("objects", false),
        ["objects", _, "versions"] => ("versions", true),
        _ => return Err(NOT_FOUND),
    };
    if let ["objects", id, ..] = what {
        let id = percent(id).ok_or(NOT_FOUND)?;
        if !shelf.iter().any(|it| it.object.id == id) {
            return Err(NOT_FOUND);
        }
        filter.ids = vec![id];
    }
    let found = select(&filter, shelf, versions_too);
    let page = found
        .get(..filter.limit.min(found.len()))
        .unwrap_or_default();
    let items: Vec<String> = page.iter().map(|it| member(list, it)).collect();
    // A manifest, too, lists its records under `objects`.
    let key = if list == "versions" {
        "versions"
    } else {
        "objects"
    };
    let mut body = String::from("{");
    if let (true, Some(last)) = (found.len() > page.len(), page.last()) {
        body.push_str(&format!(
            "\"more\":true,\"next\":{},",
            Value::String(write_next(last))
        ));
    }
    if items.is_empty() {
        body.push('}');
    } else {
        body.push_str(&format!("\"{key}\":[{}]}}", items.join(",")));
    }
    let mut response = answer_text(200, &body);
    if let (Some(first), Some(last)) = (page.first(), page.last()) {
        response
            .headers
            .push(("X-TAXII-Date-Added-First", instant::zulu_us(first.added_us)));
        response
            .headers
            .push(("X-TAXII-Date-Added-Last", instant::zulu_us(last.added_us)));
    }
    Ok(response)
}

fn member(list: &str, shelved: &Shelved) -> String {
    match list {
        "objects" => shelved.object.json.clone(),
        "versions" => Value::String(shelved.version()).to_string(),
        _ => json!({
            "id": shelved.object.id, "date_added": instant::zulu_us(shelved.added_us), "version": shelved.version(),
            "media_type": "application/stix+json;version=2.1",
        })
        .to_string(),
    }
}
