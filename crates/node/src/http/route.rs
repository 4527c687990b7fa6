//! The table of routes: method, path, who may, and what answers.

#[path = "route/case.rs"]
mod case_room;
#[path = "route/conduct.rs"]
mod conduct_room;
#[path = "route/crisis.rs"]
mod crisis_room;
#[path = "route/exchange.rs"]
mod exchange_room;
#[path = "route/patrol.rs"]
mod patrol_room;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::Method,
    middleware,
    routing::{MethodRouter, delete, get, patch, post, put},
};
use tower_http::compression::{
    CompressionLayer,
    predicate::{DefaultPredicate, NotForContentType, Predicate},
};

use super::*;
use crate::auth::Role;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anyone; the handler itself asks for what it needs.
    Open,
    /// People and programs of at least this role.
    Role(Role),
}

/// One route.
pub(crate) struct Route {
    /// For the description and the tests; the handler answers to this method only.
    #[cfg_attr(
        not(test),
        allow(
            dead_code,
            reason = "read by the tests that hold the table to its word"
        )
    )]
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) access: Access,
    handler: MethodRouter<Arc<App>>,
}

/// Body of most requests, bytes.
const BODY_BYTES_MAX: usize = 64 * 1_024;
/// Body of an area file or a vessel list, bytes: the largest public IUU and authorisation lists stay below 20 MB.
const FILE_BYTES_MAX: usize = 32 << 20;
/// What a check-in device delivers at once, bytes: 2,000 events of 700 bytes with signature, and records of walk-ins.
const DELIVERY_BYTES_MAX: usize = 4 << 20;

/// All routes.
pub(crate) fn routes() -> Vec<Route> {
    let mut all = open_routes();
    all.extend(picture_routes());
    all.extend(work_routes());
    all.extend(administration_routes());
    all.extend(exchange_room::partner_routes());
    all.extend(exchange_room::release_routes());
    all.extend(case_room::edge_routes());
    all.extend(case_room::case_routes());
    all.extend(exchange_room::custody_routes());
    all.extend(patrol_room::patrol_things());
    all.extend(patrol_room::patrol_plans());
    all.extend(patrol_room::joint_plans());
    all.extend(patrol_room::sailed());
    all.extend(ogc_routes());
    all.extend(conduct_room::conduct_routes());
    all.extend(conduct_room::player_routes());
    all.extend(crisis_room::crisis_routes());
    all.extend(crisis_room::after_routes());
    all.extend(crisis_room::register_routes());
    all.extend(crisis_room::evacuation_routes());
    all.extend(crisis_room::joint_routes());
    all.extend(crisis_room::book_routes());
    all
}

fn route(
    method: Method,
    path: &'static str,
    access: Access,
    handler: MethodRouter<Arc<App>>,
) -> Route {
    Route {
        method,
        path,
        access,
        handler,
    }
}

fn open_routes() -> Vec<Route> {
    let open = Access::Open;
    vec![
        route(Method::GET, "/", open, get(asset::index)),
        route(Method::GET, "/{*path}", open, get(asset::file)),
        route(Method::GET, "/healthz", open, get(health::alive)),
        route(Method::GET, "/readyz", open, get(health::ready)),
        route(Method::POST, "/api/v1/setup", open, post(session::set_up)),
        route(Method::GET, "/api/v1/session", open, get(session::show)),
        route(
            Method::POST,
            "/api/v1/session",
            open,
            post(session::sign_in),
        ),
        route(
            Method::DELETE,
            "/api/v1/session",
            open,
            delete(session::sign_out),
        ),
    ]
}

