//! Any request to the TAXII server gets JSON, and any answer is taken or refused by the client.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_exchange::edge::taxii::{
    Access, Account, Collection, MEDIA, Request, Server, Shelf, Shelved,
};
use vigie_exchange::edge::taxii_client::{self, Answer, Pager};

struct Empty;

impl Shelf for Empty {
    fn objects(&self, _: &str) -> &[Shelved] {
        &[]
    }
    fn status(&self, _: &str) -> Option<&str> {
        None
    }
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.splitn(4, '\n');
    let (method, path, query, body) = (
        lines.next().unwrap_or(""),
        lines.next().unwrap_or(""),
        lines.next().unwrap_or(""),
        lines.next().unwrap_or(""),
    );
    let id = "5f4f0b0e-6a57-4f0e-8a3e-2f1d6a1b7c01".to_owned();
    let collections = vec![Collection {
        id: id.clone(),
        title: String::new(),
        description: String::new(),
    }];
    let server = Server {
        title: String::new(),
        root: "/r/".to_owned(),
        root_url: String::new(),
        collections,
    };
    let account = Account {
        access: [(
            id.clone(),
            Access {
                read: true,
                write: true,
            },
        )]
        .into(),
    };
    for path in [path.to_owned(), format!("/r/collections/{id}/{path}")] {
        let request = Request {
            method,
            path: &path,
            query,
            accept: None,
            content_type: Some(MEDIA),
            body: body.as_bytes(),
        };
        let response = server.answer(&request, Some(&account), &Empty, 0).response;
        is_object(&response.body);
    }
    let answer = Answer {
        status: 200,
        added_last: Some(query),
        body: data,
    };
    let _ = Pager::new("/r/", &id, None, 1).take(&answer);
    let _ = (
        taxii_client::discovery(&answer),
        taxii_client::collections(&answer),
    );
});

/// Every body is one JSON object.
fn is_object(body: &[u8]) {
    assert!(body.starts_with(b"{") && body.ends_with(b"}"));
}
