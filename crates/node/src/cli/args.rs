//! The command line as a grammar. Every explanation a user reads comes from the catalogue
//! (`help-…` sentences), so none is written here.

mod archive;
mod crisis;
mod exchange;
mod exercise;
mod patrol;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

pub(crate) use archive::{
    ArchiveCommand, ArchiveExport, ArchiveImport, ArchiveScan, FishingArguments, RefitArguments,
    TrainArguments, VariantName,
};
pub(crate) use crisis::{CrisisArguments, CrisisCommand, EvacuateArguments, EvacuateCommand};
pub(crate) use exchange::{KeyCommand, PartnerCommand, TaxiiCommand, TaxiiServer, VerifyArguments};
pub(crate) use exercise::{
    ExerciseArguments, ExerciseCommand, ReplayArguments, ScenarioCommand, ScenarioRecordArguments,
    ScenarioRunArguments,
};
pub(crate) use patrol::{
    ChooseArguments, CompareArguments, FleetArguments, LoadArguments, OrderStatusArguments,
    PlanArguments, PlanCommand, ReportArguments, SailedArguments, SearchArguments, StepArguments,
    TableArguments, TrackArguments,
};

/// `vigie …`
#[derive(Debug, Parser)]
#[command(name = "vigie", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    #[arg(long, global = true, value_name = "LANG", value_parser = language)]
    pub(crate) lang: Option<String>,
}

/// One of the languages of the program, in any of its usual spellings.
fn language(text: &str) -> Result<String, String> {
    match crate::i18n::known(text) {
        Some(_language) => Ok(text.to_owned()),
        None => Err(crate::i18n::LANGUAGES.join(", ")),
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Decode(DecodeArguments),
    Watch(Box<WatchArguments>),
    Serve(Box<ServeArguments>),
    Exercise(ExerciseArguments),
    Replay(ReplayArguments),
    #[command(subcommand)]
    Area(AreaCommand),
    #[command(subcommand)]
    List(ListCommand),
    #[command(subcommand)]
    Notices(NoticesCommand),
    #[command(subcommand)]
    Partner(PartnerCommand),
    #[command(subcommand)]
    Key(KeyCommand),
    #[command(subcommand)]
    Taxii(TaxiiCommand),
    Verify(VerifyArguments),
    Plan(Box<PlanArguments>),
    Search(SearchArguments),
    Rules(RulesArguments),
    Crisis(CrisisArguments),
    Doctor(DoctorArguments),
    Evacuate(EvacuateArguments),
    Train(TrainArguments),
    Fishing(Box<FishingArguments>),
    Refit(RefitArguments),
    #[command(subcommand)]
    Archive(ArchiveCommand),
    #[command(subcommand)]
    Scenario(ScenarioCommand),
    Completions {
        shell: Shell,
    },
    Man {
        #[arg(value_hint = ValueHint::DirPath)]
        folder: Option<PathBuf>,
    },
}

/// Where missing times come from.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum TimeSource {
    #[default]
    Auto,
    Receipt,
    BaseStation,
    None,
}

/// How the messages of a feed were received.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum ReceptionKind {
    #[default]
    Unknown,
    Terrestrial,
    Satellite,
    Dynamic,
}

/// Who plays in an exercise of several nodes.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum CellName {
    #[default]
    All,
    Canada,
    Japan,
}

/// How feeds are read, whatever is done with them.
#[derive(Debug, Clone, Args)]
pub(crate) struct ReadingArguments {
    #[arg(long, value_name = "FORMAT", default_value = "auto")]
    pub(crate) format: String,
    #[arg(long, value_name = "COLUMN=FIELD")]
    pub(crate) map: Vec<String>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires_all = ["feed_certificate", "feed_key"])]
    pub(crate) feed_authority: Option<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "feed_authority")]
    pub(crate) feed_certificate: Option<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "feed_authority")]
    pub(crate) feed_key: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t, conflicts_with = "assume_start")]
    pub(crate) time: TimeSource,
    #[arg(long, value_name = "TIME", requires = "assume_rate")]
    pub(crate) assume_start: Option<String>,
    #[arg(long, value_name = "LINES_PER_S", requires = "assume_start")]
    pub(crate) assume_rate: Option<f64>,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) received_by: ReceptionKind,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) quarantine: Option<PathBuf>,
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<String>,
    #[arg(long, value_name = "TIME")]
    pub(crate) to: Option<String>,
}