fn picture_routes() -> Vec<Route> {
    let reads = |path, handler| route(Method::GET, path, Access::Role(Role::Viewer), handler);
    vec![
        reads("/metrics", get(health::metrics)),
        reads("/api/v1/openapi.json", get(document::openapi)),
        reads("/api/v1/status", get(health::status)),
        reads("/api/v1/list", get(list::json)),
        reads("/api/v1/list.csv", get(list::csv)),
        reads("/api/v1/list.geojson", get(list::geojson)),
        reads("/api/v1/list.xlsx", get(list::xlsx)),
        reads("/api/v1/list.parquet", get(list::parquet)),
        reads("/api/v1/vessels", get(vessel::search)),
        reads("/api/v1/vessels/{mmsi}", get(vessel::card)),
        reads("/api/v1/vessels/{mmsi}/track", get(vessel::track)),
        reads("/api/v1/events", get(event::list)),
        reads("/api/v1/events/{id}", get(event::card)),
        reads("/api/v1/stream", get(stream::events)),
        reads("/api/v1/positions", get(position::whole)),
        reads("/api/v1/positions/stream", get(position::stream)),
        reads("/api/v1/areas", get(area::all)),
        reads("/api/v1/lists", get(vessel_list::all)),
        reads("/api/v1/notices", get(notice::all)),
        reads("/api/v1/report/notices", get(notice::report)),
        reads("/api/v1/feeds", get(feed::all)),
        reads("/api/v1/raw", get(raw::all)),
        reads("/api/v1/marks", get(mark::all)),
        reads("/api/v1/receivers", get(receiver::all)),
        reads("/api/v1/scenes", get(scene::all)),
        reads("/api/v1/scenes/{id}", get(scene::show)),
        reads("/api/v1/quarantine", get(feed::quarantine)),
        reads("/api/v1/quarantine.log", get(feed::quarantine_file)),
        reads("/api/v1/report/presence", get(report::presence)),
        reads("/api/v1/report/presence.csv", get(report::presence_csv)),
        reads("/api/v1/rules", get(setting::rules)),
        reads("/api/v1/settings", get(setting::show)),
    ]
}

fn work_routes() -> Vec<Route> {
    let analyst = Access::Role(Role::Analyst);
    let officer = Access::Role(Role::WatchOfficer);
    let file =
        |handler: MethodRouter<Arc<App>>| handler.layer(DefaultBodyLimit::max(FILE_BYTES_MAX));
    vec![
        route(
            Method::POST,
            "/api/v1/areas",
            analyst,
            file(post(area::add)),
        ),
        route(
            Method::POST,
            "/api/v1/scenes",
            analyst,
            file(post(scene::add)),
        ),
        route(
            Method::DELETE,
            "/api/v1/areas/{id}",
            analyst,
            delete(area::remove),
        ),
        route(
            Method::POST,
            "/api/v1/lists",
            analyst,
            file(post(vessel_list::add)),
        ),
        route(
            Method::DELETE,
            "/api/v1/lists/{id}",
            analyst,
            delete(vessel_list::remove),
        ),
        route(
            Method::POST,
            "/api/v1/notices",
            analyst,
            file(post(notice::add)),
        ),
        route(
            Method::DELETE,
            "/api/v1/notices/{id}",
            analyst,
            delete(notice::remove),
        ),
        route(
            Method::POST,
            "/api/v1/events/{id}/review",
            officer,
            post(event::review),
        ),
        route(
            Method::POST,
            "/api/v1/receivers",
            officer,
            file(post(receiver::add)),
        ),
        route(
            Method::DELETE,
            "/api/v1/receivers/{name}",
            officer,
            delete(receiver::remove),
        ),
        route(Method::POST, "/api/v1/feeds", officer, post(feed::start)),
        route(
            Method::POST,
            "/api/v1/marks/{id}/seen",
            officer,
            post(mark::seen),
        ),
        route(
            Method::DELETE,
            "/api/v1/feeds/{id}",
            officer,
            delete(feed::stop),
        ),
        route(
            Method::POST,
            "/api/v1/raw/{feed}/purge",
            officer,
            post(raw::purge),
        ),
    ]
}

fn administration_routes() -> Vec<Route> {
    let only = Access::Role(Role::Administrator);
    vec![
        route(Method::GET, "/api/v1/users", only, get(user::all)),
        route(Method::POST, "/api/v1/users", only, post(user::add)),
        route(
            Method::PATCH,
            "/api/v1/users/{user}",
            only,
            patch(user::change),
        ),
        route(Method::GET, "/api/v1/tokens", only, get(token::all)),
        route(Method::POST, "/api/v1/tokens", only, post(token::add)),
        route(
            Method::DELETE,
            "/api/v1/tokens/{id}",
            only,
            delete(token::remove),
        ),
        route(Method::GET, "/api/v1/audit", only, get(audit::page)),
        route(Method::PUT, "/api/v1/settings", only, put(setting::change)),
        route(Method::PUT, "/api/v1/raw", only, put(raw::change)),
    ]
}

