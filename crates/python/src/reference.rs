//! What detectors look up, from the bytes of reference files. Which file is which is told by the caller; what is not given
//! is what comes with the program.

use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use vigie_sea::{AreaSet, Time};
use vigie_watch::detection::{MotionModel, Satellites};
use vigie_watch::fishing_model::FishingModel;
use vigie_watch::{
    Completeness, Context, ListInfo, ListKind, NoticeClaim, NoticeFile, NoticeInfo, PortSet,
    ReceiverList, ReceptionMap, Rules, ShoreMap, VesselList,
};

/// A reference file: its kind (an option of `vigie archive scan`), path as given, time of change in Unix seconds, bytes. Of kinds
/// `notices-complete` and `complete-for` the bytes are the claims themselves, one a line; a shapefile's `area-dbf` and `area-prj` come before it.
pub(crate) type Files = Vec<(String, String, i64, Vec<u8>)>;

/// Rules, what is looked up, and what is said of receivers by name.
pub(crate) fn load(files: &Files) -> PyResult<(Rules, Context, ReceiverList)> {
    let mut rules = Rules::builtin();
    let mut context = Context {
        shore: ShoreMap::builtin(),
        ..Context::default()
    };
    let (mut receivers, mut ports) = (ReceiverList::default(), None);
    let (mut notices, mut claims) = (Vec::new(), Vec::new());
    let (mut lists, mut complete) = (Vec::new(), Vec::new());
    let (mut table, mut projection): (Option<&Vec<u8>>, Option<String>) = (None, None);
    for (kind, path, changed_s, bytes) in files {
        let fault =
            |fault: &dyn std::fmt::Display| PyValueError::new_err(format!("{path}: {fault}"));
        let text = || std::str::from_utf8(bytes).map_err(|f| fault(&f));
        let name = path.rsplit('/').next().unwrap_or(path);
        match kind.as_str() {
            "rules" => rules = Rules::parse(text()?).map_err(|f| fault(&f))?,
            // The table and the projection of the shapefile that follows.
            "area-dbf" => table = Some(bytes),
            "area-prj" => projection = Some(String::from_utf8_lossy(bytes).into_owned()),
            "area" => {
                let shape = path.to_ascii_lowercase().ends_with(".shp");
                let read = if shape {
                    let table = table.take().map(Vec::as_slice);
                    AreaSet::from_shapefile(bytes, table, projection.take().as_deref(), name)
                } else {
                    AreaSet::from_geojson(text()?, name)
                };
                let (areas, faults) = read.map_err(|f| fault(&f))?;
                if areas.is_empty() {
                    let first = faults.first().map(ToString::to_string);
                    return Err(fault(&first.unwrap_or_else(|| "no areas in it".to_owned())));
                }
                context.areas.extend(areas.areas().iter().cloned());
            }
            // Said of all lists of authorised vessels.
            "complete-for" => {
                for line in text()?.lines().filter(|line| !line.trim().is_empty()) {
                    let unfit = || fault(&format!("not all, flag:XXX or area:NAME: {line}"));
                    complete.push(completeness(line).ok_or_else(unfit)?);
                }
            }
            "iuu" | "authorised" => {
                let kind = match kind.as_str() {
                    "iuu" => ListKind::Iuu,
                    _ => ListKind::Authorisation,
                };
                let info = ListInfo {
                    id: format!("{}-{name}", kind.code()),
                    name: name.to_owned(),
                    kind,
                    date: ListInfo::date_in(name).unwrap_or(Time::from_s(*changed_s)),
                    source: path.clone(),
                    complete_for: Vec::new(),
                };
                lists.push(VesselList::from_csv(info, bytes).map_err(|f| fault(&f))?);
            }
            "notices" => {
                let info = NoticeInfo {
                    id: name.to_owned(),
                    name: name.to_owned(),
                    source: path.clone(),
                    complete: Vec::new(),
                };
                notices.push(NoticeFile::from_csv(info, bytes).map_err(|f| fault(&f))?);
            }
            "notices-complete" => {
                for line in text()?.lines().filter(|line| !line.trim().is_empty()) {
                    let unfit =
                        || fault(&format!("no period FROM/UNTIL or FROM/UNTIL/AREA: {line}"));
                    claims.push(NoticeClaim::parse(line).ok_or_else(unfit)?);
                }
            }
            "ports" => {
                let (found, _) = PortSet::from_csv(bytes, name).map_err(|f| fault(&f))?;
                let all: &mut PortSet = ports.get_or_insert_default();
                all.extend(found.ports().iter().cloned());
            }
            "shore" => {
                context.shore = std::mem::take(&mut context.shore)
                    .with_raster(bytes)
                    .map_err(|f| fault(&f))?
            }
            "reception" => {
                context.reception = ReceptionMap::from_csv(bytes).map_err(|f| fault(&f))?
            }
            "receivers" => {
                receivers.extend(ReceiverList::from_text(text()?).map_err(|f| fault(&f))?.0)
            }
            "fishing-model" => {
                let model = FishingModel::from_json(text()?);
                model
                    .and_then(|m| context.fishing_models.put(m))
                    .map_err(|f| fault(&f))?;
            }
            "satellites" => {
                let (found, _) = Satellites::from_elements(text()?);
                if found.is_empty() {
                    return Err(fault(&"no elements in it"));
                }
                context.satellites.extend(found);
            }
            "motion-model" => {
                let model = MotionModel::from_json(text()?).map_err(|f| fault(&f))?;
                context.motion = Some(Arc::new(model));
            }
            other => return Err(fault(&format!("kind of file unknown: {other}"))),
        }
    }
    for mut list in lists {
        if list.info.kind == ListKind::Authorisation {
            list.info.complete_for.clone_from(&complete);
        }
        context.lists.put(list);
    }
    // As on the command line each claim is for all files.
    for mut file in notices {
        file.info.complete.clone_from(&claims);
        context.notices.put(file);
    }
    context.ports = ports.unwrap_or_else(PortSet::builtin);
    Ok((rules, context, receivers))
}

/// For what a list of authorised vessels is complete: `all`, `flag:JPN` or `area:NPFC`.
fn completeness(text: &str) -> Option<Completeness> {
    match text.trim().split_once(':') {
        None if text.trim() == "all" => Some(Completeness::default()),
        Some(("flag", flag)) if flag.len() == 3 => Some(Completeness {
            flag: Some(flag.to_ascii_uppercase()),
            area: None,
        }),
        Some(("area", area)) if !area.is_empty() => Some(Completeness {
            flag: None,
            area: Some(area.to_owned()),
        }),
        _ => None,
    }
}
