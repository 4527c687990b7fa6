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
    all.extend(partner_routes());
    all.extend(release_routes());
    all.extend(edge_routes());
    all.extend(case_routes());
    all.extend(custody_routes());
    all.extend(ogc_routes());
    all.extend(crisis_routes());
    all.extend(register_routes());
    all.extend(evacuation_routes());
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
        reads("/api/v1/feeds", get(feed::all)),
        reads("/api/v1/receivers", get(receiver::all)),
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
    let second = "/api/v1/partners/{party}/agreement/second";
    let one = "/api/v1/partners/{party}";
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
        of(Method::POST, second, Administrator, post(exchange::second)),
        of(Method::DELETE, one, Administrator, delete(exchange::remove)),
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

/// Warnings to vessels, and threat reports with their TAXII server.
fn edge_routes() -> Vec<Route> {
    use Role::{Analyst, Viewer, WatchOfficer};
    let file =
        |handler: MethodRouter<Arc<App>>| handler.layer(DefaultBodyLimit::max(FILE_BYTES_MAX));
    let (warnings, threats) = ("/api/v1/warnings", "/api/v1/threats");
    let (warning, threat) = ("/api/v1/warnings/{id}", "/api/v1/threats/{id}");
    let over = "/api/v1/threats/{id}/take-over";
    let taxii = "/taxii2/vigie/{*path}";
    vec![
        of(Method::GET, warnings, Viewer, get(warning::all)),
        of(Method::POST, warnings, WatchOfficer, post(warning::send)),
        of(Method::GET, warning, Viewer, get(warning::one)),
        of(Method::GET, threats, Viewer, get(threat::all)),
        of(Method::POST, threats, Analyst, file(post(threat::add))),
        of(Method::GET, threat, Viewer, get(threat::one)),
        of(Method::POST, over, Analyst, post(threat::take_over)),
        of(Method::GET, "/taxii2/", Viewer, get(threat::taxii)),
        of(Method::GET, "/taxii2/vigie/", Viewer, get(threat::taxii)),
        of(Method::GET, taxii, Viewer, get(threat::taxii)),
        of(Method::POST, taxii, Analyst, file(post(threat::taxii))),
    ]
}

/// Boardings, cases and evidence packages.
fn case_routes() -> Vec<Route> {
    use Role::{Analyst, Viewer, WatchOfficer};
    let large =
        |handler: MethodRouter<Arc<App>>, bytes| handler.layer(DefaultBodyLimit::max(bytes));
    let (edits, attachment) = ("/api/v1/boarding/edits", "/api/v1/attachments/{sha256}");
    let (cases, case) = ("/api/v1/cases", "/api/v1/cases/{id}");
    let (entries, package) = ("/api/v1/cases/{id}/entries", "/api/v1/cases/{id}/package");
    let paper = "/api/v1/boarding/reports/{report}/paper.pdf";
    let (check, sign) = ("/api/v1/packages/check", "/api/v1/packages/countersign");
    let photo = boarding::ATTACHMENT_BYTES_MAX;
    vec![
        of(
            Method::GET,
            "/api/v1/forms",
            Viewer,
            get(boarding::show_forms),
        ),
        of(Method::GET, edits, Viewer, get(boarding::give)),
        of(
            Method::POST,
            edits,
            Analyst,
            large(post(boarding::take), FILE_BYTES_MAX),
        ),
        of(
            Method::GET,
            "/api/v1/boarding/reports",
            Viewer,
            get(boarding::reports),
        ),
        of(Method::GET, paper, Viewer, get(boarding::paper)),
        of(
            Method::GET,
            "/api/v1/boarding/fill",
            Viewer,
            get(boarding::fill),
        ),
        of(
            Method::PUT,
            attachment,
            Analyst,
            large(put(boarding::put_attachment), photo),
        ),
        of(Method::GET, attachment, Viewer, get(boarding::attachment)),
        of(Method::GET, cases, Viewer, get(case::all)),
        of(Method::POST, cases, Analyst, post(case::open)),
        of(Method::GET, case, Viewer, get(case::one)),
        of(Method::POST, entries, Analyst, post(case::add)),
        of(Method::GET, package, WatchOfficer, get(case::package)),
        of(Method::GET, "/api/v1/outcomes", Viewer, get(case::outcomes)),
        of(
            Method::POST,
            check,
            Analyst,
            large(post(case::check), case::PACKAGE_BYTES_MAX),
        ),
        of(
            Method::POST,
            sign,
            WatchOfficer,
            large(post(case::countersign), case::PACKAGE_BYTES_MAX),
        ),
    ]
}

