//! `vigie plan table`: the stops of a version of a plan as CSV, from a node that runs.

use super::args::TableArguments;
use super::console::Console;
use super::failure::Failure;
use super::joint::{of_version, write};
use super::online::Online;

/// Writes the table of a version, the newest if none is named.
pub(super) fn table(console: &Console, told: &TableArguments) -> Result<(), Failure> {
    let online = Online::new(&told.of.node.node, &told.of.node.token)?;
    let path = format!("/api/v1/patrol/plans/{}/plan.csv", told.of.plan);
    let path = of_version(&path, told.of.version.as_deref());
    write(console, &online, &path, told.out.as_deref())
}
