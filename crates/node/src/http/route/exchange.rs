//! What passes between partners: links, agreements, releases, keys, patrols.

use super::*;

pub(super) fn partner_routes() -> Vec<Route> {
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
    let reports = "/api/v1/partners/{party}/positions";
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
        of(
            Method::POST,
            reports,
            WatchOfficer,
            post(partner_report::write),
        ),
    ]
}

pub(super) fn release_routes() -> Vec<Route> {
    use Role::{Analyst, Viewer, WatchOfficer};
    let (releases, notes) = ("/api/v1/releases", "/api/v1/notes");
    let (preview, waiting) = ("/api/v1/releases/preview", "/api/v1/releases/waiting");
    let recall = "/api/v1/releases/{party}/{seq}/recall";
    let proof = "/api/v1/releases/{party}/{seq}/proof";
    let (shared, vessels) = ("/api/v1/shared", "/api/v1/shared/vessels");
    let (areas, label) = ("/api/v1/shared/areas", "/api/v1/releases/label");
    let (one, hold) = (
        "/api/v1/shared/{party}/{seq}",
        "/api/v1/shared/{party}/{seq}/hold",
    );
    vec![
        of(Method::POST, preview, WatchOfficer, post(exchange::preview)),
        of(
            Method::POST,
            releases,
            WatchOfficer,
            post(exchange::release),
        ),
        of(Method::GET, releases, Viewer, get(exchange::releases)),
        of(
            Method::GET,
            waiting,
            WatchOfficer,
            get(release_queue::waiting),
        ),
        of(Method::PUT, label, WatchOfficer, put(release_queue::label)),
        of(Method::POST, recall, WatchOfficer, post(exchange::recall)),
        of(Method::GET, proof, Viewer, get(exchange::proof)),
        of(Method::GET, shared, Viewer, get(exchange::shared)),
        of(Method::GET, vessels, Viewer, get(exchange::vessels)),
        of(Method::GET, areas, Viewer, get(shared_area::all)),
        of(Method::GET, one, Viewer, get(exchange::one_shared)),
        of(Method::POST, hold, WatchOfficer, post(exchange::hold)),
        of(Method::DELETE, hold, WatchOfficer, delete(exchange::lift)),
        of(Method::GET, notes, Viewer, get(exchange::notes)),
        of(Method::POST, notes, Analyst, post(exchange::write)),
    ]
}

pub(super) fn custody_routes() -> Vec<Route> {
    use Role::{Administrator, Viewer, WatchOfficer};
    let (keys, rotate) = ("/api/v1/keys", "/api/v1/keys/rotate");
    let (link, revoke) = ("/api/v1/keys/link", "/api/v1/keys/{key}/revoke");
    let (declared, patrols) = ("/api/v1/declared", "/api/v1/patrols");
    let (patrol, scope) = ("/api/v1/patrols/{patrol}", "/api/v1/scopes/{scope}");
    let consent = "/api/v1/releases/{party}/{seq}/consent";
    let (matches, matched) = ("/api/v1/matches", "/api/v1/matches/{match}/answer");
    let officer = |method, path, handler| of(method, path, WatchOfficer, handler);
    vec![
        of(Method::GET, keys, Administrator, get(custody::keys)),
        of(Method::POST, rotate, Administrator, post(custody::rotate)),
        of(
            Method::POST,
            link,
            Administrator,
            post(custody::change_link),
        ),
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
