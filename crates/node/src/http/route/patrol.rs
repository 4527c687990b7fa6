//! The planner: assets, tasks, plans, orders.

use super::*;

/// Things that are kept as they are written, with the paths of all and of one.
fn kinds() -> [(patrol::Kind, &'static str, &'static str); 6] {
    use patrol::Kind;
    [
        (
            Kind::Asset,
            "/api/v1/patrol/assets",
            "/api/v1/patrol/assets/{id}",
        ),
        (
            Kind::Port,
            "/api/v1/patrol/ports",
            "/api/v1/patrol/ports/{id}",
        ),
        (
            Kind::Tanker,
            "/api/v1/patrol/tankers",
            "/api/v1/patrol/tankers/{id}",
        ),
        (
            Kind::Rider,
            "/api/v1/patrol/riders",
            "/api/v1/patrol/riders/{id}",
        ),
        (
            Kind::Weather,
            "/api/v1/patrol/weather",
            "/api/v1/patrol/weather/{id}",
        ),
        (
            Kind::Register,
            "/api/v1/patrol/registers",
            "/api/v1/patrol/registers/{id}",
        ),
    ]
}

pub(super) fn patrol_things() -> Vec<Route> {
    use Role::{Analyst, Viewer, WatchOfficer};
    use axum::Extension;
    let mut all = vec![
        of(Method::GET, "/api/v1/patrol", Viewer, get(patrol::glance)),
        of(
            Method::GET,
            "/api/v1/patrol/request",
            Viewer,
            get(patrol::show_request),
        ),
        of(
            Method::GET,
            "/api/v1/patrol/fleet",
            Viewer,
            get(patrol::fleet),
        ),
        of(
            Method::POST,
            "/api/v1/patrol/fleet",
            Analyst,
            post(patrol::read_fleet).layer(DefaultBodyLimit::max(FILE_BYTES_MAX)),
        ),
        of(
            Method::PUT,
            "/api/v1/patrol/assets/{id}/service",
            WatchOfficer,
            put(patrol::service),
        ),
        of(
            Method::GET,
            "/api/v1/patrol/tasks",
            Viewer,
            get(patrol::tasks),
        ),
        of(
            Method::PUT,
            "/api/v1/patrol/tasks/{id}",
            Analyst,
            put(patrol::put_task),
        ),
        of(
            Method::DELETE,
            "/api/v1/patrol/tasks/{id}",
            Analyst,
            delete(patrol::drop_task),
        ),
        of(
            Method::GET,
            "/api/v1/patrol/settings",
            Viewer,
            get(patrol::settings),
        ),
        of(
            Method::PUT,
            "/api/v1/patrol/settings",
            WatchOfficer,
            put(patrol::put_settings),
        ),
        of(
            Method::GET,
            "/api/v1/patrol/reports",
            Viewer,
            get(patrol::reports),
        ),
        of(
            Method::POST,
            "/api/v1/patrol/reports",
            Analyst,
            post(patrol::report),
        ),
    ];
    for (kind, whole, one) in kinds() {
        let of_kind = |handler: MethodRouter<Arc<App>>| handler.layer(Extension(kind));
        all.push(of(Method::GET, whole, Viewer, of_kind(get(patrol::things))));
        all.push(of(Method::PUT, one, Analyst, of_kind(put(patrol::put))));
        all.push(of(
            Method::DELETE,
            one,
            Analyst,
            of_kind(delete(patrol::remove)),
        ));
    }
    all
}

