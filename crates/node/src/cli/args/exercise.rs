//! Exercises and their scenarios.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::{ReadingArguments, TimeSource};

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
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) world: Option<PathBuf>,
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
