//! The native part of the Python package `vigie`. Columns come in as contiguous buffers of their own
//! type (Arrow, NumPy, anything with the buffer protocol), columns go out as bytes that Arrow takes without a copy. The
//! package itself (`python/vigie`) turns Arrow tables into such columns and back.

mod column;
mod decode;
mod fishing;
mod hearing;
mod look;
mod look_scan;
mod reference;
mod rows;
mod scan;
mod watch;

use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// `vigie.vigie_native`.
#[pymodule]
fn vigie_native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("BUILTIN_RULES", vigie_watch::BUILTIN_RULES)?;
    // For maps; the layout is told in data/make-coast.mjs.
    let coast = include_bytes!("../../../data/coast.bin");
    module.add("COAST", PyBytes::new(module.py(), coast))?;
    module.add_function(wrap_pyfunction!(decode::decode, module)?)?;
    module.add_function(wrap_pyfunction!(watch::watch, module)?)?;
    module.add("EDGES", scan::EDGES)?;
    module.add_function(wrap_pyfunction!(rows::rows, module)?)?;
    module.add_function(wrap_pyfunction!(scan::bounds, module)?)?;
    module.add_function(wrap_pyfunction!(fishing::judge_track, module)?)?;
    module.add_class::<scan::Scan>()?;
    module.add_class::<scan::Cells>()?;
    module.add_function(wrap_pyfunction!(look_scan::scenes, module)?)?;
    module.add_class::<look_scan::Looks>()?;
    module.add_class::<look_scan::Weigher>()?;
    module.add_class::<look_scan::Told>()?;
    module.add_function(wrap_pyfunction!(look::match_detections, module)?)?;
    Ok(())
}
