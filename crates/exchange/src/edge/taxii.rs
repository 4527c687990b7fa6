//! A TAXII 2.1 server without a socket: a request in, a response out, and what was put in for the node to keep.
//!
//! Source: OASIS TAXII 2.1. Rights are whole collections, `can_read` and `can_write`; so a collection is made for one
//! partner and only released reports are shelved in it ([`shelve`]). A collection that an account may neither read nor
//! write does not exist for it: same answer, same text. What an account puts in is a claim for the node's inbox and is
//! never served. Deletion is not offered: a recall is a signed record of the channel.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::instant;
use super::marking::Cleared;
use super::stix::{self, BUNDLE_BYTES_MAX, Object};
use super::threat::Report;

mod page;

use page::contents;
pub(crate) use page::encode;

/// The media type of every answer.
pub const MEDIA: &str = "application/taxii+json;version=2.1";
/// Objects on a page when the client names no number, and the most it gets.
pub const PAGE_OBJECTS_MAX: usize = 200;
/// Longest query read, bytes: 100 ids of 60 bytes.
pub const QUERY_BYTES_MAX: usize = 8_192;

/// A request, as the node took it from HTTP.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// `GET`, `POST`, ...
    pub method: &'a str,
    /// Path without query.
    pub path: &'a str,
    /// Query without `?`, still encoded.
    pub query: &'a str,
    /// `Accept` header.
    pub accept: Option<&'a str>,
    /// `Content-Type` header.
    pub content_type: Option<&'a str>,
    /// Body.
    pub body: &'a [u8],
}

/// A response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Headers besides length.
    pub headers: Vec<(&'static str, String)>,
    /// JSON.
    pub body: Vec<u8>,
}

/// A response, and what the node must keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// To send.
    pub response: Response,
    /// Objects put into a collection.
    pub put: Option<Put>,
}

/// Objects that an account put into a collection. Claims, to be kept and judged by the node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// The collection.
    pub collection: String,
    /// The objects.
    pub objects: Vec<Object>,
    /// Id of the status that was answered.
    pub status_id: String,
    /// The status resource, to be served under its id.
    pub status: String,
}

/// What an account may do in a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Access {
    /// Get objects.
    pub read: bool,
    /// Add objects.
    pub write: bool,
}

/// Who asks: rights by collection id. A collection that is not in it does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Account {
    /// Rights.
    pub access: BTreeMap<String, Access>,
}

/// A collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// UUID.
    pub id: String,
    /// Title.
    pub title: String,
    /// Description; empty when none.
    pub description: String,
}

/// An object on a shelf: made by [`shelve`] only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelved {
    object: Object,
    added_us: i64,
}

impl Shelved {
    /// The object.
    #[must_use]
    pub fn object(&self) -> &Object {
        &self.object
    }

    fn version(&self) -> String {
        let said = self
            .object
            .version
            .as_deref()
            .and_then(|text| instant::read_us(text, "modified").ok());
        instant::zulu_us(said.unwrap_or(self.added_us))
    }

    fn key(&self) -> (i64, &str, String) {
        (self.added_us, &self.object.id, self.version())
    }
}

/// The objects of a report that was cleared for STIX, for the shelf of the partner it was released to.
#[must_use]
pub fn shelve(cleared: &Cleared<Report>, added_us: i64) -> Vec<Shelved> {
    stix::objects(cleared)
        .into_iter()
        .map(|object| Shelved { object, added_us })
        .collect()
}

/// Where the node keeps what is served.
pub trait Shelf {
    /// The objects of a collection.
    fn objects(&self, collection: &str) -> &[Shelved];
    /// A status resource kept from an earlier [`Put`] of this account.
    fn status(&self, id: &str) -> Option<&str>;
}

/// The server: names, and the collections there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Title of the server.
    pub title: String,
    /// Path of the API root, with slashes at both ends.
    pub root: String,
    /// Address of the API root as clients reach it; the root path when the node does not know it.
    pub root_url: String,
    /// Collections.
    pub collections: Vec<Collection>,
}

/// Path of the discovery resource.
pub const DISCOVERY: &str = "/taxii2/";

