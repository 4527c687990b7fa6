//! Patrol plans.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::NodeArguments;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct PlanArguments {
    #[arg(value_name = "REQUEST", value_hint = ValueHint::FilePath)]
    pub(crate) request: Option<PathBuf>,
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub(crate) seed: u64,
    #[arg(long, value_name = "SECONDS", conflicts_with = "iterations")]
    pub(crate) seconds: Option<f64>,
    #[arg(long, value_name = "N")]
    pub(crate) iterations: Option<u64>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Option<PlanCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PlanCommand {
    Check {
        #[arg(value_name = "PLAN", value_hint = ValueHint::FilePath)]
        plan: PathBuf,
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        request: Option<PathBuf>,
    },
    Propose {
        #[command(flatten)]
        node: NodeArguments,
        #[arg(value_name = "PARTNER")]
        partner: String,
        #[arg(long, value_name = "TEXT", default_value = "")]
        title: String,
        #[arg(long, value_name = "DAYS")]
        days: Option<f64>,
        #[command(flatten)]
        step: StepArguments,
    },
    Amend {
        #[command(flatten)]
        node: NodeArguments,
        #[arg(value_name = "JOINT")]
        joint: String,
        #[arg(long, value_name = "N")]
        remove: Vec<usize>,
        #[arg(long)]
        replan: bool,
        #[arg(long, value_name = "ASSET")]
        lost: Vec<String>,
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
        #[command(flatten)]
        step: StepArguments,
    },
    Preview {
        #[command(flatten)]
        node: NodeArguments,
        #[arg(value_name = "JOINT")]
        joint: String,
    },
    Send {
        #[command(flatten)]
        node: NodeArguments,
        #[arg(value_name = "JOINT")]
        joint: String,
    },
    Show {
        #[command(flatten)]
        node: NodeArguments,
        #[arg(value_name = "JOINT")]
        joint: Option<String>,
    },
    Agree {
        #[command(flatten)]
        node: NodeArguments,
        #[arg(value_name = "JOINT")]
        joint: String,
        #[arg(long, value_name = "N")]
        version: u32,
    },
    Decline {
        #[command(flatten)]
        node: NodeArguments,
        #[arg(value_name = "JOINT")]
        joint: String,
        #[arg(long, value_name = "N")]
        version: u32,
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    Export {
        #[command(flatten)]
        node: NodeArguments,
        #[arg(value_name = "JOINT")]
        joint: String,
        #[arg(value_name = "ASSET")]
        asset: String,
        #[arg(value_name = "FORMAT", default_value = "rtz")]
        format: String,
        #[arg(long, value_name = "N|draft")]
        version: Option<String>,
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        out: Option<PathBuf>,
    },
    Table(TableArguments),
    Compare(CompareArguments),
    Choose(ChooseArguments),
    Report(ReportArguments),
    OrderStatus(OrderStatusArguments),
    Sailed(SailedArguments),
    Track(TrackArguments),
    Load(LoadArguments),
    Fleet(FleetArguments),
}

/// Which version of which plan.
#[derive(Debug, Clone, Args)]
pub(crate) struct VersionArguments {
    #[command(flatten)]
    pub(crate) node: NodeArguments,
    #[arg(value_name = "PLAN")]
    pub(crate) plan: String,
    #[arg(long, value_name = "N|draft")]
    pub(crate) version: Option<String>,
}

/// The stops of a version of a plan as CSV.
#[derive(Debug, Clone, Args)]
pub(crate) struct TableArguments {
    #[command(flatten)]
    pub(crate) of: VersionArguments,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
}

/// A version of a plan with other emphases, side by side.
#[derive(Debug, Clone, Args)]
pub(crate) struct CompareArguments {
    #[command(flatten)]
    pub(crate) of: VersionArguments,
    #[arg(long, value_name = "SECONDS")]
    pub(crate) seconds: Option<f64>,
}

/// An alternative that becomes the draft of a joint plan.
#[derive(Debug, Clone, Args)]
pub(crate) struct ChooseArguments {
    #[command(flatten)]
    pub(crate) node: NodeArguments,
    #[arg(value_name = "JOINT")]
    pub(crate) joint: String,
    #[arg(value_name = "EMPHASIS", value_parser = ["value", "miles", "fuel", "cost", "risk"])]
    pub(crate) emphasis: String,
}

/// A fleet file for a node.
#[derive(Debug, Clone, Args)]
pub(crate) struct LoadArguments {
    #[command(flatten)]
    pub(crate) node: NodeArguments,
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// What a node has, as a fleet file.
#[derive(Debug, Clone, Args)]
pub(crate) struct FleetArguments {
    #[command(flatten)]
    pub(crate) node: NodeArguments,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
}

/// A search for a vessel.
#[derive(Debug, Clone, Args)]
pub(crate) struct SearchArguments {
    #[arg(value_name = "REQUEST", value_hint = ValueHint::FilePath)]
    pub(crate) request: PathBuf,
    #[arg(long, value_name = "AGENCY", default_value = "")]
    pub(crate) owner: String,
}

/// What came back from sea.
#[derive(Debug, Clone, Args)]
pub(crate) struct ReportArguments {
    #[command(flatten)]
    pub(crate) node: NodeArguments,
    #[arg(value_name = "KIND", value_parser = ["sighting", "hail", "outcome"])]
    pub(crate) kind: String,
    #[arg(long, value_name = "TIME")]
    pub(crate) time: Option<String>,
    #[arg(long, value_name = "ASSET")]
    pub(crate) asset: Option<String>,
    #[arg(long, value_name = "TASK")]
    pub(crate) task: Option<String>,
    #[arg(long, value_name = "OUTCOME", requires = "task", value_parser = ["done", "not-found", "not-possible", "refused"])]
    pub(crate) outcome: Option<String>,
    #[arg(long, value_name = "MMSI")]
    pub(crate) mmsi: Option<u32>,
    #[arg(
        long,
        value_name = "DEGREES",
        requires = "lon",
        allow_negative_numbers = true
    )]
    pub(crate) lat: Option<f64>,
    #[arg(
        long,
        value_name = "DEGREES",
        requires = "lat",
        allow_negative_numbers = true
    )]
    pub(crate) lon: Option<f64>,
    #[arg(long, value_name = "METRES", requires = "lat")]
    pub(crate) uncertainty: Option<f64>,
    #[arg(long, value_name = "YES_NO", value_parser = ["yes", "no"])]
    pub(crate) ais: Option<String>,
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) text: String,
}

