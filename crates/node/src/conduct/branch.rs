//! The branch of an exercise that a players' node is on: in its ledger, in its audit, and in every seal of its links.

use vigie_store::Ledger;

use crate::live::now;

/// Where the ledger has it.
const MARK: &str = "exercise-branch";

/// The branch of a folder; 0 if it was never set back.
///
/// # Errors
/// The store.
pub(crate) fn of(ledger: &Ledger) -> Result<u32, vigie_store::Error> {
    let kept = ledger.meta(MARK)?;
    Ok(kept.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// Enters the branch that control plays and notes it in the audit. A folder never goes back to a lower one.
///
/// # Errors
/// The store.
pub(crate) fn enter(ledger: &mut Ledger, branch: u32) -> Result<bool, vigie_store::Error> {
    let known = of(ledger)?;
    if branch <= known {
        return Ok(branch == known);
    }
    ledger.whole(|ledger| {
        ledger.set_meta(MARK, &branch.to_string())?;
        let detail = serde_json::json!({"from": known}).to_string();
        let object = branch.to_string();
        ledger
            .audit(now().ms(), "control", "exercise-branch", &object, &detail)
            .map(|_entry| true)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_folder_goes_on_and_never_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.sqlite");
        let mut ledger = Ledger::open(&path, "exercise:x").unwrap();
        assert_eq!(of(&ledger).unwrap(), 0);
        assert!(enter(&mut ledger, 0).unwrap() && enter(&mut ledger, 2).unwrap());
        assert!(!enter(&mut ledger, 1).unwrap());
        assert_eq!(of(&ledger).unwrap(), 2);
        let lines = ledger.audit_page(None, 10).unwrap().entries;
        let branches: Vec<_> = lines
            .iter()
            .filter(|line| line.action == "exercise-branch")
            .collect();
        assert_eq!((branches.len(), branches[0].object.as_str()), (1, "2"));
    }
}
