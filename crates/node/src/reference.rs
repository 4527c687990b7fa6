//! What the watch compares vessels with: rules, areas, lists, ports and rasters, read from files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error as ThisError;
use vigie_sea::{AreaSet, Time};
use vigie_watch::detection::{MotionModel, Satellites};
use vigie_watch::fishing_model::{FishingModel, FishingModels};
use vigie_watch::{
    Completeness, Context, ListInfo, ListKind, ListSet, NoticeClaim, NoticeSet, PortSet,
    ReceiverList, ReceptionMap, Rules, ShoreMap, VesselList,
};

use crate::feed::{self, Unnumbered};
use crate::notices;

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
    /// For what the lists of authorised vessels claim to be complete: `all`, `flag:JPN`, `area:NPFC`.
    pub complete_for: Vec<String>,
    /// Files of notices of transshipment (CSV).
    pub notices: Vec<PathBuf>,
    /// For which periods those files hold every notice: `FROM/UNTIL`, or `FROM/UNTIL/AREA`.
    pub notices_complete: Vec<String>,
    /// Port and anchorage files (CSV).
    pub ports: Vec<PathBuf>,
    /// Raster of the distance to shore (CSV).
    pub shore: Option<PathBuf>,
    /// Raster of AIS reception quality (CSV).
    pub reception: Option<PathBuf>,
    /// Lists of receivers (CSV or three-line elements).
    pub receivers: Vec<PathBuf>,
    /// Orbits of imaging satellites (three-line elements).
    pub satellites: Vec<PathBuf>,
    /// Learnt models of fishing (JSON), one a gear.
    pub fishing_models: Vec<PathBuf>,
    /// Learnt model of movement (JSON), for the matching of detections.
    pub motion_model: Option<PathBuf>,
}

impl ReferenceFiles {
    /// Every path named.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.rules
            .iter()
            .chain(&self.areas)
            .chain(&self.iuu)
            .chain(&self.authorised)
            .chain(&self.notices)
            .chain(&self.ports)
            .chain(&self.shore)
            .chain(&self.reception)
            .chain(&self.receivers)
            .chain(&self.satellites)
            .chain(&self.fishing_models)
            .chain(&self.motion_model)
            .map(PathBuf::as_path)
    }
}

/// Largest reference file, after decompression: the finest public coast is far below it.
const FILE_BYTES_MAX: u64 = 1 << 30;

/// What keeps a reference file from being used.
#[derive(Debug, ThisError)]
pub enum Error {
    /// A file that could not be opened or read.
    #[error("file-unreadable: {path}: {source}")]
    File {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A rule, list, port or raster file that cannot be used.
    #[error("{path}: {source}")]
    Watch {
        /// The path.
        path: PathBuf,
        /// What is wrong.
        source: vigie_watch::Error,
    },
    /// An area file that cannot be used.
    #[error("{path}: {source}")]
    Sea {
        /// The path.
        path: PathBuf,
        /// What is wrong.
        source: vigie_sea::Error,
    },
    /// A file that was read and gave nothing: areas that none are close nothing, which nobody would see.
    #[error("reference-gives-nothing: {path}: {reason}")]
    Nothing {
        /// The path.
        path: PathBuf,
        /// Why its first entry was left out, or `no-entries`.
        reason: String,
    },
    /// A `--notices-complete` text of another form.
    #[error("notices-complete-unreadable: {text}")]
    NoticesComplete {
        /// The text as given.
        text: String,
    },
    /// A `--complete-for` text of another form.
    #[error("complete-for-unreadable: {text}")]
    Completeness {
        /// The text as given.
        text: String,
    },
}

/// Something in a reference file that was left out, while the rest is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The file.
    pub path: PathBuf,
    /// Row, line or feature.
    pub place: u64,
    /// Stable code of the reason.
    pub code: String,
    /// What it is about, such as the column; may be empty.
    pub detail: String,
}

/// Everything read from the reference files.
#[derive(Debug)]
pub struct Reference {
    /// Rules.
    pub rules: Rules,
    /// Areas, lists, ports and rasters.
    pub context: Context,
    /// MMSI by call sign, from the lists, for reports that carry no MMSI.
    pub known_vessels: Unnumbered,
    /// Receivers by name; the watch is told of them when a feed names them.
    pub receivers: ReceiverList,
    /// What was left out.
    pub remarks: Vec<Remark>,
}

