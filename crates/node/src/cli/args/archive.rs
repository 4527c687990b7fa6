//! Archives of years, and what is learnt from them.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

use super::{ReadingArguments, ReferenceArguments};

#[derive(Debug, Subcommand)]
pub(crate) enum ArchiveCommand {
    Import(ArchiveImport),
    Scan(ArchiveScan),
    Export(ArchiveExport),
}

#[derive(Debug, Args)]
pub(crate) struct ArchiveImport {
    #[arg(required = true, value_name = "FEED", value_hint = ValueHint::AnyPath)]
    pub(crate) feeds: Vec<String>,
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub(crate) archive: PathBuf,
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
}

#[derive(Debug, Args)]
pub(crate) struct ArchiveScan {
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub(crate) archive: PathBuf,
    #[command(flatten)]
    pub(crate) reference: ReferenceArguments,
    #[arg(long, value_name = "PRESET@FILE", value_hint = ValueHint::FilePath)]
    pub(crate) detections: Vec<String>,
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<usize>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ArchiveExport {
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub(crate) archive: PathBuf,
    #[arg(long, value_name = "MMSI")]
    pub(crate) mmsi: Option<u32>,
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<String>,
    #[arg(long, value_name = "TIME")]
    pub(crate) to: Option<String>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: PathBuf,
}

/// Which positions a model of fishing may look at.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum VariantName {
    #[default]
    Past,
    Centred,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("of_archive").args(["outcomes", "motion"]))]
pub(crate) struct TrainArguments {
    #[arg(required_unless_present_any = ["outcomes", "motion"], value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "archive", value_hint = ValueHint::FilePath)]
    pub(crate) outcomes: Option<PathBuf>,
    #[arg(long, requires_all = ["archive", "out"], conflicts_with_all = ["files", "gear"])]
    pub(crate) motion: bool,
    #[arg(long, value_name = "FOLDER", requires = "of_archive", value_hint = ValueHint::DirPath)]
    pub(crate) archive: Option<PathBuf>,
    #[arg(long, value_name = "GEAR")]
    pub(crate) gear: Option<String>,
    #[arg(long, value_name = "COLUMNS", default_value = "plain")]
    pub(crate) columns: String,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) variant: VariantName,
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub(crate) seed: u64,
    #[arg(long, value_name = "N", default_value_t = 120)]
    pub(crate) rounds: usize,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) support: Vec<PathBuf>,
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) source: String,
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) made_by: String,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct FishingArguments {
    #[arg(required_unless_present = "archive", conflicts_with = "archive", value_name = "FEED", value_hint = ValueHint::AnyPath)]
    pub(crate) feeds: Vec<String>,
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub(crate) archive: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
    #[command(flatten)]
    pub(crate) reference: ReferenceArguments,
    #[arg(long, value_name = "GEAR")]
    pub(crate) gear: Option<String>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct RefitArguments {
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) labels: Option<PathBuf>,
    #[arg(
        long,
        value_name = "URL",
        default_value = "http://127.0.0.1:8750",
        env = "VIGIE_NODE"
    )]
    pub(crate) node: String,
    #[arg(
        long,
        value_name = "TOKEN",
        env = "VIGIE_TOKEN",
        hide_env_values = true,
        required_unless_present = "labels"
    )]
    pub(crate) token: Option<String>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) rules: Option<PathBuf>,
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub(crate) seed: u64,
    #[arg(long, value_name = "NAME")]
    pub(crate) version_name: Option<String>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    #[arg(long)]
    pub(crate) anyway: bool,
    #[arg(long, requires = "token")]
    pub(crate) propose: bool,
}
