//! Crises and evacuations.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::NodeArguments;

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
        #[arg(long, value_name = "COLUMN=HEADING")]
        map: Vec<String>,
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
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct EvacuateArguments {
    #[arg(value_name = "INSTANCE", required = true, value_hint = ValueHint::FilePath)]
    pub(crate) instance: Option<PathBuf>,
    #[arg(long, value_name = "PLAN", value_hint = ValueHint::FilePath)]
    pub(crate) check: Option<PathBuf>,
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "check")]
    pub(crate) output: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Option<EvacuateCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum EvacuateCommand {
    Close {
        #[command(flatten)]
        node: NodeArguments,
        #[arg(value_name = "CRISIS")]
        crisis: String,
        #[arg(value_name = "LEG")]
        leg: String,
        #[arg(long, value_name = "TIME", conflicts_with = "look")]
        at: Option<String>,
        #[arg(long, value_name = "FAMILY=part|together", conflicts_with = "look")]
        family: Vec<String>,
        #[arg(long, value_name = "CODE=SEATS[/STRETCHERS]", conflicts_with = "look")]
        partner: Vec<String>,
        #[arg(long)]
        look: bool,
    },
    Reopen {
        #[command(flatten)]
        node: NodeArguments,
        #[arg(value_name = "CRISIS")]
        crisis: String,
        #[arg(value_name = "LEG")]
        leg: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}
