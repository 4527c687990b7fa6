//! A learnt model of movement as a file, and what makes a file one.

use super::motion::{Cells, MotionCell, MotionComponent, MotionModel};
use crate::Error;

/// Fastest that anything in a model may spread, knots.
const SPREAD_MAX_KN: f64 = 1_000.0;

impl MotionModel {
    /// Reads a model that [`Self::to_json`] wrote.
    ///
    /// # Errors
    /// [`Error::Motion`] for what is no such model, has learnt nothing, or holds a spread or weight that cannot be.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let unusable = |detail: String| Error::Motion { detail };
        let model: Self = serde_json::from_str(text).map_err(|e| unusable(e.to_string()))?;
        if model.learnt() == 0 {
            return Err(unusable("no movement learnt".to_owned()));
        }
        let is_sound = |c: &MotionComponent| {
            let spread = |kn: f64| kn > 0.0 && kn <= SPREAD_MAX_KN;
            let share = |of: f64| (-10.0..=10.0).contains(&of);
            (0.0..=1.0).contains(&c.weight)
                && spread(c.along_kn)
                && spread(c.cross_kn)
                && share(c.along_share)
        };
        let all_sound = |cell: &MotionCell| cell.components.iter().all(is_sound);
        if !model.all_cells().all(all_sound) {
            return Err(unusable("a weight or spread out of range".to_owned()));
        }
        let is_whole = |cell: &MotionCell| {
            let sum: f64 = cell.components.iter().map(|c| c.weight).sum();
            cell.samples == 0 || (sum - 1.0).abs() < 0.01
        };
        if !model.all_cells().all(is_whole) {
            return Err(unusable("weights of a cell that are no whole".to_owned()));
        }
        Ok(model)
    }

    /// The model as text; the same model gives the same bytes.
    #[must_use]
    pub fn to_json(&self) -> String {
        // A struct of numbers and texts always has a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Cells that learnt something: of a class, a speed and a span of time.
    #[must_use]
    pub fn learnt(&self) -> usize {
        let has_some = |cell: &&MotionCell| cell.samples > 0;
        self.all_cells().filter(has_some).count()
    }

    fn all_cells(&self) -> impl Iterator<Item = &MotionCell> {
        let classes = self.one.values().chain(self.two.values());
        classes.flat_map(|cells: &Cells| cells.iter().flatten())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_model_is_read_as_it_was_written_and_nonsense_is_refused() {
        let model = MotionModel::builtin();
        assert!(model.learnt() > 0);
        let text = model.to_json();
        assert_eq!(MotionModel::from_json(&text).unwrap(), model);
        let none = MotionModel::default().to_json();
        for bad in ["{}", "[]", none.as_str()] {
            assert_eq!(
                MotionModel::from_json(bad).unwrap_err().code(),
                "motion-unusable"
            );
        }
        let negative = text.replace("\"cross_kn\":", "\"cross_kn\":-");
        assert!(MotionModel::from_json(&negative).is_err());
    }
}