fn of(method: Method, path: &'static str, role: Role, handler: MethodRouter<Arc<App>>) -> Route {
    route(method, path, Access::Role(role), handler)
}

fn ogc_routes() -> Vec<Route> {
    let reads = |path, handler| route(Method::GET, path, Access::Role(Role::Viewer), handler);
    vec![
        reads("/ogc", get(ogc::landing)),
        reads("/ogc/", get(ogc::landing)),
        reads("/ogc/conformance", get(ogc::conformance)),
        reads("/ogc/api", get(ogc_api::description)),
        reads("/ogc/collections", get(ogc::collections)),
        reads("/ogc/collections/{collection}", get(ogc::collection)),
        reads("/ogc/collections/{collection}/items", get(ogc::items)),
        reads("/ogc/collections/{collection}/items/{id}", get(ogc::item)),
    ]
}

/// The router, from the table.
pub(crate) fn router(app: &Arc<App>) -> Router {
    let mut router = Router::new();
    for route in routes() {
        let gate = gate::Gate {
            app: Arc::clone(app),
            access: route.access,
        };
        let guarded = route
            .handler
            .layer(middleware::from_fn_with_state(gate, gate::pass));
        router = router.route(route.path, guarded);
    }
    // Streams must not be compressed: a compressor would hold frames back.
    let compressible =
        DefaultPredicate::new().and(NotForContentType::const_new("application/octet-stream"));
    router
        .method_not_allowed_fallback(|| async {
            let status = axum::http::StatusCode::METHOD_NOT_ALLOWED;
            Problem::new(status, "method-not-allowed", "")
        })
        .layer(middleware::from_fn(plain_fault::explain))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(CompressionLayer::new().compress_when(compressible))
        .layer(middleware::from_fn(guard::remember))
        .layer(middleware::from_fn_with_state(
            Arc::clone(app),
            guard::protect,
        ))
        .with_state(Arc::clone(app))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_route_of_the_contract_is_in_the_table_once() {
        let mut seen = BTreeSet::new();
        for route in routes() {
            assert!(
                seen.insert(format!("{} {}", route.method, route.path)),
                "{}",
                route.path
            );
        }
        let contract = include_str!("../../../../docs/api.md");
        for (method, path) in contract_routes(contract) {
            let known = seen.contains(&format!("{method} {path}"));
            assert!(
                known,
                "{method} {path} is in docs/api.md and not in the table"
            );
        }
    }

    /// Method and path pairs written as `GET /path` in the contract's tables, in any of its short forms.
    fn contract_routes(contract: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for line in contract.lines().filter(|l| l.starts_with("| `")) {
            for piece in line.split('`').skip(1).step_by(2) {
                let Some((method, rest)) = piece.split_once(' ') else {
                    continue;
                };
                if !["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method) {
                    continue;
                }
                let path = rest.split(['?', ' ', '{']).next().unwrap_or(rest);
                if path.starts_with('/') && !rest.contains('{') && !rest.contains('[') {
                    found.push((method.to_owned(), path.to_owned()));
                }
            }
        }
        assert!(found.len() > 20, "the contract's table was read: {found:?}");
        found
    }

    #[test]
    fn nothing_is_open_but_what_must_be() {
        let open: BTreeSet<&str> = routes()
            .iter()
            .filter(|r| r.access == Access::Open)
            .map(|r| r.path)
            .collect();
        let expected = [
            "/",
            "/api/v1/report",
            "/api/v1/session",
            "/api/v1/setup",
            "/healthz",
            "/readyz",
            "/{*path}",
        ];
        assert_eq!(open, BTreeSet::from(expected));
    }

    #[test]
    fn what_changes_something_needs_more_than_a_viewer() {
        // In an exercise whoever plays says what was read, and whoever sees a real emergency stops the play.
        let for_all = [
            "/api/v1/conduct/inbox/{inject}/seen",
            "/api/v1/conduct/no-duff",
        ];
        let changing = |r: &&Route| r.method != Method::GET && !for_all.contains(&r.path);
        for route in routes().iter().filter(changing) {
            assert_ne!(route.access, Access::Role(Role::Viewer), "{}", route.path);
        }
    }
}