fn custody_routes() -> Vec<Route> {
    use Role::{Administrator, Viewer, WatchOfficer};
    let (keys, rotate) = ("/api/v1/keys", "/api/v1/keys/rotate");
    let revoke = "/api/v1/keys/{key}/revoke";
    let (declared, patrols) = ("/api/v1/declared", "/api/v1/patrols");
    let (patrol, scope) = ("/api/v1/patrols/{patrol}", "/api/v1/scopes/{scope}");
    let consent = "/api/v1/releases/{party}/{seq}/consent";
    let (matches, matched) = ("/api/v1/matches", "/api/v1/matches/{match}/answer");
    let officer = |method, path, handler| of(method, path, WatchOfficer, handler);
    vec![
        of(Method::GET, keys, Administrator, get(custody::keys)),
        of(Method::POST, rotate, Administrator, post(custody::rotate)),
        of(Method::POST, revoke, Administrator, post(custody::revoke)),
        of(Method::GET, declared, Viewer, get(custody::declared)),
        officer(Method::POST, patrols, post(custody::open_patrol)),
        officer(Method::DELETE, patrol, delete(custody::close_patrol)),
        of(Method::PUT, scope, Administrator, put(custody::scope)),
        officer(Method::POST, consent, post(custody::consent)),
        officer(Method::GET, matches, get(custody::matches)),
        officer(Method::POST, matches, post(custody::ask_match)),
        officer(Method::POST, matched, post(custody::answer_match)),
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

fn crisis_routes() -> Vec<Route> {
    use Role::{Consular, Desk, Viewer};
    let device =
        |handler: MethodRouter<Arc<App>>| handler.layer(DefaultBodyLimit::max(DELIVERY_BYTES_MAX));
    let report = "/api/v1/report";
    let all = "/api/v1/crises";
    let events = "/api/v1/crises/{crisis}/events";
    vec![
        route(
            Method::GET,
            report,
            Access::Open,
            get(crisis_report::open_crises),
        ),
        route(
            Method::POST,
            report,
            Access::Open,
            post(crisis_report::report),
        ),
        of(Method::GET, all, Viewer, get(crisis::all)),
        of(Method::POST, all, Consular, post(crisis::open)),
        of(
            Method::POST,
            "/api/v1/crises/{crisis}/close",
            Consular,
            post(crisis::close),
        ),
        of(
            Method::POST,
            "/api/v1/crises/{crisis}/places",
            Consular,
            post(crisis::add_place),
        ),
        of(
            Method::GET,
            "/api/v1/crises/{crisis}/board",
            Viewer,
            get(crisis::board),
        ),
        of(
            Method::GET,
            "/api/v1/crises/{crisis}/counts",
            Viewer,
            get(crisis::counts),
        ),
        of(
            Method::POST,
            "/api/v1/crises/{crisis}/counts",
            Consular,
            post(crisis::offer),
        ),
        of(
            Method::GET,
            "/api/v1/crises/{crisis}/conflicts",
            Desk,
            get(crisis::conflicts),
        ),
        of(
            Method::POST,
            "/api/v1/crises/{crisis}/devices",
            Desk,
            post(crisis_device::enrol),
        ),
        of(
            Method::GET,
            "/api/v1/crises/{crisis}/pack",
            Desk,
            get(crisis_device::pack),
        ),
        of(Method::GET, events, Desk, get(crisis_device::events)),
        of(
            Method::POST,
            events,
            Desk,
            device(post(crisis_device::deliver)),
        ),
    ]
}

fn register_routes() -> Vec<Route> {
    use Role::Consular;
    let file =
        |handler: MethodRouter<Arc<App>>| handler.layer(DefaultBodyLimit::max(FILE_BYTES_MAX));
    let persons = "/api/v1/crises/{crisis}/persons";
    let person = "/api/v1/crises/{crisis}/persons/{person}";
    let import = "/api/v1/crises/{crisis}/import";
    let pfif = "/api/v1/crises/{crisis}/reunification.pfif";
    vec![
        of(Method::GET, persons, Consular, get(crisis_person::search)),
        of(Method::POST, persons, Consular, post(crisis_person::add)),
        of(Method::GET, person, Consular, get(crisis_person::card)),
        of(Method::PUT, person, Consular, put(crisis_person::put)),
        of(
            Method::DELETE,
            person,
            Consular,
            delete(crisis_person::erase),
        ),
        of(
            Method::POST,
            "/api/v1/crises/{crisis}/deeds",
            Consular,
            post(crisis_person::deed),
        ),
        of(
            Method::POST,
            import,
            Consular,
            file(post(crisis_person::import_file)),
        ),
        of(
            Method::GET,
            "/api/v1/crises/{crisis}/twins",
            Consular,
            get(crisis_person::pairs),
        ),
        of(
            Method::GET,
            "/api/v1/crises/{crisis}/receipts",
            Consular,
            get(crisis_person::receipts),
        ),
        of(Method::GET, pfif, Consular, get(crisis_person::pfif)),
    ]
}

fn evacuation_routes() -> Vec<Route> {
    use Role::{Consular, Viewer};
    let file =
        |handler: MethodRouter<Arc<App>>| handler.layer(DefaultBodyLimit::max(FILE_BYTES_MAX));
    let transport = "/api/v1/crises/{crisis}/transport";
    let plan = "/api/v1/crises/{crisis}/plan";
    let offers = "/api/v1/crises/{crisis}/offers";
    vec![
        of(Method::GET, transport, Viewer, get(evacuation::transport)),
        of(
            Method::PUT,
            transport,
            Consular,
            file(put(evacuation::put_transport)),
        ),
        of(Method::GET, plan, Viewer, get(evacuation::show)),
        of(Method::POST, plan, Consular, post(evacuation::plan)),
        of(
            Method::GET,
            "/api/v1/crises/{crisis}/manifests/{leg}",
            Consular,
            get(evacuation::manifest),
        ),
        of(Method::GET, offers, Viewer, get(evacuation::offers)),
        of(Method::POST, offers, Consular, post(evacuation::offer)),
        of(
            Method::POST,
            "/api/v1/crises/{crisis}/offers/withdraw",
            Consular,
            post(evacuation::withdraw),
        ),
        of(
            Method::POST,
            "/api/v1/crises/{crisis}/claims",
            Consular,
            post(evacuation::claim),
        ),
        of(
            Method::POST,
            "/api/v1/crises/{crisis}/claims/give-back",
            Consular,
            post(evacuation::give_back),
        ),
        of(
            Method::GET,
            "/api/v1/crises/{crisis}/accounts",
            Viewer,
            get(evacuation::accounts),
        ),
        of(
            Method::POST,
            "/api/v1/hazards",
            Viewer,
            file(post(hazard::read)),
        ),
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
        for route in routes().iter().filter(|r| r.method != Method::GET) {
            assert_ne!(route.access, Access::Role(Role::Viewer), "{}", route.path);
        }
    }
}
