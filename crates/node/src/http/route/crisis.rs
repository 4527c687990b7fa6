//! Crises abroad: registers, devices, evacuation, hazards.

use super::*;

pub(super) fn crisis_routes() -> Vec<Route> {
    use Role::{Consular, Desk, Viewer};
    let device =
        |handler: MethodRouter<Arc<App>>| handler.layer(DefaultBodyLimit::max(DELIVERY_BYTES_MAX));
    let report = "/api/v1/report";
    let all = "/api/v1/crises";
    let events = "/api/v1/crises/{crisis}/events";
    let devices = "/api/v1/crises/{crisis}/devices";
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
            "/api/v1/crises/{crisis}/hold",
            Consular,
            post(crisis::hold),
        ),
        of(
            Method::POST,
            "/api/v1/crises/{crisis}/retention",
            Consular,
            post(crisis::retention),
        ),
        of(Method::GET, devices, Desk, get(crisis_device::devices)),
        of(Method::POST, devices, Desk, post(crisis_device::enrol)),
        of(
            Method::POST,
            "/api/v1/crises/{crisis}/devices/{device}/revoke",
            Consular,
            post(crisis_device::revoke),
        ),
        of(
            Method::POST,
            "/api/v1/crises/{crisis}/devices/{device}/aside",
            Consular,
            post(crisis_device::aside),
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

pub(super) fn after_routes() -> Vec<Route> {
    let report = "/api/v1/crises/{crisis}/report";
    let table = "/api/v1/crises/{crisis}/report.csv";
    vec![
        of(Method::GET, report, Role::Viewer, get(crisis_after::report)),
        of(
            Method::GET,
            table,
            Role::Viewer,
            get(crisis_after::report_csv),
        ),
    ]
}

pub(super) fn register_routes() -> Vec<Route> {
    use Role::Consular;
    let file =
        |handler: MethodRouter<Arc<App>>| handler.layer(DefaultBodyLimit::max(FILE_BYTES_MAX));
    let persons = "/api/v1/crises/{crisis}/persons";
    let person = "/api/v1/crises/{crisis}/persons/{person}";
    let import = "/api/v1/crises/{crisis}/import";
    let pfif = "/api/v1/crises/{crisis}/reunification.pfif";
    let place = "/api/v1/crises/{crisis}/places/{place}";
    vec![
        of(Method::PUT, place, Consular, put(crisis_place::rename)),
        of(
            Method::DELETE,
            place,
            Consular,
            delete(crisis_place::remove),
        ),
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
            file(post(crisis_import::import_file)),
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

pub(super) fn evacuation_routes() -> Vec<Route> {
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
            Method::POST,
            "/api/v1/crises/{crisis}/plan/stress",
            Consular,
            post(evacuation_stress::tried),
        ),
        of(
            Method::GET,
            "/api/v1/crises/{crisis}/manifests/{leg}",
            Consular,
            get(evacuation_manifest::manifest),
        ),
        of(
            Method::GET,
            "/api/v1/crises/{crisis}/manifests/{leg}/manifest.csv",
            Consular,
            get(evacuation_manifest::csv),
        ),
        of(
            Method::GET,
            "/api/v1/crises/{crisis}/manifests/{leg}/boarding",
            Consular,
            get(boarding_close::door),
        ),
        of(
            Method::POST,
            "/api/v1/crises/{crisis}/manifests/{leg}/close",
            Consular,
            post(boarding_close::close),
        ),
        of(
            Method::POST,
            "/api/v1/crises/{crisis}/manifests/{leg}/reopen",
            Consular,
            post(boarding_close::reopen),
        ),
        of(Method::GET, offers, Viewer, get(evacuation_seat::offers)),
        of(Method::POST, offers, Consular, post(evacuation_seat::offer)),
        of(
            Method::POST,
            "/api/v1/crises/{crisis}/offers/withdraw",
            Consular,
            post(evacuation_seat::withdraw),
        ),
        of(
            Method::POST,
            "/api/v1/crises/{crisis}/claims",
            Consular,
            post(evacuation_seat::claim),
        ),
        of(
            Method::POST,
            "/api/v1/crises/{crisis}/claims/give-back",
            Consular,
            post(evacuation_seat::give_back),
        ),
        of(
            Method::GET,
            "/api/v1/crises/{crisis}/accounts",
            Viewer,
            get(evacuation_seat::accounts),
        ),
        of(Method::GET, "/api/v1/hazards", Viewer, get(hazard::all)),
        of(
            Method::POST,
            "/api/v1/hazards",
            Consular,
            file(post(hazard::read)),
        ),
    ]
}

pub(super) fn book_routes() -> Vec<Route> {
    use Role::{Consular, Viewer};
    let one = "/api/v1/plan-book/{key}";
    vec![
        of(
            Method::GET,
            "/api/v1/plan-book",
            Viewer,
            get(plan_book::all),
        ),
        of(Method::GET, one, Viewer, get(plan_book::one)),
        of(Method::PUT, one, Consular, put(plan_book::put)),
        of(
            Method::GET,
            "/api/v1/plan-book/{key}/difference",
            Viewer,
            get(plan_book::compare),
        ),
        of(
            Method::POST,
            "/api/v1/plan-book/{key}/share",
            Consular,
            post(plan_book::share),
        ),
    ]
}

pub(super) fn joint_routes() -> Vec<Route> {
    use Role::{Consular, Viewer};
    let seen = |path, handler| of(Method::GET, path, Viewer, handler);
    let officer = |method: Method, path, handler| of(method, path, Consular, handler);
    let records = "/api/v1/crises/{crisis}/partners/records";
    let share = "/api/v1/crises/{crisis}/share";
    let adopt = "/api/v1/crises/{crisis}/plan/adopt";
    let claims = "/api/v1/crises/{crisis}/own-claims";
    let back = "/api/v1/crises/{crisis}/own-claims/give-back";
    let matches = "/api/v1/crises/{crisis}/matches";
    let answer = "/api/v1/crises/{crisis}/matches/{match}/answer";
    let join = "/api/v1/crises/join";
    let partners = "/api/v1/crises/{crisis}/partners";
    let messages = "/api/v1/crises/{crisis}/messages";
    let unions = "/api/v1/crises/{crisis}/unions";
    let answer_union = "/api/v1/crises/{crisis}/unions/answer";
    let end_union = "/api/v1/crises/{crisis}/unions/end";
    vec![
        seen("/api/v1/crises/offered", get(crisis_joint::offered)),
        seen(partners, get(crisis_joint::partners)),
        officer(Method::POST, join, post(crisis_joint::join)),
        seen(messages, get(crisis_message::all)),
        officer(Method::POST, messages, post(crisis_message::send)),
        seen(unions, get(crisis_union::all)),
        officer(Method::POST, unions, post(crisis_union::propose)),
        officer(Method::POST, answer_union, post(crisis_union::answer)),
        officer(Method::POST, end_union, post(crisis_union::end)),
        officer(Method::GET, records, get(crisis_joint::records)),
        officer(Method::POST, share, post(crisis_joint::share)),
        officer(Method::POST, adopt, post(crisis_joint::adopt)),
        officer(Method::POST, claims, post(crisis_joint_seat::claim)),
        officer(Method::POST, back, post(crisis_joint_seat::give_back)),
        officer(Method::GET, matches, get(crisis_joint_match::matches)),
        officer(Method::POST, matches, post(crisis_joint_match::ask_match)),
        officer(Method::POST, answer, post(crisis_joint_match::answer_match)),
    ]
}
