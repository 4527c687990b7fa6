//! What an officer adds to the label of one object before it is released: a record of the log, and only ever narrower.

use serde_json::{Value as Json, json};
use vigie_exchange::{LABEL_MARK, Label, Mark, Time};

use super::{
    desk::{Desk, DeskError},
    matter::Matter,
    onward::COPY,
};

/// Marks of one object: an officer does not change a mind more often.
const MARKS_MAX: usize = 32;

impl Desk {
    /// Marks an object; gives its label from now on. What left before is not touched by it.
    ///
    /// # Errors
    /// `label-of-others` for a copy of a partner's; `label-unfit` for a mark that would not fit a label; the store.
    pub(crate) fn mark(
        &mut self,
        kind: &str,
        matter: &Matter,
        mark: &Mark,
        user: &str,
    ) -> Result<Json, DeskError> {
        if kind == COPY {
            return Err(DeskError::Refused("label-of-others"));
        }
        let object = matter.subject.object();
        let marks = self.speaker().marks.get(&object).map_or(0, Vec::len);
        let label = mark.on(matter.subject.label());
        if marks >= MARKS_MAX || label.check_size().is_err() {
            return Err(DeskError::Refused("label-unfit"));
        }
        self.record(LABEL_MARK, object, user, mark.body())?;
        Ok(label_shown(&label))
    }
}

/// The label of an object as it is here, before any agreement.
pub(crate) fn label_shown(label: &Label) -> Json {
    let time = |time: Time| vigie_sea::Time::from_ms(time.ms()).to_string();
    json!({
        "level": label.audience.level, "releasable_to": label.audience.releasable_to,
        "caveats": label.caveats, "not_after": label.not_after.map(time), "scopes": label.scopes,
    })
}
