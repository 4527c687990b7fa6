//! The after-action report as data.