impl ReferenceFiles {
    /// Reads them all. Ports and coast that come with the program stand in where none are named.
    ///
    /// # Errors
    /// The first file that cannot be used at all.
    pub fn load(&self) -> Result<Reference, Error> {
        let mut remarks = Vec::new();
        let rules = self.rules()?;
        let areas = self.areas(&mut remarks)?;
        let (lists, known_vessels) = self.lists(&mut remarks)?;
        let notices = self.notices(&mut remarks)?;
        let ports = self.ports(&mut remarks)?;
        let mut shore = ShoreMap::builtin();
        if let Some(path) = &self.shore {
            shore = shore.with_raster(&read(path)?).map_err(watch_fault(path))?;
        }
        let reception = match &self.reception {
            Some(path) => ReceptionMap::from_csv(&read(path)?).map_err(watch_fault(path))?,
            None => ReceptionMap::default(),
        };
        let receivers = self.receivers(&mut remarks)?;
        let context = Context {
            areas,
            lists,
            notices,
            ports,
            shore,
            reception,
            satellites: self.satellites(&mut remarks)?,
            fishing_models: self.fishing_models()?,
            motion: self.motion()?,
            ..Context::default()
        };
        Ok(Reference {
            rules,
            context,
            known_vessels,
            receivers,
            remarks,
        })
    }

    /// The rules in force.
    ///
    /// # Errors
    /// A rule file that cannot be read.
    pub fn rules(&self) -> Result<Rules, Error> {
        let Some(path) = &self.rules else {
            return Ok(Rules::builtin());
        };
        Rules::parse(&text(path)?).map_err(watch_fault(path))
    }

    fn areas(&self, remarks: &mut Vec<Remark>) -> Result<AreaSet, Error> {
        let mut all = AreaSet::default();
        for path in &self.areas {
            let (areas, faults) = read_areas(path)?;
            let told: Vec<Remark> = faults.iter().map(|it| area_remark(path, it)).collect();
            if areas.is_empty() {
                return Err(nothing(path, told.first()));
            }
            remarks.extend(told);
            all.extend(areas.areas().iter().cloned());
        }
        Ok(all)
    }

    fn lists(&self, remarks: &mut Vec<Remark>) -> Result<(ListSet, Unnumbered), Error> {
        let complete_for = completeness(&self.complete_for)?;
        let mut all = ListSet::default();
        let iuu = self.iuu.iter().map(|path| (path, ListKind::Iuu));
        let authorised = self
            .authorised
            .iter()
            .map(|path| (path, ListKind::Authorisation));
        for (path, kind) in iuu.chain(authorised) {
            let mut list = read_list(path, kind)?;
            if kind == ListKind::Authorisation {
                list.info.complete_for.clone_from(&complete_for);
            }
            remarks.extend(list.faults.iter().map(|fault| Remark {
                path: path.clone(),
                place: fault.line,
                code: fault.reason.clone(),
                detail: fault.column.clone(),
            }));
            all.put(list);
        }
        let known = Unnumbered::default();
        known.learn(all.iter());
        Ok((all, known))
    }

    fn notices(&self, remarks: &mut Vec<Remark>) -> Result<NoticeSet, Error> {
        let claim = |text: &String| {
            NoticeClaim::parse(text).ok_or_else(|| Error::NoticesComplete { text: text.clone() })
        };
        let claims = self.notices_complete.iter().map(claim);
        let claims: Vec<NoticeClaim> = claims.collect::<Result<_, _>>()?;
        let mut all = NoticeSet::default();
        for path in &self.notices {
            let mut file = notices::read(path)?;
            file.info.complete.clone_from(&claims);
            remarks.extend(file.faults.iter().map(|fault| Remark {
                path: path.clone(),
                place: fault.line,
                code: fault.reason.clone(),
                detail: fault.column.clone(),
            }));
            all.put(file);
        }
        Ok(all)
    }

    fn fishing_models(&self) -> Result<FishingModels, Error> {
        let mut all = FishingModels::default();
        for path in &self.fishing_models {
            let model = FishingModel::from_json(&text(path)?);
            model.and_then(|m| all.put(m)).map_err(watch_fault(path))?;
        }
        Ok(all)
    }

    fn motion(&self) -> Result<Option<Arc<MotionModel>>, Error> {
        let Some(path) = &self.motion_model else {
            return Ok(None);
        };
        let model = MotionModel::from_json(&text(path)?).map_err(watch_fault(path))?;
        Ok(Some(Arc::new(model)))
    }

