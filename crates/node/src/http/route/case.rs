//! Warnings, threat reports, boardings, cases, packages.

use super::*;

/// Warnings to vessels, and threat reports with their TAXII server.
pub(super) fn edge_routes() -> Vec<Route> {
    use Role::{Analyst, Viewer, WatchOfficer};
    let file =
        |handler: MethodRouter<Arc<App>>| handler.layer(DefaultBodyLimit::max(FILE_BYTES_MAX));
    let (warnings, threats) = ("/api/v1/warnings", "/api/v1/threats");
    let (warning, threat) = ("/api/v1/warnings/{id}", "/api/v1/threats/{id}");
    let over = "/api/v1/threats/{id}/take-over";
    let taxii = "/taxii2/vigie/{*path}";
    let (sources, pulled) = ("/api/v1/taxii/sources", "/api/v1/taxii/pulled");
    let outgoing = "/api/v1/taxii/outgoing";
    vec![
        of(Method::GET, warnings, Viewer, get(warning::all)),
        of(Method::POST, warnings, WatchOfficer, post(warning::send)),
        of(Method::GET, warning, Viewer, get(warning::one)),
        of(Method::GET, threats, Viewer, get(threat::all)),
        of(Method::POST, threats, Analyst, file(post(threat::add))),
        of(Method::GET, threat, Viewer, get(threat::one)),
        of(Method::POST, over, Analyst, post(threat::take_over)),
        of(Method::GET, sources, Analyst, get(taxii_client::sources)),
        of(
            Method::POST,
            pulled,
            Analyst,
            file(post(taxii_client::pulled)),
        ),
        of(
            Method::POST,
            outgoing,
            WatchOfficer,
            post(taxii_client::outgoing),
        ),
        of(Method::GET, "/taxii2/", Viewer, get(threat::taxii)),
        of(Method::GET, "/taxii2/vigie/", Viewer, get(threat::taxii)),
        of(Method::GET, taxii, Viewer, get(threat::taxii)),
        of(Method::POST, taxii, Analyst, file(post(threat::taxii))),
    ]
}

/// Boardings, cases and evidence packages.
pub(super) fn case_routes() -> Vec<Route> {
    use Role::{Analyst, Viewer, WatchOfficer};
    let large =
        |handler: MethodRouter<Arc<App>>, bytes| handler.layer(DefaultBodyLimit::max(bytes));
    let (edits, attachment) = ("/api/v1/boarding/edits", "/api/v1/attachments/{sha256}");
    let (cases, case) = ("/api/v1/cases", "/api/v1/cases/{id}");
    let (entries, packed) = ("/api/v1/cases/{id}/entries", "/api/v1/cases/{id}/package");
    let photos = "/api/v1/cases/{id}/photos";
    let one_photo = "/api/v1/cases/{id}/photos/{party}/{sha256}";
    let paper = "/api/v1/boarding/reports/{report}/paper.pdf";
    let (changes, change) = ("/api/v1/rules/changes", "/api/v1/rules/changes/{id}");
    let answer = "/api/v1/rules/changes/{id}/answer";
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
        of(Method::GET, photos, Viewer, get(case_photo::all)),
        of(Method::GET, one_photo, Viewer, get(case_photo::one)),
        of(Method::GET, packed, WatchOfficer, get(package::make)),
        of(
            Method::GET,
            "/api/v1/cases/{id}/letter.pdf",
            Analyst,
            get(referral::draft),
        ),
        of(
            Method::GET,
            "/api/v1/boarding/statistics",
            Viewer,
            get(referral::counts),
        ),
        of(Method::GET, "/api/v1/outcomes", Viewer, get(outcome::rates)),
        of(
            Method::GET,
            "/api/v1/outcomes/labels",
            Analyst,
            get(outcome::labels),
        ),
        of(Method::GET, changes, Viewer, get(rule_change::all)),
        of(
            Method::POST,
            changes,
            Analyst,
            large(post(rule_change::propose), rule_change::BODY_BYTES_MAX),
        ),
        of(Method::GET, change, Viewer, get(rule_change::one)),
        of(
            Method::POST,
            answer,
            WatchOfficer,
            post(rule_change::answer),
        ),
        of(
            Method::POST,
            check,
            Analyst,
            large(post(package::check), package::PACKAGE_BYTES_MAX),
        ),
        of(
            Method::POST,
            sign,
            WatchOfficer,
            large(post(package::countersign), package::PACKAGE_BYTES_MAX),
        ),
    ]
}
