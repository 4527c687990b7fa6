//! What the watch compares vessels with: rules, areas, lists, ports and rasters, read from files.

use std::path::{Path, PathBuf};

/// The files named by the user; each may be absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReferenceFiles {
    /// Rule file (TOML); built-in rules otherwise.
    pub rules: Option<PathBuf>,
    /// Area files (GeoJSON).
    pub areas: Vec<PathBuf>,
    /// IUU vessel lists (CSV).
    pub iuu: Vec<PathBuf>,
    /// Lists of authorised vessels (CSV).
    pub authorised: Vec<PathBuf>,
    /// Port and anchorage files (CSV).
    pub ports: Vec<PathBuf>,
    /// Raster of the distance to shore (CSV).
    pub shore: Option<PathBuf>,
    /// Raster of AIS reception quality (CSV).
    pub reception: Option<PathBuf>,
}

impl ReferenceFiles {
    /// Every path named.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.rules
            .iter()
            .chain(&self.areas)
            .chain(&self.iuu)
            .chain(&self.authorised)
            .chain(&self.ports)
            .chain(&self.shore)
            .chain(&self.reception)
            .map(PathBuf::as_path)
    }
}
