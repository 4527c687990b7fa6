//! `vigie evacuate`: an instance in, a plan out, or a plan checked. The same planner and checker as the node's.

use serde_json::json;
use vigie_crisis::plan::{Effort, Instance, Plan, bound, check_plan, helps, pooled_plan};

use super::args::EvacuateArguments;
use super::console::Console;
use super::failure::Failure;
use crate::exit::Exit;
use crate::reference;

/// Plans, or checks the plan that is given.
pub(crate) fn run(console: &Console, arguments: &EvacuateArguments) -> Result<(), Failure> {
    if let Some(command) = &arguments.command {
        return super::evacuate_close::run(console, command);
    }
    // The grammar asks for one or the other.
    let Some(instance) = &arguments.instance else {
        return Ok(());
    };
    let instance: Instance = read(instance)?;
    let fault = |fault: vigie_crisis::Error| {
        Failure::new(Exit::Data, "evacuate-refused").with("detail", fault.to_string())
    };
    instance.bounded().map_err(fault)?;
    let (plan, partners) = match &arguments.check {
        Some(path) => (read::<Plan>(path)?, Vec::new()),
        None => {
            let pooled = pooled_plan(&instance, &[], None, Effort::default()).map_err(fault)?;
            (pooled.plan, pooled.partners)
        }
    };
    let verdict = check_plan(&instance, &plan, &[]);
    let proven = bound(&instance, &[], &plan.prices);
    let gap_pct = (verdict.objective as f64 - proven).max(0.0) / proven.max(1.0) * 100.0;
    if let Some(path) = &arguments.output {
        let text = serde_json::to_string(&plan).unwrap_or_default();
        std::fs::write(path, text).map_err(|fault| Failure::file(path, &fault))?;
    }
    if console.json {
        let value = json!({
            "objective": verdict.objective, "bound": proven, "gap_pct": gap_pct, "lifted": verdict.lifted,
            "not_lifted": verdict.not_lifted, "violations": verdict.violations, "faults": instance.faults(),
            "method": plan.method, "partners": partners, "helps": helps(&instance, &plan, 10),
        });
        console.result(&format!("{value}\n"))?;
    } else {
        let text = console.text(
            "evacuate-result",
            &[
                ("lifted", verdict.lifted.to_string().into()),
                ("left", verdict.not_lifted.to_string().into()),
                ("gap", format!("{gap_pct:.2}").into()),
                ("violations", verdict.violations.len().to_string().into()),
            ],
        );
        console.result(&format!("{text}\n"))?;
    }
    if verdict.violations.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(Exit::Data, "evacuate-violations").with("count", verdict.violations.len()))
    }
}

fn read<T: serde::de::DeserializeOwned>(path: &std::path::Path) -> Result<T, Failure> {
    let bytes = reference::read(path)?;
    serde_json::from_slice(&bytes).map_err(|fault| {
        Failure::new(Exit::Data, "evacuate-unreadable")
            .with("path", path.display())
            .with("detail", fault.to_string())
    })
}
