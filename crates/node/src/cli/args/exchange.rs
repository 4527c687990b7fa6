//! Partners, keys, and what is checked.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::{FolderArguments, NodeArguments};

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
    Positions {
        #[arg(value_name = "PARTNER")]
        partner: String,
        #[arg(long, value_name = "FORMAT")]
        format: String,
        #[arg(long, value_name = "PURPOSE")]
        purpose: String,
        #[arg(long, value_name = "MMSI")]
        mmsi: Vec<u32>,
        #[arg(long, value_name = "ADDRESS", default_value = "")]
        from: String,
        #[arg(long, value_name = "ADDRESS", default_value = "")]
        to: String,
        #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
        out: PathBuf,
        #[command(flatten)]
        node: NodeArguments,
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
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) body: Option<PathBuf>,
}
