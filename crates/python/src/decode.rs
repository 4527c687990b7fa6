//! Bytes of NMEA to messages.

use pyo3::prelude::*;
use vigie_ais::{Config, Item, Reader};

/// Decodes bytes of NMEA 0183 / AIVDM: each message as a JSON text, and how many pieces could not be read, by reason.
#[pyfunction]
pub(crate) fn decode(
    py: Python<'_>,
    data: &[u8],
) -> (Vec<String>, std::collections::BTreeMap<String, u64>) {
    py.detach(|| {
        let mut reader = Reader::new(Config::default());
        let (mut messages, mut faults) = (Vec::new(), std::collections::BTreeMap::new());
        let mut sink = |item: Item<'_>| match item {
            Item::Report(report) => {
                let mut out = Vec::new();
                report.write_json(&mut out);
                messages.push(String::from_utf8_lossy(&out).into_owned());
            }
            Item::Fault(fault) => *faults.entry(fault.reason.code().to_owned()).or_insert(0) += 1,
            Item::Foreign(_) => {}
        };
        reader.push(data, None, &mut sink);
        reader.finish(&mut sink);
        (messages, faults)
    })
}