    fn satellites(&self, remarks: &mut Vec<Remark>) -> Result<Satellites, Error> {
        let mut all = Satellites::default();
        for path in &self.satellites {
            let (satellites, faults) = Satellites::from_elements(&text(path)?);
            let remark = |place| Remark {
                path: path.clone(),
                place,
                code: "elements-unreadable".to_owned(),
                detail: String::new(),
            };
            let told: Vec<Remark> = faults.into_iter().map(remark).collect();
            if satellites.is_empty() {
                return Err(nothing(path, told.first()));
            }
            all.extend(satellites);
            remarks.extend(told);
        }
        Ok(all)
    }

    fn receivers(&self, remarks: &mut Vec<Remark>) -> Result<ReceiverList, Error> {
        let mut all = ReceiverList::default();
        for path in &self.receivers {
            let (list, faults) =
                ReceiverList::from_text(&text(path)?).map_err(watch_fault(path))?;
            all.extend(list);
            remarks.extend(faults.iter().map(|fault| Remark {
                path: path.clone(),
                place: fault.line,
                code: fault.reason.to_owned(),
                detail: String::new(),
            }));
        }
        Ok(all)
    }

    fn ports(&self, remarks: &mut Vec<Remark>) -> Result<PortSet, Error> {
        if self.ports.is_empty() {
            return Ok(PortSet::builtin());
        }
        let mut all = PortSet::default();
        for path in &self.ports {
            let (ports, faults) =
                PortSet::from_csv(&read(path)?, &file_name(path)).map_err(watch_fault(path))?;
            all.extend(ports.ports().iter().cloned());
            remarks.extend(faults.iter().map(|fault| Remark {
                path: path.clone(),
                place: fault.row as u64 + 1,
                code: fault.reason.to_owned(),
                detail: String::new(),
            }));
        }
        Ok(all)
    }
}

fn nothing(path: &Path, first: Option<&Remark>) -> Error {
    Error::Nothing {
        path: path.to_owned(),
        reason: first.map_or_else(|| "no-entries".to_owned(), |remark| remark.code.clone()),
    }
}

/// Reads an area file, GeoJSON or (by its ending `.shp`) a shapefile with its `.dbf` and `.prj`
/// beside it; features that cannot be read are told beside.
///
/// # Errors
/// A file that holds no areas in longitude and latitude.
pub fn read_areas(path: &Path) -> Result<(AreaSet, Vec<vigie_sea::Error>), Error> {
    let sea = |source| Error::Sea {
        path: path.to_owned(),
        source,
    };
    if !path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("shp"))
    {
        return AreaSet::from_geojson(&text(path)?, &file_name(path)).map_err(sea);
    }
    let beside = |ending: &str| {
        let upper = ending.to_ascii_uppercase();
        [ending, upper.as_str()]
            .into_iter()
            .map(|e| path.with_extension(e))
            .find(|p| p.is_file())
    };
    let dbf = beside("dbf").map(|p| read(&p)).transpose()?;
    let prj = beside("prj").map(|p| read(&p)).transpose()?;
    let prj = prj.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    AreaSet::from_shapefile(
        &read(path)?,
        dbf.as_deref(),
        prj.as_deref(),
        &file_name(path),
    )
    .map_err(sea)
}

/// What an area fault says, without its words.
#[must_use]
pub fn area_remark(path: &Path, fault: &vigie_sea::Error) -> Remark {
    let (place, code) = match fault {
        vigie_sea::Error::Area { feature, reason } => (*feature as u64, (*reason).to_owned()),
        other => (0, other.code().to_owned()),
    };
    Remark {
        path: path.to_owned(),
        place,
        code,
        detail: String::new(),
    }
}

/// Reads a list of vessels. Its date is the one in its file name (`…20251108…`, `…2025-11-08…`), else
/// that of the file.
///
/// # Errors
/// A table without any column to match by.
pub fn read_list(path: &Path, kind: ListKind) -> Result<VesselList, Error> {
    let name = file_name(path);
    let info = ListInfo {
        id: format!("{}-{name}", kind.code()),
        name: name.clone(),
        kind,
        date: ListInfo::date_in(&name).unwrap_or_else(|| modified(path)),
        source: path.display().to_string(),
        complete_for: Vec::new(),
    };
    VesselList::from_csv(info, &read(path)?).map_err(watch_fault(path))
}

