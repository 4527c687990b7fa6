//! A TAXII 2.1 client without a socket: requests out, responses in.
//!
//! [`Pager`] walks a collection page by page and can be resumed after any cut: `resume` is the newest time of adding it
//! has seen. A server that repeats a page or never ends is left.

use serde_json::Value;

use super::fault::{Fault, bounded};
use super::instant;
use super::stix::{self, BUNDLE_BYTES_MAX, Object};
use super::taxii::{MEDIA, encode};
use crate::Digest;

/// Most pages of one walk: more than a partner has objects to share in a day.
pub const PAGES_MAX: usize = 10_000;
/// Longest `next` token taken.
const NEXT_BYTES_MAX: usize = 4_096;

/// A request to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Method.
    pub method: &'static str,
    /// Path and query, under the server's address.
    pub target: String,
    /// Headers.
    pub headers: Vec<(&'static str, String)>,
    /// Body; empty for `GET`.
    pub body: Vec<u8>,
}

/// What came back.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// HTTP status.
    pub status: u16,
    /// `X-TAXII-Date-Added-Last`, if it was there.
    pub added_last: Option<&'a str>,
    /// Body.
    pub body: &'a [u8],
}

/// A server as it presents itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovery {
    /// Title.
    pub title: String,
    /// Addresses of API roots. The node must hold them to the host it was told of.
    pub api_roots: Vec<String>,
}

/// A collection as the server presents it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// May be read.
    pub can_read: bool,
    /// May be written.
    pub can_write: bool,
}

/// Asks for a resource.
#[must_use]
pub fn get(target: &str) -> Ask {
    Ask {
        method: "GET",
        target: target.to_owned(),
        headers: vec![("Accept", MEDIA.to_owned())],
        body: Vec::new(),
    }
}

/// Asks to add objects.
#[must_use]
pub fn add(root: &str, collection: &str, objects: &[Object]) -> Ask {
    let list: Vec<&str> = objects.iter().map(|object| object.json.as_str()).collect();
    Ask {
        method: "POST",
        target: format!("{root}collections/{}/objects/", encode(collection)),
        headers: vec![
            ("Accept", MEDIA.to_owned()),
            ("Content-Type", MEDIA.to_owned()),
        ],
        body: format!("{{\"objects\":[{}]}}", list.join(",")).into_bytes(),
    }
}

fn json(answer: &Answer<'_>) -> Result<Value, Fault> {
    if !(200..300).contains(&answer.status) {
        return Err(Fault::Unreadable { what: "status" });
    }
    bounded(answer.body, BUNDLE_BYTES_MAX)?;
    serde_json::from_slice(answer.body).map_err(|_form| Fault::NotJson)
}

fn text(value: &Value, what: &'static str) -> Result<String, Fault> {
    value
        .get(what)
        .and_then(Value::as_str)
        .map(str::to_owned)
        .ok_or(Fault::Missing { what })
}

fn list<'a>(value: &'a Value, what: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(what)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// Reads the discovery resource.
///
/// # Errors
/// A status that is no success, not JSON, no title.
pub fn discovery(answer: &Answer<'_>) -> Result<Discovery, Fault> {
    let value = json(answer)?;
    Ok(Discovery {
        title: text(&value, "title")?,
        api_roots: list(&value, "api_roots")
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
    })
}

/// Reads the list of collections.
///
/// # Errors
/// A status that is no success, not JSON, a collection without id or title.
pub fn collections(answer: &Answer<'_>) -> Result<Vec<Collection>, Fault> {
    let value = json(answer)?;
    let flag = |it: &Value, name: &str| it.get(name).and_then(Value::as_bool).unwrap_or(false);
    list(&value, "collections")
        .map(|it| {
            Ok(Collection {
                id: text(it, "id")?,
                title: text(it, "title")?,
                can_read: flag(it, "can_read"),
                can_write: flag(it, "can_write"),
            })
        })
        .collect()
}

/// Walks the objects of a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pager {
    base: String,
    limit: usize,
    added_after_us: Option<i64>,
    next: Option<String>,
    /// Digest of the objects of the page before.
    last: Option<Digest>,
    newest_us: Option<i64>,
    pages: usize,
    done: bool,
}

impl Pager {
    /// From the beginning, or after what was had before.
    #[must_use]
    pub fn new(root: &str, collection: &str, added_after_us: Option<i64>, limit: usize) -> Self {
        Self {
            base: format!("{root}collections/{}/objects/", encode(collection)),
            limit,
            added_after_us,
            next: None,
            last: None,
            newest_us: added_after_us,
            pages: 0,
            done: false,
        }
    }

    /// The next request; `None` at the end.
    #[must_use]
    pub fn ask(&self) -> Option<Ask> {
        if self.done {
            return None;
        }
        let mut target = format!("{}?limit={}", self.base, self.limit.max(1));
        if let Some(after_us) = self.added_after_us {
            target.push_str(&format!(
                "&added_after={}",
                encode(&instant::zulu_us(after_us))
            ));
        }
        if let Some(next) = &self.next {
            target.push_str(&format!("&next={}", encode(next)));
        }
        Some(get(&target))
    }

    /// Takes a page: its objects, and how many others it held that are not STIX 2.1.
    ///
    /// # Errors
    /// The page cannot be read, or the server repeats itself or never ends. Ask again later from [`Pager::resume`].
    pub fn take(&mut self, answer: &Answer<'_>) -> Result<(Vec<Object>, usize), Fault> {
        let value = json(answer)?;
        let objects = stix::read_objects(answer.body)?;
        let more = value.get("more").and_then(Value::as_bool).unwrap_or(false);
        let next = value.get("next").and_then(Value::as_str).map(str::to_owned);
        // A server may name its place by the same token on every page; what comes again is the same objects.
        let told: Vec<String> = list(&value, "objects").map(Value::to_string).collect();
        let told = Digest::of(told.join(",").as_bytes());
        let repeats = next == self.next && self.last.replace(told) == Some(told);
        if more
            && (next.is_none()
                || repeats
                || next
                    .as_ref()
                    .is_some_and(|next| next.len() > NEXT_BYTES_MAX))
        {
            return Err(Fault::Unreadable { what: "next" });
        }
        self.pages += 1;
        if more && self.pages >= PAGES_MAX {
            return Err(Fault::TooMany {
                what: "page",
                count_max: PAGES_MAX,
            });
        }
        if let Some(Ok(added_us)) = answer
            .added_last
            .map(|text| instant::read_us(text, "added"))
        {
            self.newest_us = self.newest_us.max(Some(added_us));
        }
        (self.done, self.next) = (!more, next);
        Ok(objects)
    }

    /// After which time of adding a later walk goes on. Only the end of a walk is safe to resume from: objects added at
    /// the same instant may be on the next page.
    #[must_use]
    pub fn resume(&self) -> Option<i64> {
        if self.done {
            self.newest_us
        } else {
            self.added_after_us
        }
    }
}
