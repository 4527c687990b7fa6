//! The command line as a grammar. Every explanation a user reads comes from the catalogue
//! (`help-…` sentences), so none is written here.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

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
    #[arg(long, global = true, value_name = "LANG")]
    pub(crate) lang: Option<String>,
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
    Partner(PartnerCommand),
    #[command(subcommand)]
    Key(KeyCommand),
    #[command(subcommand)]
    Taxii(TaxiiCommand),
    Verify(VerifyArguments),
    Plan(Box<PlanArguments>),
    Rules(RulesArguments),
    Crisis(CrisisArguments),
    Doctor(DoctorArguments),
    Evacuate(EvacuateArguments),
    Train(TrainArguments),
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
    #[arg(long, value_name = "CLAIM")]
    pub(crate) complete_for: Vec<String>,
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
}

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
pub(crate) struct TrainArguments {
    #[arg(required_unless_present = "outcomes", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "archive", value_hint = ValueHint::FilePath)]
    pub(crate) outcomes: Option<PathBuf>,
    #[arg(long, value_name = "FOLDER", requires = "outcomes", value_hint = ValueHint::DirPath)]
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
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) source: String,
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) made_by: String,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
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
    #[arg(long, value_name = "NAME", requires = "exercise")]
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

#[derive(Debug, Args)]
pub(crate) struct ExerciseArguments {
    #[arg(
        long,
        value_name = "FOLDER",
        default_value = "vigie-data",
        env = "VIGIE_DATA",
        global = true
    )]
    pub(crate) data: PathBuf,
    #[arg(long, value_name = "PORT", default_value_t = 8750)]
    pub(crate) port: u16,
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub(crate) seed: u64,
    #[arg(long, value_name = "TIMES")]
    pub(crate) speed: Option<f64>,
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) scenario: Option<String>,
    #[arg(long, value_name = "URL", env = "VIGIE_LIVE")]
    pub(crate) live: Option<String>,
    #[command(subcommand)]
    pub(crate) command: Option<ExerciseCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExerciseCommand {
    List,
    Check {
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
    Convert {
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        #[arg(value_name = "OUT", value_hint = ValueHint::FilePath)]
        out: PathBuf,
    },
    Status,
    Pause,
    Speed {
        #[arg(value_name = "TIMES")]
        times: f64,
    },
    Step {
        #[arg(value_name = "SECONDS", default_value_t = 60)]
        seconds: i64,
    },
    Resume,
    End,
    Checkpoint {
        #[arg(value_name = "NAME", default_value = "")]
        name: String,
    },
    Rewind {
        #[arg(value_name = "ID")]
        id: String,
    },
    Inject {
        #[arg(value_name = "ID")]
        id: String,
        #[arg(long, conflicts_with_all = ["free", "close"])]
        hold: bool,
        #[arg(long, conflicts_with = "close")]
        free: bool,
        #[arg(long)]
        close: bool,
    },
    Report {
        #[arg(value_name = "FORM", default_value = "html", value_parser = ["html", "pdf", "csv", "json"])]
        form: String,
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ReplayArguments {
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub(crate) feeds: Vec<String>,
    #[arg(long, value_name = "TIMES", default_value_t = 1.0)]
    pub(crate) speed: f64,
    #[arg(long, value_name = "PLACE", default_value = "-")]
    pub(crate) to: String,
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub(crate) pause_max: u64,
    #[arg(long, value_enum, default_value_t, conflicts_with = "assume_start")]
    pub(crate) time: TimeSource,
    #[arg(long, value_name = "TIME", requires = "assume_rate")]
    pub(crate) assume_start: Option<String>,
    #[arg(long, value_name = "LINES_PER_S", requires = "assume_start")]
    pub(crate) assume_rate: Option<f64>,
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
    #[arg(long, value_name = "AGENCY", env = "VIGIE_PARTY")]
    pub(crate) party: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PartnerCommand {
    Invite {
        #[command(flatten)]
        folder: FolderArguments,
        #[arg(long, value_name = "NAME")]
        party_name: Option<String>,
        #[arg(long, value_name = "URL")]
        partner_address: Vec<String>,
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        out: Option<PathBuf>,
    },
    Accept {
        #[command(flatten)]
        folder: FolderArguments,
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        #[arg(long, value_name = "DIGITS")]
        fingerprint: Option<String>,
    },
    List {
        #[command(flatten)]
        folder: FolderArguments,
    },
    Remove {
        #[command(flatten)]
        folder: FolderArguments,
        #[arg(value_name = "PARTNER")]
        partner: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum TaxiiCommand {
    Collections {
        #[command(flatten)]
        server: TaxiiServer,
    },
    Pull {
        #[command(flatten)]
        server: TaxiiServer,
        #[arg(long, value_name = "ID")]
        collection: String,
        #[arg(long, value_name = "COUNT", default_value_t = 100)]
        limit: usize,
        #[command(flatten)]
        node: NodeArguments,
    },
    Push {
        #[command(flatten)]
        server: TaxiiServer,
        #[arg(long, value_name = "ID")]
        collection: String,
        #[arg(long, value_name = "PARTNER")]
        party: String,
        #[arg(long, value_name = "PURPOSE")]
        purpose: String,
        #[arg(long, value_name = "ID")]
        report: Vec<String>,
        #[command(flatten)]
        node: NodeArguments,
    },
}

/// A TAXII server of others.
#[derive(Debug, Args)]
pub(crate) struct TaxiiServer {
    #[arg(value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) url: String,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) auth: Option<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) ca: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    List {
        #[command(flatten)]
        folder: FolderArguments,
    },
    Rotate {
        #[command(flatten)]
        folder: FolderArguments,
    },
    Link {
        #[command(flatten)]
        folder: FolderArguments,
        #[arg(long)]
        at_once: bool,
    },
    Revoke {
        #[command(flatten)]
        folder: FolderArguments,
        #[arg(value_name = "KEY")]
        key: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArguments {
    #[command(flatten)]
    pub(crate) folder: FolderArguments,
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    #[arg(long, value_name = "HEX")]
    pub(crate) head: Vec<String>,
}

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
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        out: Option<PathBuf>,
    },
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

#[derive(Debug, Args)]
pub(crate) struct RulesArguments {
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) rules: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct CrisisArguments {
    #[arg(
        long,
        value_name = "FOLDER",
        default_value = "vigie-data",
        env = "VIGIE_DATA",
        global = true
    )]
    pub(crate) data: PathBuf,
    #[command(subcommand)]
    pub(crate) command: CrisisCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CrisisCommand {
    List,
    Open {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(long, value_name = "NAME")]
        assembly: Vec<String>,
        #[arg(long, value_name = "NAME")]
        embarkation: Vec<String>,
        #[arg(long)]
        self_report: bool,
    },
    Import {
        #[arg(value_name = "CRISIS")]
        crisis: String,
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        #[arg(long, value_name = "SOURCE", default_value = "file")]
        source: String,
        #[arg(long, value_name = "NAME")]
        sheet: Option<String>,
        #[arg(long)]
        dry: bool,
    },
    Count {
        #[arg(value_name = "CRISIS")]
        crisis: String,
    },
    Search {
        #[arg(value_name = "CRISIS")]
        crisis: String,
        #[arg(value_name = "NAME")]
        name: String,
    },
    Erase {
        #[arg(value_name = "CRISIS")]
        crisis: String,
        #[arg(value_name = "PERSON")]
        person: String,
    },
    Export {
        #[arg(value_name = "CRISIS")]
        crisis: String,
    },
    Devices {
        #[arg(value_name = "CRISIS")]
        crisis: String,
    },
    Revoke {
        #[arg(value_name = "CRISIS")]
        crisis: String,
        #[arg(value_name = "DEVICE")]
        device: String,
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    Aside {
        #[arg(value_name = "CRISIS")]
        crisis: String,
        #[arg(value_name = "DEVICE")]
        device: String,
        #[arg(long, value_name = "NUMBER", value_delimiter = ',')]
        number: Vec<u64>,
        #[arg(long, conflicts_with = "take")]
        drop: bool,
        #[arg(long, required_unless_present = "drop")]
        take: bool,
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    Hold {
        #[arg(value_name = "CRISIS")]
        crisis: String,
        #[arg(long, value_name = "TEXT", required_unless_present = "lift")]
        reason: Option<String>,
        #[arg(long, conflicts_with = "reason")]
        lift: bool,
    },
    Unite {
        #[command(flatten)]
        node: NodeArguments,
        #[arg(value_name = "CRISIS")]
        crisis: String,
        #[arg(value_name = "PARTNER", requires = "theirs")]
        partner: Option<String>,
        #[arg(value_name = "THEIRS")]
        theirs: Option<String>,
        #[arg(long, value_name = "PURPOSE", default_value = "evacuation")]
        purpose: String,
        #[arg(long, value_name = "same|together", default_value = "same")]
        buses: String,
        #[arg(long, requires = "theirs", group = "deed")]
        send: bool,
        #[arg(long, requires = "theirs", group = "deed")]
        accept: bool,
        #[arg(long, requires = "theirs", group = "deed")]
        refuse: bool,
        #[arg(long, requires = "theirs", group = "deed")]
        end: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct EvacuateArguments {
    #[arg(value_name = "INSTANCE", value_hint = ValueHint::FilePath)]
    pub(crate) instance: PathBuf,
    #[arg(long, value_name = "PLAN", value_hint = ValueHint::FilePath)]
    pub(crate) check: Option<PathBuf>,
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "check")]
    pub(crate) output: Option<PathBuf>,
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

#[derive(Debug, Subcommand)]
pub(crate) enum ScenarioCommand {
    List,
    Show {
        #[arg(value_name = "NAME|FILE")]
        scenario: String,
        #[arg(long)]
        toml: bool,
    },
    Lint {
        #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
        files: Vec<PathBuf>,
    },
    Record(Box<ScenarioRecordArguments>),
    Run(ScenarioRunArguments),
}

#[derive(Debug, Args)]
pub(crate) struct ScenarioRecordArguments {
    #[arg(value_name = "FEED", required = true, value_hint = ValueHint::FilePath)]
    pub(crate) feeds: Vec<String>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: PathBuf,
    #[arg(long, value_name = "H", default_value_t = 24.0)]
    pub(crate) hours: f64,
    #[arg(long, value_name = "SOUTH,WEST,NORTH,EAST", allow_hyphen_values = true)]
    pub(crate) area: Option<String>,
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub(crate) vessels: usize,
    #[arg(long, value_name = "METRES", default_value_t = 100.0)]
    pub(crate) off_m: f64,
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub(crate) seed: u64,
    #[arg(long)]
    pub(crate) real_numbers: bool,
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
}

#[derive(Debug, Args)]
pub(crate) struct ScenarioRunArguments {
    #[arg(value_name = "NAME|FILE")]
    pub(crate) scenario: String,
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub(crate) out: PathBuf,
    #[arg(long, value_name = "N")]
    pub(crate) days: Option<f64>,
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub(crate) seed: u64,
    #[arg(long, value_name = "TIME")]
    pub(crate) start: Option<String>,
}