/// What vessels are compared with.
#[derive(Debug, Clone, Args)]
pub(crate) struct ReferenceArguments {
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) rules: Option<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) area: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) iuu: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) authorised: Vec<PathBuf>,
    #[arg(long, value_name = "CLAIM", requires = "authorised")]
    pub(crate) complete_for: Vec<String>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) notices: Vec<PathBuf>,
    #[arg(long, value_name = "FROM/UNTIL", requires = "notices")]
    pub(crate) notices_complete: Vec<String>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) ports: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) shore: Option<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) reception: Option<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) receivers: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) satellites: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) fishing_model: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) motion_model: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct DecodeArguments {
    #[arg(required = true, value_name = "FEED", value_hint = ValueHint::AnyPath)]
    pub(crate) feeds: Vec<String>,
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
    #[arg(long)]
    pub(crate) stats: bool,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct WatchArguments {
    #[arg(required = true, value_name = "FEED", value_hint = ValueHint::AnyPath)]
    pub(crate) feeds: Vec<String>,
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
    #[command(flatten)]
    pub(crate) reference: ReferenceArguments,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) events: Option<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) presence: Option<PathBuf>,
    #[arg(long, value_name = "PRESET@FILE", value_hint = ValueHint::FilePath)]
    pub(crate) detections: Vec<String>,
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) top: usize,
    #[arg(long)]
    pub(crate) bom: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    #[arg(long = "feed", value_name = "FEED", value_hint = ValueHint::AnyPath)]
    pub(crate) feeds: Vec<String>,
    #[arg(long = "feed-folder", value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) feed_folders: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
    #[command(flatten)]
    pub(crate) reference: ReferenceArguments,
    #[arg(
        long,
        value_name = "FOLDER",
        default_value = "vigie-data",
        env = "VIGIE_DATA"
    )]
    pub(crate) data: PathBuf,
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:8750",
        env = "VIGIE_LISTEN"
    )]
    pub(crate) listen: SocketAddr,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) forms: Option<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) holidays: Option<PathBuf>,
    #[arg(long, value_name = "TIMES")]
    pub(crate) speed: Option<f64>,
    #[arg(long, value_name = "SEED", num_args = 0..=1, default_missing_value = "1")]
    pub(crate) exercise: Option<u64>,
    #[arg(long, value_name = "AGENCY", env = "VIGIE_PARTY")]
    pub(crate) party: Option<String>,
    #[arg(long, value_name = "NAME", requires = "party")]
    pub(crate) party_name: Option<String>,
    #[arg(long, value_name = "ADDRESS:PORT", requires = "party")]
    pub(crate) partner_listen: Option<SocketAddr>,
    #[arg(long, value_name = "URL", requires = "party")]
    pub(crate) partner_address: Vec<String>,
    #[arg(long, requires = "party")]
    pub(crate) thin_link: bool,
    #[arg(long, value_name = "PRESET@FOLDER", value_hint = ValueHint::AnyPath)]
    pub(crate) detections: Vec<String>,
    #[arg(long, value_name = "BIT_PER_S", requires = "thin_link", default_value_t = 8_800, value_parser = clap::value_parser!(u64).range(300..=10_000_000))]
    pub(crate) thin_rate: u64,
    #[arg(long = "outlet", value_name = "FORMAT@PLACE")]
    pub(crate) outlets: Vec<String>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires_all = ["outlet_certificate", "outlet_key"])]
    pub(crate) outlet_authority: Option<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "outlet_authority")]
    pub(crate) outlet_certificate: Option<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "outlet_authority")]
    pub(crate) outlet_key: Option<PathBuf>,
    #[arg(long, requires = "outlets")]
    pub(crate) outlet_plain: bool,
    #[arg(long, value_name = "FOLDER", requires_all = ["party", "exercise"], value_hint = ValueHint::DirPath)]
    pub(crate) pairing: Option<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "tls_key")]
    pub(crate) tls_certificate: Option<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "tls_certificate")]
    pub(crate) tls_key: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t, requires = "exercise")]
    pub(crate) cell: CellName,
    #[arg(long, value_name = "TIME", requires = "exercise")]
    pub(crate) exercise_start: Option<String>,
    #[arg(long, value_name = "NAME|FILE", requires = "exercise")]
    pub(crate) scenario: Option<String>,
    #[arg(long, value_name = "ADDRESS:PORT", requires_all = ["exercise", "party", "conduct_key"])]
    pub(crate) conduct: Option<SocketAddr>,
    #[arg(long, value_name = "FILE", requires = "conduct", value_hint = ValueHint::FilePath)]
    pub(crate) conduct_key: Option<PathBuf>,
    #[arg(long, value_name = "NUMBER", requires = "conduct", default_value_t = 0)]
    pub(crate) conduct_branch: u32,
    #[arg(long, value_name = "URL", env = "VIGIE_LIVE", requires = "exercise")]
    pub(crate) live: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AreaCommand {
    List {
        #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
        files: Vec<PathBuf>,
    },
    Check {
        #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
        files: Vec<PathBuf>,
    },
    Convert {
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ListCommand {
    Check {
        #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
        files: Vec<PathBuf>,
    },
    Show {
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        #[arg(long, value_name = "TEXT")]
        find: Option<String>,
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum NoticesCommand {
    Check {
        #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
        files: Vec<PathBuf>,
    },
}

/// The folder of one node, without a running node.
#[derive(Debug, Clone, Args)]
pub(crate) struct FolderArguments {
    #[arg(
        long,
        value_name = "FOLDER",
        default_value = "vigie-data",
        env = "VIGIE_DATA"
    )]
    pub(crate) data: PathBuf,
    #[arg(long, value_name = "SEED", num_args = 0..=1, default_missing_value = "1")]
    pub(crate) exercise: Option<u64>,
    #[arg(long, value_name = "NAME|FILE", requires = "exercise")]
    pub(crate) scenario: Option<String>,
    #[arg(long, value_name = "AGENCY", env = "VIGIE_PARTY")]
    pub(crate) party: Option<String>,
}

/// A node that runs.
#[derive(Debug, Clone, Args)]
pub(crate) struct NodeArguments {
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
        hide_env_values = true
    )]
    pub(crate) token: String,
}

#[derive(Debug, Args)]
pub(crate) struct RulesArguments {
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) rules: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct DoctorArguments {
    #[arg(
        long,
        value_name = "FOLDER",
        default_value = "vigie-data",
        env = "VIGIE_DATA"
    )]
    pub(crate) data: PathBuf,
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:8750",
        env = "VIGIE_LISTEN"
    )]
    pub(crate) listen: SocketAddr,
}