/// `all`, `flag:JPN` or `area:NPFC`.
fn completeness(texts: &[String]) -> Result<Vec<Completeness>, Error> {
    let one = |text: &String| match text.split_once(':') {
        None if text == "all" => Ok(Completeness::default()),
        Some(("flag", flag)) if flag.len() == 3 => Ok(Completeness {
            flag: Some(flag.to_ascii_uppercase()),
            area: None,
        }),
        Some(("area", area)) if !area.is_empty() => Ok(Completeness {
            flag: None,
            area: Some(area.to_owned()),
        }),
        _ => Err(Error::Completeness { text: text.clone() }),
    };
    texts.iter().map(one).collect()
}

fn watch_fault(path: &Path) -> impl Fn(vigie_watch::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Watch {
        path: path.clone(),
        source,
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

fn modified(path: &Path) -> Time {
    let time = std::fs::metadata(path).and_then(|known| known.modified());
    let since = time
        .ok()
        .and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
    Time::from_s(
        since
            .and_then(|s| i64::try_from(s.as_secs()).ok())
            .unwrap_or(0),
    )
}

/// The bytes of a file, unpacked if it is gzip or Zstandard.
///
/// # Errors
/// A file that cannot be read, is damaged, or is too large.
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let fault = |source| Error::File {
        path: path.to_owned(),
        source,
    };
    feed::read_whole(path, FILE_BYTES_MAX).map_err(fault)
}

fn text(path: &Path) -> Result<String, Error> {
    let fault = |_not_text| Error::File {
        path: path.to_owned(),
        source: std::io::ErrorKind::InvalidData.into(),
    };
    String::from_utf8(read(path)?).map_err(fault)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn completeness_is_said_in_three_ways() {
        let texts = ["all", "flag:jpn", "area:NPFC"].map(str::to_owned);
        let all = completeness(&texts).unwrap();
        assert_eq!(all[0], Completeness::default());
        assert_eq!(all[1].flag.as_deref(), Some("JPN"));
        assert_eq!(all[2].area.as_deref(), Some("NPFC"));
        assert!(completeness(&["some".to_owned()]).is_err());
    }

    #[test]
    fn a_file_that_gives_nothing_is_refused_and_a_claim_is_read_without_a_list_too() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let topology = r#"{"type": "Topology", "objects": {}, "arcs": []}"#;
        let empty = r#"{"type": "FeatureCollection", "features": []}"#;
        for text in [topology, empty] {
            let files = ReferenceFiles {
                areas: vec![write("closed.geojson", text)],
                ..ReferenceFiles::default()
            };
            assert!(files.load().is_err(), "{text}");
        }
        let files = ReferenceFiles {
            satellites: vec![write("orbits.txt", "name,line\nA,B\n")],
            ..ReferenceFiles::default()
        };
        assert!(matches!(files.load(), Err(Error::Nothing { .. })));
        let files = ReferenceFiles {
            complete_for: vec!["some".to_owned()],
            ..ReferenceFiles::default()
        };
        assert!(matches!(files.load(), Err(Error::Completeness { .. })));
    }

    #[test]
    fn a_call_sign_in_a_list_tells_the_mmsi() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("authorised-20240101.csv");
        std::fs::write(&path, "name,ircs,mmsi\nA,HP4077,351000000\n").unwrap();
        let files = ReferenceFiles {
            authorised: vec![path],
            ..ReferenceFiles::default()
        };
        let loaded = files.load().unwrap();
        assert_eq!(loaded.known_vessels.mmsi_of("HP-4077"), Some(351_000_000));
        let list = loaded.context.lists.iter().next().unwrap();
        assert_eq!(list.info.date.to_string(), "2024-01-01T00:00:00Z");
    }

    #[test]
    fn files_that_cannot_be_used_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bad");
        std::fs::write(&path, "version = [").unwrap();
        let rules = ReferenceFiles {
            rules: Some(path.clone()),
            ..ReferenceFiles::default()
        };
        assert!(matches!(rules.load(), Err(Error::Watch { .. })));
        let areas = ReferenceFiles {
            areas: vec![path],
            ..ReferenceFiles::default()
        };
        assert!(matches!(areas.load(), Err(Error::Sea { .. })));
    }
}
