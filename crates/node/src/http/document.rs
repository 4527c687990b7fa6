//! The machine-readable description of the API. `openapi.json` is kept by hand; a test holds it to the table of routes,
//! with the role of each.

use axum::{http::header, response::IntoResponse};

const OPENAPI: &str = include_str!("openapi.json");

/// For the API; that of OGC API Features alone is in `ogc_api`.
pub(super) async fn openapi() -> impl IntoResponse {
    (
        [(
            header::CONTENT_TYPE,
            "application/vnd.oai.openapi+json;version=3.1",
        )],
        OPENAPI,
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeMap;

    use serde_json::Value;

    use super::OPENAPI;
    use crate::http::route::{Access, routes};

    #[test]
    fn the_description_has_every_route_with_its_role_and_no_other() {
        let document: Value = serde_json::from_str(OPENAPI).unwrap();
        let mut described = BTreeMap::new();
        for (path, operations) in document["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                let role = operation["x-vigie-role"].as_str().unwrap().to_owned();
                described.insert(format!("{} {path}", method.to_uppercase()), role);
            }
        }
        let table: BTreeMap<String, String> = routes()
            .iter()
            .map(|route| {
                let role = match route.access {
                    Access::Open => "none",
                    Access::Role(role) => role.code(),
                };
                // A template names its rest of the path without the router's star.
                let path = route.path.replace("{*", "{");
                (format!("{} {path}", route.method), role.to_owned())
            })
            .collect();
        assert_eq!(described, table);
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document: Value = serde_json::from_str(OPENAPI).unwrap();
        let mut found = 0;
        for piece in OPENAPI.split("\"$ref\": \"#").skip(1) {
            let pointer = piece.split('"').next().unwrap();
            assert!(document.pointer(pointer).is_some(), "{pointer}");
            found += 1;
        }
        assert!(found > 20);
    }
}
