use thiserror::Error as ThisError;

/// What can be wrong with the watch's rules, lists or rasters.
#[derive(Debug, Clone, PartialEq, ThisError)]
pub enum Error {
    /// A rule file that cannot be read, with the line if known.
    #[error("rules-unreadable: line {line}: {detail}")]
    Rules {
        /// Line in the rule file, from 1; 0 if unknown.
        line: usize,
        /// What the reader found, in the file's own terms.
        detail: String,
    },
    /// A threshold outside its sensible range.
    #[error("rule-out-of-range: {name}")]
    Threshold {
        /// Dotted name of the threshold, such as `gap.silence_h`.
        name: &'static str,
    },
    /// A model of fishing that cannot be used.
    #[error("model-unusable: {detail}")]
    Model {
        /// What is wrong, in the file's own terms.
        detail: String,
    },
    /// A model of movement that cannot be used.
    #[error("motion-unusable: {detail}")]
    Motion {
        /// What is wrong, in the file's own terms.
        detail: String,
    },
    /// A file of columns of detections that cannot be used.
    #[error("preset-unreadable: {detail}")]
    Preset {
        /// What is wrong, in the file's own terms.
        detail: String,
    },
    /// Text that is not whole JSON: cut off, or broken.
    #[error("detections-not-json: line {line}, column {column}")]
    Json {
        /// Line where it breaks off, from 1.
        line: usize,
        /// Column in that line.
        column: usize,
    },
    /// A list, raster or port file whose header lacks a needed column.
    #[error("column-missing: {column}")]
    Column {
        /// The missing column.
        column: String,
    },
}

impl Error {
    /// The stable code of this error, also its Fluent id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Rules { .. } => "rules-unreadable",
            Self::Threshold { .. } => "rule-out-of-range",
            Self::Model { .. } => "model-unusable",
            Self::Motion { .. } => "motion-unusable",
            Self::Preset { .. } => "preset-unreadable",
            Self::Json { .. } => "detections-not-json",
            Self::Column { .. } => "column-missing",
        }
    }
}