/// Where the order of one asset stands.
#[derive(Debug, Clone, Args)]
pub(crate) struct OrderStatusArguments {
    #[command(flatten)]
    pub(crate) node: NodeArguments,
    #[arg(value_name = "PLAN")]
    pub(crate) plan: String,
    #[arg(value_name = "ASSET")]
    pub(crate) asset: String,
    #[arg(value_name = "STATUS", value_parser = ["issued", "acknowledged", "under-way", "completed", "refused"])]
    pub(crate) status: String,
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) note: String,
}

/// What a version of a joint plan offers, and how it is searched.
#[derive(Debug, Clone, Args)]
pub(crate) struct StepArguments {
    #[arg(long, value_name = "ASSET")]
    pub(crate) asset: Vec<String>,
    #[arg(long, value_name = "ASSET=CAPABILITY")]
    pub(crate) without: Vec<String>,
    #[arg(long, value_name = "TASK")]
    pub(crate) task: Vec<String>,
    #[arg(long, value_name = "TANKER")]
    pub(crate) tanker: Vec<String>,
    #[arg(long, value_name = "OFFICER")]
    pub(crate) rider: Vec<String>,
    #[arg(long)]
    pub(crate) keep_waters: bool,
    #[arg(long, value_name = "TASK=ASSET")]
    pub(crate) pin: Vec<String>,
    #[arg(long, value_name = "TASK[=ASSET]")]
    pub(crate) forbid: Vec<String>,
    #[arg(long, value_name = "PURPOSE")]
    pub(crate) purpose: Option<String>,
    #[arg(long, value_name = "SECONDS", conflicts_with = "iterations")]
    pub(crate) seconds: Option<f64>,
    #[arg(long, value_name = "N")]
    pub(crate) iterations: Option<u64>,
    #[arg(long)]
    pub(crate) send: bool,
}

/// A plan beside what was sailed.
#[derive(Debug, Clone, Args)]
pub(crate) struct SailedArguments {
    #[command(flatten)]
    pub(crate) of: VersionArguments,
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<String>,
    #[arg(long, value_name = "HOURS")]
    pub(crate) late: Option<f64>,
    #[arg(long, value_name = "NM")]
    pub(crate) reach: Option<f64>,
    #[arg(long, value_name = "MINUTES")]
    pub(crate) silence: Option<f64>,
    #[arg(long, value_name = "LAW", value_parser = ["random", "inverse-cube", "definite-range"])]
    pub(crate) law: Option<String>,
    #[arg(long)]
    pub(crate) csv: bool,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
}

/// By what the track of an asset is known.
#[derive(Debug, Clone, Args)]
#[command(group = clap::ArgGroup::new("known-by").required(true).multiple(true).args(["file", "mmsi", "remove"]))]
pub(crate) struct TrackArguments {
    #[command(flatten)]
    pub(crate) node: NodeArguments,
    #[arg(value_name = "ASSET")]
    pub(crate) asset: String,
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: Option<PathBuf>,
    #[arg(long, value_name = "NAME", requires = "file")]
    pub(crate) name: Option<String>,
    #[arg(long, value_name = "MMSI")]
    pub(crate) mmsi: Option<u32>,
    #[arg(long, value_name = "NAME")]
    pub(crate) remove: Option<String>,
}
