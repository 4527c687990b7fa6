//! The table of routes: method, path, who may, and what answers.

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

use super::{
    App, Problem, area, asset, audit, document, event, exchange, feed, gate, guard, health, list,
    ogc, patrol, position, report, session, setting, stream, token, user, vessel, vessel_list,
};
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

/// All routes.
pub(crate) fn routes() -> Vec<Route> {
    let mut all = open_routes();
    all.extend(picture_routes());
    all.extend(work_routes());
    all.extend(administration_routes());
    all.extend(partner_routes());
    all.extend(release_routes());
    all.extend(patrol_things());
    all.extend(patrol_plans());
    all.extend(ogc_routes());
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
        reads("/api/v1/feeds", get(feed::all)),
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
            "/api/v1/events/{id}/review",
            officer,
            post(event::review),
        ),
        route(Method::POST, "/api/v1/feeds", officer, post(feed::start)),
        route(
            Method::DELETE,
            "/api/v1/feeds/{id}",
            officer,
            delete(feed::stop),
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
    ]
}

fn of(method: Method, path: &'static str, role: Role, handler: MethodRouter<Arc<App>>) -> Route {
    route(method, path, Access::Role(role), handler)
}

fn partner_routes() -> Vec<Route> {
    use Role::{Administrator, Analyst, Viewer, WatchOfficer};
    let parcel = |handler: MethodRouter<Arc<App>>| {
        handler.layer(DefaultBodyLimit::max(
            crate::partner::parcel::PARCEL_BYTES_MAX,
        ))
    };
    let all = "/api/v1/partners";
    let invitation = "/api/v1/partners/invitation";
    let link = "/api/v1/partners/{party}/link";
    let agreement = "/api/v1/partners/{party}/agreement";
    let accept = "/api/v1/partners/{party}/agreement/accept";
    let difference = "/api/v1/partners/{party}/agreement/difference";
    let by_hand = "/api/v1/partners/{party}/parcel";
    vec![
        of(Method::GET, all, Viewer, get(exchange::partners)),
        of(Method::POST, all, Administrator, post(exchange::accept)),
        of(
            Method::POST,
            invitation,
            Administrator,
            post(exchange::invitation),
        ),
        of(Method::PUT, link, WatchOfficer, put(exchange::link)),
        of(Method::GET, agreement, Viewer, get(exchange::agreement)),
        of(
            Method::PUT,
            agreement,
            Administrator,
            put(exchange::propose),
        ),
        of(
            Method::POST,
            accept,
            Administrator,
            post(exchange::accept_agreement),
        ),
        of(Method::POST, difference, Analyst, post(exchange::compare)),
        of(
            Method::GET,
            by_hand,
            WatchOfficer,
            get(exchange::parcel_out),
        ),
        of(
            Method::POST,
            by_hand,
            WatchOfficer,
            parcel(post(exchange::parcel_in)),
        ),
    ]
}

fn release_routes() -> Vec<Route> {
    use Role::{Analyst, Viewer, WatchOfficer};
    let (releases, notes) = ("/api/v1/releases", "/api/v1/notes");
    let preview = "/api/v1/releases/preview";
    let recall = "/api/v1/releases/{party}/{seq}/recall";
    let proof = "/api/v1/releases/{party}/{seq}/proof";
    let (shared, vessels) = ("/api/v1/shared", "/api/v1/shared/vessels");
    let hold = "/api/v1/shared/{party}/{seq}/hold";
    vec![
        of(Method::POST, preview, WatchOfficer, post(exchange::preview)),
        of(
            Method::POST,
            releases,
            WatchOfficer,
            post(exchange::release),
        ),
        of(Method::GET, releases, Viewer, get(exchange::releases)),
        of(Method::POST, recall, WatchOfficer, post(exchange::recall)),
        of(Method::GET, proof, Viewer, get(exchange::proof)),
        of(Method::GET, shared, Viewer, get(exchange::shared)),
        of(Method::GET, vessels, Viewer, get(exchange::vessels)),
        of(Method::POST, hold, WatchOfficer, post(exchange::hold)),
        of(Method::DELETE, hold, WatchOfficer, delete(exchange::lift)),
        of(Method::GET, notes, Viewer, get(exchange::notes)),
        of(Method::POST, notes, Analyst, post(exchange::write)),
    ]
}