pub(super) fn patrol_plans() -> Vec<Route> {
    use Role::{Analyst, Viewer, WatchOfficer};
    let plans = "/api/v1/patrol/plans";
    let searches = "/api/v1/patrol/searches";
    let (one, stop) = (
        "/api/v1/patrol/plans/{id}",
        "/api/v1/patrol/plans/{id}/stop",
    );
    let (amend, replan) = (
        "/api/v1/patrol/plans/{id}/amend",
        "/api/v1/patrol/plans/{id}/replan",
    );
    let others = "/api/v1/patrol/plans/{id}/alternatives";
    let difference = "/api/v1/patrol/plans/{id}/difference";
    let table = "/api/v1/patrol/plans/{id}/plan.csv";
    let ways = "/api/v1/patrol/plans/{id}/ways";
    let status = "/api/v1/patrol/plans/{id}/status";
    let order = "/api/v1/patrol/plans/{id}/orders/{asset}";
    let paper = "/api/v1/patrol/plans/{id}/orders/{asset}/{format}";
    let terms = "/api/v1/patrol/plans/{id}/terms";
    let file =
        |handler: MethodRouter<Arc<App>>| handler.layer(DefaultBodyLimit::max(FILE_BYTES_MAX));
    vec![
        of(Method::POST, searches, Analyst, post(patrol::search)),
        of(Method::GET, plans, Viewer, get(patrol::list)),
        of(Method::POST, plans, Analyst, file(post(patrol::make))),
        of(Method::GET, one, Viewer, get(patrol::card)),
        of(Method::POST, stop, Analyst, post(patrol::stop)),
        of(Method::POST, amend, Analyst, post(patrol::amend)),
        of(Method::POST, replan, WatchOfficer, post(patrol::replan)),
        of(Method::GET, others, Viewer, get(patrol::alternatives)),
        of(
            Method::POST,
            others,
            Analyst,
            post(patrol::make_alternatives),
        ),
        of(Method::GET, difference, Viewer, get(patrol::difference)),
        of(Method::GET, ways, Viewer, get(patrol::ways)),
        of(Method::GET, table, Viewer, get(patrol::csv)),
        of(Method::PUT, status, WatchOfficer, put(patrol::status)),
        of(Method::GET, paper, Viewer, get(patrol::document)),
        of(Method::PUT, order, WatchOfficer, put(patrol::order)),
        of(Method::GET, terms, Viewer, get(patrol::show_terms)),
        of(Method::PUT, terms, WatchOfficer, put(patrol::put_terms)),
        of(
            Method::DELETE,
            terms,
            WatchOfficer,
            delete(patrol::drop_terms),
        ),
    ]
}

/// What assets sailed, beside their plans.
pub(super) fn sailed() -> Vec<Route> {
    use Role::{Analyst, Viewer};
    let plan = "/api/v1/patrol/plans/{id}/sailed";
    let table = "/api/v1/patrol/plans/{id}/sailed.csv";
    let (all, mmsi) = ("/api/v1/patrol/tracks", "/api/v1/patrol/assets/{id}/mmsi");
    let track = "/api/v1/patrol/assets/{id}/tracks/{name}";
    let file =
        |handler: MethodRouter<Arc<App>>| handler.layer(DefaultBodyLimit::max(FILE_BYTES_MAX));
    vec![
        of(Method::GET, plan, Viewer, get(patrol::sailed)),
        of(Method::GET, table, Viewer, get(patrol::sailed_csv)),
        of(Method::GET, all, Viewer, get(patrol::tracks)),
        of(Method::PUT, mmsi, Analyst, put(patrol::put_mmsi)),
        of(Method::PUT, track, Analyst, file(put(patrol::put_track))),
        of(Method::DELETE, track, Analyst, delete(patrol::drop_track)),
    ]
}

pub(super) fn joint_plans() -> Vec<Route> {
    use Role::{Analyst, Viewer, WatchOfficer};
    use patrol::joint;
    let all = "/api/v1/patrol/joint";
    let one = "/api/v1/patrol/joint/{id}";
    let amend = "/api/v1/patrol/joint/{id}/amend";
    let picks = "/api/v1/patrol/joint/{id}/picks";
    let preview = "/api/v1/patrol/joint/{id}/preview";
    let draft = "/api/v1/patrol/joint/{id}/draft";
    let send = "/api/v1/patrol/joint/{id}/send";
    let answer = "/api/v1/patrol/joint/{id}/answer";
    vec![
        of(Method::GET, all, Viewer, get(joint::list)),
        of(Method::POST, all, Analyst, post(joint::propose)),
        of(Method::GET, one, Viewer, get(joint::card)),
        of(Method::POST, amend, Analyst, post(joint::amend)),
        of(Method::GET, picks, Analyst, get(joint::picks)),
        of(Method::GET, preview, Analyst, get(joint::preview)),
        of(Method::PUT, draft, Analyst, put(patrol::choose)),
        of(Method::DELETE, draft, Analyst, delete(joint::drop_draft)),
        of(Method::POST, send, WatchOfficer, post(joint::send)),
        of(Method::POST, answer, WatchOfficer, post(joint::answer)),
    ]
}
