//! The conduct of an exercise.

use super::*;

/// Largest list that is taken, bytes: 10,000 entries stay below.
const LIST_BYTES_MAX: usize = 16 << 20;
/// Largest body of a file that goes with an inject, bytes: what is too large is told so, not cut off.
const FILE_BYTES_MAX: usize = 8 << 20;

/// Control and evaluators.
pub(super) fn conduct_routes() -> Vec<Route> {
    use Role::{Director, Evaluator};
    let list =
        |handler: MethodRouter<Arc<App>>| handler.layer(DefaultBodyLimit::max(LIST_BYTES_MAX));
    let file =
        |handler: MethodRouter<Arc<App>>| handler.layer(DefaultBodyLimit::max(FILE_BYTES_MAX));
    let (inject, files) = (
        "/api/v1/conduct/injects/{inject}",
        "/api/v1/conduct/files/{name}",
    );
    let checkpoints = "/api/v1/conduct/checkpoints";
    let (lists, check) = ("/api/v1/conduct/list", "/api/v1/conduct/list/check");
    vec![
        of(
            Method::GET,
            "/api/v1/conduct",
            Evaluator,
            get(conduct::show),
        ),
        of(
            Method::POST,
            "/api/v1/conduct/clock",
            Director,
            post(conduct::clock),
        ),
        of(
            Method::GET,
            checkpoints,
            Evaluator,
            get(conduct::checkpoints),
        ),
        of(
            Method::POST,
            checkpoints,
            Director,
            post(conduct::keep_checkpoint),
        ),
        of(
            Method::POST,
            "/api/v1/conduct/checkpoints/{checkpoint}/restore",
            Director,
            post(conduct::set_back),
        ),
        of(Method::GET, inject, Evaluator, get(conduct::entry)),
        of(Method::POST, inject, Director, post(conduct::act)),
        of(Method::PUT, inject, Director, put(conduct::edit)),
        of(
            Method::POST,
            "/api/v1/conduct/ratings",
            Evaluator,
            post(conduct::rate),
        ),
        of(
            Method::POST,
            "/api/v1/conduct/remarks",
            Evaluator,
            post(conduct::remark),
        ),
        of(
            Method::GET,
            "/api/v1/conduct/matrix",
            Evaluator,
            get(conduct::knowledge),
        ),
        of(
            Method::GET,
            "/api/v1/conduct/truth",
            Evaluator,
            get(conduct::truth),
        ),
        of(
            Method::GET,
            "/api/v1/conduct/list/{form}",
            Evaluator,
            get(conduct::list),
        ),
        of(Method::POST, check, Evaluator, list(post(conduct::check))),
        of(Method::PUT, lists, Director, list(put(conduct::put_list))),
        of(
            Method::GET,
            "/api/v1/conduct/report/{form}",
            Evaluator,
            get(conduct::report),
        ),
        of(Method::GET, files, Evaluator, get(conduct::file_here)),
        of(Method::PUT, files, Director, file(put(conduct::put_file))),
    ]
}

/// Players: what came to them, and NO DUFF.
pub(super) fn player_routes() -> Vec<Route> {
    use Role::Viewer;
    let seen = "/api/v1/conduct/inbox/{inject}/seen";
    let with = "/api/v1/conduct/inbox/{inject}/files/{name}";
    let (told, table) = ("/api/v1/conduct/told", "/api/v1/conduct/told/{name}");
    vec![
        of(
            Method::GET,
            "/api/v1/conduct/inbox",
            Viewer,
            get(conduct::inbox),
        ),
        of(Method::GET, told, Viewer, get(conduct::told)),
        of(Method::GET, table, Viewer, get(conduct::told_table)),
        of(Method::POST, seen, Viewer, post(conduct::acknowledge)),
        of(Method::GET, with, Viewer, get(conduct::inbox_file)),
        of(
            Method::POST,
            "/api/v1/conduct/no-duff",
            Viewer,
            post(conduct::no_duff),
        ),
    ]
}