fn patrol_things() -> Vec<Route> {
    use Role::{Analyst, Viewer, WatchOfficer};
    use axum::Extension;
    use patrol::Kind;
    let kinds = [
        (Kind::Asset, "/api/v1/patrol/assets", "/api/v1/patrol/assets/{id}"),
        (Kind::Port, "/api/v1/patrol/ports", "/api/v1/patrol/ports/{id}"),
        (Kind::Tanker, "/api/v1/patrol/tankers", "/api/v1/patrol/tankers/{id}"),
        (Kind::Rider, "/api/v1/patrol/riders", "/api/v1/patrol/riders/{id}"),
        (Kind::Weather, "/api/v1/patrol/weather", "/api/v1/patrol/weather/{id}"),
    ];
    let mut all = vec![
        of(Method::GET, "/api/v1/patrol", Viewer, get(patrol::glance)),
        of(Method::GET, "/api/v1/patrol/request", Viewer, get(patrol::show_request)),
        of(Method::PUT, "/api/v1/patrol/assets/{id}/service", WatchOfficer, put(patrol::service)),
        of(Method::GET, "/api/v1/patrol/tasks", Viewer, get(patrol::tasks)),
        of(Method::PUT, "/api/v1/patrol/tasks/{id}", Analyst, put(patrol::put_task)),
        of(Method::DELETE, "/api/v1/patrol/tasks/{id}", Analyst, delete(patrol::drop_task)),
        of(Method::GET, "/api/v1/patrol/settings", Viewer, get(patrol::settings)),
        of(Method::PUT, "/api/v1/patrol/settings", WatchOfficer, put(patrol::put_settings)),
        of(Method::GET, "/api/v1/patrol/reports", Viewer, get(patrol::reports)),
        of(Method::POST, "/api/v1/patrol/reports", Analyst, post(patrol::report)),
    ];
    for (kind, whole, one) in kinds {
        let of_kind = |handler: MethodRouter<Arc<App>>| handler.layer(Extension(kind));
        all.push(of(Method::GET, whole, Viewer, of_kind(get(patrol::things))));
        all.push(of(Method::PUT, one, Analyst, of_kind(put(patrol::put))));
        all.push(of(Method::DELETE, one, Analyst, of_kind(delete(patrol::remove))));
    }
    all
}

fn patrol_plans() -> Vec<Route> {
    use Role::{Analyst, Viewer, WatchOfficer};
    let plans = "/api/v1/patrol/plans";
    let (one, stop) = ("/api/v1/patrol/plans/{id}", "/api/v1/patrol/plans/{id}/stop");
    let (amend, replan) = ("/api/v1/patrol/plans/{id}/amend", "/api/v1/patrol/plans/{id}/replan");
    let others = "/api/v1/patrol/plans/{id}/alternatives";
    let difference = "/api/v1/patrol/plans/{id}/difference";
    let table = "/api/v1/patrol/plans/{id}/plan.csv";
    let status = "/api/v1/patrol/plans/{id}/status";
    let order = "/api/v1/patrol/plans/{id}/orders/{asset}";
    let file =
        |handler: MethodRouter<Arc<App>>| handler.layer(DefaultBodyLimit::max(FILE_BYTES_MAX));
    vec![
        of(Method::GET, plans, Viewer, get(patrol::list)),
        of(Method::POST, plans, Analyst, file(post(patrol::make))),
        of(Method::GET, one, Viewer, get(patrol::card)),
        of(Method::POST, stop, Analyst, post(patrol::stop)),
        of(Method::POST, amend, Analyst, post(patrol::amend)),
        of(Method::POST, replan, WatchOfficer, post(patrol::replan)),
        of(Method::GET, others, Viewer, get(patrol::alternatives)),
        of(Method::POST, others, Analyst, post(patrol::make_alternatives)),
        of(Method::GET, difference, Viewer, get(patrol::difference)),
        of(Method::GET, table, Viewer, get(patrol::csv)),
        of(Method::PUT, status, WatchOfficer, put(patrol::status)),
        of(Method::PUT, order, WatchOfficer, put(patrol::order)),
    ]
}

fn ogc_routes() -> Vec<Route> {
    let reads = |path, handler| route(Method::GET, path, Access::Role(Role::Viewer), handler);
    vec![
        reads("/ogc", get(ogc::landing)),
        reads("/ogc/conformance", get(ogc::conformance)),
        reads("/ogc/api", get(document::openapi)),
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
        for route in routes().iter().filter(|r| r.method != Method::GET) {
            assert_ne!(route.access, Access::Role(Role::Viewer), "{}", route.path);
        }
    }
}