/// A refusal, by status and stable code.
struct Refusal(u16, &'static str);

const NOT_FOUND: Refusal = Refusal(404, "taxii-not-found");

impl Server {
    /// Answers one request. `account` is `None` when nobody is signed in.
    #[must_use]
    pub fn answer(
        &self,
        request: &Request<'_>,
        account: Option<&Account>,
        shelf: &impl Shelf,
        now_us: i64,
    ) -> Reply {
        let result = match account {
            None => Err(Refusal(401, "taxii-sign-in")),
            Some(account) => self.route(request, account, shelf, now_us),
        };
        result.unwrap_or_else(|refusal| Reply {
            response: refuse(&refusal),
            put: None,
        })
    }

    fn route(
        &self,
        request: &Request<'_>,
        account: &Account,
        shelf: &impl Shelf,
        now_us: i64,
    ) -> Result<Reply, Refusal> {
        if !accepts(request.accept) {
            return Err(Refusal(406, "taxii-media"));
        }
        let get = |response: Response| match request.method {
            "GET" => Ok(Reply {
                response,
                put: None,
            }),
            _ => Err(Refusal(405, "taxii-method")),
        };
        if request.path == DISCOVERY || Some(request.path) == DISCOVERY.strip_suffix('/') {
            return get(self.discovery());
        }
        let rest = request.path.strip_prefix(&self.root).ok_or(NOT_FOUND)?;
        let parts: Vec<&str> = rest.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [] => get(self.api_root()),
            ["collections"] => get(self.list(account)),
            ["status", id] => get(answer_text(200, shelf.status(id).ok_or(NOT_FOUND)?)),
            ["collections", id, what @ ..] => {
                let (collection, access) = self.collection(id, account)?;
                if what.is_empty() {
                    return get(answer(200, &collection_body(collection, access)));
                }
                if what == ["objects"] && request.method == "POST" {
                    return put(request, collection, access, now_us, &self.root);
                }
                if request.method == "DELETE" {
                    return Err(Refusal(403, "taxii-no-delete"));
                }
                if !access.read {
                    return Err(Refusal(403, "taxii-no-read"));
                }
                get(contents(
                    what,
                    request.query,
                    shelf.objects(&collection.id),
                )?)
            }
            _ => Err(NOT_FOUND),
        }
    }

    fn discovery(&self) -> Response {
        answer(
            200,
            &json!({ "title": self.title, "default": self.root_url, "api_roots": [self.root_url] }),
        )
    }

    fn api_root(&self) -> Response {
        answer(
            200,
            &json!({ "title": self.title, "versions": [MEDIA], "max_content_length": BUNDLE_BYTES_MAX }),
        )
    }

    fn list(&self, account: &Account) -> Response {
        let seen = |collection: &Collection| {
            self.collection(&collection.id, account)
                .ok()
                .map(|(it, access)| collection_body(it, access))
        };
        let list: Vec<Value> = self.collections.iter().filter_map(seen).collect();
        answer(
            200,
            &if list.is_empty() {
                json!({})
            } else {
                json!({ "collections": list })
            },
        )
    }

    fn collection(&self, id: &str, account: &Account) -> Result<(&Collection, Access), Refusal> {
        let access = account
            .access
            .get(id)
            .copied()
            .filter(|access| access.read || access.write);
        let found = self
            .collections
            .iter()
            .find(|collection| collection.id == id);
        found.zip(access).ok_or(NOT_FOUND)
    }
}

fn collection_body(collection: &Collection, access: Access) -> Value {
    let mut body = json!({
        "id": collection.id, "title": collection.title, "can_read": access.read, "can_write": access.write,
        "media_types": ["application/stix+json;version=2.1"],
    });
    if let (false, Some(map)) = (collection.description.is_empty(), body.as_object_mut()) {
        map.insert(
            "description".to_owned(),
            collection.description.clone().into(),
        );
    }
    body
}

/// Whether the client takes what is spoken here.
fn accepts(accept: Option<&str>) -> bool {
    let one = |media: &str| {
        let media: String = media
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .collect::<String>()
            .to_ascii_lowercase();
        let mut parts = media.split(';');
        match parts.next() {
            Some("*/*" | "application/*") => true,
            Some("application/taxii+json") => {
                parts.all(|part| part == "version=2.1" || part.starts_with("q="))
            }
            _ => false,
        }
    };
    accept.is_none_or(|accept| accept.split(',').any(one))
}

fn answer(status: u16, body: &impl Serialize) -> Response {
    // Values of strings, numbers and lists cannot fail.
    answer_text(status, &serde_json::to_string(body).unwrap_or_default())
}

fn answer_text(status: u16, body: &str) -> Response {
    Response {
        status,
        headers: vec![("Content-Type", MEDIA.to_owned())],
        body: body.as_bytes().to_vec(),
    }
}

fn refuse(refusal: &Refusal) -> Response {
    let Refusal(status, code) = *refusal;
    let mut response = answer(
        status,
        &json!({ "title": code, "error_code": code, "http_status": status.to_string() }),
    );
    if status == 401 {
        response
            .headers
            .push(("WWW-Authenticate", "Basic realm=\"taxii\"".to_owned()));
    }
    response
}

fn put(
    request: &Request<'_>,
    collection: &Collection,
    access: Access,
    now_us: i64,
    root: &str,
) -> Result<Reply, Refusal> {
    if !access.write {
        return Err(Refusal(403, "taxii-no-write"));
    }
    let media: String = request
        .content_type
        .unwrap_or_default()
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    if !media.eq_ignore_ascii_case(MEDIA) && !media.eq_ignore_ascii_case("application/taxii+json") {
        return Err(Refusal(415, "taxii-media"));
    }
    let (objects, refused) = stix::read_objects(request.body).map_err(|fault| match fault {
        super::Fault::TooLarge { .. } | super::Fault::TooMany { .. } => {
            Refusal(413, "taxii-too-large")
        }
        _ => Refusal(422, "taxii-envelope"),
    })?;
    let status_id = stix::uuid(
        &format!("vigie:status:{root}{}", collection.id),
        &format!("{now_us}:{}", String::from_utf8_lossy(request.body)),
    );
    let detail = |object: &Object| {
        let version = object
            .version
            .as_deref()
            .and_then(|text| instant::read_us(text, "version").ok())
            .unwrap_or(now_us);
        json!({ "id": object.id, "version": instant::zulu_us(version) })
    };
    let mut body = json!({
        "id": status_id, "status": "complete", "request_timestamp": instant::zulu_us(now_us), "total_count": objects.len() + refused,
        "success_count": objects.len(), "failure_count": refused, "pending_count": 0,
    });
    if let (false, Some(map)) = (objects.is_empty(), body.as_object_mut()) {
        map.insert("successes".to_owned(), objects.iter().map(detail).collect());
    }
    let status = body.to_string();
    let response = answer_text(202, &status);
    Ok(Reply {
        response,
        put: Some(Put {
            collection: collection.id.clone(),
            objects,
            status_id,
            status,
        }),
    })
}
