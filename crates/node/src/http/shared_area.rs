//! Areas that partners told of, as GeoJSON: drawn beside our own, and never among them unless somebody takes one over.

use std::sync::Arc;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use vigie_sea::AreaSet;

use super::{App, Problem, area};

/// Areas of partners in one answer.
const AREAS_MAX: usize = 1_000;

pub(super) async fn all(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let features = if app.desk.is_none() {
        Vec::new()
    } else {
        let copies = app.desk(|desk| Ok(desk.areas_shown(AREAS_MAX))).await?;
        copies
            .iter()
            .flat_map(areas_of)
            .take(AREAS_MAX)
            .collect::<Vec<Value>>()
    };
    let body = json!({"type": "FeatureCollection", "features": features});
    Ok((
        [(header::CONTENT_TYPE, "application/geo+json")],
        body.to_string(),
    )
        .into_response())
}

/// The areas of one copy. What a partner wrote is read as any file of areas is; what cannot be read is not drawn.
fn areas_of(copy: &Value) -> Vec<Value> {
    let text = copy["body"]["geojson"].as_str().unwrap_or_default();
    let source = copy["body"]["source"].as_str().unwrap_or_default();
    let Ok((areas, _faults)) = AreaSet::from_geojson(text, source) else {
        return Vec::new();
    };
    let shown = areas.areas().iter().map(|one| {
        let mut feature = area::feature(one, None);
        feature["properties"]["party"] = copy["party"].clone();
        feature["properties"]["seq"] = copy["seq"].clone();
        feature
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_partner_wrote_is_drawn_if_it_is_an_area_and_else_left_out() {
        let ring = json!([[[170.0, 40.0], [171.0, 40.0], [171.0, 41.0], [170.0, 40.0]]]);
        let area = json!({"type": "Feature", "properties": {"name": "Closed", "party": "xx"},
            "geometry": {"type": "Polygon", "coordinates": ring}});
        let copy = |text: &str| json!({"party": "jp-jcg", "seq": 7, "body": {"source": "chart 12", "geojson": text}});
        let drawn = areas_of(&copy(&area.to_string()));
        assert_eq!(drawn.len(), 1);
        let of = |name: &str| drawn[0]["properties"][name].clone();
        assert_eq!(
            (of("party"), of("seq"), of("source")),
            (json!("jp-jcg"), json!(7), json!("chart 12"))
        );
        for text in [
            "",
            "{}",
            "not json",
            "{\"type\":\"Feature\",\"geometry\":null}",
        ] {
            assert_eq!(areas_of(&copy(text)), Vec::<Value>::new(), "{text}");
        }
        assert_eq!(areas_of(&json!({})), Vec::<Value>::new());
    }
}
