//! The description of the OGC API alone, in OpenAPI 3.0: GIS programs look for that version (OGC 17-069r4, clause 9) and
//! pass over 3.1, in which the whole API is described. Each collection has paths of its own there, as they look them up.

use axum::{http::header, response::IntoResponse};

/// How a landing page names the description.
pub(super) const MEDIA_TYPE: &str = "application/vnd.oai.openapi+json;version=3.0";

const DESCRIPTION: &str = include_str!("ogc_api.json");

pub(super) async fn description() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, MEDIA_TYPE)], DESCRIPTION)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use super::DESCRIPTION;
    use crate::http::{
        ogc::COLLECTIONS,
        route::routes,
        window::{LIMIT, LIMIT_MAX, Query},
    };

    #[test]
    fn each_collection_and_each_route_is_described_and_nothing_else() {
        let document: Value = serde_json::from_str(DESCRIPTION).unwrap();
        let described: BTreeSet<String> = document["paths"]
            .as_object()
            .unwrap()
            .keys()
            .map(|path| format!("/ogc{}", path.replace("{featureId}", "{id}")))
            .collect();
        let mut wanted = BTreeSet::new();
        for route in routes() {
            // The landing page is there with and without its slash, and the description does not describe itself.
            if !route.path.starts_with("/ogc/") || route.path == "/ogc/api" {
                continue;
            }
            for (id, _, _) in COLLECTIONS {
                wanted.insert(route.path.replace("{collection}", id));
            }
        }
        assert_eq!(described, wanted);
    }

    #[test]
    fn what_is_described_can_be_asked() {
        let document: Value = serde_json::from_str(DESCRIPTION).unwrap();
        let parameters = &document["components"]["parameters"];
        for (name, parameter) in parameters.as_object().unwrap() {
            if parameter["in"] != "query" {
                continue;
            }
            let value = match parameter["schema"]["type"].as_str() {
                Some("integer") => json!(1),
                _ => json!("x"),
            };
            let asked = serde_json::from_value::<Query>(json!({name: value}));
            assert!(asked.is_ok(), "{name}");
        }
        let limit = &parameters["limit"]["schema"];
        assert_eq!(
            (limit["maximum"].as_u64(), limit["default"].as_u64()),
            (Some(LIMIT_MAX), Some(LIMIT))
        );
    }

    #[test]
    fn every_reference_leads_somewhere_in_the_document() {
        let document: Value = serde_json::from_str(DESCRIPTION).unwrap();
        let mut found = 0;
        for piece in DESCRIPTION.split("\"$ref\": \"").skip(1) {
            let pointer = piece.split('"').next().unwrap();
            let inside = pointer
                .strip_prefix('#')
                .and_then(|it| document.pointer(it));
            assert!(inside.is_some(), "{pointer}");
            found += 1;
        }
        assert!(found > 20);
    }
}
